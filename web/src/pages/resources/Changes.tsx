// The versions of the table: who changed it when, and how.
import { calls, usePages } from '../../api/calls';
import type { Change, Resource } from '../../api/types';
import { Empty } from '../../parts/Empty';
import { When } from '../../parts/figures';
import { ListTable } from '../../parts/ListTable';
import { useWords } from '../../words';

export function Changes({ of }: { of: Resource }) {
  const t = useWords();
  const list = usePages(calls.changes(of.resource));
  return (
    <ListTable<Change>
      name="changes"
      rows={list.items}
      rowKey={(row) => String(row.version)}
      error={list.error}
      more={list.more}
      busy={list.busy}
      empty={<Empty title={t('changes.empty')} text={t('changes.empty_text')} />}
      columns={[
        {
          key: 'version',
          title: t('word.version'),
          show: (row) => <span className="num">{row.version}</span>,
          text: (row) => row.version,
        },
        {
          key: 'at',
          title: t('word.time'),
          show: (row) => <When at={row.at} />,
          text: (row) => row.at,
        },
        {
          key: 'author',
          title: t('word.author'),
          show: (row) => row.author,
          text: (row) => row.author,
        },
        { key: 'text', title: t('changes.what'), show: (row) => row.text, text: (row) => row.text },
      ]}
    />
  );
}
