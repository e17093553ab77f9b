// A button that starts a run and goes to it. What the server refuses is said beside the button.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, type ButtonProps } from 'antd';
import { useNavigate } from 'react-router-dom';
import { acts } from '../api/acts';
import type { RunRequest } from '../api/types';
import { useWords, type Word } from '../words';
import { Failure } from './Failure';

export function StartRun(props: {
  run: RunRequest;
  word: Word;
  type?: ButtonProps['type'];
  size?: ButtonProps['size'];
  stay?: boolean; // where the page itself shows how the run goes
}) {
  const t = useWords();
  const go = useNavigate();
  const cache = useQueryClient();
  const start = useMutation({
    mutationFn: () => acts.start(props.run),
    onSuccess: (run) => {
      void cache.invalidateQueries();
      if (!props.stay) void go(`/runs/${run.run}`);
    },
  });
  return (
    <>
      <Button
        {...(props.type ? { type: props.type } : {})}
        {...(props.size ? { size: props.size } : {})}
        loading={start.isPending}
        onClick={() => start.mutate()}
      >
        {t(props.word)}
      </Button>
      {start.error && <Failure error={start.error} />}
    </>
  );
}
