// Beside every file of dist that is worth it, itself compressed: the server sends what the browser takes, without work.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const WORTH_BYTES = 1024;
const dist = join(dirname(fileURLToPath(import.meta.url)), 'dist');

for (const name of readdirSync(dist, { recursive: true })) {
  const file = join(dist, name);
  if (!/\.(js|css|html|svg|json)$/.test(name) || statSync(file).size < WORTH_BYTES) continue;
  const content = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(content));
}
