// What does the state know about whom?
import { Link } from 'react-router-dom';
import { calls, useRead } from '../../api/calls';
import type { LibraryBrief } from '../../api/types';
import { useTitle } from '../../app/title';
import { Empty } from '../../parts/Empty';
import { Count, Head, Score, StateMark, When } from '../../parts/figures';
import { ListTable } from '../../parts/ListTable';
import { StartRun } from '../../parts/StartRun';
import { useWords, type Word } from '../../words';
import { useFormat } from '../../words/format';

const kinds: Record<LibraryBrief['kind'], Word> = {
  base: 'library.base',
  theme: 'library.theme',
  special: 'library.special',
  general: 'library.general',
};

const order: Record<LibraryBrief['kind'], number> = { base: 0, theme: 1, special: 2, general: 3 };

export default function Libraries() {
  const t = useWords();
  const format = useFormat();
  useTitle(t('room.libraries'));
  const libraries = useRead(calls.libraries());
  const rows = libraries.data?.items.toSorted(
    (a, b) => order[a.kind] - order[b.kind] || b.subjects - a.subjects,
  );
  const subjects = rows
    ?.filter((each) => each.kind === 'base')
    .reduce((sum, each) => sum + each.subjects, 0);
  return (
    <>
      <Head
        title={t('room.libraries')}
        lead={t('libraries.lead', { n: rows?.length ?? 0, subjects: format.count(subjects) })}
      >
        <StartRun run={{ command: 'fuse' }} word="runs.fuse" type="primary" />
      </Head>
      <ListTable<LibraryBrief>
        name="libraries"
        rows={rows}
        rowKey={(row) => row.library}
        href={(row) => `/libraries/${row.library}`}
        error={libraries.error}
        empty={<Empty title={t('libraries.empty')} text={t('libraries.empty_text')} />}
        columns={[
          {
            key: 'title',
            title: t('word.library_name'),
            show: (row) => <Link to={`/libraries/${row.library}`}>{row.title}</Link>,
            text: (row) => row.title,
          },
          {
            key: 'kind',
            title: t('runs.kind'),
            show: (row) => t(kinds[row.kind]),
            text: (row) => t(kinds[row.kind]),
          },
          {
            key: 'subjects',
            title: t('word.subjects'),
            right: true,
            show: (row) => (row.awaits ? '—' : <Count of={row.subjects} />),
            text: (row) => row.subjects,
          },
          {
            key: 'added',
            title: t('libraries.added'),
            right: true,
            show: (row) => <Count of={row.added} />,
            text: (row) => row.added,
          },
          {
            key: 'score',
            title: t('word.score'),
            right: true,
            show: (row) => <Score of={row.score} />,
            text: (row) => row.score,
          },
          {
            key: 'state',
            title: t('runs.state'),
            show: (row) => (
              <StateMark
                state={row.state}
                {...(row.awaits ? { word: t('library.awaiting') } : {})}
              />
            ),
            text: (row) => row.state,
          },
          {
            key: 'lead',
            title: t('libraries.lead_department'),
            show: (row) => row.lead_title,
            text: (row) => row.lead_title,
          },
          {
            key: 'fused_at',
            title: t('libraries.fused'),
            show: (row) =>
              row.awaits ? (
                <span className="soft">{t('libraries.awaits', { what: row.awaits })}</span>
              ) : (
                <When at={row.fused_at} />
              ),
            text: (row) => row.fused_at,
          },
        ]}
      />
    </>
  );
}
