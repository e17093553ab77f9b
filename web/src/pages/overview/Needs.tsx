// What needs me, worst first; each a link to where it is mended.
import { Link } from 'react-router-dom';
import type { Need } from '../../api/types';
import { StateMark, When } from '../../parts/figures';
import { useWords } from '../../words';

const SHOWN = 7;
const order = { bad: 0, attention: 1, unknown: 2, ok: 3 };

export function Needs({ needs }: { needs: Need[] }) {
  const t = useWords();
  const sorted = needs.toSorted((a, b) => order[a.state] - order[b.state]);
  return (
    <section className="card">
      <h2>{t('needs.title', { n: needs.length })}</h2>
      {needs.length === 0 && <StateMark state="ok" word={t('needs.none')} />}
      <ul className="needs">
        {sorted.slice(0, SHOWN).map((need) => (
          <li key={need.id}>
            <StateMark state={need.state} />
            <Link to={need.href}>{need.title}</Link>
            <span className="small soft">
              <When at={need.since} />
            </span>
            <span />
            <span className="small soft">{need.detail}</span>
          </li>
        ))}
      </ul>
      {needs.length > SHOWN && (
        <Link to="/system?tab=alerts">{t('needs.all', { n: needs.length })}</Link>
      )}
    </section>
  );
}
