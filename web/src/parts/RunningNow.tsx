// In the bar: the run that is going on now, from every page.
import { LoadingOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { calls, keyOf } from '../api/calls';
import { get } from '../api/client';
import type { Status } from '../api/types';
import { useWords } from '../words';
import { useRunTitle } from './RunState';

const ASK_EVERY_MS = 10_000;

export function RunningNow() {
  const t = useWords();
  const call = calls.status();
  const { data } = useQuery({
    queryKey: keyOf(call),
    queryFn: ({ signal }) => get<Status>(call.path, undefined, signal),
    refetchInterval: ASK_EVERY_MS,
  });
  const titleOf = useRunTitle();
  if (!data?.run) return null;
  const { run, progress } = data.run;
  const share = progress && progress.total > 0 ? progress.done / progress.total : null;
  return (
    <Link to={`/runs/${run}`} className="row nowrap">
      <LoadingOutlined aria-hidden />
      {t('running.now', { title: titleOf(data.run) })}
      {share !== null && <span className="num">{Math.round(share * 100)}%</span>}
    </Link>
  );
}
