// Who is this? A number asks; nothing is listed, because nobody needs to browse people.
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useTitle } from '../../app/title';
import { Head } from '../../parts/figures';
import { useWords } from '../../words';

export default function Subjects() {
  const t = useWords();
  const go = useNavigate();
  const [text, setText] = useState('');
  useTitle(t('room.subjects'));
  const number = text.replace(/\s/g, '').toUpperCase();
  const look = () => {
    if (number) void go(`/subjects/${encodeURIComponent(number)}`);
  };
  return (
    <>
      <Head title={t('room.subjects')} lead={t('subjects.lead')} />
      <section className="card" style={{ maxWidth: 720 }}>
        <label htmlFor="number">
          <h2>{t('subjects.ask')}</h2>
        </label>
        <div className="row">
          <Input
            id="number"
            autoFocus
            size="large"
            className="mono"
            style={{ width: 420 }}
            maxLength={64}
            value={text}
            placeholder={t('subjects.placeholder')}
            onChange={(change) => setText(change.target.value)}
            onPressEnter={look}
          />
          <Button type="primary" size="large" onClick={look} disabled={!number}>
            {t('subjects.look')}
          </Button>
        </div>
        <p className="soft small" style={{ marginTop: 12 }}>
          {t('subjects.masked')}
        </p>
      </section>
    </>
  );
}
