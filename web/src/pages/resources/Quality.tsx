// A of B for every rule, the trend, and rows that fail.
import { Link } from 'react-router-dom';
import { calls, useRead } from '../../api/calls';
import type { Example, Measure, Resource, ResourceQuality } from '../../api/types';
import { Asked } from '../../parts/Asked';
import { Empty } from '../../parts/Empty';
import { ListTable } from '../../parts/ListTable';
import { MeasureTable } from '../../parts/MeasureTable';
import { Bar, Score } from '../../parts/figures';
import { Trend } from '../../parts/Trend';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';

export function Quality({ of }: { of: Resource }) {
  const t = useWords();
  const quality = useRead(calls.resourceQuality(of.resource));
  return (
    <Asked of={quality}>
      {(shown) =>
        shown.measures.length === 0 ? (
          <Empty title={t('quality.none')} text={t('quality.none_text')} />
        ) : (
          <Shown of={shown} />
        )
      }
    </Asked>
  );
}

function Shown({ of }: { of: ResourceQuality }) {
  const t = useWords();
  return (
    <div className="stack">
      <div className="halves">
        <section className="card">
          <h2>{t('quality.dimensions')}</h2>
          {of.dimensions.map((each) => (
            <div key={each.dimension} className="dimension">
              <span>{each.title}</span>
              <Bar share={each.score / 100} />
              <Score of={each.score} />
            </div>
          ))}
        </section>
        <Trend
          title={trendTitle(of, t)}
          points={of.trend.map((each) => ({ at: each.at, value: each.score }))}
        />
      </div>
      <Measures measures={of.measures} />
      {of.examples.length > 0 && <Examples of={of} />}
    </div>
  );
}

function trendTitle(of: ResourceQuality, t: ReturnType<typeof useWords>): string {
  const moved = (of.score ?? 0) - (of.before ?? of.score ?? 0);
  if (of.trend.length < 2) return t('quality.trend');
  if (Math.abs(moved) < 0.05) return t('trend.same');
  return t(moved > 0 ? 'trend.up' : 'trend.down', { by: Math.abs(moved).toFixed(1) });
}

function Measures({ measures }: { measures: Measure[] }) {
  const t = useWords();
  return (
    <section className="card">
      <h2>{t('quality.rules')}</h2>
      <MeasureTable measures={measures} />
    </section>
  );
}

function Examples({ of }: { of: ResourceQuality }) {
  const t = useWords();
  const format = useFormat();
  const titles = new Map(of.measures.map((each) => [each.rule, each.title]));
  return (
    <section className="card">
      <div className="between">
        <h2>{t('quality.examples')}</h2>
        <Link to={`/quarantine/${of.resource}`}>{t('resource.see_quarantine')}</Link>
      </div>
      <ListTable<Example>
        name="examples"
        quiet
        rows={of.examples}
        rowKey={(row) => `${row.rule} ${row.file} ${row.row}`}
        empty={null}
        columns={[
          {
            key: 'rule',
            title: t('word.rule'),
            show: (row) => titles.get(row.rule) ?? row.rule,
            text: (row) => row.rule,
          },
          {
            key: 'value',
            title: t('word.value'),
            show: (row) => <span className="mono">{row.value || t('word.empty')}</span>,
            text: (row) => row.value,
          },
          {
            key: 'key',
            title: t('word.key'),
            show: (row) => <span className="mono">{row.key}</span>,
            text: (row) => row.key,
          },
          {
            key: 'file',
            title: t('word.file'),
            show: (row) => t('word.file_row', { file: row.file, row: format.exact(row.row) }),
            text: (row) => `${row.file}:${row.row}`,
          },
        ]}
      />
    </section>
  );
}
