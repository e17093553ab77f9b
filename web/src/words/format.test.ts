import { describe, expect, it } from 'vitest';
import { translator } from '.';
import { bytes, count, daysLate, duration, percent, when } from './format';
import { zh } from './zh';

const t = translator(zh);

describe('figures', () => {
  it('are counted as officials count', () => {
    expect(count(23_180_000, 'zh')).toBe('2,318 万');
    expect(count(120_000_000, 'zh')).toBe('1.2 亿');
    expect(count(12_345, 'zh')).toBe('1.2 万');
    expect(count(9_999, 'zh')).toBe('9,999');
    expect(count(0, 'zh')).toBe('0');
    expect(count(null, 'zh')).toBe('—');
    expect(count(23_180_000, 'en')).toBe('23.2 M');
    expect(count(12_345, 'en')).toBe('12.3 k');
  });

  it('are never all or nothing when they are only nearly so', () => {
    expect(percent(0)).toBe('0%');
    expect(percent(1)).toBe('100%');
    expect(percent(0.0001)).toBe('<0.1%');
    expect(percent(0.99999)).toBe('>99.9%');
    expect(percent(0.1234)).toBe('12.3%');
  });

  it('measure files', () => {
    expect(bytes(0)).toBe('0 B');
    expect(bytes(1536)).toBe('1.5 KB');
    expect(bytes(48.2e9)).toBe('45 GB');
  });
});

describe('times', () => {
  const now = Date.parse('2026-11-23T06:00:00Z');

  it('are relative within a day and absolute beyond', () => {
    expect(when('2026-11-23T05:59:30Z', t, now)).toBe('刚刚');
    expect(when('2026-11-23T05:18:00Z', t, now)).toBe('42 分钟前');
    expect(when('2026-11-22T07:00:00Z', t, now)).toBe('23 小时前');
    expect(when('2026-11-20T05:00:00Z', t, now)).toMatch(/^2026-11-20$/);
    expect(when('2026-12-07', t, now)).toBe('2026-12-07');
    expect(when(null, t, now)).toBe('—');
  });

  it('say how long and how late', () => {
    expect(duration(0.2, t)).toBe('不到 1 秒');
    expect(duration(75, t)).toBe('1 分 15 秒');
    expect(duration(7300, t)).toBe('2 小时 2 分');
    expect(daysLate('2026-11-14T05:00:00Z', now)).toBe(9);
  });
});
