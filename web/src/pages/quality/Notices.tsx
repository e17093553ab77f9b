// What each department is asked to mend, and by when; a notice is a page to print.
import { calls, useRead } from '../../api/calls';
import { part } from '../../api/client';
import type { Notice } from '../../api/types';
import { Download } from '../../parts/Download';
import { Empty } from '../../parts/Empty';
import { Count } from '../../parts/figures';
import { ListTable } from '../../parts/ListTable';
import { useWords } from '../../words';

export function Notices() {
  const t = useWords();
  const notices = useRead(calls.notices());
  return (
    <ListTable<Notice>
      name="notices"
      rows={notices.data?.items}
      rowKey={(row) => row.department}
      error={notices.error}
      empty={<Empty title={t('notices.empty')} text={t('notices.empty_text')} />}
      columns={[
        {
          key: 'title',
          title: t('word.provider'),
          show: (row) => row.title,
          text: (row) => row.title,
        },
        {
          key: 'rules',
          title: t('notices.rules'),
          right: true,
          show: (row) => <span className="num">{row.rules}</span>,
          text: (row) => row.rules,
        },
        {
          key: 'failures',
          title: t('quality.failing'),
          right: true,
          show: (row) => <Count of={row.failures} />,
          text: (row) => row.failures,
        },
        {
          key: 'deadline',
          title: t('notices.deadline'),
          show: (row) => (
            <span className="num">
              {row.deadline}{' '}
              {row.provisional && (
                <span className="attention small">{t('notices.provisional')}</span>
              )}
            </span>
          ),
          text: (row) => row.deadline,
        },
        {
          key: 'open',
          title: t('notices.notice'),
          show: (row) => (
            <Download size="small" path={`/quality/notices/${part(row.department)}`}>
              {t('notices.open')}
            </Download>
          ),
          text: () => null,
        },
      ]}
    />
  );
}
