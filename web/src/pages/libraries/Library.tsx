// One library: how many subjects, who covers them, where the departments disagree; as of any day kept.
import { Breadcrumb, DatePicker, Tabs } from 'antd';
import dayjs from 'dayjs';
import { Link, useParams } from 'react-router-dom';
import { calls, useRead } from '../../api/calls';
import type { Library as Shown } from '../../api/types';
import { useTitle } from '../../app/title';
import { useUrlState } from '../../app/url';
import { Asked } from '../../parts/Asked';
import { DivisionMap } from '../../parts/DivisionMap';
import { Empty } from '../../parts/Empty';
import { Bar, Count, Head, Score, When } from '../../parts/figures';
import { LineageOf } from '../../parts/Lineage';
import { StartRun } from '../../parts/StartRun';
import { TableRows } from '../../parts/TableRows';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import { Conflicts } from './Conflicts';
import { LibraryFields } from './LibraryFields';
import { Questions } from './Questions';

export default function Library() {
  const { library = '' } = useParams();
  const { value } = useUrlState();
  const read = useRead(calls.library(library, value('as_of')));
  useTitle(read.data?.title);
  return <Asked of={read}>{(shown) => <Page of={shown} />}</Asked>;
}

function Page({ of }: { of: Shown }) {
  const t = useWords();
  const format = useFormat();
  const { value, set } = useUrlState();
  const as_of = value('as_of');
  const tabs = [
    { key: 'coverage', label: t('library.coverage'), children: <Coverage of={of} /> },
    { key: 'fields', label: t('resource.fields'), children: <LibraryFields of={of} /> },
    {
      key: 'conflicts',
      label: t('library.conflicts', { n: format.count(of.conflicts) }),
      children: <Conflicts library={of.library} />,
    },
    ...(of.links && !as_of
      ? [
          {
            key: 'questions',
            label: t('questions.title'),
            children: <Questions library={of.library} />,
          },
        ]
      : []),
    {
      key: 'lineage',
      label: t('resource.lineage'),
      children: <LineageOf kind="libraries" name={of.library} />,
    },
    {
      key: 'rows',
      label: t('resource.rows'),
      children: <TableRows kind="libraries" name={of.library} personal as_of={as_of} />,
    },
  ];
  return (
    <>
      <Breadcrumb
        items={[{ title: <Link to="/libraries">{t('room.libraries')}</Link> }, { title: of.title }]}
      />
      <Head
        title={of.title}
        lead={t('library.lead', { number: of.number_title ?? '—', lead: of.lead_title })}
      >
        <DatePicker
          aria-label={t('as_of.label')}
          placeholder={t('as_of.now')}
          value={as_of ? dayjs(as_of) : null}
          minDate={of.versions_from ? dayjs(of.versions_from) : undefined}
          maxDate={dayjs()}
          onChange={(day) => set({ as_of: day ? day.format('YYYY-MM-DD') : null })}
        />
        <StartRun run={{ command: 'fuse', libraries: [of.library] }} word="runs.fuse" />
      </Head>
      {of.awaits ? (
        <Empty title={t('library.awaiting')} text={t('libraries.awaits', { what: of.awaits })}>
          <Link to="/connect">{t('overview.connect')}</Link>
        </Empty>
      ) : (
        <>
          <section className="card facts-row">
            <Fact name={t('word.subjects')}>
              <Count of={of.subjects} />
            </Fact>
            <Fact name={t('libraries.added')}>
              <Count of={of.added} />
            </Fact>
            <Fact name={t('word.score')}>
              <Score of={of.score} />
            </Fact>
            <Fact name={t('library.unlinked')}>
              <Count of={of.unlinked} />
            </Fact>
            <Fact name={t('libraries.fused')}>
              <When at={of.fused_at} />
            </Fact>
            <Fact name={t('library.versions_from')}>{format.date(of.versions_from)}</Fact>
          </section>
          <Tabs
            activeKey={value('tab') || 'coverage'}
            onChange={(tab) => set({ tab: tab === 'coverage' ? null : tab })}
            items={tabs}
            destroyOnHidden
          />
        </>
      )}
    </>
  );
}

function Fact(props: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <div className="small soft">{props.name}</div>
      <div className="num">{props.children}</div>
    </div>
  );
}

function Coverage({ of }: { of: Shown }) {
  const t = useWords();
  const format = useFormat();
  const overview = useRead(calls.overview());
  const province = overview.data?.province;
  return (
    <div className="halves">
      <section className="card">
        <h2>{t('library.coverage_title', { n: of.coverage.length })}</h2>
        {of.coverage.length === 0 && <p className="soft">{t('library.no_coverage')}</p>}
        <ul>
          {of.coverage.map((each) => (
            <li key={each.resource} style={{ padding: '6px 0' }}>
              <div className="between">
                <span>
                  <Link to={`/resources/${each.resource}`}>{each.title}</Link>{' '}
                  <span className="small soft">
                    {each.provider_title}
                    {each.enriches && ` · ${t('library.enriches')}`}
                  </span>
                </span>
                <span className="num nowrap">
                  <Count of={each.subjects} />{' '}
                  <span className="soft">
                    {format.percent(each.subjects / Math.max(1, of.subjects))}
                  </span>
                </span>
              </div>
              <Bar share={each.subjects / Math.max(1, of.subjects)} />
            </li>
          ))}
        </ul>
      </section>
      <section className="card">
        <h2>{t('library.by_city')}</h2>
        {of.by_city.length === 0 || !province ? (
          <p className="soft">{t('overview.no_cities')}</p>
        ) : (
          <DivisionMap
            division={province.division}
            figures={of.by_city.map((each) => ({ ...each, value: each.subjects }))}
            unit={t('word.subjects')}
            label={format.count}
          />
        )}
      </section>
    </div>
  );
}
