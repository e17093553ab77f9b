// What happened, what it means, what to do, and the request id.
import { Button } from 'antd';
import { ApiError } from '../api/client';
import { useWords, type Word } from '../words';

const known: Record<string, { title: Word; meaning: Word }> = {
  'console.offline': { title: 'failure.offline', meaning: 'failure.offline_meaning' },
  'console.status': { title: 'failure.server', meaning: 'failure.server_meaning' },
};

export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  const t = useWords();
  const problem = error instanceof ApiError ? error.problem : null;
  const words = problem ? known[problem.reason] : undefined;
  const title = problem ? problem.title || t(words?.title ?? 'failure.server') : t('failure.page');
  const meaning = words
    ? t(words.meaning)
    : problem && problem.status < 500
      ? null
      : t('failure.server_meaning');
  return (
    <div className="failure" role="alert">
      <strong className="bad">{title}</strong>
      {meaning && <p>{meaning}</p>}
      {problem?.remedy && <p>{problem.remedy}</p>}
      {problem?.errors?.map((each) => (
        <p key={each.field + each.rule}>
          <span className="mono">{each.field}</span> {each.detail} {each.remedy}
        </p>
      ))}
      <p className="small soft">
        {problem ? problem.detail : error.message}
        {problem?.reason && ` · ${problem.reason}`}
        {problem?.request_id && ` · ${t('failure.request')} ${problem.request_id}`}
      </p>
      {retry && (
        <Button size="small" onClick={retry}>
          {t('failure.again')}
        </Button>
      )}
    </div>
  );
}
