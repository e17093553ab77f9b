import type {
  CityBrief,
  CityDetail,
  LibraryBrief,
  Need,
  Overview,
  SearchHit,
} from '../../src/api/types.ts';
import { readFileSync } from 'node:fs';
import { libraries } from './libraries.ts';
import { resources } from './resources.ts';
import { ago, chance, cities, province, round, world } from './seed.ts';

export function alerts(): Need[] {
  return [
    {
      id: 'a1',
      kind: 'overdue',
      state: 'bad',
      title: '社会保险参保信息逾期 9 天',
      detail: '省人力资源和社会保障厅，应于每日到货',
      href: '/resources/hrss.insurance?tab=arrivals',
      since: ago(9 * 24),
    },
    {
      id: 'a2',
      kind: 'overdue',
      state: 'bad',
      title: '最低生活保障信息逾期 4 天',
      detail: '省民政厅，应于每月到货',
      href: '/resources/civil.subsistence?tab=arrivals',
      since: ago(4 * 24),
    },
    {
      id: 'a3',
      kind: 'run_failed',
      state: 'bad',
      title: '归集失败：不动产登记信息',
      detail: '文件第 1 行的列与登记的不符',
      href: '/runs/41',
      since: ago(5),
    },
    {
      id: 'a4',
      kind: 'score_falling',
      state: 'attention',
      title: '居住证信息得分下降 6.2',
      detail: '联系电话的格式错误增多',
      href: '/resources/psb.residence_permit?tab=quality',
      since: ago(2),
    },
    {
      id: 'a5',
      kind: 'overdue',
      state: 'bad',
      title: '纳税信用等级逾期 31 天',
      detail: '国家税务总局山东省税务局，应于每年到货',
      href: '/resources/tax.credit_rating?tab=arrivals',
      since: ago(31 * 24),
    },
    {
      id: 'a6',
      kind: 'unfed',
      state: 'unknown',
      title: '宏观经济库待供数',
      detail: '等待省统计局的统计指标',
      href: '/libraries/macro',
      since: ago(300),
    },
  ];
}

const brief = (division: string, name: string, people: number): CityBrief => ({
  division,
  name,
  subjects: people * 10023,
  rows: people * 31900,
  score: round(82 + chance(name) * 14),
});

export function overview(): Overview {
  const all: LibraryBrief[] = libraries();
  const subjects = all
    .filter((each) => each.kind === 'base')
    .reduce((sum, each) => sum + each.subjects, 0);
  return {
    subjects: world.loaded ? subjects : 0,
    added: 121034,
    overdue: 3,
    score: 89.4,
    updated_at: world.loaded ? ago(0.4) : null,
    province,
    libraries: all,
    cities: cities.map((each) => brief(...each)),
    needs: alerts(),
    data: { bytes: 48.2e9, disk_free: 812e9 },
    version: '0.2.0',
  };
}

export function cityDetail(division = ''): CityDetail | undefined {
  const city = cities.find(([code]) => code === division);
  if (!city) return undefined;
  const outline = new URL(`../../public/map/${division}.json`, import.meta.url);
  const { shapes } = JSON.parse(readFileSync(outline, 'utf8')) as {
    shapes: { division: string; name: string }[];
  };
  const counties = new Map(
    shapes.filter((each) => each.division).map((each) => [each.division, each.name]),
  );
  return {
    division,
    name: city[1],
    counties: [...counties].map(([code, name]) =>
      brief(code, name, Math.round(20 + chance(name) * 90)),
    ),
  };
}

export function search(q: string): SearchHit[] {
  const hits: SearchHit[] = resources(new URLSearchParams({ q })).map((each) => ({
    kind: 'resource',
    name: each.resource,
    title: each.title,
    detail: each.provider_title,
    href: `/resources/${each.resource}`,
  }));
  if (/^\d{6,}[\dX]$/.test(q))
    hits.unshift({ kind: 'subject', name: q, title: q, detail: '人口库', href: `/subjects/${q}` });
  return hits.slice(0, 12);
}
