// What happened, what it means, what to do, and the request id.
import { Button, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client';
import { secret } from '../app/kept';
import { useWords, type Word } from '../words';

const known: Record<string, { title: Word; meaning: Word }> = {
  'console.offline': { title: 'failure.offline', meaning: 'failure.offline_meaning' },
  'console.status': { title: 'failure.server', meaning: 'failure.server_meaning' },
};

export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  const t = useWords();
  const place = useRef<HTMLDivElement>(null);
  // Below a long form nobody would see it.
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'center' });
  }, [error]);
  // A mistake in a definition is at a line of it.
  const fieldName = (field: string) =>
    field.replace(/^line (\d+)$/, (_, n: string) => t('failure.line', { n }));
  const problem = error instanceof ApiError ? error.problem : null;
  const words = problem ? known[problem.reason] : undefined;
  const title = problem ? problem.title || t(words?.title ?? 'failure.server') : t('failure.page');
  const meaning = words
    ? t(words.meaning)
    : problem && problem.status < 500
      ? null
      : t('failure.server_meaning');
  return (
    <div className="failure" role="alert" ref={place}>
      <strong className="bad">{title}</strong>
      {meaning && <p>{meaning}</p>}
      {problem?.remedy && !problem.errors?.length && <p>{problem.remedy}</p>}
      {problem?.errors?.map((each) => (
        <p key={each.field + each.rule}>
          <span className="mono">{fieldName(each.field)}</span> {each.detail} {each.remedy}
        </p>
      ))}
      <p className="small soft">
        {problem ? problem.detail : error.message}
        {problem?.reason && ` · ${problem.reason}`}
        {problem?.request_id && ` · ${t('failure.request')} ${problem.request_id}`}
      </p>
      {problem?.status === 401 && <TokenAsked />}
      {retry && (
        <Button size="small" onClick={retry}>
          {t('failure.again')}
        </Button>
      )}
    </div>
  );
}

// A server on a network wants a bearer token; it is kept for this tab only.
function TokenAsked() {
  const t = useWords();
  const [token, setToken] = useState('');
  const enter = () => {
    secret.write(token.trim());
    window.location.reload();
  };
  return (
    <div className="row">
      <Input.Password
        style={{ width: 320 }}
        autoComplete="off"
        aria-label={t('token.label')}
        placeholder={t('token.label')}
        value={token}
        onChange={(typed) => setToken(typed.target.value)}
        onPressEnter={enter}
      />
      <Button type="primary" disabled={!token.trim()} onClick={enter}>
        {t('token.enter')}
      </Button>
    </div>
  );
}
