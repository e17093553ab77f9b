import { Link } from 'react-router-dom';
import { Empty } from '../parts/Empty';
import { useWords } from '../words';

export function NotFound() {
  const t = useWords();
  return (
    <Empty title={t('notfound.title')} text={t('notfound.text')}>
      <Link to="/">{t('notfound.home')}</Link>
    </Empty>
  );
}
