// Follows one run by server-sent events and keeps the query cache as they say.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keyOf, calls } from './calls';
import { follow } from './event_stream';
import type { LogLine, Run, RunDetail, RunProgress } from './types';

const LOG_LINES_MAX = 2000;

export const isOver = (run: Pick<Run, 'state'>) =>
  run.state !== 'queued' && run.state !== 'running';

export function useRunEvents(run: number, following: boolean): void {
  const cache = useQueryClient();
  useEffect(() => {
    if (!following) return;
    const key = keyOf(calls.run(run));
    const change = (how: (known: RunDetail) => RunDetail) =>
      cache.setQueryData<RunDetail>(key, (known) => known && how(known));
    return follow(`/runs/${run}/events`, (event, data) => {
      if (event === 'progress')
        change((known) => ({ ...known, progress: data as unknown as RunProgress }));
      if (event === 'log')
        change((known) => ({ ...known, log: withLine(known.log, data as unknown as LogLine) }));
      if (event !== 'state') return true;
      const state = data as unknown as Run;
      change((known) => ({ ...known, ...state }));
      if (!isOver(state)) return true;
      void cache.invalidateQueries();
      return false;
    });
  }, [cache, run, following]);
}

function withLine(log: LogLine[], line: LogLine): LogLine[] {
  const last = log.slice(-50).some((known) => known.at === line.at && known.line === line.line);
  return last ? log : [...log, line].slice(-LOG_LINES_MAX);
}

// All runs: what changes is asked again.
export function useAllRunEvents(): void {
  const cache = useQueryClient();
  useEffect(
    () =>
      follow('/runs/events', () => {
        void cache.invalidateQueries({ queryKey: ['pages', '/runs'] });
        return true;
      }),
    [cache],
  );
}
