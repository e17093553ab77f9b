// How a golden value was chosen, in words.
import { useWords, type Word } from '../words';

const rules: Record<string, Word> = {
  authority: 'survive.authority',
  recency: 'survive.recency',
  agreement: 'survive.agreement',
};

export function useSurvivorship() {
  const t = useWords();
  return (rule: string | null) => (rule && rules[rule] ? t(rules[rule]) : (rule ?? '—'));
}
