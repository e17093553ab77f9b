// What the console asks the server to do. Each is one request; a key makes a doubled click one run.
import { get, part, send } from './client';
import type * as Api from './types';

export const acts = {
  start: (run: Api.RunRequest) =>
    send<Api.Run>('POST', '/runs', run, { 'Idempotency-Key': crypto.randomUUID() }),
  cancel: (run: number) => send<Api.Run>('POST', `/runs/${run}/cancel`),
  resume: (run: number) => send<Api.Run>('POST', `/runs/${run}/resume`),
  applyPacks: () => send<Api.Run>('POST', '/packs/apply'),
  test: (connection: string) =>
    send<{ ok: boolean; detail: string; milliseconds: number }>(
      'POST',
      `/connections/${part(connection)}/test`,
    ),
  suggest: (from: { upload: string } | { connection: string; table: string }) =>
    send<Api.Suggestion>('POST', '/suggest', from),
  trial: (what: { upload: string; yaml?: string; resource?: string; limit?: number }) =>
    send<Api.Trial>('POST', '/trial', what),
  define: (resource: string, yaml: string, tag: string | null) =>
    send<Api.Definition>('PUT', `/definitions/${part(resource)}`, { yaml }, condition(tag)),
  map: (resource: string, columns: Record<string, string>, tag: string | null) =>
    send<unknown>('PUT', `/mappings/${part(resource)}`, { columns }, condition(tag)),
  // What a person may see revealed; asked for by an act, so that it is never asked twice by a cache.
  reveal: (number: string, purpose: string, as_of?: string) =>
    get<Api.Subject>(`/subjects/${part(number)}`, { purpose, as_of }),
};

function condition(tag: string | null): Record<string, string> {
  return tag ? { 'If-Match': tag } : { 'If-None-Match': '*' };
}
