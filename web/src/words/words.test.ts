// Every word is there in both languages, every one is used, and no page speaks outside them.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { zh } from './zh';

const root = join(import.meta.dirname, '..');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
const code = sources.filter(({ file }) => !/^words\/(zh|en)\.ts$/.test(file));
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((each) => each[1]).sort();
const HAN = /\p{Script=Han}/u;
const withoutComments = (text: string) =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');

describe('words', () => {
  it('are the same keys in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  });

  it('have the same places for values', () => {
    for (const [word, text] of Object.entries(zh))
      expect(places(en[word as keyof typeof zh]), word).toEqual(places(text));
  });

  it('are Chinese in Chinese, and not Chinese in English', () => {
    const chosen = new Set(['shell.other_language']); // names the other language in its own script
    for (const [word, text] of Object.entries(en))
      if (!chosen.has(word)) expect(HAN.test(text), word).toBe(false);
    for (const [word, text] of Object.entries(zh))
      if (!chosen.has(word) && /[a-z]{4,}/i.test(text.replace(/\{\w+\}/g, '')))
        expect(HAN.test(text), word).toBe(true);
  });

  it('are all used', () => {
    const all = code.map(({ text }) => text).join('\n');
    const unused = Object.keys(zh).filter(
      (word) => !all.includes(`'${word}'`) && !all.includes(`"${word}"`),
    );
    expect(unused).toEqual([]);
  });

  it('stand nowhere else', () => {
    const spoken = code
      .filter(({ file, text }) => !file.startsWith('words/') && HAN.test(withoutComments(text)))
      .map(({ file }) => relative(root, join(root, file)));
    expect(spoken).toEqual([]);
  });

  it('are asked for wherever a page shows text', () => {
    const shown = />\s*[A-Za-z][a-z]+( [a-z]+)+\s*</; // English words between tags
    const spoken = code.filter(({ file, text }) => file.endsWith('.tsx') && shown.test(text));
    expect(spoken.map(({ file }) => file)).toEqual([]);
  });
});
