// Keys that work everywhere: / searches, ? explains, j and k go through rows, Enter opens the row.
import { useEffect } from 'react';

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

export function useKeyboard({ search, help }: { search: () => void; help: () => void }): void {
  useEffect(() => {
    const pressed = (press: KeyboardEvent) => {
      if (press.ctrlKey || press.metaKey || press.altKey || typing(press.target)) return;
      const act = {
        '/': search,
        '?': help,
        j: () => step(1),
        k: () => step(-1),
      }[press.key];
      if (!act) return;
      press.preventDefault();
      act();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  });
}
