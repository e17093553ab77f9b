// What one person's browser keeps: language, theme, chosen columns. Works, forgetting, where storage is refused.

export type Key =
  'language' | 'theme' | 'actor' | `columns:${string}` | `upload:${string}` | 'guide';

const forgetful = new Map<string, string>();

export const kept = {
  read(key: Key): string | null {
    try {
      return localStorage.getItem(`jutong:${key}`);
    } catch {
      return forgetful.get(key) ?? null;
    }
  },
  write(key: Key, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(`jutong:${key}`);
      else localStorage.setItem(`jutong:${key}`, value);
    } catch {
      if (value === null) forgetful.delete(key);
      else forgetful.set(key, value);
    }
  },
};
