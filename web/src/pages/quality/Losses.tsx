// The biggest losses first, with their cost in rows.
import { Link } from 'react-router-dom';
import { calls, useRead } from '../../api/calls';
import type { Loss } from '../../api/types';
import { useUrlState } from '../../app/url';
import { Empty } from '../../parts/Empty';
import { Bar, Count } from '../../parts/figures';
import { ListTable } from '../../parts/ListTable';
import { PickProvider } from '../../parts/Pick';
import { useWords } from '../../words';

const SHOWN = 200;

export function Losses() {
  const t = useWords();
  const { value } = useUrlState();
  const losses = useRead(calls.losses({ department: value('department'), limit: SHOWN }));
  const rows = losses.data?.items;
  const most = Math.max(1, ...(rows ?? []).map((each) => each.rows));
  return (
    <ListTable<Loss>
      name="losses"
      rows={rows}
      rowKey={(row) => `${row.resource} ${row.rule} ${row.field_title}`}
      href={(row) => `/resources/${row.resource}?tab=quality`}
      error={losses.error}
      empty={<Empty title={t('losses.empty')} text={t('losses.empty_text')} />}
      tools={<PickProvider width={220} />}
      columns={[
        {
          key: 'title',
          title: t('word.rule'),
          show: (row) => <Link to={`/resources/${row.resource}?tab=quality`}>{row.title}</Link>,
          text: (row) => row.title,
        },
        {
          key: 'rows',
          title: t('losses.rows'),
          right: true,
          width: 140,
          show: (row) => (
            <>
              <Count of={row.rows} />
              <Bar share={row.rows / most} bad />
            </>
          ),
          text: (row) => row.rows,
        },
        {
          key: 'score_loss',
          title: t('losses.score'),
          right: true,
          show: (row) => <span className="num">{row.score_loss.toFixed(1)}</span>,
          text: (row) => row.score_loss,
        },
        {
          key: 'provider',
          title: t('word.provider'),
          show: (row) => row.provider_title,
          text: (row) => row.provider_title,
        },
        {
          key: 'resource',
          title: t('word.resource'),
          show: (row) => row.resource_title,
          text: (row) => row.resource_title,
        },
        {
          key: 'field',
          title: t('word.field'),
          show: (row) => row.field_title,
          text: (row) => row.field_title,
        },
        {
          key: 'remedy',
          title: t('word.remedy'),
          show: (row) => <span className="soft">{row.remedy}</span>,
          text: (row) => row.remedy,
        },
      ]}
    />
  );
}
