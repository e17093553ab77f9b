// Is my data here, fresh and trusted?
import { Button } from 'antd';
import { Link } from 'react-router-dom';
import { calls, useRead } from '../../api/calls';
import type { LibraryBrief, Overview as Shown } from '../../api/types';
import { useTitle } from '../../app/title';
import { Asked } from '../../parts/Asked';
import { Count, Head, Score, StateMark, When } from '../../parts/figures';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import { CityMap } from './CityMap';
import { FirstGuide } from './FirstGuide';
import { Needs } from './Needs';

export function Overview() {
  const t = useWords();
  const overview = useRead(calls.overview());
  useTitle(t('room.overview'));
  return (
    <Asked of={overview} lines={12}>
      {(shown) => (shown.updated_at === null ? <FirstGuide /> : <Loaded shown={shown} />)}
    </Asked>
  );
}

function Loaded({ shown }: { shown: Shown }) {
  const t = useWords();
  const format = useFormat();
  const base = shown.libraries
    .filter((each) => each.kind === 'base')
    .sort((a, b) => b.subjects - a.subjects);
  const others = shown.libraries.filter((each) => each.kind !== 'base');
  return (
    <div className="stack">
      <Head
        title={t('room.overview')}
        lead={
          <>
            {t('overview.as_of')} <When at={shown.updated_at} />
          </>
        }
      >
        <Link to="/connect">
          <Button type="primary">{t('overview.connect')}</Button>
        </Link>
      </Head>
      <p className="sentence" data-testid="sentence">
        {t('overview.sentence', {
          libraries: shown.libraries.length,
          subjects: format.count(shown.subjects),
          added: format.count(shown.added),
        })}
        {shown.overdue > 0 ? (
          <Link to="/resources?arrival=overdue" className="bad">
            {t('overview.overdue', { n: shown.overdue })}
          </Link>
        ) : (
          <span className="ok">{t('overview.none_overdue')}</span>
        )}
        {t('overview.score', { score: format.score(shown.score) })}
      </p>
      <div className="tiles base-libraries">
        {base.map((each) => (
          <LibraryTile key={each.library} of={each} />
        ))}
      </div>
      <div className="two-one">
        <CityMap province={shown.province} cities={shown.cities} />
        <Needs needs={shown.needs} />
      </div>
      {others.length > 0 && <OtherLibraries of={others} />}
      <p className="small soft num">
        {t('overview.space', {
          bytes: format.bytes(shown.data.bytes),
          free: format.bytes(shown.data.disk_free),
        })}
        {' · '}
        {t('app.name')} {shown.version}
      </p>
    </div>
  );
}

function LibraryTile({ of }: { of: LibraryBrief }) {
  const t = useWords();
  const format = useFormat();
  return (
    <Link to={`/libraries/${of.library}`} className="tile">
      <div className="between">
        <span>{of.title}</span>
        <StateMark state={of.state} />
      </div>
      <div className="figure">
        <Count of={of.subjects} />
      </div>
      <div className="between small soft">
        <span>
          {of.added > 0
            ? t('overview.added', { n: format.count(of.added) })
            : t('overview.no_change')}
        </span>
        <span>
          {t('word.score')} <Score of={of.score} />
        </span>
      </div>
      <div className="small soft">
        <When at={of.fused_at} />
      </div>
    </Link>
  );
}

function OtherLibraries({ of }: { of: LibraryBrief[] }) {
  const t = useWords();
  return (
    <section className="card">
      <h2>{t('overview.other_libraries')}</h2>
      <ul className="tiles" style={{ gap: '4px 24px' }}>
        {of.map((each) => (
          <li key={each.library} className="between">
            <Link to={`/libraries/${each.library}`}>{each.title}</Link>
            {each.awaits ? (
              <span className="small soft nowrap" title={each.awaits}>
                {t('library.awaiting')}
              </span>
            ) : (
              <Count of={each.subjects} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
