// Why were rows refused, and where is it worth mending first?
import { Link } from 'react-router-dom';
import { calls, usePages } from '../../api/calls';
import type { QuarantineReason } from '../../api/types';
import { useTitle } from '../../app/title';
import { useUrlState } from '../../app/url';
import { Empty } from '../../parts/Empty';
import { Bar, Count, Head } from '../../parts/figures';
import { ListTable } from '../../parts/ListTable';
import { PickProvider } from '../../parts/Pick';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';

export default function Quarantine() {
  const t = useWords();
  const format = useFormat();
  useTitle(t('room.quarantine'));
  const { value } = useUrlState();
  const list = usePages(
    calls.quarantine({ department: value('department'), resource: value('resource') }),
  );
  const rejected = (list.items ?? []).filter((each) => each.verdict === 'rejected');
  const total = rejected.reduce((sum, each) => sum + each.rows, 0);
  const most = (verdict: QuarantineReason['verdict']) =>
    Math.max(1, ...(list.items ?? []).map((each) => (each.verdict === verdict ? each.rows : 0)));
  const to = (row: QuarantineReason) =>
    row.verdict === 'rejected'
      ? `/quarantine/${row.resource}?reason=${encodeURIComponent(row.reason)}`
      : `/resources/${row.resource}?tab=quality`;
  return (
    <>
      <Head
        title={t('room.quarantine')}
        lead={
          list.items && list.items.length > 0
            ? t('quarantine.lead', { n: format.count(total), reasons: rejected.length })
            : t('quarantine.about')
        }
      />
      <ListTable<QuarantineReason>
        name="quarantine"
        rows={list.items}
        rowKey={(row) => `${row.resource} ${row.reason} ${row.field}`}
        href={to}
        error={list.error}
        retry={list.retry}
        total={list.total}
        more={list.more}
        busy={list.busy}
        tools={<PickProvider width={220} />}
        empty={<Empty title={t('quarantine.empty')} text={t('quarantine.empty_text')} />}
        columns={[
          {
            key: 'title',
            title: t('word.reason'),
            show: (row) => <Link to={to(row)}>{row.title}</Link>,
            text: (row) => row.title,
          },
          {
            key: 'rows',
            title: t('word.rows'),
            right: true,
            width: 140,
            show: (row) => (
              <>
                <Count of={row.rows} />
                <Bar share={row.rows / most(row.verdict)} bad={row.verdict === 'rejected'} />
              </>
            ),
            text: (row) => row.rows,
          },
          {
            key: 'verdict',
            title: t('word.verdict'),
            show: (row) => (
              <span className={row.verdict === 'rejected' ? 'bad' : 'attention'}>
                {t(row.verdict === 'rejected' ? 'verdict.rejected' : 'verdict.flagged')}
              </span>
            ),
            text: (row) => row.verdict,
          },
          {
            key: 'resource',
            title: t('word.resource'),
            show: (row) => <Link to={`/resources/${row.resource}`}>{row.resource_title}</Link>,
            text: (row) => row.resource_title,
          },
          {
            key: 'field',
            title: t('word.field'),
            show: (row) => row.field_title || '—',
            text: (row) => row.field_title,
          },
          {
            key: 'remedy',
            title: t('word.remedy'),
            show: (row) => <span className="soft">{row.remedy}</span>,
            text: (row) => row.remedy,
          },
          {
            key: 'reason',
            title: t('word.name'),
            hidden: true,
            show: (row) => <span className="mono">{row.reason}</span>,
            text: (row) => row.reason,
          },
        ]}
      />
    </>
  );
}
