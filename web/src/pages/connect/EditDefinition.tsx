// The definition of a resource in the local pack, changed by hand; another's change meanwhile is not overwritten.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Breadcrumb, Input } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { acts } from '../../api/acts';
import { getTagged, part } from '../../api/client';
import type { Definition } from '../../api/types';
import { Asked } from '../../parts/Asked';
import { Failure } from '../../parts/Failure';
import { Head } from '../../parts/figures';
import { useWords } from '../../words';
import { Onward } from './Onward';

export function EditDefinition({ resource }: { resource: string }) {
  const t = useWords();
  const known = useQuery({
    queryKey: ['definition', resource],
    queryFn: () => getTagged<Definition>(`/definitions/${part(resource)}`),
    staleTime: Infinity,
  });
  return (
    <>
      <Breadcrumb
        items={[
          { title: <Link to="/resources">{t('room.resources')}</Link> },
          { title: <Link to={`/resources/${resource}`}>{resource}</Link> },
          { title: t('resource.edit') },
        ]}
      />
      <Head title={t('save.definition', { name: resource })} lead={t('save.text')} />
      <Asked of={known}>{({ value, tag }) => <Editor of={value} tag={tag} />}</Asked>
    </>
  );
}

function Editor({ of, tag }: { of: Definition; tag: string | null }) {
  const t = useWords();
  const go = useNavigate();
  const cache = useQueryClient();
  const [yaml, setYaml] = useState(of.yaml);
  const save = useMutation({
    mutationFn: () => acts.define(of.resource, yaml, tag),
    onSuccess: () => {
      void cache.invalidateQueries();
      void go(`/resources/${of.resource}`);
    },
  });
  return (
    <div className="stack">
      <Input.TextArea
        className="mono"
        aria-label={t('save.definition', { name: of.resource })}
        spellCheck={false}
        rows={24}
        value={yaml}
        onChange={(typed) => setYaml(typed.target.value)}
      />
      {save.error && <Failure error={save.error} />}
      <Onward
        word="save.save"
        next={() => save.mutate()}
        busy={save.isPending}
        blocked={yaml === of.yaml || !of.writable}
      >
        {!of.writable && <span className="soft">{t('save.not_ours', { pack: of.pack })}</span>}
      </Onward>
    </div>
  );
}
