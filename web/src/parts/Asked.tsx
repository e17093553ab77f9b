// Shows what was read; until then the skeleton, or what went wrong.
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from './Failure';
import { Waiting } from './Waiting';

export function Asked<T>(props: {
  of: UseQueryResult<T, Error>;
  lines?: number;
  children: (value: T) => ReactNode;
}) {
  const { data, error, refetch } = props.of;
  if (error && data === undefined) return <Failure error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Waiting {...(props.lines ? { lines: props.lines } : {})} />;
  return <>{props.children(data)}</>;
}
