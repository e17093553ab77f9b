import type { ServerResponse } from 'node:http';
import type { Run, RunDetail, RunProgress } from '../../src/api/types.ts';
import { arrivals } from './resources.ts';
import { ago, world } from './seed.ts';

const titles: Record<string, string> = {
  main: '主任务',
  ingest: '归集',
  fuse: '融合',
  quality: '质量测量',
  backup: '备份',
  maintain: '维护',
  apply: '应用内容包',
  retry: '隔离行重试',
};
const stepNames = ['读取文件', '核对规则', '写入数据湖', '质量测量', '融合各库'];
const TICK_MS = 400;
const TICKS = 25;

const steps = (of: number, ticks = 5): RunProgress['steps'] =>
  stepNames.slice(0, of + 1).map((step, at) => ({
    step,
    seconds: at === of ? ticks * 0.4 + 0.1 : ([4.1, 22.3, 18.8, 6.2, 31][at] ?? 1),
    rows: 120344,
  }));

const known: Run[] = Array.from({ length: 42 }, (_, at) => {
  const run = 42 - at;
  const state: Run['state'] =
    run === 41 ? 'failed' : run === 36 ? 'cancelled' : run === 30 ? 'interrupted' : 'done';
  const command = at % 5 === 3 ? 'backup' : at % 7 === 2 ? 'quality' : at % 3 ? 'ingest' : 'main';
  return {
    run,
    command,
    title: command === 'ingest' ? '归集：企业登记信息' : (titles[command] ?? command),
    state,
    started: ago(at * 11 + 1),
    ended: ago(at * 11 + 0.97),
    message: state === 'failed' ? '第 1 行的列与登记的不符：缺少 不动产单元号' : null,
    reason: state === 'failed' ? 'ingest.columns' : null,
    actor: at % 4 ? 'schedule@jutong' : 'officer@drc',
    resumable: state === 'failed' || state === 'interrupted',
  };
});
const ticks = new Map<number, number>();

function progressOf(tick: number): RunProgress {
  const at = Math.min(stepNames.length - 1, Math.floor((tick / TICKS) * stepNames.length));
  return {
    step: stepNames[at] ?? '',
    step_index: at,
    done: tick * 48000,
    total: TICKS * 48000,
    rows: tick * 48000,
    rows_per_second: 182000,
    seconds_left: Math.round(((TICKS - tick) * TICK_MS) / 1000),
    steps: steps(at, tick % 5),
  };
}

export const current = (): Run | null => known.find((each) => each.state === 'running') ?? null;

export function start(request: Record<string, unknown>): Run {
  const command = String(request.command);
  const run: Run = {
    run: (known[0]?.run ?? 0) + 1,
    command,
    title: titles[command] ?? command,
    state: 'running',
    started: new Date().toISOString(),
    ended: null,
    message: null,
    reason: null,
    actor: 'officer@drc',
    resumable: false,
    progress: progressOf(0),
  };
  known.unshift(run);
  const timer = setInterval(() => {
    const tick = (ticks.get(run.run) ?? 0) + 1;
    ticks.set(run.run, tick);
    run.progress = progressOf(tick);
    if (run.state === 'running' && tick < TICKS) return;
    clearInterval(timer);
    if (run.state === 'running') run.state = 'done';
    run.ended = new Date().toISOString();
    world.loaded = true;
  }, TICK_MS);
  return run;
}

export function cancel(number: number): Run | undefined {
  const run = known.find((each) => each.run === number);
  if (run?.state === 'running') run.state = 'cancelled';
  return run;
}

export function runs(query: URLSearchParams): Run[] {
  const is = (name: string, value: string) => !query.get(name) || query.get(name) === value;
  return known.filter((each) => is('state', each.state) && is('command', each.command));
}

const logOf = (run: Run, count: number) =>
  [
    '开始',
    '应用内容包：national、shandong',
    '找到 41 个文件，3.2 GB',
    '读取 psb.household_202611.csv（GB18030）',
    '隔离 1,341 行',
    '写入 119,003 行',
    '测量 212 条规则',
    '融合人口库：改变 11,022 个主体',
    '完成',
  ]
    .slice(0, count)
    .map((line, at) => ({
      at: new Date(Date.parse(run.started) + at * 900).toISOString(),
      line,
    }));

export function run(number: number): RunDetail | undefined {
  const found = known.find((each) => each.run === number);
  if (!found) return undefined;
  const over = found.state !== 'running';
  return {
    ...found,
    progress: found.progress ?? { ...progressOf(TICKS), steps: steps(4, 77) },
    log: logOf(found, over ? 9 : 2),
    loads: over ? arrivals('samr.enterprise').slice(0, 4) : [],
  };
}

export function follow(response: ServerResponse, number: number | null): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write('retry: 1000\n\n');
  const say = (event: string, data: unknown) =>
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  let lines = 2;
  const timer = setInterval(() => {
    const found = number === null ? current() : known.find((each) => each.run === number);
    if (!found) return;
    if (number === null) return void say('progress', { run: found.run, ...found.progress });
    if (found.progress) say('progress', found.progress);
    const next = logOf(found, (lines += 1)).at(-1);
    if (next && lines <= 9) say('log', next);
    if (found.state === 'running') return;
    say('state', found);
    clearInterval(timer);
    response.end();
  }, TICK_MS * 2);
  response.on('close', () => clearInterval(timer));
}
