// Does the service itself do well: status, schedules, backups, packs, alerts.
import { Tabs } from 'antd';
import { calls, useRead } from '../../api/calls';
import type { Status as Shown } from '../../api/types';
import { useTitle } from '../../app/title';
import { useUrlState } from '../../app/url';
import { Asked } from '../../parts/Asked';
import { Head, StateMark, When } from '../../parts/figures';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import { Alerts, Backups, Packs, Schedules } from './tables';

export default function System() {
  const t = useWords();
  const { value, set } = useUrlState();
  useTitle(t('room.system'));
  return (
    <>
      <Head title={t('room.system')} lead={t('system.lead')} />
      <Tabs
        activeKey={value('tab') || 'status'}
        onChange={(tab) => set({ tab: tab === 'status' ? null : tab })}
        destroyOnHidden
        items={[
          { key: 'status', label: t('system.status'), children: <Status /> },
          { key: 'alerts', label: t('system.alerts'), children: <Alerts /> },
          { key: 'schedules', label: t('system.schedules'), children: <Schedules /> },
          { key: 'backups', label: t('system.backups'), children: <Backups /> },
          { key: 'packs', label: t('system.packs'), children: <Packs /> },
        ]}
      />
    </>
  );
}

function Status() {
  const status = useRead(calls.status());
  return <Asked of={status}>{(shown) => <Facts of={shown} />}</Asked>;
}

function Facts({ of }: { of: Shown }) {
  const t = useWords();
  const format = useFormat();
  const overview = useRead(calls.overview());
  const facts: [string, React.ReactNode][] = [
    [t('system.state'), <StateMark key="state" state="ok" word={t('system.serving')} />],
    [t('word.version'), of.version],
    [t('runs.started'), <When key="started" at={of.started} />],
    [t('system.process'), of.pid],
    [
      t('system.data'),
      <span key="data" className="mono">
        {of.data}
      </span>,
    ],
    [t('system.store'), of.store === 'sqlite' ? 'SQLite' : 'PostgreSQL'],
    [
      t('system.space'),
      overview.data
        ? t('overview.space', {
            bytes: format.bytes(overview.data.data.bytes),
            free: format.bytes(overview.data.data.disk_free),
          })
        : '—',
    ],
    [t('system.schedules_on'), t(of.schedules_on ? 'word.on' : 'word.off')],
    [
      t('system.you'),
      `${of.actor} (${t(of.identity === 'loopback' ? 'system.loopback' : 'system.token')})`,
    ],
  ];
  return (
    <section className="card">
      <dl className="facts">
        {facts.map(([name, shown]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd className="num">{shown}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
