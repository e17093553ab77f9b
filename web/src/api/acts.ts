// What the console asks the server to do. Each is one request; a key makes a doubled click one run.
import { part, send } from './client';
import type * as Api from './types';

export const acts = {
  start: (run: Api.RunRequest) =>
    send<Api.Run>('POST', '/runs', run, { 'Idempotency-Key': unique() }),
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
  answer: (library: string, question: string, answer: string, reason: string) =>
    send<unknown>('POST', `/libraries/${part(library)}/answers`, { question, answer, reason }),
  map: (resource: string, columns: Record<string, string>, tag: string | null) =>
    send<unknown>('PUT', `/mappings/${part(resource)}`, { columns }, condition(tag)),
};

function condition(tag: string | null): Record<string, string> {
  return tag ? { 'If-Match': tag } : { 'If-None-Match': '*' };
}

// crypto.randomUUID is only there for https and the machine itself; a console may be served over http inside.
function unique(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
