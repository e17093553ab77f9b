import { describe, expect, it } from 'vitest';
import { shadeOf } from './DivisionMap';
import { csvOf, xlsxOf } from './export';
import { placed } from './Lineage';
import { pieces } from './marks';
import { crc32 } from './zip';

describe('marks', () => {
  it('count code points, as the rules do', () => {
    expect(pieces('𠮷12', [[1, 2]])).toEqual([
      { text: '𠮷', marked: false },
      { text: '1', marked: true },
      { text: '2', marked: false },
    ]);
  });

  it('join where they touch and keep the whole text', () => {
    const cut = pieces('1990.02.30', [
      [8, 9],
      [9, 10],
    ]);
    expect(cut.map((each) => each.text)).toEqual(['1990.02.', '30']);
    expect(pieces('', [[0, 3]])).toEqual([]);
  });
});

describe('export', () => {
  it('quotes, and defuses formulas but not numbers', () => {
    const text = csvOf([
      ['名称', '值'],
      ['甲,"乙"', '=1+1'],
      [null, -3],
      ['-3', '@x'],
    ]);
    expect(text).toBe('\uFEFF名称,值\r\n"甲,""乙""",\'=1+1\r\n,-3\r\n-3,\'@x\r\n');
  });

  it('makes a zip archive with the sums of its parts', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
    const archive = xlsxOf([['a<b', 1]]);
    const text = new TextDecoder('latin1').decode(archive);
    expect(text.startsWith('PK\u0003\u0004')).toBe(true);
    expect(text).toContain('xl/worksheets/sheet1.xml');
    expect(text).toContain('a&lt;b');
    expect(text.slice(-22, -18)).toBe('PK\u0005\u0006');
  });
});

describe('lineage', () => {
  const node = (id: string) => ({ id, kind: 'resource' as const, title: id, detail: '' });
  const edge = (from: string, to: string) => ({ from, to, label: '', fields: [] });

  it('goes from left to right by the longest way', () => {
    const nodes = placed({
      nodes: ['a', 'b', 'c'].map(node),
      edges: [edge('a', 'b'), edge('b', 'c'), edge('a', 'c')],
    });
    const [a, b, c] = nodes.map((each) => each.x);
    expect(a).toBeLessThan(b ?? 0);
    expect(b).toBeLessThan(c ?? 0);
  });

  it('ends in circles and in edges to nowhere', () => {
    const nodes = placed({
      nodes: ['a', 'b'].map(node),
      edges: [edge('a', 'b'), edge('b', 'a'), edge('a', 'gone')],
    });
    expect(nodes).toHaveLength(2);
  });
});

describe('map', () => {
  it('shades by rank, so that one large city does not make the others pale', () => {
    const all = [1, 2, 3, 4, 1000];
    expect(all.map((each) => shadeOf(each, all))).toEqual([1, 2, 3, 4, 5]);
    expect(shadeOf(null, all)).toBe(0);
  });
});
