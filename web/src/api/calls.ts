// Every address the console reads, by name, and the hooks to read them with.
import { useInfiniteQuery, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { get, part, type Params } from './client';
import type * as Api from './types';

export interface Read<T> {
  path: string;
  params?: Params;
  shape?: T; // only for the type
}

const read = <T>(path: string, params?: Params): Read<T> => (params ? { path, params } : { path });
type Items<T> = { items: T[] };

export const calls = {
  overview: () => read<Api.Overview>('/overview'),
  city: (division: string) => read<Api.CityDetail>(`/overview/cities/${part(division)}`),
  alerts: () => read<Api.Page<Api.Need>>('/alerts'),
  search: (q: string) => read<Items<Api.SearchHit>>('/search', { q }),
  status: () => read<Api.Status>('/status'),
  packs: () => read<Items<Api.Pack>>('/packs'),
  packProblems: () => read<{ problems: Api.PackProblem[] }>('/packs/check'),
  departments: () => read<Items<Api.Department>>('/departments'),
  elements: () => read<Items<Api.Element>>('/elements'),
  resources: (params: Params) => read<Api.Page<Api.ResourceBrief>>('/resources', params),
  resource: (name: string) => read<Api.Resource>(`/resources/${part(name)}`),
  profile: (name: string) => read<Api.Profile>(`/resources/${part(name)}/profile`),
  resourceQuality: (name: string) => read<Api.ResourceQuality>(`/resources/${part(name)}/quality`),
  lineage: (kind: 'resources' | 'libraries', name: string) =>
    read<Api.Lineage>(`/${kind}/${part(name)}/lineage`),
  arrivals: (name: string) => read<Api.Page<Api.Arrival>>(`/resources/${part(name)}/arrivals`),
  changes: (name: string) => read<Api.Page<Api.Change>>(`/resources/${part(name)}/changes`),
  rows: (kind: 'resources' | 'libraries', name: string, params: Params) =>
    read<Api.TablePage>(`/${kind}/${part(name)}/rows`, { format: 'json', ...params }),
  definition: (name: string) => read<Api.Definition>(`/definitions/${part(name)}`),
  runs: (params: Params) => read<Api.Page<Api.Run>>('/runs', params),
  run: (run: number) => read<Api.RunDetail>(`/runs/${run}`),
  quarantine: (params: Params) => read<Api.Page<Api.QuarantineReason>>('/quarantine', params),
  quarantineRows: (resource: string, params: Params) =>
    read<Api.Page<Api.QuarantineRow>>(`/quarantine/${part(resource)}/rows`, params),
  quality: (by: string, resource?: string) =>
    read<Items<Api.QualityScore>>('/quality', { by, resource }),
  losses: (params: Params) => read<Items<Api.Loss>>('/quality/losses', params),
  notices: () => read<Items<Api.Notice>>('/quality/notices'),
  libraries: () => read<Items<Api.LibraryBrief>>('/libraries'),
  library: (name: string, as_of?: string) =>
    read<Api.Library>(`/libraries/${part(name)}`, { as_of }),
  conflicts: (name: string, params: Params) =>
    read<Api.Page<Api.Conflict>>(`/libraries/${part(name)}/conflicts`, params),
  questions: (name: string, params: Params) =>
    read<Api.Questions>(`/libraries/${part(name)}/questions`, params),
  conflictCounts: () => read<Items<Api.ConflictCount>>('/conflicts'),
  subject: (number: string, params: Params) =>
    read<Api.Subject>(`/subjects/${part(number)}`, params),
  subjectSources: (number: string, params: Params) =>
    read<Items<Api.SubjectSource>>(`/subjects/${part(number)}/sources`, params),
  subjectHistory: (number: string, params: Params) =>
    read<Items<Api.SubjectEvent>>(`/subjects/${part(number)}/history`, params),
  connections: () => read<Items<Api.Connection>>('/connections'),
  tables: (connection: string) =>
    read<Items<Api.DatabaseTable>>(`/connections/${part(connection)}/tables`),
  schedules: () => read<Items<Api.Schedule>>('/schedules'),
  backups: () => read<Items<Api.Backup>>('/backups'),
};

export const keyOf = (call: Read<unknown>) => [call.path, call.params ?? {}];

// Reads once and keeps it fresh; `wanted: false` waits until something is known that the address needs.
// What was read from another address never stands in for it: it may be another person's.
export function useRead<T>(call: Read<T>, wanted = true): UseQueryResult<T, Error> {
  return useQuery({
    queryKey: keyOf(call),
    queryFn: ({ signal }) => get<T>(call.path, call.params, signal),
    enabled: wanted,
  });
}

// A list in pages of the server's making: `items` grows with every `more()`. The same list, filtered otherwise,
// stays on show until the new one is there.
export function usePages<T>(call: Read<Api.Page<T>>, wanted = true) {
  const query = useInfiniteQuery({
    queryKey: ['pages', ...keyOf(call)],
    queryFn: ({ pageParam, signal }) =>
      get<Api.Page<T>>(call.path, { ...call.params, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next || undefined,
    enabled: wanted,
    placeholderData: (before, query) => (query?.queryKey[1] === call.path ? before : undefined),
  });
  return {
    items: query.data?.pages.flatMap((page) => page.items),
    total: query.data?.pages[0]?.total,
    more: query.hasNextPage ? () => void query.fetchNextPage() : undefined,
    busy: query.isFetchingNextPage,
    error: query.error,
    retry: () => void query.refetch(),
  };
}
