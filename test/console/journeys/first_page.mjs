// The first page is light: what it needs, compressed, is at most 750 KB, and no chart is among it.
import { gzipSync } from 'node:zlib';

const BYTES_MAX = 750 * 1024;

export async function go({ page, shot, server }) {
  const files = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/api/')) return;
    files.push(response.body().then((body) => ({ pathname, bytes: gzipSync(body).length })));
  });
  await page.goto(`${server}/`);
  await page.getByTestId('sentence').waitFor();
  await shot('first');
  const loaded = await Promise.all(files);
  const bytes = loaded.reduce((sum, each) => sum + each.bytes, 0);
  console.log(`     first page: ${loaded.length} files, ${Math.ceil(bytes / 1024)} KB compressed`);
  if (bytes > BYTES_MAX) throw new Error(`the first page takes ${bytes} bytes of ${BYTES_MAX}`);
  const foreign = loaded.filter((each) => /LineChart/.test(each.pathname));
  if (foreign.length > 0) throw new Error('the first page loads charts that it does not show');
}
