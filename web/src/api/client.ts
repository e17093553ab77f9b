// How the console speaks to the server: JSON over fetch, problems as ApiError, the actor as a header.
import { kept, secret } from '../app/kept';
import type { Problem } from './types';

export const BASE = '/api/v1';

export type Params = Record<string, string | number | boolean | null | undefined>;

// What the server, or the way to it, said no with. `problem.reason` is stable, the rest is for people.
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

export function address(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params))
    if (value != null && value !== '') query.set(name, String(value));
  const text = query.toString();
  return BASE + path + (text ? `?${text}` : '');
}

export const part = (text: string | number) => encodeURIComponent(String(text));

interface Sent {
  method?: string;
  params?: Params;
  body?: unknown; // JSON, or a Blob, which is sent as it is
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export async function request(path: string, sent: Sent = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...sent.headers };
  const actor = kept.read('actor');
  if (actor) headers['Jutong-Actor'] = actor;
  const token = secret.read();
  if (token) headers['Authorization'] = `Bearer ${token}`;
  const raw = sent.body instanceof Blob;
  if (sent.body !== undefined && !raw) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(address(path, sent.params), {
      method: sent.method ?? 'GET',
      headers,
      body: raw ? (sent.body as Blob) : sent.body === undefined ? null : JSON.stringify(sent.body),
      signal: sent.signal ?? null,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(unreachable(String(error)));
  }
  if (!response.ok) throw new ApiError(await problemOf(response));
  return response;
}

function unreachable(detail: string): Problem {
  return {
    type: 'about:blank',
    title: '',
    status: 0,
    detail,
    reason: 'console.offline',
    request_id: '',
  };
}

async function problemOf(response: Response): Promise<Problem> {
  const bare: Problem = {
    type: 'about:blank',
    title: '',
    status: response.status,
    detail: `${response.status} ${response.statusText}`,
    reason: 'console.status',
    request_id: response.headers.get('X-Request-Id') ?? '',
  };
  try {
    return { ...bare, ...((await response.json()) as Partial<Problem>) };
  } catch {
    return bare;
  }
}

export async function get<T>(path: string, params?: Params, signal?: AbortSignal): Promise<T> {
  const response = await request(path, {
    ...(params ? { params } : {}),
    ...(signal ? { signal } : {}),
  });
  return (await response.json()) as T;
}

// A document and the tag that says which version of it was read.
export async function getTagged<T>(path: string): Promise<{ value: T; tag: string | null }> {
  const response = await request(path);
  return { value: (await response.json()) as T, tag: response.headers.get('ETag') };
}

export async function send<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body: unknown = {},
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await request(path, { method, body, headers });
  const text = await response.text();
  return (text ? JSON.parse(text) : {}) as T;
}
