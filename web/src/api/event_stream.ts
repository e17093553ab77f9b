// Server-sent events over fetch, which can carry the bearer token that EventSource cannot.
import { request } from './client';

const AGAIN_MS = 2000;
const EVENT_CHARS_MAX = 1 << 20;

export interface Message {
  event: string;
  data: string;
}

// The messages that are complete in `text`, and what is left of it.
export function parsed(text: string): { messages: Message[]; rest: string } {
  const blocks = text.replace(/\r\n?/g, '\n').split('\n\n');
  const rest = blocks.pop() ?? '';
  const messages = blocks.flatMap((block) => {
    const message: Message = { event: 'message', data: '' };
    for (const line of block.split('\n')) {
      const [, name, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
      if (name === 'event') message.event = value;
      if (name === 'data') message.data += (message.data ? '\n' : '') + value;
    }
    return message.data ? [message] : [];
  });
  return { messages, rest };
}

type Take = (event: string, data: Record<string, unknown>) => boolean; // false: enough

async function once(path: string, take: Take, signal: AbortSignal): Promise<boolean> {
  const response = await request(path, { signal, headers: { Accept: 'text/event-stream' } });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const piece = await reader?.read();
    if (!piece || piece.done) return true;
    const { messages, rest } = parsed(text + piece.value);
    if (rest.length > EVENT_CHARS_MAX) return true;
    text = rest;
    for (const { event, data } of messages)
      if (!take(event, JSON.parse(data) as Record<string, unknown>)) return false;
  }
}

// Follows until `take` has enough or the returned function is called; a broken stream is taken up again.
export function follow(path: string, take: Take): () => void {
  const stop = new AbortController();
  let later: ReturnType<typeof setTimeout> | undefined;
  const go = () =>
    void once(path, take, stop.signal)
      .catch(() => true)
      .then((again) => {
        if (again && !stop.signal.aborted) later = setTimeout(go, AGAIN_MS);
        else stop.abort();
      });
  go();
  return () => {
    clearTimeout(later);
    stop.abort();
  };
}
