// Numbers, sizes and times the way officials read them.
import { useMemo } from 'react';
import { useSpoken, type Language, type Translate } from '.';

const NONE = '—';
const DAY = 24 * 3600 * 1000;

const grouped = (value: number) => value.toLocaleString('en-US');

// 23,180,000 → 2,318 万 (23.2 M in English); below ten thousand the figure itself.
export function count(value: number | null | undefined, language: Language): string {
  if (value == null) return NONE;
  const steps: [number, string][] =
    language === 'zh'
      ? [
          [1e8, ' 亿'],
          [1e4, ' 万'],
        ]
      : [
          [1e9, ' B'],
          [1e6, ' M'],
          [1e4, ' k'],
        ];
  for (const [least, unit] of steps) {
    if (Math.abs(value) < least) continue;
    const by = unit === ' k' ? 1e3 : least;
    const scaled = value / by;
    const digits = Math.abs(scaled) < 100 ? 1 : 0;
    return grouped(Number(scaled.toFixed(digits))) + unit;
  }
  return grouped(value);
}

export const exact = (value: number | null | undefined) => (value == null ? NONE : grouped(value));

export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let at = 0;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1024;
    at += 1;
  }
  return `${value < 10 && at > 0 ? value.toFixed(1) : Math.round(value)} ${units[at]}`;
}

// Never 100 % or 0 % for what is only nearly so.
export function percent(share: number | null | undefined): string {
  if (share == null || Number.isNaN(share)) return NONE;
  const value = share * 100;
  if (value === 0 || value === 100) return `${value}%`;
  if (value < 0.1) return '<0.1%';
  if (value > 99.9) return '>99.9%';
  return `${value.toFixed(1)}%`;
}

// Rounded down near the top: 99.97 is not 100.
export function score(value: number | null | undefined): string {
  if (value == null) return NONE;
  return value > 99.9 && value < 100 ? '99.9' : value.toFixed(1);
}

const two = (value: number) => String(value).padStart(2, '0');

export function date(at: string | null | undefined): string {
  if (!at) return NONE;
  const day = new Date(at);
  if (/^\d{4}-\d\d-\d\d$/.test(at) || Number.isNaN(day.getTime())) return at;
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

export function dateTime(at: string | null | undefined): string {
  if (!at) return NONE;
  const day = new Date(at);
  if (/^\d{4}-\d\d-\d\d$/.test(at) || Number.isNaN(day.getTime())) return at;
  return `${date(at)} ${two(day.getHours())}:${two(day.getMinutes())}`;
}

export function clock(at: string): string {
  const day = new Date(at);
  return `${two(day.getHours())}:${two(day.getMinutes())}:${two(day.getSeconds())}`;
}

// Relative within a day, the date beyond.
export function when(at: string | null | undefined, t: Translate, now = Date.now()): string {
  if (!at) return NONE;
  const past = now - new Date(at).getTime();
  if (/^\d{4}-\d\d-\d\d$/.test(at) || past < 0 || past >= DAY || Number.isNaN(past))
    return date(at);
  if (past < 60_000) return t('time.now');
  if (past < 3_600_000) return t('time.minutes', { n: Math.floor(past / 60_000) });
  return t('time.hours', { n: Math.floor(past / 3_600_000) });
}

export function duration(seconds: number, t: Translate): string {
  if (seconds < 1) return t('time.under_second');
  if (seconds < 60) return t('time.seconds', { n: Math.round(seconds) });
  if (seconds < 3600)
    return t('time.minutes_seconds', { m: Math.floor(seconds / 60), s: Math.round(seconds % 60) });
  return t('time.hours_minutes', {
    h: Math.floor(seconds / 3600),
    m: Math.round((seconds % 3600) / 60),
  });
}

export function daysLate(due: string, now = Date.now()): number {
  return Math.max(0, Math.floor((now - new Date(due).getTime()) / DAY));
}

export function useFormat() {
  const { language, t } = useSpoken();
  return useMemo(
    () => ({
      count: (value: number | null | undefined) => count(value, language),
      exact,
      bytes,
      percent,
      score,
      date,
      dateTime,
      clock,
      when: (at: string | null | undefined) => when(at, t),
      duration: (seconds: number) => duration(seconds, t),
    }),
    [language, t],
  );
}
