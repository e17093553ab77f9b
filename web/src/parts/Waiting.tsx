// The skeleton of a page; it shows itself only after 200 ms, so that quick answers do not flicker.
import { useWords } from '../words';

export function Waiting({ lines = 6 }: { lines?: number }) {
  const t = useWords();
  return (
    <div className="waiting" role="status" aria-label={t('waiting')}>
      {Array.from({ length: lines }, (_, at) => (
        <div key={at} className="bone" style={{ width: `${100 - ((at * 17) % 45)}%` }} />
      ))}
    </div>
  );
}
