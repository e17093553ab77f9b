import { describe, expect, it } from 'vitest';
import { parsed } from './event_stream';

describe('event stream', () => {
  it('gives whole messages and keeps the rest', () => {
    const { messages, rest } = parsed('retry: 10\n\nevent: log\ndata: {"a":1}\n\nevent: sta');
    expect(messages).toEqual([{ event: 'log', data: '{"a":1}' }]);
    expect(rest).toBe('event: sta');
  });

  it('joins lines of data and passes comments over', () => {
    const { messages } = parsed(': ping\n\ndata: a\r\ndata: b\r\n\r\n');
    expect(messages).toEqual([{ event: 'message', data: 'a\nb' }]);
  });
});
