import type { SubjectEvent, SubjectSource, SubjectValue } from '../../src/api/types.ts';
import { problem, type Answer } from '../answers.ts';
import { ago } from './seed.ts';

const values: [string, string, string, string, string, string][] = [
  ['name', '姓名', '王*', '王建国', 'psb.household', '权威'],
  ['gender', '性别', '男', '男', 'psb.household', '权威'],
  ['birth_date', '出生日期', '1990-**-**', '1990-03-07', 'psb.household', '权威'],
  ['phone', '联系电话', '159****8842', '15905318842', 'hrss.insurance', '时效'],
  [
    'residence',
    '现住址',
    '山东省济南市历下区***',
    '山东省济南市历下区解放路 12 号',
    'psb.residence_permit',
    '时效',
  ],
  ['marital_status', '婚姻状况', '已婚', '已婚', 'civil.marriage', '多数'],
  [
    'employer',
    '工作单位',
    '济南某某科技有限公司',
    '济南某某科技有限公司',
    'hrss.insurance',
    '时效',
  ],
];
const titles: Record<string, [string, string]> = {
  'psb.household': ['户籍登记信息', '省公安厅'],
  'hrss.insurance': ['社会保险参保信息', '省人力资源和社会保障厅'],
  'psb.residence_permit': ['居住证信息', '省公安厅'],
  'civil.marriage': ['婚姻登记信息', '省民政厅'],
};

export function subject(number = '', query = new URLSearchParams()): Answer {
  if (!/^\d{17}[\dX]$|^[0-9A-Z]{18}$/.test(number))
    return problem(
      400,
      'subject.number',
      '号码不对',
      `Not a number that a library knows: ${number.length} characters`,
    );
  if (number.startsWith('99'))
    return problem(404, 'subject.unknown', '没有这个主体', 'No library has this number');
  const open = Boolean(query.get('purpose'));
  const record = (each: (typeof values)[number]): SubjectValue => ({
    field: each[0],
    title: each[1],
    value: open ? each[3] : each[2],
    masked: !open && each[2] !== each[3],
    resource: each[4],
    resource_title: titles[each[4]]?.[0] ?? '',
    provider_title: titles[each[4]]?.[1] ?? '',
    rule: each[5],
    run: 42,
    at: ago(50),
  });
  const shown = open ? number : `${number.slice(0, 3)}***********${number.slice(-4)}`;
  return {
    json: {
      number: shown,
      kind: 'person',
      freshness: ago(0.4),
      records: [
        {
          library: 'person',
          title: '人口库',
          number: shown,
          subject: 1023,
          values: values.map(record),
        },
        {
          library: 'social_security',
          title: '社会保障主题库',
          number: shown,
          subject: 88,
          values: values.slice(0, 4).map(record),
        },
      ],
    },
  };
}

export function sources(query: URLSearchParams): SubjectSource[] {
  const open = Boolean(query.get('purpose'));
  const row = (
    resource: string,
    at: number,
    said: [string, string, string | null, boolean][],
  ): SubjectSource => ({
    resource,
    resource_title: titles[resource]?.[0] ?? '',
    provider_title: titles[resource]?.[1] ?? '',
    run: 42,
    file: `${resource}_202611.csv`,
    row: 120 + at,
    at: ago(at),
    values: said.map(([field, title, value, differs]) => ({
      field,
      title,
      value,
      library: 'person',
      differs,
    })),
  });
  const name = open ? '王建国' : '王*';
  return [
    row('psb.household', 50, [
      ['name', '姓名', name, false],
      ['gender', '性别', '男', false],
      ['birth_date', '出生日期', open ? '1990-03-07' : '1990-**-**', false],
      ['phone', '联系电话', '138****2034', true],
    ]),
    row('hrss.insurance', 240, [
      ['name', '姓名', name, false],
      ['phone', '联系电话', '159****8842', false],
      ['employer', '工作单位', '济南某某科技有限公司', false],
    ]),
    row('psb.residence_permit', 900, [
      ['name', '姓名', name, false],
      ['phone', '联系电话', '138****2034', true],
      ['residence', '现住址', '山东省济南市历下区***', false],
    ]),
    row('civil.marriage', 3000, [
      ['name', '姓名', open ? '王健国' : '王*', true],
      ['marital_status', '婚姻状况', '已婚', false],
    ]),
  ];
}

export const history: SubjectEvent[] = [
  {
    library: 'person',
    library_title: '人口库',
    at: ago(50),
    kind: 'changed',
    fields: [{ field: 'phone', title: '联系电话', before: '138****2034', after: '159****8842' }],
  },
  {
    library: 'social_security',
    library_title: '社会保障主题库',
    at: ago(24 * 40),
    kind: 'added',
    fields: [],
  },
  {
    library: 'person',
    library_title: '人口库',
    at: ago(24 * 90),
    kind: 'changed',
    fields: [
      { field: 'marital_status', title: '婚姻状况', before: '未婚', after: '已婚' },
      {
        field: 'residence',
        title: '现住址',
        before: '山东省德州市***',
        after: '山东省济南市历下区***',
      },
    ],
  },
  { library: 'person', library_title: '人口库', at: ago(24 * 200), kind: 'added', fields: [] },
];
