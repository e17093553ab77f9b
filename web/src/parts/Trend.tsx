// A figure over runs: the chart when there is something to compare, its table always.
import { lazy, Suspense } from 'react';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { Waiting } from './Waiting';

const LineChart = lazy(() => import('./LineChart'));

export interface Point {
  at: string;
  value: number;
}

export function Trend({ title, points }: { title: string; points: Point[] }) {
  const t = useWords();
  const format = useFormat();
  return (
    <section className="card">
      <h2>{title}</h2>
      {points.length < 2 ? (
        <p className="soft">{t('trend.one')}</p>
      ) : (
        <Suspense fallback={<Waiting lines={5} />}>
          <LineChart points={points} name={title} />
        </Suspense>
      )}
      <details className="small">
        <summary className="soft">{t('chart.table')}</summary>
        <table className="heat">
          <tbody>
            {points.map((each) => (
              <tr key={each.at}>
                <th>{format.dateTime(each.at)}</th>
                <td>{format.score(each.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
