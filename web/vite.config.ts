import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { mockApi } from './mock/plugin.ts';

const sheets = fileURLToPath(new URL('src/app/sheets.ts', import.meta.url));

export default defineConfig({
  plugins: [react(), mockApi()],
  resolve: {
    alias: [
      // antd's styles become constructed style sheets, so that `style-src 'self'` is enough.
      { find: /^(@rc-component\/util\/(es|lib)|\.)\/Dom\/dynamicCSS$/, replacement: sheets },
    ],
  },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'mock/**/*.test.ts'] },
});
