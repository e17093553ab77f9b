// Where departments disagree: how often by field, and subject by subject.
import { Button } from 'antd';
import { calls, usePages, useRead } from '../../api/calls';
import type { Conflict } from '../../api/types';
import { useUrlState } from '../../app/url';
import { Empty } from '../../parts/Empty';
import { Count } from '../../parts/figures';
import { ListTable } from '../../parts/ListTable';
import { useWords } from '../../words';

export function Conflicts({ library }: { library: string }) {
  const t = useWords();
  const { value, set } = useUrlState();
  const filter = { provider: value('provider'), field: value('field') };
  const counts = useRead(calls.conflictCounts());
  const list = usePages(calls.conflicts(library, filter));
  const own = counts.data?.items.filter((each) => each.library === library) ?? [];
  return (
    <div className="stack">
      {own.length > 0 && (
        <div className="row">
          {own.slice(0, 6).map((each) => {
            const chosen = filter.provider === each.provider && filter.field === each.field;
            return (
              <Button
                key={`${each.resource} ${each.field}`}
                size="small"
                type={chosen ? 'primary' : 'default'}
                onClick={() =>
                  set(
                    chosen
                      ? { provider: null, field: null }
                      : { provider: each.provider, field: each.field },
                  )
                }
              >
                {each.provider_title} {each.field_title} <Count of={each.conflicts} />
              </Button>
            );
          })}
        </div>
      )}
      <ListTable<Conflict>
        name="conflicts"
        rows={list.items}
        rowKey={(row) =>
          `${row.number} ${row.subject} ${row.field} ${row.chosen} ${row.other} ${row.other_resource}`
        }
        error={list.error}
        retry={list.retry}
        more={list.more}
        busy={list.busy}
        total={list.total}
        empty={<Empty title={t('conflicts.empty')} text={t('conflicts.empty_text')} />}
        columns={[
          {
            key: 'number',
            title: t('word.subject_number'),
            show: (row) => <span className="mono">{row.number}</span>,
            text: (row) => row.number,
          },
          {
            key: 'field',
            title: t('word.field'),
            show: (row) => row.field_title,
            text: (row) => row.field_title,
          },
          {
            key: 'chosen',
            title: t('conflicts.chosen'),
            show: (row) => row.chosen,
            text: (row) => row.chosen,
          },
          {
            key: 'chosen_title',
            title: t('conflicts.chosen_from'),
            show: (row) => <span className="soft">{row.chosen_title}</span>,
            text: (row) => row.chosen_title,
          },
          {
            key: 'other',
            title: t('conflicts.other'),
            show: (row) => <span className="attention">{row.other}</span>,
            text: (row) => row.other,
          },
          {
            key: 'other_title',
            title: t('conflicts.other_from'),
            show: (row) => <span className="soft">{row.other_title}</span>,
            text: (row) => row.other_title,
          },
        ]}
      />
    </div>
  );
}
