// What is this table, where from, where to?
import { Breadcrumb, Button, Tabs } from 'antd';
import { Link, useParams } from 'react-router-dom';
import { calls, useRead } from '../../api/calls';
import type { Resource as Shown } from '../../api/types';
import { useTitle } from '../../app/title';
import { useUrlState } from '../../app/url';
import { Asked } from '../../parts/Asked';
import { Count, Freshness, Head, Score, useCycle, useTerms, When } from '../../parts/figures';
import { LineageOf } from '../../parts/Lineage';
import { StartRun } from '../../parts/StartRun';
import { TableRows } from '../../parts/TableRows';
import { useWords } from '../../words';
import { Arrivals } from './Arrivals';
import { Changes } from './Changes';
import { Fields } from './Fields';
import { Quality } from './Quality';

export default function Resource() {
  const { resource = '' } = useParams();
  const read = useRead(calls.resource(resource));
  useTitle(read.data?.title);
  return <Asked of={read}>{(shown) => <Page of={shown} />}</Asked>;
}

function Page({ of }: { of: Shown }) {
  const t = useWords();
  const { value, set } = useUrlState();
  const tabs = [
    { key: 'fields', label: t('resource.fields'), children: <Fields of={of} /> },
    { key: 'quality', label: t('resource.quality'), children: <Quality of={of} /> },
    {
      key: 'lineage',
      label: t('resource.lineage'),
      children: <LineageOf kind="resources" name={of.resource} />,
    },
    { key: 'arrivals', label: t('resource.arrivals'), children: <Arrivals of={of} /> },
    { key: 'changes', label: t('resource.changes'), children: <Changes of={of} /> },
    {
      key: 'rows',
      label: t('resource.rows'),
      children: <TableRows kind="resources" name={of.resource} personal={of.personal} />,
    },
  ];
  return (
    <>
      <Breadcrumb
        items={[{ title: <Link to="/resources">{t('room.resources')}</Link> }, { title: of.title }]}
      />
      <Head title={of.title} lead={of.summary}>
        {of.quarantined > 0 && (
          <Link to={`/quarantine/${of.resource}`}>
            <Button>{t('resource.see_quarantine')}</Button>
          </Link>
        )}
        {of.writable && (
          <Link to={`/connect?resource=${of.resource}&step=save`}>
            <Button>{t('resource.edit')}</Button>
          </Link>
        )}
        <StartRun
          run={{ command: 'ingest', resource: of.resource }}
          word="resource.run"
          type="primary"
        />
      </Head>
      <Facts of={of} />
      <Tabs
        activeKey={value('tab') || 'fields'}
        onChange={(tab) => set({ tab: tab === 'fields' ? null : tab })}
        items={tabs}
        destroyOnHidden
      />
    </>
  );
}

function Facts({ of }: { of: Shown }) {
  const t = useWords();
  const terms = useTerms();
  const cycle = useCycle();
  return (
    <section className="card facts-row">
      <Fact name={t('word.rows')}>
        <Count of={of.rows} />
      </Fact>
      <Fact name={t('word.score')}>
        <Score of={of.score} before={of.before} />
      </Fact>
      <Fact name={t('word.freshness')}>
        <Freshness arrival={of.arrival} due={of.due} />
      </Fact>
      <Fact name={t('word.last_arrival')}>
        <When at={of.last_arrival} />
      </Fact>
      <Fact name={t('word.cycle')}>{cycle(of.update)}</Fact>
      <Fact name={t('word.provider')}>{of.provider_title}</Fact>
      <Fact name={t('word.library')}>
        {of.library ? <Link to={`/libraries/${of.library}`}>{of.library_title}</Link> : '—'}
      </Fact>
      <Fact name={t('word.share')}>{terms(of.share)}</Fact>
      <Fact name={t('word.open')}>{terms(of.open)}</Fact>
    </section>
  );
}

function Fact(props: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <div className="small soft">{props.name}</div>
      <div>{props.children}</div>
    </div>
  );
}
