// A choice that filters a list: it stands in the address.
import { Select } from 'antd';
import { calls, useRead } from '../api/calls';
import { useUrlState } from '../app/url';
import { useWords } from '../words';

interface Props {
  name: string; // in the address
  label: string;
  options: { value: string; label: string }[] | undefined;
  width: number;
  search?: boolean; // by typing, where there are many
}

export function Pick({ name, label, options, width, search = true }: Props) {
  const { value, set } = useUrlState();
  return (
    <Select
      allowClear
      {...(search ? { showSearch: { optionFilterProp: 'label' } } : {})}
      aria-label={label}
      placeholder={label}
      style={{ width }}
      value={value(name) || null}
      onChange={(next: string | undefined) => set({ [name]: next })}
      {...(options ? { options } : {})}
    />
  );
}

export function PickProvider({ width }: { width: number }) {
  const t = useWords();
  const departments = useRead(calls.departments());
  return (
    <Pick
      name="department"
      label={t('word.provider')}
      width={width}
      options={departments.data?.items.map((each) => ({ value: each.name, label: each.title }))}
    />
  );
}
