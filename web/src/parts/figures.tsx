// Small pieces that say one figure: a count, a score, a time, a state.
import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  CheckCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  MinusCircleOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { ResourceBrief, State, Terms } from '../api/types';
import { useWords, type Word } from '../words';
import { daysLate, useFormat } from '../words/format';

export function Count({ of }: { of: number | null | undefined }) {
  const format = useFormat();
  return (
    <span className="num nowrap" title={format.exact(of)}>
      {format.count(of)}
    </span>
  );
}

export function When({ at }: { at: string | null | undefined }) {
  const format = useFormat();
  return (
    <time className="num nowrap" dateTime={at ?? ''} title={format.dateTime(at)}>
      {format.when(at)}
    </time>
  );
}

const GOOD = 90;
const FAIR = 75;
export const gradeOf = (score: number | null | undefined): State =>
  score == null ? 'unknown' : score >= GOOD ? 'ok' : score >= FAIR ? 'attention' : 'bad';

// A score with where it came from: nothing is shown for a change too small to read.
export function Score({ of, before }: { of: number | null | undefined; before?: number | null }) {
  const format = useFormat();
  const t = useWords();
  const moved = of != null && before != null ? of - before : 0;
  return (
    <span className="num nowrap">
      <span className={gradeOf(of)}>{format.score(of)}</span>
      {Math.abs(moved) >= 0.05 && (
        <span
          className={`small ${moved < 0 ? 'bad' : 'ok'}`}
          title={t('score.before', { before: format.score(before) })}
        >
          {' '}
          {moved < 0 ? <ArrowDownOutlined aria-hidden /> : <ArrowUpOutlined aria-hidden />}
          {Math.abs(moved).toFixed(1)}
        </span>
      )}
    </span>
  );
}

const icons: Record<State, ReactNode> = {
  ok: <CheckCircleFilled aria-hidden />,
  attention: <ExclamationCircleFilled aria-hidden />,
  bad: <CloseCircleFilled aria-hidden />,
  unknown: <MinusCircleOutlined aria-hidden />,
};
const states: Record<State, Word> = {
  ok: 'state.ok',
  attention: 'state.attention',
  bad: 'state.bad',
  unknown: 'state.unknown',
};

// Never colour alone: an icon and a word.
export function StateMark({ state, word }: { state: State; word?: string }) {
  const t = useWords();
  return (
    <span className={`state ${state}`}>
      {icons[state]} {word ?? t(states[state])}
    </span>
  );
}

const arrivals: Record<ResourceBrief['arrival'], { state: State; word: Word }> = {
  in_time: { state: 'ok', word: 'arrival.in_time' },
  due: { state: 'attention', word: 'arrival.due' },
  overdue: { state: 'bad', word: 'arrival.overdue' },
  never: { state: 'unknown', word: 'arrival.never' },
  unscheduled: { state: 'unknown', word: 'arrival.unscheduled' },
};

export function Freshness(props: { arrival: ResourceBrief['arrival']; due: string | null }) {
  const t = useWords();
  const { state, word } = arrivals[props.arrival];
  const late = props.arrival === 'overdue' && props.due ? daysLate(props.due) : 0;
  return <StateMark state={state} word={late > 0 ? t('arrival.late', { days: late }) : t(word)} />;
}

const terms: Record<Terms, Word> = {
  unconditional: 'terms.unconditional',
  conditional: 'terms.conditional',
  denied: 'terms.denied',
};
export function useTerms() {
  const t = useWords();
  return (of: Terms) => t(terms[of]);
}

const cycles: Record<string, Word> = {
  realtime: 'cycle.realtime',
  daily: 'cycle.daily',
  weekly: 'cycle.weekly',
  monthly: 'cycle.monthly',
  quarterly: 'cycle.quarterly',
  half_yearly: 'cycle.half_yearly',
  yearly: 'cycle.yearly',
  other: 'cycle.other',
};
export function useCycle() {
  const t = useWords();
  return (update: string) => (cycles[update] ? t(cycles[update]) : update);
}

// A share as a bar, with its figure beside it.
export function Bar({ share, bad }: { share: number; bad?: boolean }) {
  const width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return (
    <div className="bar" aria-hidden>
      <i className={bad ? 'bad-fill' : ''} style={{ width }} />
    </div>
  );
}

export function Head(props: { title: ReactNode; lead?: ReactNode; children?: ReactNode }) {
  return (
    <div className="head">
      <div>
        <h1>{props.title}</h1>
        {props.lead && <p className="lead">{props.lead}</p>}
      </div>
      <div className="row no-print">{props.children}</div>
    </div>
  );
}
