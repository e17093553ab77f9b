import type { Lineage, LineageNode } from '../../src/api/types.ts';
import { departmentTitles, libraryTitles, seeds } from './seed.ts';

export function lineage(resource?: string, library?: string): Lineage {
  const own = seeds.filter(([name, , of]) => (resource ? name === resource : of === library));
  const nodes: LineageNode[] = [];
  const edges: Lineage['edges'] = [];
  for (const [name, title, of, rows] of own) {
    const provider = name.split('.')[0] ?? '';
    nodes.push({
      id: `d:${provider}`,
      kind: 'department',
      title: departmentTitles[provider] ?? provider,
      detail: '提供方',
    });
    nodes.push({ id: `s:${name}`, kind: 'source', title: `${name}*.csv`, detail: '来源' });
    nodes.push({
      id: name,
      kind: 'resource',
      title,
      detail: '信息资源',
      href: `/resources/${name}`,
      rows,
    });
    edges.push({ from: `d:${provider}`, to: `s:${name}`, label: '', fields: [] });
    edges.push({
      from: `s:${name}`,
      to: name,
      label: '',
      fields: [
        { from: '身份证号', to: 'id_number' },
        { from: '姓名', to: 'name' },
      ],
    });
    if (!of) continue;
    nodes.push({
      id: `l:${of}`,
      kind: 'library',
      title: libraryTitles[of] ?? of,
      detail: '基础库',
      href: `/libraries/${of}`,
    });
    edges.push({
      from: name,
      to: `l:${of}`,
      label: '',
      fields: [
        { from: 'id_number', to: 'number' },
        { from: 'name', to: 'name' },
        { from: 'phone', to: 'phone' },
      ],
    });
    if (of !== 'person') continue;
    for (const [theme, text] of [
      ['social_security', '社会保障主题库'],
      ['health_care', '医疗健康主题库'],
    ] as const) {
      nodes.push({
        id: `l:${theme}`,
        kind: 'library',
        title: text,
        detail: '主题库',
        href: `/libraries/${theme}`,
      });
      edges.push({
        from: 'l:person',
        to: `l:${theme}`,
        label: '',
        fields: [{ from: 'name', to: 'name' }],
      });
    }
  }
  const unique = new Map(nodes.map((node) => [node.id, node]));
  const links = new Map(edges.map((edge) => [`${edge.from} ${edge.to}`, edge]));
  return { nodes: [...unique.values()], edges: [...links.values()] };
}
