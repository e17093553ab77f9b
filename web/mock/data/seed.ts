// The names the stand-in's data is made of, and figures that are the same every time.
import type { ResourceBrief } from '../../src/api/types.ts';

export const province = { division: '37', name: '山东省' };
export const cities: [string, string, number][] = [
  ['3701', '济南市', 920],
  ['3702', '青岛市', 1007],
  ['3703', '淄博市', 470],
  ['3704', '枣庄市', 386],
  ['3705', '东营市', 219],
  ['3706', '烟台市', 710],
  ['3707', '潍坊市', 939],
  ['3708', '济宁市', 836],
  ['3709', '泰安市', 547],
  ['3710', '威海市', 291],
  ['3711', '日照市', 297],
  ['3713', '临沂市', 1102],
  ['3714', '德州市', 561],
  ['3715', '聊城市', 595],
  ['3716', '滨州市', 393],
  ['3717', '菏泽市', 880],
];

export const departmentTitles: Record<string, string> = {
  psb: '省公安厅',
  civil: '省民政厅',
  hrss: '省人力资源和社会保障厅',
  samr: '省市场监督管理局',
  tax: '国家税务总局山东省税务局',
  health: '省卫生健康委员会',
  edu: '省教育厅',
  natural: '省自然资源厅',
  housing: '省住房和城乡建设厅',
  agri: '省农业农村厅',
  medins: '省医疗保障局',
  court: '省高级人民法院',
};

type Seed = [string, string, string | null, number, ResourceBrief['arrival'], string, boolean];
export const seeds: Seed[] = [
  ['psb.household', '户籍登记信息', 'person', 10153842, 'in_time', 'daily', true],
  ['psb.residence_permit', '居住证信息', 'person', 1284411, 'in_time', 'daily', true],
  ['psb.driving_licence', '机动车驾驶证信息', 'certificate', 3861200, 'due', 'weekly', true],
  ['hrss.insurance', '社会保险参保信息', 'person', 7420913, 'overdue', 'daily', true],
  ['hrss.employer', '参保单位信息', 'legal_entity', 412300, 'in_time', 'monthly', false],
  ['civil.marriage', '婚姻登记信息', 'person', 2963100, 'in_time', 'monthly', true],
  ['civil.subsistence', '最低生活保障信息', 'person', 301220, 'overdue', 'monthly', true],
  [
    'civil.social_organization',
    '社会组织登记信息',
    'legal_entity',
    58112,
    'in_time',
    'monthly',
    false,
  ],
  ['samr.enterprise', '企业登记信息', 'legal_entity', 4502210, 'in_time', 'daily', false],
  [
    'samr.individual_business',
    '个体工商户登记信息',
    'legal_entity',
    9120334,
    'in_time',
    'daily',
    false,
  ],
  ['samr.abnormal', '经营异常名录', 'credit', 620144, 'in_time', 'weekly', false],
  ['samr.food_licence', '食品经营许可证', 'certificate', 712002, 'due', 'weekly', false],
  ['tax.taxpayer', '纳税人登记信息', 'legal_entity', 5210034, 'in_time', 'weekly', false],
  ['tax.credit_rating', '纳税信用等级', 'credit', 1200344, 'overdue', 'yearly', false],
  ['court.dishonest', '失信被执行人', 'credit', 213045, 'in_time', 'weekly', true],
  ['edu.student', '在校学生学籍信息', 'person', 1630021, 'in_time', 'half_yearly', true],
  ['health.birth', '出生医学证明', 'certificate', 512334, 'in_time', 'weekly', true],
  ['medins.enrolment', '基本医疗保险参保信息', 'person', 9302114, 'in_time', 'monthly', true],
  ['natural.property', '不动产登记信息', 'certificate', 3345012, 'never', 'weekly', true],
  ['housing.provident_fund', '住房公积金缴存信息', 'person', 1022310, 'in_time', 'monthly', true],
  ['agri.cooperative', '农民专业合作社信息', 'legal_entity', 201334, 'unscheduled', 'other', false],
];

export const libraryTitles: Record<string, string> = {
  person: '人口库',
  legal_entity: '法人库',
  credit: '信用库',
  certificate: '电子证照库',
  geography: '自然资源和地理空间库',
  macro: '宏观经济库',
};

// A figure in 0..1 that a text always gives again.
export function chance(text: string): number {
  let sum = 2166136261;
  for (const char of text) sum = Math.imul(sum ^ (char.codePointAt(0) ?? 0), 16777619);
  return ((sum >>> 0) % 10007) / 10007;
}

const HOUR = 3600 * 1000;
export const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();
export const round = (value: number) => Math.round(value * 10) / 10;
export const world = { loaded: process.env.MOCK_EMPTY !== '1' };
