// The tables of the system page.
import { Link } from 'react-router-dom';
import { calls, usePages, useRead } from '../../api/calls';
import type { Backup, Need, Pack, PackProblem, Schedule } from '../../api/types';
import { Empty } from '../../parts/Empty';
import { Freshness, StateMark, useCycle, When } from '../../parts/figures';
import { ListTable } from '../../parts/ListTable';
import { StartRun } from '../../parts/StartRun';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';

export function Alerts() {
  const t = useWords();
  const list = usePages(calls.alerts());
  return (
    <ListTable<Need>
      name="alerts"
      rows={list.items}
      rowKey={(row) => row.id}
      href={(row) => row.href}
      error={list.error}
      more={list.more}
      empty={<Empty title={t('needs.none')} text={t('alerts.empty_text')} />}
      columns={[
        {
          key: 'title',
          title: t('alerts.what'),
          show: (row) => <Link to={row.href}>{row.title}</Link>,
          text: (row) => row.title,
        },
        {
          key: 'state',
          title: t('runs.state'),
          show: (row) => <StateMark state={row.state} />,
          text: (row) => row.state,
        },
        {
          key: 'detail',
          title: t('runs.message'),
          show: (row) => row.detail,
          text: (row) => row.detail,
        },
        {
          key: 'since',
          title: t('alerts.since'),
          show: (row) => <When at={row.since} />,
          text: (row) => row.since,
        },
      ]}
    />
  );
}

export function Schedules() {
  const t = useWords();
  const cycle = useCycle();
  const schedules = useRead(calls.schedules());
  return (
    <ListTable<Schedule>
      name="schedules"
      rows={schedules.data?.items}
      rowKey={(row) => row.resource}
      href={(row) => `/resources/${row.resource}?tab=arrivals`}
      error={schedules.error}
      empty={<Empty title={t('schedules.empty')} text={t('schedules.empty_text')} />}
      columns={[
        {
          key: 'title',
          title: t('word.resource'),
          show: (row) => <Link to={`/resources/${row.resource}`}>{row.title}</Link>,
          text: (row) => row.title,
        },
        {
          key: 'provider',
          title: t('word.provider'),
          show: (row) => row.provider_title,
          text: (row) => row.provider_title,
        },
        {
          key: 'update',
          title: t('word.cycle'),
          show: (row) => cycle(row.update),
          text: (row) => cycle(row.update),
        },
        {
          key: 'arrival',
          title: t('word.freshness'),
          show: (row) => <Freshness arrival={row.arrival} due={row.due} />,
          text: (row) => row.arrival,
        },
        {
          key: 'last',
          title: t('word.last_arrival'),
          show: (row) => <When at={row.last} />,
          text: (row) => row.last,
        },
        {
          key: 'source',
          title: t('schedules.source'),
          show: (row) =>
            row.source ? (
              <span className="mono">{row.source}</span>
            ) : (
              <span className="soft">{t('schedules.by_hand')}</span>
            ),
          text: (row) => row.source,
        },
        {
          key: 'next_run',
          title: t('schedules.next'),
          show: (row) => (row.automatic ? <When at={row.next_run} /> : '—'),
          text: (row) => row.next_run,
        },
      ]}
    />
  );
}

export function Backups() {
  const t = useWords();
  const format = useFormat();
  const backups = useRead(calls.backups());
  return (
    <ListTable<Backup>
      name="backups"
      rows={backups.data?.items}
      rowKey={(row) => row.folder}
      error={backups.error}
      tools={<StartRun run={{ command: 'backup' }} word="backups.start" type="primary" />}
      empty={
        <Empty title={t('backups.empty')} text={t('backups.empty_text')}>
          <StartRun run={{ command: 'backup' }} word="backups.start" type="primary" />
        </Empty>
      }
      columns={[
        {
          key: 'folder',
          title: t('backups.folder'),
          show: (row) => <span className="mono">{row.folder}</span>,
          text: (row) => row.folder,
        },
        {
          key: 'at',
          title: t('word.time'),
          show: (row) => <When at={row.at} />,
          text: (row) => row.at,
        },
        {
          key: 'files',
          title: t('backups.files'),
          right: true,
          show: (row) => <span className="num">{format.exact(row.files)}</span>,
          text: (row) => row.files,
        },
        {
          key: 'bytes',
          title: t('backups.size'),
          right: true,
          show: (row) => <span className="num">{format.bytes(row.bytes)}</span>,
          text: (row) => row.bytes,
        },
        {
          key: 'checked',
          title: t('backups.checked'),
          show: (row) =>
            row.checked_at ? (
              <When at={row.checked_at} />
            ) : (
              <StateMark state="attention" word={t('backups.unchecked')} />
            ),
          text: (row) => row.checked_at,
        },
      ]}
    />
  );
}

export function Packs() {
  const t = useWords();
  const packs = useRead(calls.packs());
  const check = useRead(calls.packProblems());
  const problems = check.data?.problems ?? [];
  return (
    <div className="stack">
      <ListTable<Pack>
        name="packs"
        rows={packs.data?.items}
        rowKey={(row) => row.pack}
        error={packs.error}
        tools={<StartRun run={{ command: 'apply' }} word="packs.apply" />}
        empty={<Empty title={t('packs.empty')} text={t('guide.packs_none')} />}
        columns={[
          {
            key: 'title',
            title: t('word.pack'),
            show: (row) => (
              <>
                {row.title} <span className="mono soft">{row.pack}</span>
              </>
            ),
            text: (row) => row.title,
          },
          {
            key: 'version',
            title: t('word.version'),
            show: (row) => <span className="num">{row.version}</span>,
            text: (row) => row.version,
          },
          {
            key: 'applied',
            title: t('runs.state'),
            show: (row) => (
              <StateMark
                state={row.applied ? 'ok' : 'attention'}
                word={t(row.applied ? 'packs.applied' : 'packs.not_applied')}
              />
            ),
            text: (row) => (row.applied ? 1 : 0),
          },
          {
            key: 'writable',
            title: t('packs.writable'),
            show: (row) => t(row.writable ? 'word.yes' : 'word.no'),
            text: (row) => (row.writable ? 1 : 0),
          },
        ]}
      />
      <section className="card">
        <h2>
          {problems.length === 0 ? t('packs.sound') : t('packs.problems', { n: problems.length })}
        </h2>
        {problems.length > 0 && <Problems of={problems} />}
      </section>
    </div>
  );
}

function Problems({ of }: { of: PackProblem[] }) {
  const t = useWords();
  return (
    <ListTable<PackProblem>
      name="pack-problems"
      quiet
      rows={of}
      rowKey={(row) => `${row.file}:${row.line} ${row.message}`}
      empty={null}
      columns={[
        {
          key: 'file',
          title: t('word.file'),
          show: (row) => (
            <span className="mono">
              {row.file}:{row.line}
            </span>
          ),
          text: (row) => `${row.file}:${row.line}`,
        },
        {
          key: 'message',
          title: t('runs.message'),
          show: (row) => row.message,
          text: (row) => row.message,
        },
        {
          key: 'remedy',
          title: t('word.remedy'),
          show: (row) => row.remedy,
          text: (row) => row.remedy,
        },
      ]}
    />
  );
}
