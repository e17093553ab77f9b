import type { Backup, Pack, Schedule, Status } from '../../src/api/types.ts';
import { resources } from './resources.ts';
import { current } from './runs.ts';
import { ago } from './seed.ts';

export const packs: Pack[] = [
  { pack: 'national', title: '全国', version: '2026.11.1', applied: true, writable: false },
  { pack: 'shandong', title: '山东省', version: '2026.11.1', applied: true, writable: false },
  { pack: 'local', title: '本地', version: '7', applied: false, writable: true },
];

export const status = (): Status => ({
  version: '0.2.0',
  started: ago(51),
  pid: 40122,
  actor: 'officer@drc',
  identity: 'loopback',
  data: '/srv/jutong',
  store: 'sqlite',
  run: current(),
  schedules_on: true,
});

export const schedules = (): Schedule[] =>
  resources(new URLSearchParams()).map((each, at) => ({
    resource: each.resource,
    title: each.title,
    provider_title: each.provider_title,
    update: each.update,
    source: at % 3 ? '/srv/jutong/inbox' : at % 2 ? 'hrss_main' : '',
    automatic: at % 3 !== 0,
    last: each.last_arrival,
    due: each.due,
    next_run: at % 3 ? ago(-5) : null,
    arrival: each.arrival,
  }));

export const backups: Backup[] = [
  { folder: 'backup-20261122', at: ago(30), files: 1203, bytes: 41.2e9, checked_at: ago(29) },
  { folder: 'backup-20261115', at: ago(200), files: 1180, bytes: 40.8e9, checked_at: null },
];
