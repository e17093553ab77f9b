// Rules with how many of how many values are right, worst first.
import type { Measure } from '../api/types';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { Score } from './figures';
import { ListTable } from './ListTable';

export function MeasureTable({ measures }: { measures: Measure[] }) {
  const t = useWords();
  const format = useFormat();
  return (
    <ListTable<Measure>
      name="measures"
      quiet
      rows={measures.toSorted((a, b) => a.score - b.score)}
      rowKey={(row) => `${row.rule} ${row.field} ${row.dimension}`}
      empty={null}
      columns={[
        {
          key: 'title',
          title: t('word.rule'),
          show: (row) => row.title,
          text: (row) => row.title,
        },
        {
          key: 'field',
          title: t('word.field'),
          show: (row) => row.field_title,
          text: (row) => row.field_title,
        },
        {
          key: 'dimension',
          title: t('word.dimension'),
          show: (row) => row.dimension_title,
          text: (row) => row.dimension_title,
        },
        {
          key: 'failing',
          title: t('quality.failing'),
          right: true,
          show: (row) => <span className="num">{format.exact(row.b - row.a)}</span>,
          text: (row) => row.b - row.a,
        },
        {
          key: 'of',
          title: t('quality.of'),
          right: true,
          show: (row) => <span className="num">{format.exact(row.b)}</span>,
          text: (row) => row.b,
        },
        {
          key: 'score',
          title: t('word.score'),
          right: true,
          show: (row) => <Score of={row.score} />,
          text: (row) => row.score,
        },
        {
          key: 'on_failure',
          title: t('quality.on_failure'),
          show: (row) => t(row.on_failure === 'reject' ? 'verdict.rejected' : 'verdict.flagged'),
          text: (row) => row.on_failure,
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
