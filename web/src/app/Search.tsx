// One box for a number, a name, a resource, a field, a page; Chinese or pinyin.
import { Input, Modal } from 'antd';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { calls, useRead } from '../api/calls';
import type { SearchHit } from '../api/types';
import { Failure } from '../parts/Failure';
import { useWords, type Word } from '../words';

const PAUSE_MS = 150;

const kinds: Record<SearchHit['kind'], Word> = {
  page: 'search.page',
  resource: 'search.resource',
  field: 'search.field',
  library: 'search.library',
  department: 'search.department',
  subject: 'search.subject',
  run: 'search.run',
};

export function Search({ close }: { close: () => void }) {
  const t = useWords();
  const go = useNavigate();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const later = setTimeout(() => setAsked(text.trim()), PAUSE_MS);
    return () => clearTimeout(later);
  }, [text]);
  const found = useRead(calls.search(asked), asked !== '');
  const hits = asked === '' ? [] : (found.data?.items ?? []);

  const move = (press: KeyboardEvent) => {
    const by = press.key === 'ArrowDown' ? 1 : press.key === 'ArrowUp' ? -1 : 0;
    if (by === 0 || !list.current) return;
    press.preventDefault();
    const links = [...list.current.querySelectorAll('a')];
    const at = links.findIndex((link) => link === document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
  };

  return (
    <Modal open footer={null} onCancel={close} closable={false} width={640} style={{ top: 72 }}>
      <div onKeyDown={move} role="search">
        <Input
          autoFocus
          size="large"
          allowClear
          aria-label={t('search.hint')}
          placeholder={t('search.placeholder')}
          value={text}
          onChange={(change) => setText(change.target.value)}
          onPressEnter={() => {
            if (!hits[0]) return;
            close();
            void go(hits[0].href);
          }}
        />
        <div className="results" ref={list} style={{ marginTop: 8 }}>
          {found.error && asked !== '' && <Failure error={found.error} />}
          {hits.map((hit) => (
            <Link key={hit.href + hit.name} to={hit.href} onClick={close}>
              <span className="soft small">{t(kinds[hit.kind])}</span>
              <span>
                {hit.title} <span className="soft small">{hit.detail}</span>
              </span>
            </Link>
          ))}
          {asked !== '' && found.data && hits.length === 0 && (
            <p className="soft" style={{ padding: 8 }}>
              {t('search.none', { text: asked })}
            </p>
          )}
          {asked === '' && (
            <p className="soft small" style={{ padding: 8 }}>
              {t('search.help')}
            </p>
          )}
        </div>
      </div>
    </Modal>
  );
}
