// What one person's browser keeps: language, theme, chosen columns. Works, forgetting, where storage is refused.

export type Key =
  'language' | 'theme' | 'actor' | `columns:${string}` | `upload:${string}` | 'guide';

// The bearer token of a server on a network: for this tab, and never on disk.
export const secret = {
  read: (): string => sessionStorage.getItem('jutong:token') ?? '',
  write: (token: string): void => sessionStorage.setItem('jutong:token', token),
};

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
