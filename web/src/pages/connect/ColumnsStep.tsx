// Step two: what the columns are taken for, how sure that is, and the few things only a person knows.
import { Button, Input, Select, Tooltip } from 'antd';
import { calls, useRead } from '../../api/calls';
import type { Suggestion } from '../../api/types';
import { StateMark, useCycle } from '../../parts/figures';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import { undecided, type ColumnDraft, type Draft } from './definition';
import { Onward } from './Onward';

const SURE = 0.9;
const LIKELY = 0.6;
const cycles = ['daily', 'weekly', 'monthly', 'quarterly', 'half_yearly', 'yearly', 'other'];

export function ColumnsStep(props: {
  suggestion: Suggestion;
  draft: Draft;
  change: (draft: Draft) => void;
  known: boolean;
  setKnown: (known: boolean) => void;
  next: () => void;
}) {
  const t = useWords();
  const { suggestion, draft, known } = props;
  const open = known ? [] : undecided(draft);
  const unsure = suggestion.columns.filter((each) => each.confidence < LIKELY).length;
  return (
    <div className="stack">
      <p style={{ margin: 0 }}>
        {t('columns.recognised', {
          format: [suggestion.format, suggestion.encoding, suggestion.sheet]
            .filter(Boolean)
            .join(' '),
          columns: suggestion.columns.length,
          rows: suggestion.rows_looked,
          unsure,
        })}
      </p>
      {suggestion.resource && (
        <section className="card between">
          <span>
            {t('columns.looks_like', { title: suggestion.resource.title })}
            <span className="soft mono small"> {suggestion.resource.resource}</span>
          </span>
          <span className="row">
            <Button type={known ? 'primary' : 'default'} onClick={() => props.setKnown(true)}>
              {t('columns.is_it')}
            </Button>
            <Button type={known ? 'default' : 'primary'} onClick={() => props.setKnown(false)}>
              {t('columns.is_new')}
            </Button>
          </span>
        </section>
      )}
      {!known && <About draft={draft} change={props.change} open={open} />}
      <ColumnTable
        columns={draft.columns}
        rows={suggestion.rows_looked}
        fixed={known}
        change={(columns) => props.change({ ...draft, columns })}
      />
      <Onward next={props.next} word="connect.to_checks" blocked={open.length > 0}>
        {open.includes('key') && <StateMark state="attention" word={t('columns.no_key')} />}
      </Onward>
    </div>
  );
}

function About(props: {
  draft: Draft;
  change: (draft: Draft) => void;
  open: ReturnType<typeof undecided>;
}) {
  const t = useWords();
  const cycle = useCycle();
  const departments = useRead(calls.departments());
  const { draft, change, open } = props;
  const wrong = (name: 'resource' | 'title' | 'provider') =>
    open.includes(name) ? { status: 'warning' as const } : {};
  return (
    <section className="card form-row">
      <label>
        <span className="small soft">{t('columns.title')}</span>
        <Input
          {...wrong('title')}
          value={draft.title}
          maxLength={128}
          onChange={(typed) => change({ ...draft, title: typed.target.value })}
        />
      </label>
      <label>
        <span className="small soft">{t('word.provider')}</span>
        <Select
          {...wrong('provider')}
          showSearch={{ optionFilterProp: 'label' }}
          style={{ width: '100%' }}
          value={draft.provider || null}
          onChange={(provider: string) =>
            change({
              ...draft,
              provider,
              resource: `${provider}.${draft.resource.split('.')[1] ?? 'table'}`,
            })
          }
          options={departments.data?.items.map((each) => ({
            value: each.name,
            label: each.title,
          }))}
        />
      </label>
      <label>
        <span className="small soft">{t('columns.name')}</span>
        <Tooltip title={t('columns.name_hint')}>
          <Input
            {...wrong('resource')}
            className="mono"
            value={draft.resource}
            onChange={(typed) => change({ ...draft, resource: typed.target.value })}
          />
        </Tooltip>
      </label>
      <label>
        <span className="small soft">{t('word.cycle')}</span>
        <Select
          style={{ width: '100%' }}
          value={draft.update}
          onChange={(update: string) => change({ ...draft, update })}
          options={cycles.map((each) => ({ value: each, label: cycle(each) }))}
        />
      </label>
    </section>
  );
}

function ColumnTable(props: {
  columns: ColumnDraft[];
  rows: number;
  fixed: boolean;
  change: (columns: ColumnDraft[]) => void;
}) {
  const t = useWords();
  const format = useFormat();
  const elements = useRead(calls.elements());
  const set = (at: number, part: Partial<ColumnDraft>) =>
    props.change(props.columns.map((each, place) => (place === at ? { ...each, ...part } : each)));
  const options = elements.data?.items.map((each) => ({ value: each.name, label: each.title }));
  return (
    <section className="card scroll" tabIndex={0}>
      <table className="plain wide">
        <thead>
          <tr>
            <th>{t('quarantine.column')}</th>
            <th>{t('columns.examples')}</th>
            <th>{t('word.field')}</th>
            <th>{t('word.element')}</th>
            <th>{t('columns.confidence')}</th>
            <th>{t('fields.nulls')}</th>
            <th>{t('fields.key')}</th>
          </tr>
        </thead>
        <tbody>
          {props.columns.map((each, at) => (
            <tr key={each.column}>
              <th scope="row">{each.column}</th>
              <td className="mono soft">
                <div className="clip" style={{ maxWidth: 220 }} title={each.examples.join('\n')}>
                  {each.examples.filter(Boolean).join(', ')}
                </div>
              </td>
              <td>
                <Input
                  size="small"
                  aria-label={t('mapping.field_of', { column: each.column })}
                  disabled={props.fixed}
                  style={{ width: 150 }}
                  value={each.title}
                  onChange={(typed) => set(at, { title: typed.target.value })}
                />
              </td>
              <td>
                <Select
                  size="small"
                  aria-label={t('columns.element_of', { column: each.column })}
                  disabled={props.fixed}
                  showSearch={{ optionFilterProp: 'label' }}
                  style={{ width: 160 }}
                  value={each.element}
                  onChange={(element: string) => set(at, { element, confidence: 1 })}
                  options={options ?? [{ value: each.element, label: each.element_title }]}
                />
              </td>
              <td>
                <Sureness of={each.confidence} />
              </td>
              <td className="right">{format.percent(each.nulls / Math.max(1, props.rows))}</td>
              <td>
                <input
                  type="checkbox"
                  aria-label={t('columns.key_of', { column: each.column })}
                  disabled={props.fixed}
                  checked={each.key}
                  onChange={(change) => set(at, { key: change.target.checked })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Sureness({ of }: { of: number }) {
  const t = useWords();
  if (of >= SURE) return <StateMark state="ok" word={t('columns.sure')} />;
  if (of >= LIKELY) return <StateMark state="unknown" word={t('columns.likely')} />;
  return <StateMark state="attention" word={t('columns.unsure')} />;
}
