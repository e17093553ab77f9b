// A stand-in for the server while pages are made: for `vite` and `vite preview`, never in what is built.
//   JUTONG_SERVER=http://127.0.0.1:8080 npm run dev     uses a real server instead
//   MOCK_EMPTY=1 npm run dev                            begins with nothing loaded
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin, ProxyOptions } from 'vite';
import { answer, type Asked } from './answers.ts';
import { follow } from './data/runs.ts';

const BODY_BYTES_MAX = 64 * 1024 * 1024;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > BODY_BYTES_MAX) throw new Error('body too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://mock');
  const path = url.pathname.replace(/^\/api\/v1/, '');
  const events = /^\/runs\/(\d+)?\/?events$/.exec(path);
  if (events) return follow(response, events[1] ? Number(events[1]) : null);
  const body = await bodyOf(request);
  const json = request.headers['content-type']?.includes('application/json') && body.length > 0;
  const asked: Asked = {
    method: request.method ?? 'GET',
    path: path.split('/').slice(1).map(decodeURIComponent),
    query: url.searchParams,
    body: json ? (JSON.parse(body.toString()) as Record<string, unknown>) : {},
    bytes: body.length,
    header: (name) => String(request.headers[name.toLowerCase()] ?? ''),
  };
  const { status = 200, json: value, text, tag } = answer(asked);
  response.statusCode = status;
  if (tag) response.setHeader('ETag', tag);
  response.setHeader('X-Request-Id', 'mock-0001');
  response.setHeader(
    'Content-Type',
    text !== undefined ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
  );
  response.end(text ?? JSON.stringify(value));
}

// What the server sends with the console's files; the preview sends it too, so that a violation is seen early.
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function answerFrom(middlewares: Connect.Server): void {
  if (process.env.JUTONG_SERVER) return;
  middlewares.use((request, response, next) => {
    if (!request.url?.startsWith('/api/v1/')) return next();
    handle(request, response).catch((error: unknown) => next(error));
  });
}

export function mockApi(): Plugin {
  const server = process.env.JUTONG_SERVER;
  // The server answers only to its own name and its own pages.
  const ours = server ? { target: server, changeOrigin: true, headers: { origin: server } } : null;
  const proxy: Record<string, ProxyOptions> = ours ? { '/api': ours } : {};
  return {
    name: 'jutong-mock-api',
    apply: 'serve',
    config: () => ({
      server: { proxy },
      preview: { proxy, headers: { 'Content-Security-Policy': POLICY } },
    }),
    configureServer: ({ middlewares }) => answerFrom(middlewares),
    configurePreviewServer: ({ middlewares }) => answerFrom(middlewares),
  };
}
