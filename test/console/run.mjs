// Goes through the console as a person would, in a browser, and keeps a picture of every stop.
//   node test/console/run.mjs [--server URL] [--empty] [--number N] [--out DIR] [JOURNEY…]
// Without --server: the built console (web/dist) with the stand-in for the server, on a free port.
// --empty: the server has nothing loaded yet (the journey `first_run` needs it, the others need data).
// --number: a number that the server's libraries know (the journey `subject`).
// Fails on a journey's own check, on any error in the browser's console, on any breach of the content security policy,
// and on what axe finds against WCAG 2.2 A and AA.
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const web = join(here, '../../web');
const wants = createRequire(join(web, 'package.json'));
const { chromium } = wants('playwright-core');
const axe = readFileSync(wants.resolve('axe-core/axe.min.js'), 'utf8');

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    server: { type: 'string' },
    empty: { type: 'boolean', default: false },
    number: { type: 'string' },
    out: { type: 'string', default: join(here, '../../build/console') },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
  },
});

const STEP_MS_MAX = 15_000;

async function standIn() {
  if (options.empty) process.env.MOCK_EMPTY = '1';
  const { preview } = await import(join(web, 'node_modules/vite/dist/node/index.js'));
  const server = await preview({
    root: web,
    configFile: join(web, 'vite.config.ts'),
    logLevel: 'error',
    preview: { port: 0, host: '127.0.0.1' },
  });
  return {
    url: `http://127.0.0.1:${server.httpServer.address().port}`,
    close: () => server.close(),
  };
}

// What keeps people out, by the rules of WCAG A and AA: the rule, and the first places that break it.
async function barriers(page) {
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      resultTypes: ['violations'],
    }),
  );
  return violations.map(
    (each) =>
      `${each.id}: ${each.nodes
        .slice(0, 3)
        .map((node) => `${node.target} ${node.failureSummary?.split('\n')[1] ?? ''}`)
        .join(' | ')}`,
  );
}

async function run(browser, server, name, { go, wants = {} }) {
  for (const shade of ['light', 'dark']) {
    const context = await browser.newContext({
      viewport: { width: 1366, height: 768 },
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      acceptDownloads: true,
    });
    await context.addInitScript((each) => localStorage.setItem('jutong:theme', each), shade);
    await context.addInitScript(axe);
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_MS_MAX);
    const complaints = [];
    page.on('console', (message) => {
      // What the server refuses on purpose is shown by the page, and told by the browser too.
      if (
        message.type() === 'error' &&
        !/the server responded with a status of 4\d\d/.test(message.text())
      )
        complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    let stop = 0;
    const shot = async (what) => {
      await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => {}); // event streams never idle
      for (const found of await barriers(page)) complaints.push(`${what}: ${found}`);
      await page.locator('.waiting').first().waitFor({ state: 'detached' });
      stop += 1;
      await page.screenshot({
        path: join(options.out, `${name}-${shade}-${stop}-${what}.png`),
      });
    };
    try {
      await go({
        page,
        shot,
        server,
        shade,
        number: options.number ?? wants.number,
      });
      if (complaints.length > 0) throw new Error(`${complaints.join('\n')}`);
    } catch (error) {
      await page
        .screenshot({ path: join(options.out, `${name}-${shade}-failed.png`) })
        .catch(() => {});
      throw error;
    } finally {
      await context.close();
    }
  }
}

mkdirSync(options.out, { recursive: true });
const { url, close } = options.server
  ? { url: options.server.replace(/\/$/, ''), close: async () => {} }
  : await standIn();
const browser = await chromium.launch({ executablePath: options.chromium });
let failed = 0;
try {
  for (const file of readdirSync(join(here, 'journeys')).sort()) {
    const name = file.replace('.mjs', '');
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const journey = await import(join(here, 'journeys', file));
    const unfit = Boolean(journey.wants?.empty) !== options.empty;
    if (unfit || (options.server && journey.wants?.number && !options.number)) {
      console.log(`skip ${name}`);
      continue;
    }
    try {
      await run(browser, url, name, journey);
      console.log(`ok   ${name}`);
    } catch (error) {
      failed += 1;
      console.error(`FAIL ${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
} finally {
  await browser.close();
  await close();
}
process.exit(failed === 0 ? 0 : 1);
