import hooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['dist', 'public', 'src/api/schema.d.ts'] },
  ...ts.configs.recommended,
  hooks.configs.flat.recommended,
  {
    rules: {
      'max-lines': ['error', { max: 500 }],
      'no-restricted-globals': ['error', 'fetch', 'localStorage', 'event'],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    // Only these two talk to the server and to the browser's storage.
    files: ['src/api/**', 'src/app/kept.ts', 'map/**', 'mock/**'],
    rules: { 'no-restricted-globals': 'off' },
  },
  // Lists, not code: one word a line, however many the rooms need.
  { files: ['src/words/{zh,en}.ts'], rules: { 'max-lines': 'off' } },
  { files: ['src/pages/**'], rules: { 'max-lines': ['error', { max: 300 }] } },
);
