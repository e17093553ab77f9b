import { ClockCircleOutlined, LoadingOutlined } from '@ant-design/icons';
import type { Run, State } from '../api/types';
import { StateMark } from './figures';
import { useWords, type Word } from '../words';
import { useFormat } from '../words/format';

export const runStates: Record<Run['state'], { state: State; word: Word }> = {
  queued: { state: 'unknown', word: 'run.queued' },
  running: { state: 'ok', word: 'run.running' },
  done: { state: 'ok', word: 'run.done' },
  failed: { state: 'bad', word: 'run.failed' },
  cancelled: { state: 'unknown', word: 'run.cancelled' },
  interrupted: { state: 'attention', word: 'run.interrupted' },
};

export const runCommands: Record<string, Word> = {
  main: 'command.main',
  ingest: 'command.ingest',
  fuse: 'command.fuse',
  quality: 'command.quality',
  backup: 'command.backup',
  maintain: 'command.maintain',
  apply: 'command.apply',
  retry: 'command.retry',
};

export function RunState({ of }: { of: Run }) {
  const t = useWords();
  const format = useFormat();
  const { state, word } = runStates[of.state];
  if (of.state === 'queued')
    return (
      <span className="state unknown">
        <ClockCircleOutlined aria-hidden /> {t(word)}
      </span>
    );
  if (of.state !== 'running') return <StateMark state={state} word={t(word)} />;
  const share = of.progress && of.progress.total > 0 ? of.progress.done / of.progress.total : null;
  return (
    <span className="state num">
      <LoadingOutlined aria-hidden /> {t(word)} {share !== null && format.percent(share)}
    </span>
  );
}

// What a run does, in the reader's words where the server gives only its command.
export function useRunTitle() {
  const t = useWords();
  return ({ title, command, resource }: Run) => {
    const word = runCommands[command];
    return !word || /\p{Script=Han}/u.test(title)
      ? title
      : [t(word), resource].filter(Boolean).join(' ');
  };
}
