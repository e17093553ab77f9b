// Sends a file in pieces, and goes on where it stopped: after a lost connection, or another day.
import { kept } from '../app/kept';
import { ApiError, get, part, send } from './client';
import type { Upload } from './types';

const PIECE = 4 * 1024 * 1024;
const ATTEMPTS = 4;

export async function upload(
  file: File,
  progressed: (received: number) => void,
  signal: AbortSignal,
): Promise<Upload> {
  const key = `upload:${file.name}:${file.size}:${file.lastModified}` as const;
  let state = await begun(file, kept.read(key));
  kept.write(key, state.upload);
  let failures = 0;
  while (state.received < file.size) {
    signal.throwIfAborted();
    progressed(state.received);
    try {
      state = { ...state, ...(await sendPiece(state, file)) };
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures >= ATTEMPTS || !worthAnother(error)) throw error;
      state = await get<Upload>(`/uploads/${part(state.upload)}`);
    }
  }
  progressed(file.size);
  kept.write(key, null);
  return state;
}

async function begun(file: File, known: string | null): Promise<Upload> {
  if (known) {
    try {
      const state = await get<Upload>(`/uploads/${part(known)}`);
      if (state.bytes === file.size) return state;
    } catch (error) {
      if (!(error instanceof ApiError) || error.problem.status !== 404) throw error;
    }
  }
  return send<Upload>('POST', '/uploads', { name: file.name, bytes: file.size });
}

function sendPiece(state: Upload, file: File): Promise<{ received: number }> {
  const piece = file.slice(state.received, state.received + PIECE);
  return send('PATCH', `/uploads/${part(state.upload)}`, piece, {
    'Content-Type': 'application/offset+octet-stream',
    'Upload-Offset': String(state.received),
  });
}

// A wrong offset is put right by asking; a broken connection may be back. Anything else is the server's word.
function worthAnother(error: unknown): boolean {
  return error instanceof ApiError && [0, 409, 502, 503].includes(error.problem.status);
}
