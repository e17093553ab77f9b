import type { QuarantineReason, QuarantineRow } from '../../src/api/types.ts';
import { seeds } from './seed.ts';

const reasons: [string, string, string, string, number, QuarantineReason['verdict'], string][] = [
  [
    'psb.household',
    'element.id_number.check_digit',
    '身份号码校验码不对',
    'id_number',
    2821,
    'rejected',
    '按户口簿更正号码后重报',
  ],
  [
    'hrss.insurance',
    'element.id_number.length',
    '身份号码不是 18 位',
    'id_number',
    2033,
    'rejected',
    '15 位旧号请换成 18 位',
  ],
  [
    'samr.enterprise',
    'element.credit_code.check_digit',
    '统一社会信用代码校验码不对',
    'credit_code',
    1204,
    'rejected',
    '按营业执照更正',
  ],
  [
    'civil.marriage',
    'key.duplicate',
    '主键重复',
    'certificate_no',
    831,
    'rejected',
    '同一证号只报一次',
  ],
  [
    'hrss.insurance',
    'element.date.day',
    '日期不存在',
    'start_date',
    402,
    'rejected',
    '改为存在的日期',
  ],
  [
    'psb.residence_permit',
    'row.columns',
    '列数不符',
    '',
    98,
    'rejected',
    '单元格里的分隔符请加引号',
  ],
  [
    'psb.household',
    'element.phone.length',
    '电话位数不对',
    'phone',
    543039,
    'flagged',
    '补全区号或位数',
  ],
];
const fieldTitles: Record<string, string> = {
  id_number: '公民身份号码',
  credit_code: '统一社会信用代码',
  certificate_no: '结婚证字号',
  start_date: '参保日期',
  phone: '联系电话',
};

export function quarantine(query: URLSearchParams): QuarantineReason[] {
  return reasons
    .filter(
      ([resource]) =>
        (!query.get('resource') || resource === query.get('resource')) &&
        (!query.get('department') || resource.startsWith(`${query.get('department') ?? ''}.`)),
    )
    .map(([resource, reason, title, field, rows, verdict, remedy]) => ({
      resource,
      resource_title: seeds.find(([name]) => name === resource)?.[1] ?? resource,
      provider: resource.split('.')[0] ?? '',
      reason,
      title,
      field,
      field_title: fieldTitles[field] ?? '',
      rows,
      verdict,
      remedy,
    }))
    .sort((a, b) => b.rows - a.rows);
}

export function quarantineRows(resource = '', query = new URLSearchParams()): QuarantineRow[] {
  const open = Boolean(query.get('purpose'));
  const number = open ? '370102199003071235' : '370***********1235';
  return Array.from({ length: 12 }, (_, at) => ({
    run: 42,
    file: `${resource}_202611.csv`,
    row: 1022 + at * 317,
    raw: [
      { column: '身份证号', field: 'id_number', text: number },
      { column: '姓名', field: 'name', text: open ? '王建国' : '王*' },
      { column: '性别', field: 'gender', text: at % 2 ? '男性' : '女' },
      { column: '出生日期', field: 'birth_date', text: at % 3 ? '1990-03-07' : '1990.02.30' },
      { column: '手机', field: null, text: open ? '13805312034' : '138****2034' },
      { column: '备注', field: null, text: '' },
    ],
    parsed: [
      {
        field: 'id_number',
        title: '公民身份号码',
        value: null,
        reasons: ['element.id_number.check_digit'],
      },
      { field: 'name', title: '姓名', value: open ? '王建国' : '王*', reasons: [] },
      { field: 'gender', title: '性别', value: at % 2 ? '1' : '2', reasons: [] },
      {
        field: 'birth_date',
        title: '出生日期',
        value: at % 3 ? '1990-03-07' : null,
        reasons: at % 3 ? [] : ['element.date.day'],
      },
    ],
    reasons: [
      {
        reason: 'element.id_number.check_digit',
        title: '身份号码校验码不对',
        field: 'id_number',
        remedy: '按户口簿更正号码后重报',
        marks: [[17, 18]],
      },
      ...(at % 3
        ? []
        : [
            {
              reason: 'element.date.day',
              title: '日期不存在',
              field: 'birth_date',
              remedy: '改为存在的日期',
              marks: [[8, 10]] as [number, number][],
            },
          ]),
    ],
  }));
}
