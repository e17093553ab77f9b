import type {
  Arrival,
  Change,
  Department,
  Element,
  Profile,
  Resource,
  ResourceBrief,
  ResourceField,
  TablePage,
} from '../../src/api/types.ts';
import { ago, chance, departmentTitles, libraryTitles, round, seeds, world } from './seed.ts';

export const elements: Element[] = [
  ['id_number', '公民身份号码'],
  ['person_name', '姓名'],
  ['phone', '电话'],
  ['date', '日期'],
  ['address', '地址'],
  ['credit_code', '统一社会信用代码'],
  ['org_name', '机构名称'],
  ['money_cny', '金额'],
  ['text', '文本'],
  ['gender', '性别代码'],
].map(([name = '', title = '']) => ({ name, title, kind: 'element' }));

export function departments(): Department[] {
  return Object.entries(departmentTitles).map(([name, title]) => ({
    name,
    title,
    resources: seeds.filter(([resource]) => resource.startsWith(`${name}.`)).length,
  }));
}

const all = (): ResourceBrief[] =>
  seeds.map(([resource, title, library, rows, arrival, update, personal]) => {
    const provider = resource.split('.')[0] ?? '';
    const loaded = world.loaded && arrival !== 'never';
    const score = round(76 + chance(resource) * 23);
    return {
      resource,
      title,
      provider,
      provider_title: departmentTitles[provider] ?? provider,
      library,
      library_title: library && (libraryTitles[library] ?? library),
      share: personal ? 'conditional' : 'unconditional',
      open: personal ? 'denied' : 'conditional',
      update,
      rows: loaded ? rows : 0,
      score: loaded ? score : null,
      before: loaded ? round(score + (chance(title) - 0.5) * 4) : null,
      last_arrival: loaded ? ago(arrival === 'overdue' ? 24 * 11 : chance(title) * 60) : null,
      due: arrival === 'overdue' ? ago(24 * 9) : arrival === 'unscheduled' ? null : ago(-30),
      arrival: world.loaded ? arrival : 'never',
      quarantined: loaded ? Math.round(chance(title + 'q') * 900) : 0,
      personal,
    };
  });

export function resources(query: URLSearchParams): ResourceBrief[] {
  const is = (name: 'department' | 'library' | 'arrival', value: string | null) =>
    !query.get(name) || query.get(name) === value;
  const found = all().filter(
    (each) =>
      (!query.get('q') ||
        each.title.includes(query.get('q') ?? '') ||
        each.resource.includes(query.get('q') ?? '')) &&
      is('department', each.provider) &&
      is('library', each.library) &&
      is('arrival', each.arrival),
  );
  const sort = query.get('sort') ?? '';
  const key = sort.replace('-', '') as keyof ResourceBrief;
  if (key)
    found.sort(
      (a, b) => (String(a[key]) < String(b[key]) ? -1 : 1) * (sort.startsWith('-') ? -1 : 1),
    );
  return found;
}

const field = (
  name: string,
  title: string,
  element: string,
  element_title: string,
  checks: string[],
  extra: Partial<ResourceField> = {},
): ResourceField => ({
  name,
  title,
  element,
  element_title,
  checks,
  required: false,
  unique: false,
  key: false,
  number: false,
  share: 'conditional',
  open: 'denied',
  sensitive: false,
  ...extra,
});

export const fields: ResourceField[] = [
  field(
    'id_number',
    '公民身份号码',
    'id_number',
    '公民身份号码',
    ['18 位，末位校验码正确', '出生日期存在', '不得为空', '不得重复'],
    { key: true, number: true, required: true, unique: true, sensitive: true },
  ),
  field('name', '姓名', 'person_name', '姓名', ['不得为空', '2 至 50 个汉字，可有间隔号'], {
    required: true,
    sensitive: true,
  }),
  field('gender', '性别', 'gender', '性别代码', [
    '属于代码表 GB/T 2261.1',
    '与身份号码第 17 位一致',
  ]),
  field('birth_date', '出生日期', 'date', '日期', ['日期存在', '与身份号码一致']),
  field('phone', '联系电话', 'phone', '电话', ['11 位手机号或带区号的固定电话'], {
    sensitive: true,
  }),
  field('address', '户籍地址', 'address', '地址', ['不得为空', '能识别到区县'], { required: true }),
  field('updated_at', '更新时间', 'timestamp', '时间', ['不晚于到货时间']),
];

export function resource(name = ''): Resource | undefined {
  const brief = all().find((each) => each.resource === name);
  if (!brief) return undefined;
  return {
    ...brief,
    summary: `${brief.title}，由${brief.provider_title}提供，供各部门核验和比对。`,
    format: '数据库',
    level: 'important',
    subject_area: '人',
    absent: 'kept',
    extract: 'full',
    related: [],
    fields,
    sources: [
      {
        kind: 'file',
        files: [`${name}*.csv`, `${name}*.xlsx`],
        columns: fields.map((each) => ({ column: each.title, field: each.name })),
      },
    ],
    writable: name === 'agri.cooperative',
    file: `packs/shandong/resources/${name}.yaml`,
    line: 2,
  };
}

export function profile(name = ''): Profile {
  const rows = all().find((each) => each.resource === name)?.rows ?? 0;
  const top = (...pairs: [string, number][]) =>
    pairs.map(([value, share]) => ({ value, rows: Math.round(rows * share) }));
  return {
    resource: name,
    rows,
    fields: [
      { field: 'id_number', rows, nulls: 0, distinct: rows, top: top(['370***********1234', 0]) },
      {
        field: 'name',
        rows,
        nulls: 12,
        distinct: 3210334,
        top: top(['王*', 0.071], ['李*', 0.066], ['张*', 0.064]),
      },
      {
        field: 'gender',
        rows,
        nulls: Math.round(rows * 0.002),
        distinct: 2,
        top: top(['男', 0.507], ['女', 0.491]),
      },
      {
        field: 'birth_date',
        rows,
        nulls: 0,
        distinct: 38021,
        min: '1912-03-04',
        max: '2026-11-20',
        top: top(['1990-01-01', 0.004], ['1987-10-15', 0.003]),
      },
      {
        field: 'phone',
        rows,
        nulls: Math.round(rows * 0.187),
        distinct: Math.round(rows * 0.7),
        top: top(['138****0000', 0.002]),
      },
      {
        field: 'address',
        rows,
        nulls: Math.round(rows * 0.021),
        distinct: Math.round(rows * 0.4),
        top: top(['济南市历下区***', 0.001]),
      },
    ],
  };
}

export function arrivals(name = ''): Arrival[] {
  return Array.from({ length: 9 }, (_, at) => ({
    run: 42 - at,
    file: `${name}_2026${String(11 - at).padStart(2, '0')}.csv`,
    at: ago(2 + at * 24 * 30),
    read: 120344 + at * 981,
    accepted: 119003 + at * 900,
    quarantined: 1341 - at * 40,
    flagged: 4021,
    added: 3012,
    changed: 11022,
    ended: 12,
  }));
}

export const changes: Change[] = [
  {
    version: 118,
    at: ago(2),
    author: 'run 42',
    text: '归集 1 个文件：新增 3,012 行，改变 11,022 行',
  },
  {
    version: 97,
    at: ago(24 * 30),
    author: 'run 33',
    text: '归集 1 个文件：新增 2,810 行，改变 9,120 行',
  },
  { version: 3, at: ago(24 * 200), author: 'run 1', text: '建表：7 个信息项' },
];

export function rows(name = ''): TablePage {
  return {
    columns: fields.map((each) => ({ name: each.name, title: each.title })),
    rows: Array.from({ length: 20 }, (_, at) => [
      `370***********${1000 + at * 7}`,
      `${['王', '李', '张', '欧阳', '刘'][at % 5] ?? '王'}*`,
      at % 2 ? '男' : '女',
      `19${60 + at}-0${1 + (at % 9)}-12`,
      at % 4 ? `138****${2000 + at}` : null,
      '济南市历下区***',
      ago(chance(name + String(at)) * 1000)
        .slice(0, 19)
        .replace('T', ' '),
    ]),
  };
}
