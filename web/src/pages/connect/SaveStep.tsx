// Step five: the definition as it will be kept in the local pack, and the first run.
import { useMutation } from '@tanstack/react-query';
import { Input } from 'antd';
import { useNavigate } from 'react-router-dom';
import { acts } from '../../api/acts';
import { Failure } from '../../parts/Failure';
import { useWords } from '../../words';
import { Onward } from './Onward';
import type { What } from './TrialSteps';

export function SaveStep(
  props: What & { name: string; write: (yaml: string) => void; back: () => void },
) {
  const t = useWords();
  const go = useNavigate();
  const { origin, resource, yaml, name } = props;
  const save = useMutation({
    mutationFn: async () => {
      if (!resource) await acts.define(name, yaml, null);
      return acts.start({
        command: 'ingest',
        resource: name,
        ...(origin.upload ? { upload: origin.upload } : {}),
      });
    },
    onSuccess: (run) => void go(`/runs/${run.run}`),
  });
  return (
    <div className="stack">
      {resource ? (
        <p className="card">{t('save.known', { name: resource })}</p>
      ) : (
        <section className="card">
          <h2>{t('save.definition', { name })}</h2>
          <p className="soft">{t('save.text')}</p>
          <Input.TextArea
            className="mono"
            aria-label={t('save.definition', { name })}
            spellCheck={false}
            rows={18}
            value={yaml}
            onChange={(typed) => props.write(typed.target.value)}
          />
        </section>
      )}
      {save.error && <Failure error={save.error} />}
      <Onward
        back={props.back}
        next={() => save.mutate()}
        busy={save.isPending}
        word={resource ? 'save.run' : 'save.save_and_run'}
      />
    </div>
  );
}
