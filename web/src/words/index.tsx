// Words in the reader's language. Chinese is built in; English comes when it is asked for.
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { kept } from '../app/kept';
import { zh } from './zh';

export type Word = keyof typeof zh;
export type Language = 'zh' | 'en';
export type Words = Record<Word, string>;
export type Values = Record<string, string | number>;
export type Translate = (word: Word, values?: Values) => string;

interface Spoken {
  language: Language;
  t: Translate;
  speak: (language: Language) => void;
}

export function translator(words: Words): Translate {
  return (word, values = {}) =>
    (words[word] ?? word).replace(/\{(\w+)\}/g, (all, name: string) =>
      name in values ? String(values[name]) : all,
    );
}

const Context = createContext<Spoken>({ language: 'zh', t: translator(zh), speak: () => {} });

export function WordsProvider({ children }: { children: ReactNode }) {
  const [language, speak] = useState<Language>(kept.read('language') === 'en' ? 'en' : 'zh');
  const [english, setEnglish] = useState<Words | null>(null);
  useEffect(() => {
    kept.write('language', language);
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    if (language === 'en') void import('./en').then(({ en }) => setEnglish(en));
  }, [language]);
  const spoken = useMemo<Spoken>(() => {
    const words = language === 'en' ? english : zh;
    return { language, t: translator(words ?? zh), speak };
  }, [language, english]);
  return <Context.Provider value={spoken}>{children}</Context.Provider>;
}

export const useSpoken = () => useContext(Context);
export const useWords = () => useContext(Context).t;
