// Columns of the file that no field takes are given one; kept in the local pack, used by the next run.
import { useMutation, useQuery } from '@tanstack/react-query';
import { Modal, Select } from 'antd';
import { useState } from 'react';
import { acts } from '../../api/acts';
import { getTagged, part } from '../../api/client';
import type { Resource } from '../../api/types';
import { Failure } from '../../parts/Failure';
import { useWords } from '../../words';

export function FixMapping(props: { of: Resource; columns: string[]; close: () => void }) {
  const t = useWords();
  const { of } = props;
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const known = useQuery({
    queryKey: ['mapping', of.resource],
    queryFn: () => getTagged<{ columns: Record<string, string> }>(`/mappings/${part(of.resource)}`),
    staleTime: 0,
  });
  const declared = Object.fromEntries(
    of.sources.flatMap((source) => source.columns.map((each) => [each.column, each.field])),
  );
  const current: Record<string, string> = { ...declared, ...known.data?.value.columns, ...chosen };
  const save = useMutation({
    mutationFn: () =>
      acts.map(of.resource, { ...known.data?.value.columns, ...chosen }, known.data?.tag ?? null),
    onSuccess: props.close,
  });
  const changed = Object.keys(chosen).length;
  return (
    <Modal
      open
      width={640}
      title={t('mapping.title', { title: of.title })}
      okText={t('mapping.save', { n: changed })}
      cancelText={t('mapping.leave')}
      okButtonProps={{ disabled: changed === 0, loading: save.isPending }}
      onOk={() => save.mutate()}
      onCancel={props.close}
    >
      <p>{t('mapping.text')}</p>
      {(save.error ?? known.error) && <Failure error={(save.error ?? known.error) as Error} />}
      <table className="beside">
        <thead>
          <tr>
            <th>{t('quarantine.column')}</th>
            <th>{t('word.field')}</th>
          </tr>
        </thead>
        <tbody>
          {props.columns.map((column) => (
            <tr key={column}>
              <th scope="row">{column}</th>
              <td>
                <Select
                  allowClear
                  showSearch={{ optionFilterProp: 'label' }}
                  size="small"
                  style={{ width: 280 }}
                  aria-label={t('mapping.field_of', { column })}
                  placeholder={t('quarantine.unmapped')}
                  value={current[column] || null}
                  onChange={(field: string | undefined) =>
                    setChosen({ ...chosen, [column]: field ?? '' })
                  }
                  options={of.fields.map((each) => ({
                    value: each.name,
                    label: `${each.title} ${each.name}`,
                  }))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
