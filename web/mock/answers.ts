// What the stand-in server says to each request.
import { backups, packs, schedules, status } from './data/system.ts';
import { alerts, cityDetail, overview, search } from './data/overview.ts';
import { connections, suggest, tables, trial, uploads } from './data/connect.ts';
import {
  arrivals,
  changes,
  departments,
  elements,
  profile,
  resource,
  resources,
  rows,
} from './data/resources.ts';
import { lineage } from './data/lineage.ts';
import { losses, notices, quality, resourceQuality } from './data/quality.ts';
import { conflictCounts, conflicts, libraries, library, questions } from './data/libraries.ts';
import { history, sources, subject } from './data/subjects.ts';
import { quarantine, quarantineRows } from './data/quarantine.ts';
import { cancel, run, runs, start } from './data/runs.ts';

export interface Asked {
  method: string;
  path: string[];
  query: URLSearchParams;
  body: Record<string, unknown>;
  bytes: number;
  header: (name: string) => string;
}
export interface Answer {
  status?: number;
  json?: unknown;
  text?: string;
  tag?: string;
}

export const problem = (status: number, reason: string, title: string, detail: string): Answer => ({
  status,
  json: { type: 'about:blank', title, status, detail, reason, request_id: 'mock-0001' },
});

const list = (items: unknown[] | undefined): Answer =>
  items ? { json: { items, total: items.length } } : missing();
const one = (value: unknown, tag?: string): Answer =>
  value ? { json: value, ...(tag ? { tag } : {}) } : missing();
const missing = () => problem(404, 'api.not_found', '没有这一项', 'No such thing');

type Handler = (names: string[], asked: Asked) => Answer;

const routes: [string, Handler][] = [
  ['GET overview', () => one(overview())],
  ['GET overview/cities/*', ([division]) => one(cityDetail(division))],
  ['GET alerts', () => list(alerts())],
  ['GET search', (_, { query }) => list(search(query.get('q') ?? ''))],
  ['GET status', () => one(status())],
  ['GET packs', () => list(packs)],
  ['GET packs/check', () => one({ problems: [] })],
  ['POST packs/apply', () => ({ status: 202, json: start({ command: 'apply' }) })],
  ['GET departments', () => list(departments())],
  ['GET elements', () => list(elements)],
  ['GET resources', (_, { query }) => list(resources(query))],
  ['GET resources/*', ([name]) => one(resource(name), '"1"')],
  ['GET resources/*/profile', ([name]) => one(profile(name))],
  ['GET resources/*/quality', ([name]) => one(resourceQuality(name))],
  ['GET resources/*/lineage', ([name]) => one(lineage(name))],
  ['GET libraries/*/lineage', ([name]) => one(lineage(undefined, name))],
  ['GET resources/*/arrivals', ([name]) => list(arrivals(name))],
  ['GET resources/*/changes', () => list(changes)],
  ['GET resources/*/rows', ([name]) => one(rows(name))],
  ['GET libraries/*/rows', () => one(rows('psb.household'))],
  [
    'GET definitions/*',
    ([name]) =>
      one(
        {
          resource: name,
          pack: 'local',
          file: 'local/a.yaml',
          yaml: suggest().yaml,
          writable: true,
        },
        '"1"',
      ),
  ],
  [
    'PUT definitions/*',
    ([name], { body }) => ({
      status: 201,
      json: { resource: name, pack: 'local', yaml: body.yaml, writable: true },
    }),
  ],
  ['GET mappings/*', () => one({ columns: {} }, '"1"')],
  ['PUT mappings/*', (_, { body }) => one(body)],
  ['GET runs', (_, { query }) => list(runs(query))],
  ['POST runs', (_, { body }) => ({ status: 202, json: start(body) })],
  ['GET runs/*', ([name]) => one(run(Number(name)))],
  ['POST runs/*/cancel', ([name]) => one(cancel(Number(name)))],
  ['POST runs/*/resume', () => ({ status: 202, json: start({ command: 'main' }) })],
  ['GET quarantine', (_, { query }) => list(quarantine(query))],
  ['GET quarantine/*/rows', ([name], { query }) => list(quarantineRows(name, query))],
  ['GET quality', (_, { query }) => list(quality(query.get('by') ?? 'department'))],
  ['GET quality/losses', (_, { query }) => list(losses(query.get('department') ?? ''))],
  ['GET quality/notices', () => list(notices)],
  ['GET quality/notices/*', () => ({ text: '<h1>整改通知</h1>' })],
  ['GET libraries', () => list(libraries())],
  ['GET libraries/*', ([name]) => one(library(name))],
  ['GET libraries/*/conflicts', () => list(conflicts)],
  ['GET libraries/*/questions', () => one(questions)],
  ['POST libraries/*/answers', () => one({})],
  ['GET conflicts', () => list(conflictCounts)],
  ['GET subjects/*', ([number], { query }) => subject(number, query)],
  ['GET subjects/*/sources', (_, { query }) => list(sources(query))],
  ['GET subjects/*/history', () => list(history)],
  ['GET connections', () => list(connections)],
  [
    'POST connections/*/test',
    () => one({ ok: true, detail: 'PostgreSQL 15.20', milliseconds: 12 }),
  ],
  ['GET connections/*/tables', () => list(tables)],
  ['POST uploads', (_, asked) => uploads.begin(asked)],
  ['GET uploads/*', ([id]) => uploads.read(id)],
  ['PATCH uploads/*', ([id], asked) => uploads.add(id, asked)],
  ['DELETE uploads/*', () => one({})],
  ['POST suggest', () => one(suggest())],
  ['POST trial', () => one(trial())],
  ['GET schedules', () => list(schedules())],
  ['GET backups', () => list(backups)],
];

export function answer(asked: Asked): Answer {
  for (const [pattern, handler] of routes) {
    const [method, path = ''] = pattern.split(' ');
    const parts = path.split('/');
    if (method !== asked.method || parts.length !== asked.path.length) continue;
    if (!parts.every((each, at) => each === '*' || each === asked.path[at])) continue;
    return handler(
      asked.path.filter((_, at) => parts[at] === '*'),
      asked,
    );
  }
  return missing();
}
