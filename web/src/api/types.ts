// The shapes of the HTTP API: one alias a concept. Everything the console knows of the server stands here.
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string; // title: short Chinese; detail: what happened (English, from the core)
  reason: string; // stable dotted name, e.g. "catalog.unknown_resource"
  field?: string;
  rule?: string;
  remedy?: string; // for invalid input
  errors?: { field: string; rule: string; detail: string; remedy: string }[]; // several mistakes of one body
  request_id: string;
}
export interface Page<T> {
  items: T[];
  next?: string | null;
  total?: number;
}

export type State = 'ok' | 'attention' | 'bad' | 'unknown'; // 正常 关注 异常 未知
export interface LibraryBrief {
  library: string;
  title: string;
  kind: 'base' | 'theme' | 'special' | 'general';
  lead: string;
  lead_title: string;
  subjects: number;
  added: number;
  /* since the run before the last */ score: number | null;
  fused_at: string | null;
  state: State;
  awaits?: string;
}
export interface Need {
  id: string;
  kind: 'overdue' | 'score_falling' | 'run_failed' | 'disk' | 'unfed';
  state: State;
  title: string;
  detail: string;
  href: string;
  since: string;
}
export interface CityBrief {
  division: string;
  name: string;
  subjects: number;
  score: number | null;
  rows: number;
}
export interface Overview {
  subjects: number;
  added: number;
  overdue: number;
  score: number | null;
  updated_at: string | null;
  province: { division: string; name: string };
  libraries: LibraryBrief[];
  cities: CityBrief[];
  needs: Need[];
  data: { bytes: number; disk_free: number };
  version: string;
}
export interface SearchHit {
  kind: 'page' | 'resource' | 'field' | 'library' | 'department' | 'subject' | 'run';
  name: string;
  title: string;
  detail: string;
  href: string;
}

export interface Pack {
  pack: string;
  title: string;
  version: string;
  applied: boolean;
  writable: boolean; /* the local one */
}
export interface PackProblem {
  file: string;
  line: number;
  message: string;
  remedy: string;
}

export interface ResourceBrief {
  resource: string;
  title: string;
  provider: string;
  provider_title: string;
  library: string | null;
  library_title: string | null;
  share: Terms;
  open: Terms;
  update: string /* daily weekly monthly … */;
  rows: number;
  score: number | null;
  before: number | null;
  last_arrival: string | null;
  due: string | null /* date by which the next one is due */;
  arrival: 'in_time' | 'due' | 'overdue' | 'never' | 'unscheduled';
  quarantined: number;
  personal: boolean;
}
export type Terms = 'unconditional' | 'conditional' | 'denied';
export interface ResourceField {
  name: string;
  title: string;
  element: string;
  element_title: string;
  required: boolean;
  unique: boolean;
  key: boolean;
  number: boolean;
  share: Terms;
  open: Terms;
  sensitive: boolean;
  checks: string[]; /* Chinese sentences */
}
export interface SourceInfo {
  kind: 'file' | 'connection';
  files: string[];
  connection?: string;
  table?: string;
  sheet?: string;
  columns: { column: string; field: string }[];
}
export interface Resource extends ResourceBrief {
  summary: string;
  format: string;
  level: string;
  subject_area: string;
  absent: string;
  extract: string;
  related: string[];
  fields: ResourceField[];
  sources: SourceInfo[];
  writable: boolean;
  file: string;
  line: number;
  conditions?: string;
  basis?: string;
}
export interface FieldProfile {
  field: string;
  rows: number;
  nulls: number;
  distinct: number /* approximate */;
  min?: string;
  max?: string;
  top: { value: string /* masked where personal */; rows: number }[];
}
export interface Measure {
  rule: string;
  title: string;
  field: string;
  field_title: string;
  dimension: string;
  dimension_title: string;
  a: number;
  b: number;
  score: number;
  remedy: string;
  on_failure: 'flag' | 'reject';
}
export interface Dimension {
  dimension: string;
  title: string;
  score: number;
}
export interface Example {
  rule: string;
  file: string;
  row: number;
  key: string;
  value: string;
}
export interface LineageNode {
  id: string;
  kind: 'source' | 'resource' | 'library' | 'department';
  title: string;
  detail: string;
  href?: string;
  rows?: number;
}
export interface LineageEdge {
  from: string;
  to: string;
  label: string;
  fields: { from: string; to: string }[];
}
export interface Arrival {
  run: number;
  resource?: string;
  file: string;
  at: string;
  read: number;
  accepted: number;
  quarantined: number;
  flagged: number;
  added: number;
  changed: number;
  ended: number;
}

export interface Run {
  run: number;
  command: string /* main ingest fuse quality backup maintain apply retry */;
  title: string /* Chinese */;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';
  started: string;
  ended: string | null;
  message: string | null;
  reason: string | null;
  actor: string;
  resource?: string | null;
  resumable: boolean;
  progress?: RunProgress;
}
export interface RunProgress {
  step: string;
  step_index: number;
  done: number;
  total: number /* 0: unknown */;
  rows: number;
  rows_per_second: number;
  seconds_left: number | null;
  steps: { step: string; seconds: number; rows: number }[];
}
export interface RunRequest {
  command: 'main' | 'ingest' | 'fuse' | 'quality' | 'backup' | 'maintain' | 'retry' | 'apply';
  resource?: string;
  upload?: string;
  from?: string /* a folder on the server below its inbox folders */;
  libraries?: string[];
  full?: boolean;
  to?: string; /* backup folder name */
}

export interface QuarantineReason {
  resource: string;
  resource_title: string;
  provider: string;
  reason: string;
  title: string;
  field: string;
  field_title: string;
  rows: number;
  verdict: 'rejected' | 'flagged';
  remedy: string;
}
export interface QuarantineRow {
  run: number;
  file: string;
  row: number;
  raw: { column: string; field: string | null; text: string }[];
  parsed: { field: string; title: string; value: string | null; reasons: string[] }[];
  reasons: {
    reason: string;
    title: string;
    field: string;
    remedy: string;
    marks: number[][]; /* offending code points [from,to) in the raw text */
  }[];
}

export interface QualityScore {
  name: string;
  title: string;
  score: number;
  before: number | null;
  resources: number;
  a: number;
  b: number;
  dimensions: Dimension[];
}
export interface Loss {
  resource: string;
  resource_title: string;
  provider: string;
  provider_title: string;
  rule: string;
  title: string;
  field_title: string;
  dimension: string;
  rows: number /* that fail */;
  score_loss: number;
  remedy: string;
}

export interface Library extends LibraryBrief {
  number_element: string | null;
  number_title: string | null;
  fields: {
    name: string;
    title: string;
    element: string;
    rule: string;
    filled: number; // subjects
    order: { resource: string; title: string }[];
  }[];
  coverage: {
    resource: string;
    title: string;
    provider_title: string;
    subjects: number;
    enriches: boolean;
  }[];
  by_city: CityBrief[];
  conflicts: number;
  versions_from: string | null;
  unlinked: number;
  links: boolean;
}
export interface Conflict {
  number: string /* masked */;
  subject?: number;
  field: string;
  field_title: string;
  chosen: string;
  chosen_resource: string;
  chosen_title: string;
  other: string;
  other_resource: string;
  other_title: string;
}

export interface SubjectValue {
  field: string;
  title: string;
  value: string | null;
  label?: string; /* what a code stands for */
  masked: boolean;
  resource: string | null;
  resource_title: string | null;
  provider_title: string | null;
  rule: string | null;
  run: number | null;
  at: string | null;
}
export interface SubjectRecord {
  library: string;
  title: string;
  number: string;
  subject: string | number;
  values: SubjectValue[];
}

export interface Connection {
  connection: string;
  kind: 'postgresql' | 'sqlite' | 'odbc';
  title: string;
  where: string; /* never secrets */
}
export interface Suggestion {
  name: string;
  format: string;
  encoding: string | null;
  delimiter: string | null;
  sheet: string | null;
  rows_looked: number;
  resource: { resource: string; title: string; confidence: number } | null; // it looks like a resource that exists already
  columns: {
    column: string;
    field: string;
    title: string;
    element: string;
    element_title: string;
    confidence: number;
    nulls: number;
    examples: string[];
    alternatives: { element: string; title: string; confidence: number }[];
    key: boolean;
    number: boolean;
  }[];
  yaml: string;
  preview: { columns: string[]; rows: (string | null)[][] };
}
export interface Schedule {
  resource: string;
  title: string;
  provider_title: string;
  update: string;
  source: string /* folder or connection it is fetched from, or "" */;
  automatic: boolean;
  last: string | null;
  due: string | null;
  next_run: string | null;
  arrival: ResourceBrief['arrival'];
}

export type * from './answers';
