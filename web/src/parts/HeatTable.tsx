// Scores by name and dimension, worst first; a word for each shade, so that it prints in black and white.
import { Link } from 'react-router-dom';
import type { QualityScore } from '../api/types';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { gradeOf, Score, StateMark } from './figures';

const shades = { bad: 'g0', attention: 'g1', unknown: 'g2', ok: 'g3' };

export function HeatTable(props: {
  scores: QualityScore[];
  to: ((name: string) => string) | null;
}) {
  const t = useWords();
  const format = useFormat();
  const { scores, to } = props;
  const dimensions = scores[0]?.dimensions ?? [];
  const sorted = scores.toSorted((a, b) => a.score - b.score);
  return (
    <section className="card">
      <div className="between" style={{ marginBottom: 8 }}>
        <h2 style={{ margin: 0 }}>{t('quality.worst', { name: sorted[0]?.title ?? '' })}</h2>
        <span className="row small">
          <StateMark state="ok" word={t('quality.good')} />
          <StateMark state="attention" word={t('quality.fair')} />
          <StateMark state="bad" word={t('quality.poor')} />
        </span>
      </div>
      <table className="heat">
        <thead>
          <tr>
            <th>{t('word.who')}</th>
            <th>{t('word.score')}</th>
            {dimensions.map((each) => (
              <th key={each.dimension}>{each.title}</th>
            ))}
            <th>{t('quality.failing')}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => {
            const of = new Map(row.dimensions.map((each) => [each.dimension, each.score]));
            return (
              <tr key={row.name}>
                <th scope="row">{to ? <Link to={to(row.name)}>{row.title}</Link> : row.title}</th>
                <td>
                  <Score of={row.score} before={row.before} />
                </td>
                {dimensions.map(({ dimension }) => (
                  <td key={dimension} className={shades[gradeOf(of.get(dimension))]}>
                    {format.score(of.get(dimension))}
                  </td>
                ))}
                <td title={format.exact(row.b - row.a)}>{format.count(row.b - row.a)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
