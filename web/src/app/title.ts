import { useEffect } from 'react';
import { useWords } from '../words';

// The browser's title: what the page shows, then the product.
export function useTitle(title: string | undefined): void {
  const t = useWords();
  useEffect(() => {
    document.title = title ? `${title} · ${t('app.name')}` : t('app.name');
  }, [title, t]);
}
