// What single addresses answer, made of the shapes in types.ts.
import type {
  CityBrief,
  FieldProfile,
  Measure,
  Dimension,
  Example,
  LineageNode,
  LineageEdge,
  Arrival,
  Run,
  QuarantineRow,
  SubjectRecord,
} from './types';

export interface CityDetail {
  division: string;
  name: string;
  counties: CityBrief[];
}
export interface Status {
  version: string;
  started: string;
  pid: number;
  actor: string;
  identity: 'loopback' | 'token';
  data: string;
  store: 'sqlite' | 'postgresql';
  run: Run | null;
  schedules_on?: boolean;
}
export interface Profile {
  resource: string;
  rows: number;
  fields: FieldProfile[];
}
export interface ResourceQuality {
  resource: string;
  score: number | null;
  before: number | null;
  dimensions: Dimension[];
  measures: Measure[];
  trend: { run: number; at: string; score: number }[];
  examples: Example[];
}
export interface Lineage {
  nodes: LineageNode[];
  edges: LineageEdge[];
}
export interface Change {
  version: number;
  at: string;
  author: string;
  text: string;
}
export interface TablePage {
  columns: { name: string; title: string }[];
  rows: (string | number | null)[][];
  next?: string | null;
}
export interface LogLine {
  at: string;
  line: string;
}
export interface RunDetail extends Run {
  log: LogLine[];
  loads: Arrival[];
}
export interface Notice {
  department: string;
  title: string;
  rules: number;
  failures: number;
  deadline: string;
  provisional: boolean;
}
export interface ConflictCount {
  library: string;
  provider: string;
  provider_title: string;
  resource: string;
  resource_title: string;
  field: string;
  field_title: string;
  conflicts: number;
}
export interface Subject {
  number: string;
  kind: string;
  records: SubjectRecord[];
  freshness?: string | null;
}
export interface SubjectSource {
  resource: string;
  resource_title: string;
  provider_title: string;
  run: number;
  file: string;
  row: number;
  at: string;
  values: {
    field: string;
    title: string;
    value: string | null;
    label?: string;
    library: string;
    differs: boolean;
  }[];
}
export interface SubjectEvent {
  library: string;
  library_title: string;
  at: string;
  kind: 'added' | 'changed' | 'ended';
  fields: { field: string; title: string; before: string | null; after: string | null }[];
}
export interface DatabaseTable {
  schema: string;
  table: string;
  rows?: number;
}
export interface Upload {
  upload: string;
  name: string;
  bytes: number;
  received: number;
  complete?: boolean;
}
export interface Trial {
  read: number;
  accepted: number;
  quarantined: number;
  flagged: number;
  measures: Measure[];
  failing: QuarantineRow[];
  preview: { columns: { name: string; title: string }[]; rows: (string | null)[][] };
}
export interface Backup {
  folder: string;
  at: string;
  files: number;
  bytes: number;
  checked_at: string | null;
}
export interface Department {
  name: string;
  title: string;
  resources: number;
}
export interface Element {
  name: string;
  title: string;
  kind: string;
}
export interface Definition {
  resource: string;
  pack: string;
  file: string;
  yaml: string;
  writable: boolean;
}
export interface SeenShare {
  seen: number;
  of: number;
  share: number | null;
  low: number;
  high: number;
}
export interface Question {
  question: string;
  resource: string;
  resource_title: string;
  file: string;
  row: number;
  number: string; // masked where personal
  probability: number;
  weight: number; // log2 odds
  prior: number;
  explained: number;
  fields: {
    field: string;
    title: string;
    row_value: string | null;
    golden_value: string | null;
    level: string | null;
    level_title: string | null;
    bits: number;
  }[];
  answer: 'accept' | 'reject' | 'unsure' | null;
}
export interface Questions {
  items: Question[];
  asked: number;
  linked: number;
  review: number;
  precision: SeenShare;
  review_right: SeenShare;
  recall: number | null;
}
