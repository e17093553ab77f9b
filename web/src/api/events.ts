// Follows one run by server-sent events and keeps the query cache as they say.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keyOf, calls } from './calls';
import { BASE } from './client';
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
    const source = new EventSource(`${BASE}/runs/${run}/events`);
    const on = <T>(name: string, take: (data: T) => void) =>
      source.addEventListener(name, (message) =>
        take(JSON.parse((message as MessageEvent<string>).data) as T),
      );
    on<RunProgress>('progress', (progress) => change((known) => ({ ...known, progress })));
    on<LogLine>('log', (line) => change((known) => ({ ...known, log: withLine(known.log, line) })));
    on<Run>('state', (state) => {
      change((known) => ({ ...known, ...state }));
      if (!isOver(state)) return;
      source.close();
      void cache.invalidateQueries();
    });
    return () => source.close();
  }, [cache, run, following]);
}

function withLine(log: LogLine[], line: LogLine): LogLine[] {
  const last = log.slice(-50).some((known) => known.at === line.at && known.line === line.line);
  return last ? log : [...log, line].slice(-LOG_LINES_MAX);
}

// All runs: what changes is asked again.
export function useAllRunEvents(): void {
  const cache = useQueryClient();
  useEffect(() => {
    const source = new EventSource(`${BASE}/runs/events`);
    const again = () => void cache.invalidateQueries({ queryKey: ['pages', '/runs'] });
    source.addEventListener('state', again);
    source.addEventListener('progress', again);
    return () => source.close();
  }, [cache]);
}
