// State lives in the address: filters, sort, tab, as-of. An empty value leaves it.
import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

export function useUrlState() {
  const [params, setParams] = useSearchParams();
  const value = (name: string) => params.get(name) ?? '';
  const set = useCallback(
    (changes: Record<string, string | null | undefined>) =>
      setParams(
        (known) => {
          const next = new URLSearchParams(known);
          for (const [name, text] of Object.entries(changes))
            if (text) next.set(name, text);
            else next.delete(name);
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return { value, set };
}
