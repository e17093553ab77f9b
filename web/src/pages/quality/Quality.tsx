// Who should mend what first?
import { Button, Tabs } from 'antd';
import { useNavigate } from 'react-router-dom';
import { calls, useRead } from '../../api/calls';
import { useTitle } from '../../app/title';
import { useUrlState } from '../../app/url';
import { Asked } from '../../parts/Asked';
import { Download } from '../../parts/Download';
import { Empty } from '../../parts/Empty';
import { Head } from '../../parts/figures';
import { HeatTable } from '../../parts/HeatTable';
import { StartRun } from '../../parts/StartRun';
import { Trend } from '../../parts/Trend';
import { useWords } from '../../words';
import { Losses } from './Losses';
import { Notices } from './Notices';

export default function Quality() {
  const t = useWords();
  const { value, set } = useUrlState();
  useTitle(t('room.quality'));
  const tabs = [
    { key: 'department', label: t('quality.by_department'), children: <Heat by="department" /> },
    { key: 'resource', label: t('quality.by_resource'), children: <Heat by="resource" /> },
    { key: 'city', label: t('quality.by_city'), children: <Heat by="city" /> },
    { key: 'losses', label: t('quality.losses'), children: <Losses /> },
    { key: 'run', label: t('quality.trend'), children: <ByRun /> },
    { key: 'notices', label: t('quality.notices'), children: <Notices /> },
  ];
  return (
    <>
      <Head title={t('room.quality')} lead={t('quality.lead')}>
        <Download path="/quality/report">{t('quality.report')}</Download>
        <Download path="/quality/export" name="quality.csv">
          {t('table.csv')}
        </Download>
        <StartRun run={{ command: 'quality' }} word="runs.measure" type="primary" />
      </Head>
      <Tabs
        activeKey={value('by') || 'department'}
        onChange={(by) => set({ by: by === 'department' ? null : by, sort: null })}
        items={tabs}
        destroyOnHidden
      />
    </>
  );
}

function Heat({ by }: { by: 'department' | 'resource' | 'city' }) {
  const t = useWords();
  const go = useNavigate();
  const scores = useRead(calls.quality(by));
  const to = {
    department: (name: string) => `/resources?department=${name}`,
    resource: (name: string) => `/resources/${name}?tab=quality`,
    city: null,
  }[by];
  return (
    <Asked of={scores}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={t('quality.none')} text={t('quality.none_text')}>
            <Button onClick={() => void go('/runs')}>{t('room.runs')}</Button>
          </Empty>
        ) : (
          <HeatTable scores={items} to={to} />
        )
      }
    </Asked>
  );
}

function ByRun() {
  const t = useWords();
  const scores = useRead(calls.quality('run'));
  return (
    <Asked of={scores}>
      {({ items }) => {
        const [before, last] = [items.at(-2)?.score ?? 0, items.at(-1)?.score ?? 0];
        const moved = items.length < 2 ? 0 : last - before;
        const title =
          items.length < 2
            ? t('quality.trend')
            : Math.abs(moved) < 0.05
              ? t('trend.same')
              : t(moved > 0 ? 'trend.up' : 'trend.down', { by: Math.abs(moved).toFixed(1) });
        return (
          <Trend
            title={title}
            points={items.map((each) => ({ at: each.title, value: each.score }))}
          />
        );
      }}
    </Asked>
  );
}
