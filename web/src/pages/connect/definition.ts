// A resource's definition as text: what a person decided is put into the server's YAML, the rest stays as it is.
import type { Suggestion } from '../../api/types';

export type ColumnDraft = Suggestion['columns'][number];

export interface Draft {
  resource: string; // department.name
  title: string;
  provider: string;
  update: string;
  columns: ColumnDraft[];
}

export function draftOf(suggestion: Suggestion): Draft {
  const own = scalar(suggestion.yaml, 'resource');
  return {
    resource: own,
    title: scalar(suggestion.yaml, 'title') || suggestion.name.replace(/\.[^.]*$/, ''),
    provider: scalar(suggestion.yaml, 'provider') || (own.split('.')[0] ?? ''),
    update: scalar(suggestion.yaml, 'update') || 'monthly',
    columns: keyed(suggestion),
  };
}

// A suggestion's `key` says that a column could be one; which are is in its YAML, or else the first that could.
function keyed({ columns, yaml }: Suggestion): ColumnDraft[] {
  const named = scalar(yaml, 'key')
    .replace(/[[\]]/g, '')
    .split(',')
    .map((each) => each.trim());
  const found = columns.filter((each) => named.includes(each.field));
  const keys = found.length > 0 ? found : columns.filter((each) => each.key).slice(0, 1);
  return columns.map((each) => ({ ...each, key: keys.includes(each) }));
}

const START = /^([a-z_]+):(.*)$/;

// Top-level keys with their lines; lines before the first key stay with it.
function blocks(yaml: string): { key: string; text: string }[] {
  const found: { key: string; text: string }[] = [];
  for (const line of yaml.replace(/\n+$/, '').split('\n')) {
    const start = START.exec(line);
    const last = found.at(-1);
    if (start) found.push({ key: start[1] ?? '', text: line });
    else if (last) last.text += `\n${line}`;
    else found.push({ key: '', text: line });
  }
  return found;
}

export function scalar(yaml: string, key: string): string {
  const block = blocks(yaml).find((each) => each.key === key);
  const text = START.exec(block?.text.split('\n')[0] ?? '')?.[2]?.trim() ?? '';
  const bare = text.replace(/\s+#.*$/, '');
  return /^".*"$|^'.*'$/.test(bare) ? bare.slice(1, -1) : bare;
}

// A plain word needs no quotes; anything else is written as JSON, which YAML reads.
const quoted = (text: string) =>
  /^[\w\u3400-\u9fff][\w.\u3400-\u9fff]*$/.test(text) && !/^\d/.test(text)
    ? text
    : JSON.stringify(text);

const same = (some: ColumnDraft[], others: ColumnDraft[]) =>
  JSON.stringify(some) === JSON.stringify(others);

export function yamlOf(suggestion: Suggestion, draft: Draft): string {
  const changed: Record<string, string> = {};
  for (const key of ['resource', 'title', 'provider', 'update'] as const)
    if (draft[key] !== scalar(suggestion.yaml, key)) changed[key] = `${key}: ${quoted(draft[key])}`;
  if (!same(draft.columns, keyed(suggestion))) {
    changed.fields = [
      'fields:',
      ...draft.columns.map(
        ({ field, title, element }) =>
          `  - {name: ${field}, title: ${quoted(title)}, element: ${element}}`,
      ),
    ].join('\n');
    const keys = draft.columns.filter((each) => each.key).map((each) => each.field);
    if (keys.length > 0)
      changed.key = `key: ${keys.length === 1 ? keys[0] : `[${keys.join(', ')}]`}`;
  }
  const known = blocks(suggestion.yaml);
  const added = Object.keys(changed).filter((key) => !known.some((each) => each.key === key));
  return `${[
    ...known.map((each) => changed[each.key] ?? each.text),
    ...added.map((key) => changed[key]),
  ].join('\n')}\n`;
}

// What is not yet decided, as names of inputs.
export function undecided(draft: Draft): ('resource' | 'title' | 'provider' | 'key')[] {
  const open: ('resource' | 'title' | 'provider' | 'key')[] = [];
  if (!/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/.test(draft.resource)) open.push('resource');
  if (!draft.title.trim()) open.push('title');
  if (!draft.provider) open.push('provider');
  if (!draft.columns.some((each) => each.key)) open.push('key');
  return open;
}
