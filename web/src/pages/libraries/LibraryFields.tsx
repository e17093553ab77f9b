// Each field: how it is chosen, from whom first, and for how many subjects it is known.
import type { Library } from '../../api/types';
import { Bar } from '../../parts/figures';
import { ListTable } from '../../parts/ListTable';
import { useSurvivorship } from '../../parts/survivorship';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';

const FIRST = 3;

export function LibraryFields({ of }: { of: Library }) {
  const t = useWords();
  const format = useFormat();
  const survivorship = useSurvivorship();
  const share = (row: { filled: number }) => row.filled / Math.max(1, of.subjects);
  return (
    <ListTable<Library['fields'][number]>
      name="library.fields"
      rows={of.fields}
      rowKey={(row) => row.name}
      empty={null}
      columns={[
        {
          key: 'title',
          title: t('word.field'),
          show: (row) => row.title,
          text: (row) => row.title,
        },
        {
          key: 'filled',
          title: t('library.filled'),
          width: 160,
          show: (row) => (
            <>
              <span className="num">{format.percent(share(row))}</span>
              <Bar share={share(row)} />
            </>
          ),
          text: (row) => row.filled,
        },
        {
          key: 'rule',
          title: t('library.rule'),
          show: (row) => survivorship(row.rule),
          text: (row) => survivorship(row.rule),
        },
        {
          key: 'order',
          title: t('library.order'),
          show: (row) => (
            <span style={{ display: 'block', maxWidth: 480 }}>
              {row.order
                .slice(0, FIRST)
                .map((each) => each.title)
                .join(' → ')}
              {row.order.length > FIRST && t('library.more_sources', { n: row.order.length })}
            </span>
          ),
          text: (row) => row.order.map((each) => each.title).join(' → '),
        },
        {
          key: 'element',
          title: t('word.element'),
          show: (row) => row.element,
          text: (row) => row.element,
        },
      ]}
    />
  );
}
