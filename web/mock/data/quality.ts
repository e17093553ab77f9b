import type {
  Dimension,
  Loss,
  Measure,
  Notice,
  QualityScore,
  ResourceQuality,
} from '../../src/api/types.ts';
import { ago, chance, cities, departmentTitles, round, seeds } from './seed.ts';

const titles: [string, string][] = [
  ['norm', '规范性'],
  ['complete', '完整性'],
  ['accurate', '准确性'],
  ['consistent', '一致性'],
  ['timely', '时效性'],
  ['accessible', '可访问性'],
];

const dimensions = (of: string): Dimension[] =>
  titles.map(([dimension, title]) => ({
    dimension,
    title,
    score: round(Math.min(100, 68 + chance(of + title) * 36)),
  }));

const mean = (of: Dimension[]) => round(of.reduce((sum, each) => sum + each.score, 0) / of.length);

export function quality(by: string): QualityScore[] {
  const names: [string, string][] =
    by === 'city'
      ? cities.map(([code, title]) => [code, title])
      : by === 'resource'
        ? seeds.map(([name, title]) => [name, title])
        : by === 'run'
          ? Array.from({ length: 8 }, (_, at) => [String(35 + at), ago((8 - at) * 24)])
          : Object.entries(departmentTitles);
  return names.map(([name, title], at) => {
    const each = dimensions(name);
    const score = by === 'run' ? round(86 + at * 0.45) : mean(each);
    return {
      name,
      title,
      score,
      before: round(score + (chance(title) - 0.5) * 3),
      resources: 1 + (at % 4),
      a: 9120344,
      b: 9820110,
      dimensions: each,
    };
  });
}

export const measures: Measure[] = [
  {
    rule: 'element.id_number.check_digit',
    title: '身份号码校验码正确',
    field: 'id_number',
    field_title: '公民身份号码',
    dimension: 'accurate',
    dimension_title: '准确性',
    a: 10151021,
    b: 10153842,
    score: 99.97,
    remedy: '按户口簿更正号码',
    on_failure: 'reject',
  },
  {
    rule: 'element.phone.length',
    title: '电话位数正确',
    field: 'phone',
    field_title: '联系电话',
    dimension: 'norm',
    dimension_title: '规范性',
    a: 7712034,
    b: 8255073,
    score: 93.4,
    remedy: '补全区号或位数',
    on_failure: 'flag',
  },
  {
    rule: 'required.phone',
    title: '联系电话已填写',
    field: 'phone',
    field_title: '联系电话',
    dimension: 'complete',
    dimension_title: '完整性',
    a: 8255073,
    b: 10153842,
    score: 81.3,
    remedy: '办理业务时补采',
    on_failure: 'flag',
  },
  {
    rule: 'gender_matches',
    title: '性别与身份号码一致',
    field: 'gender',
    field_title: '性别',
    dimension: 'consistent',
    dimension_title: '一致性',
    a: 10149030,
    b: 10153842,
    score: 99.9,
    remedy: '核对身份号码第 17 位',
    on_failure: 'flag',
  },
  {
    rule: 'reviewed',
    title: '两年内更新过',
    field: 'updated_at',
    field_title: '更新时间',
    dimension: 'timely',
    dimension_title: '时效性',
    a: 7210034,
    b: 10153842,
    score: 71.0,
    remedy: '复核久未更新的记录',
    on_failure: 'flag',
  },
];

export function resourceQuality(resource = ''): ResourceQuality {
  const each = dimensions(resource);
  return {
    resource,
    score: mean(each),
    before: round(mean(each) - 1.3),
    dimensions: each,
    measures,
    trend: Array.from({ length: 10 }, (_, at) => ({
      run: 33 + at,
      at: ago((10 - at) * 24 * 3),
      score: round(mean(each) - 4 + at * 0.42 + chance(String(at)) * 0.8),
    })),
    examples: [
      {
        rule: 'element.phone.length',
        file: `${resource}_202611.csv`,
        row: 1023,
        key: '370***********1234',
        value: '1380531203',
      },
      {
        rule: 'element.phone.length',
        file: `${resource}_202611.csv`,
        row: 20110,
        key: '371***********8819',
        value: '0531-',
      },
      {
        rule: 'gender_matches',
        file: `${resource}_202611.csv`,
        row: 88,
        key: '370***********0021',
        value: '女',
      },
    ],
  };
}

export function losses(department: string): Loss[] {
  return seeds
    .filter(([resource]) => !department || resource.startsWith(`${department}.`))
    .map(([resource, title, , rows], at) => {
      const measure = measures[at % measures.length] as Measure;
      const provider = resource.split('.')[0] ?? '';
      return {
        resource,
        resource_title: title,
        provider,
        provider_title: departmentTitles[provider] ?? '',
        rule: measure.rule,
        title: measure.title,
        field_title: measure.field_title,
        dimension: measure.dimension,
        rows: Math.round(rows * chance(title) * 0.2),
        score_loss: round(chance(title) * 5),
        remedy: measure.remedy,
      };
    })
    .sort((a, b) => b.rows - a.rows);
}

export const notices: Notice[] = Object.entries(departmentTitles)
  .slice(0, 6)
  .map(([department, title], at) => ({
    department,
    title,
    rules: 3 + at,
    failures: 80211 - at * 9020,
    deadline: '2026-12-07',
    provisional: at === 2,
  }));
