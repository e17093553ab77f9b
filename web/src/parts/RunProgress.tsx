// How far a run is: the bar, the pace, the time left; after it, which step took how long.
import { Progress } from 'antd';
import type { RunProgress as At } from '../api/types';
import { useWords } from '../words';
import { useFormat } from '../words/format';

export function RunProgress({ at, over }: { at: At; over: boolean }) {
  const t = useWords();
  const format = useFormat();
  const share = at.total > 0 ? Math.min(1, at.done / at.total) : null;
  return (
    <div className="stack" style={{ gap: 8 }}>
      {!over && (
        <>
          <div className="between">
            <strong>{at.step}</strong>
            <span className="soft num">
              {at.rows_per_second > 0 && t('run.pace', { n: format.count(at.rows_per_second) })}
              {at.seconds_left != null &&
                ` · ${t('run.left', { time: format.duration(at.seconds_left) })}`}
            </span>
          </div>
          <Progress
            percent={share === null ? 0 : Math.round(share * 100)}
            showInfo={share !== null}
            status="active"
            size="small"
            aria-label={at.step || t('word.run')}
          />
        </>
      )}
      <Steps at={at} over={over} />
    </div>
  );
}

const shades = ['var(--map-5)', 'var(--map-3)', 'var(--map-4)', 'var(--map-2)'];

// The bar compares finished steps; while a run goes on there is nothing to compare yet.
function Steps({ at, over }: { at: At; over: boolean }) {
  const format = useFormat();
  const all = at.steps.reduce((sum, each) => sum + each.seconds, 0) || 1;
  return (
    <div>
      {over && (
        <div className="steps" aria-hidden>
          {at.steps.map((each, place) => (
            <span
              key={each.step}
              title={`${each.step} ${format.duration(each.seconds)}`}
              style={{
                flexGrow: Math.max(each.seconds / all, 0.01),
                background: shades[place % shades.length],
              }}
            />
          ))}
        </div>
      )}
      <ul className="row small soft" style={{ gap: 16, marginTop: 6 }}>
        {at.steps.map((each, place) => (
          <li key={each.step} className="row" style={{ gap: 4 }}>
            <i
              aria-hidden
              style={{ width: 8, height: 8, background: shades[place % shades.length] }}
            />
            {each.step} {format.duration(each.seconds)}
          </li>
        ))}
      </ul>
    </div>
  );
}
