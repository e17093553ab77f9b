// What is happening, what failed?
import { Link } from 'react-router-dom';
import { calls, usePages } from '../../api/calls';
import { useAllRunEvents } from '../../api/events';
import type { Run } from '../../api/types';
import { useTitle } from '../../app/title';
import { useUrlState } from '../../app/url';
import { Empty } from '../../parts/Empty';
import { Head, When } from '../../parts/figures';
import { Pick } from '../../parts/Pick';
import { ListTable, type Column } from '../../parts/ListTable';
import { StartRun } from '../../parts/StartRun';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import { RunState, runCommands, runStates, useRunTitle } from '../../parts/RunState';

export default function Runs() {
  const t = useWords();
  useTitle(t('room.runs'));
  useAllRunEvents();
  const { value } = useUrlState();
  const list = usePages(calls.runs({ state: value('state'), command: value('command') }));
  const columns = useColumns();
  return (
    <>
      <Head title={t('room.runs')} lead={t('runs.lead')}>
        <StartRun run={{ command: 'quality' }} word="runs.measure" />
        <StartRun run={{ command: 'fuse' }} word="runs.fuse" />
        <StartRun run={{ command: 'main' }} word="guide.start" type="primary" />
      </Head>
      <ListTable<Run>
        name="runs"
        columns={columns}
        rows={list.items}
        rowKey={(row) => String(row.run)}
        href={(row) => `/runs/${row.run}`}
        error={list.error}
        retry={list.retry}
        total={list.total}
        more={list.more}
        busy={list.busy}
        tools={
          <>
            <Pick
              name="state"
              label={t('runs.state')}
              width={140}
              search={false}
              options={Object.entries(runStates).map(([state, { word }]) => ({
                value: state,
                label: t(word),
              }))}
            />
            <Pick
              name="command"
              label={t('runs.kind')}
              width={140}
              search={false}
              options={Object.entries(runCommands).map(([command, word]) => ({
                value: command,
                label: t(word),
              }))}
            />
          </>
        }
        empty={
          <Empty title={t('runs.empty')} text={t('runs.empty_text')}>
            <Link to="/connect">{t('overview.connect')}</Link>
          </Empty>
        }
      />
    </>
  );
}

function useColumns(): Column<Run>[] {
  const t = useWords();
  const format = useFormat();
  const titleOf = useRunTitle();
  const took = (row: Run) =>
    row.ended ? (Date.parse(row.ended) - Date.parse(row.started)) / 1000 : null;
  return [
    {
      key: 'run',
      title: t('word.number'),
      width: 72,
      show: (row) => (
        <Link to={`/runs/${row.run}`} className="num">
          {row.run}
        </Link>
      ),
      text: (row) => row.run,
    },
    { key: 'title', title: t('runs.what'), show: titleOf, text: titleOf },
    {
      key: 'state',
      title: t('runs.state'),
      show: (row) => <RunState of={row} />,
      text: (row) => row.state,
    },
    {
      key: 'started',
      title: t('runs.started'),
      show: (row) => <When at={row.started} />,
      text: (row) => row.started,
    },
    {
      key: 'took',
      title: t('runs.took'),
      right: true,
      show: (row) => {
        const seconds = took(row);
        return <span className="num">{seconds === null ? '—' : format.duration(seconds)}</span>;
      },
      text: took,
    },
    {
      key: 'actor',
      title: t('word.author'),
      show: (row) => <span className="soft">{row.actor}</span>,
      text: (row) => row.actor,
    },
    {
      key: 'message',
      title: t('runs.message'),
      show: (row) => (
        <span
          className="clip"
          style={{ display: 'block', maxWidth: 320 }}
          title={row.message ?? ''}
        >
          {row.message ?? ''}
        </span>
      ),
      text: (row) => row.message,
    },
  ];
}
