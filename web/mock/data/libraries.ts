import type { Questions } from '../../src/api/answers.ts';
import type { Conflict, ConflictCount, Library, LibraryBrief } from '../../src/api/types.ts';
import {
  ago,
  chance,
  cities,
  departmentTitles,
  libraryTitles,
  round,
  seeds,
  world,
} from './seed.ts';

const volumes: Record<string, number> = {
  person: 10166021,
  legal_entity: 13021099,
  credit: 1802331,
  certificate: 8420110,
  geography: 930221,
  macro: 0,
};

const others: [string, string, LibraryBrief['kind'], number, string?][] = [
  ['social_security', '社会保障主题库', 'theme', 7420110],
  ['health_care', '医疗健康主题库', 'theme', 9302114],
  ['social_relief', '社会救助专题库', 'special', 301220],
  ['agriculture', '农业农村主题库', 'theme', 2013340],
  ['food_safety', '食品安全专题库', 'special', 712002],
  ['science_industry', '科技创新主题库', 'theme', 0, '省科技厅的高新技术企业名录'],
  ['emergency_management', '应急管理主题库', 'theme', 0, '省应急管理厅的重点企业名录'],
  ['public_staff', '公职人员通用业务库', 'general', 820110],
];

export function libraries(): LibraryBrief[] {
  const brief = (
    library: string,
    title: string,
    kind: LibraryBrief['kind'],
    subjects: number,
    awaits?: string,
  ): LibraryBrief => ({
    library,
    title,
    kind,
    lead: 'psb',
    lead_title: library === 'person' ? '省公安厅' : '省市场监督管理局',
    subjects: world.loaded ? subjects : 0,
    added: subjects ? Math.round(chance(title) * 40000) : 0,
    score: subjects ? round(84 + chance(title) * 13) : null,
    fused_at: subjects ? ago(0.4) : null,
    state: !subjects ? 'unknown' : chance(title) < 0.3 ? 'attention' : 'ok',
    ...(awaits ? { awaits } : {}),
  });
  return [
    ...Object.entries(libraryTitles).map(([name, title]) =>
      brief(
        name,
        title,
        'base',
        volumes[name] ?? 0,
        volumes[name] ? undefined : '省统计局的统计指标',
      ),
    ),
    ...others.map((each) => brief(...each)),
  ];
}

export function library(name = ''): Library | undefined {
  const brief = libraries().find((each) => each.library === name);
  if (!brief) return undefined;
  const feeds = seeds.filter(([, , of]) => of === name);
  const order = feeds.slice(0, 3).map(([resource, title]) => ({ resource, title }));
  const fields: [string, string, string, string, number][] = [
    ['name', '姓名', '姓名', '权威', 0.998],
    ['gender', '性别', '性别代码', '权威', 0.991],
    ['birth_date', '出生日期', '日期', '权威', 0.997],
    ['phone', '联系电话', '电话', '时效', 0.812],
    ['residence', '现住址', '地址', '时效', 0.874],
    ['marital_status', '婚姻状况', '婚姻状况代码', '多数', 0.421],
  ];
  return {
    ...brief,
    number_element: 'id_number',
    number_title: name === 'person' ? '公民身份号码' : '统一社会信用代码',
    fields: fields.map(([field, title, element, rule, filled]) => ({
      name: field,
      title,
      element,
      rule,
      filled: Math.round(filled * brief.subjects),
      order,
    })),
    coverage: feeds.map(([resource, title, , rows]) => ({
      resource,
      title,
      provider_title: departmentTitles[resource.split('.')[0] ?? ''] ?? '',
      subjects: Math.min(brief.subjects, rows),
      enriches: resource === 'housing.provident_fund',
    })),
    by_city: cities.map(([division, title, people]) => ({
      division,
      name: title,
      subjects: people * 10023,
      rows: people * 31000,
      score: round(82 + chance(title) * 14),
    })),
    links: brief.kind === 'base',
    conflicts: 81233,
    versions_from: '2025-12-01',
    unlinked: 1203,
  };
}

const nobody = { seen: 0, of: 0, share: null, low: 0, high: 1 };

export const questions: Questions = {
  items: Array.from({ length: 6 }, (_, at) => ({
    question: `${81233 + at}`,
    resource: 'hrss.insurance',
    resource_title: '社会保险参保信息',
    file: 'hrss.insurance.csv',
    row: 214 + at * 31,
    number: `370***********${1200 + at * 37}`,
    probability: 0.84 - at * 0.07,
    weight: 6.1 - at,
    prior: -16.2,
    explained: at % 2 ? 2.4 : 0,
    fields: [
      {
        field: 'name',
        title: '姓名',
        row_value: '张*',
        golden_value: '张*',
        level: 'equal',
        level_title: '相等',
        bits: 11.2,
      },
      {
        field: 'phone',
        title: '联系电话',
        row_value: '138****2031',
        golden_value: '138****2037',
        level: 'one sign',
        level_title: '差一位',
        bits: 9.3,
      },
    ],
    answer: null,
  })),
  asked: 3393,
  linked: 3324,
  review: 25,
  precision: { seen: 48, of: 50, share: 0.96, low: 0.865, high: 0.989 },
  review_right: nobody,
  recall: null,
};

export const conflicts: Conflict[] = Array.from({ length: 18 }, (_, at) => ({
  number: `370***********${1200 + at * 37}`,
  subject: 1000 + at,
  field: at % 3 ? 'phone' : 'residence',
  field_title: at % 3 ? '联系电话' : '现住址',
  chosen: at % 3 ? '138****2031' : '济南市历下区***',
  chosen_resource: 'psb.household',
  chosen_title: '户籍登记信息',
  other: at % 3 ? '159****8842' : '济南市市中区***',
  other_resource: 'hrss.insurance',
  other_title: '社会保险参保信息',
}));

export const conflictCounts: ConflictCount[] = [
  {
    library: 'person',
    provider: 'hrss',
    provider_title: '省人力资源和社会保障厅',
    resource: 'hrss.insurance',
    resource_title: '社会保险参保信息',
    field: 'phone',
    field_title: '联系电话',
    conflicts: 51002,
  },
  {
    library: 'person',
    provider: 'civil',
    provider_title: '省民政厅',
    resource: 'civil.marriage',
    resource_title: '婚姻登记信息',
    field: 'marital_status',
    field_title: '婚姻状况',
    conflicts: 21833,
  },
  {
    library: 'person',
    provider: 'medins',
    provider_title: '省医疗保障局',
    resource: 'medins.enrolment',
    resource_title: '基本医疗保险参保信息',
    field: 'name',
    field_title: '姓名',
    conflicts: 8398,
  },
];
