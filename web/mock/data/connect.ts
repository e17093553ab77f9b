import type { Connection, DatabaseTable, Suggestion, Trial } from '../../src/api/types.ts';
import { problem, type Answer, type Asked } from '../answers.ts';
import { measures } from './quality.ts';
import { quarantineRows } from './quarantine.ts';

export const connections: Connection[] = [
  {
    connection: 'hrss_main',
    kind: 'postgresql',
    title: '人社厅业务库',
    where: '10.37.2.11:5432/hrss',
  },
  { connection: 'archive', kind: 'sqlite', title: '档案交换文件', where: '/data/archive.sqlite' },
];
export const tables: DatabaseTable[] = [
  { schema: 'public', table: 'skill_certificate', rows: 120344 },
  { schema: 'public', table: 'training', rows: 88012 },
];

const known = new Map<string, { name: string; bytes: number; received: number }>();

export const uploads = {
  begin({ body }: Asked): Answer {
    const upload = `u${known.size + 1}`;
    known.set(upload, { name: String(body.name), bytes: Number(body.bytes), received: 0 });
    return { status: 201, json: { upload, ...known.get(upload) } };
  },
  read(upload = ''): Answer {
    const state = known.get(upload);
    if (!state) return problem(404, 'upload.unknown', '没有这个上传', 'No such upload');
    return { json: { upload, ...state, complete: state.received === state.bytes } };
  },
  add(upload = '', asked: Asked): Answer {
    const state = known.get(upload);
    if (!state) return problem(404, 'upload.unknown', '没有这个上传', 'No such upload');
    if (Number(asked.header('Upload-Offset')) !== state.received)
      return problem(409, 'upload.offset', '续传的位置不对', `Expected offset ${state.received}`);
    state.received += asked.bytes;
    return { json: { received: state.received } };
  },
};

const columns: [string, string, string, string, string, number, string[]][] = [
  [
    '身份证号',
    'id_number',
    '公民身份号码',
    'id_number',
    '公民身份号码',
    0.99,
    ['370***********1234', '371***********0021'],
  ],
  ['姓名', 'name', '姓名', 'person_name', '姓名', 0.97, ['王*', '欧阳*']],
  [
    '证书编号',
    'certificate_no',
    '证书编号',
    'text',
    '文本',
    0.82,
    ['2637000012345', '2637000012346'],
  ],
  ['职业名称', 'occupation', '职业名称', 'text', '文本', 0.71, ['电工', '养老护理员']],
  ['发证日期', 'issued', '发证日期', 'date', '日期', 0.96, ['2024.03.01', '2023/11/20']],
  ['手机', 'phone', '联系电话', 'phone', '电话', 0.93, ['138****2034', '159****8842']],
  ['备注', 'remark', '备注', 'text', '文本', 0.4, ['', '补发']],
];

export function suggest(): Suggestion {
  return {
    name: '职业技能证书.csv',
    format: 'CSV',
    encoding: 'GB18030',
    delimiter: ',',
    sheet: null,
    rows_looked: 2000,
    resource: null,
    columns: columns.map(
      ([column, field, title, element, element_title, confidence, examples], at) => ({
        column,
        field,
        title,
        element,
        element_title,
        confidence,
        nulls: at === 6 ? 1840 : at === 5 ? 220 : 0,
        examples,
        alternatives: [
          { element: 'text', title: '文本', confidence: 0.3 },
          { element: 'date', title: '日期', confidence: 0.1 },
        ],
        key: field === 'certificate_no',
        number: field === 'id_number',
      }),
    ),
    yaml: [
      'resource: hrss.skill_certificate',
      'title: 职业技能证书',
      'provider: hrss',
      'key: certificate_no',
      'subject: {kind: person, number: id_number}',
      'share: {type: conditional, conditions: 按职责核验}',
      'open: {type: denied, basis: 个人信息}',
      'fields:',
      ...columns.map(
        ([, field, title, element]) => `  - {name: ${field}, title: ${title}, element: ${element}}`,
      ),
      'sources:',
      '  - file: "hrss.skill_certificate*.{csv,xlsx}"',
      `    columns: {${columns.map(([column, field]) => `${column}: ${field}`).join(', ')}}`,
      '',
    ].join('\n'),
    preview: {
      columns: columns.map(([column]) => column),
      rows: Array.from({ length: 8 }, (_, at) => [
        `370***********${1200 + at}`,
        '王*',
        `26370000${12345 + at}`,
        '电工',
        '2024.03.01',
        '138****2034',
        null,
      ]),
    },
  };
}

export function trial(): Trial {
  return {
    read: 2000,
    accepted: 1981,
    quarantined: 19,
    flagged: 142,
    measures: measures.map((each) => ({ ...each, b: 2000, a: Math.round(20 * each.score) })),
    failing: quarantineRows('hrss.skill_certificate').slice(0, 4),
    preview: {
      columns: columns.map(([, field, title]) => ({ name: field, title })),
      rows: Array.from({ length: 8 }, (_, at) => [
        `370***********${1200 + at}`,
        '王*',
        `26370000${12345 + at}`,
        '电工',
        '2024-03-01',
        '138****2034',
        null,
      ]),
    },
  };
}
