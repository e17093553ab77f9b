// How do I get my table in without a developer? Five steps; the address keeps where one is.
import { Breadcrumb, Steps } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { useQuery } from '@tanstack/react-query';
import { acts } from '../../api/acts';
import type { Suggestion } from '../../api/types';
import { useTitle } from '../../app/title';
import { useUrlState } from '../../app/url';
import { Asked } from '../../parts/Asked';
import { Head } from '../../parts/figures';
import { useWords } from '../../words';
import { ColumnsStep } from './ColumnsStep';
import { draftOf, yamlOf, type Draft } from './definition';
import { EditDefinition } from './EditDefinition';
import { SaveStep } from './SaveStep';
import { SourceStep } from './SourceStep';
import { ChecksStep, PreviewStep } from './TrialSteps';

const names = ['source', 'columns', 'checks', 'preview', 'save'] as const;
type Name = (typeof names)[number];

// From where the table comes: an upload, or a table of a connection.
export interface Origin {
  upload: string;
  connection: string;
  table: string;
}

export default function Connect() {
  const t = useWords();
  const { value, set } = useUrlState();
  useTitle(t('room.connect'));
  const origin = {
    upload: value('upload'),
    connection: value('connection'),
    table: value('table'),
  };
  const chosen = origin.upload !== '' || origin.table !== '';
  const editing = value('resource');
  if (editing && !chosen) return <EditDefinition resource={editing} />;
  const step = chosen ? Math.max(1, names.indexOf((value('step') || 'columns') as Name)) : 0;
  const titles = [
    t('connect.source'),
    t('connect.columns'),
    t('connect.checks'),
    t('connect.preview'),
    t('connect.save'),
  ];
  return (
    <>
      <Breadcrumb
        items={[
          { title: <Link to="/connect">{t('room.connect')}</Link> },
          { title: titles[step] ?? '' },
        ]}
      />
      <Head title={t('connect.title')} lead={t('connect.lead')} />
      <Steps
        size="small"
        current={step}
        style={{ marginBottom: 16 }}
        items={titles.map((title, at) => ({ title, disabled: at > step }))}
        onChange={(at) => (at === 0 ? set(nothing) : set({ step: names[at] ?? null }))}
      />
      {chosen ? (
        <Further
          key={origin.upload + origin.connection + origin.table}
          origin={origin}
          step={names[step] ?? 'columns'}
          go={(to) => set(to === 'source' ? nothing : { step: to })}
        />
      ) : (
        <SourceStep chosen={(from) => set({ ...from, step: 'columns' })} />
      )}
    </>
  );
}

const nothing = { upload: null, connection: null, table: null, step: null };

interface FurtherProps {
  origin: Origin;
  step: Name;
  go: (step: Name) => void;
}

function Further(props: FurtherProps) {
  const { upload, connection, table } = props.origin;
  const suggestion = useQuery({
    queryKey: ['suggest', props.origin],
    queryFn: () => acts.suggest(upload ? { upload } : { connection, table }),
    staleTime: Infinity,
  });
  return <Asked of={suggestion}>{(found) => <Drafted {...props} suggestion={found} />}</Asked>;
}

function Drafted({ origin, step, go, suggestion }: FurtherProps & { suggestion: Suggestion }) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(suggestion));
  const [written, setWritten] = useState<string | null>(null); // by hand, in the last step
  const [known, setKnown] = useState(suggestion.resource !== null);
  const yaml = written ?? yamlOf(suggestion, draft);
  const resource = known ? (suggestion.resource?.resource ?? null) : null;
  const what = { origin, yaml, resource };
  switch (step) {
    case 'checks':
      return <ChecksStep {...what} back={() => go('columns')} next={() => go('preview')} />;
    case 'preview':
      return <PreviewStep {...what} back={() => go('checks')} next={() => go('save')} />;
    case 'save':
      return (
        <SaveStep
          {...what}
          name={resource ?? draft.resource}
          write={setWritten}
          back={() => go('preview')}
        />
      );
    default:
      return (
        <ColumnsStep
          suggestion={suggestion}
          draft={draft}
          change={(next) => {
            setDraft(next);
            setWritten(null);
          }}
          known={known}
          setKnown={setKnown}
          next={() => go('checks')}
        />
      );
  }
}
