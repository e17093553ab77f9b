// Nothing is loaded yet: what Jutong does, and the three steps to the first result.
import { Button } from 'antd';
import { Link } from 'react-router-dom';
import { calls, useRead } from '../../api/calls';
import { Head } from '../../parts/figures';
import { StartRun } from '../../parts/StartRun';
import { useWords } from '../../words';

export function FirstGuide() {
  const t = useWords();
  const packs = useRead(calls.packs());
  const resources = useRead(calls.resources({ limit: 1 }));
  const titles = packs.data?.items.map((each) => each.title).join(t('guide.and'));
  return (
    <div className="stack" data-testid="guide">
      <Head title={t('guide.title')} lead={t('guide.lead')} />
      <div className="halves" style={{ gridTemplateColumns: 'repeat(3, minmax(0, 1fr))' }}>
        <section className="card">
          <h2>{t('guide.packs')}</h2>
          <p>
            {titles
              ? t('guide.packs_found', { titles, n: resources.data?.total ?? 0 })
              : t('guide.packs_none')}
          </p>
          <Link to="/resources">
            <Button>{t('guide.see_resources')}</Button>
          </Link>
        </section>
        <section className="card">
          <h2>{t('guide.connect')}</h2>
          <p>{t('guide.connect_text')}</p>
          <Link to="/connect">
            <Button type="primary">{t('overview.connect')}</Button>
          </Link>
        </section>
        <section className="card">
          <h2>{t('guide.run')}</h2>
          <p>{t('guide.run_text')}</p>
          <StartRun run={{ command: 'main' }} word="guide.start" />
        </section>
      </div>
    </div>
  );
}
