// Does the service itself do well: status, schedules, backups, packs, alerts.
import { Button, Input, Tabs } from 'antd';
import { useState } from 'react';
import { calls, useRead } from '../../api/calls';
import type { Status as Shown } from '../../api/types';
import { kept } from '../../app/kept';
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
    [
      t('system.schedules_on'),
      of.schedules_on === undefined ? '—' : t(of.schedules_on ? 'word.on' : 'word.off'),
    ],
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
      {of.identity === 'loopback' && <Actor />}
    </section>
  );
}

// Until there is identity: on the machine itself one may say for whom one acts. The server believes it there only.
function Actor() {
  const t = useWords();
  const [actor, setActor] = useState(kept.read('actor') ?? '');
  const sound = actor === '' || /^[\w-]+@[\w-]+$/.test(actor);
  return (
    <div className="row" style={{ marginTop: 12 }}>
      <label className="row">
        {t('system.actor')}
        <Input
          style={{ width: 280 }}
          value={actor}
          maxLength={80}
          placeholder={t('system.actor_example')}
          {...(sound ? {} : { status: 'error' as const })}
          onChange={(typed) => setActor(typed.target.value.trim())}
        />
      </label>
      <Button
        disabled={!sound}
        onClick={() => {
          kept.write('actor', actor || null);
          window.location.reload();
        }}
      >
        {t('system.actor_save')}
      </Button>
    </div>
  );
}
