// Who is this, says who, since when?
import { Breadcrumb, DatePicker, Tabs } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import { calls, useRead } from '../../api/calls';
import type { Subject as Shown } from '../../api/types';
import { useTitle } from '../../app/title';
import { useUrlState } from '../../app/url';
import { Asked } from '../../parts/Asked';
import { Head, When } from '../../parts/figures';
import { Reveal } from '../../parts/Reveal';
import { useWords } from '../../words';
import { Golden } from './Golden';
import { History } from './History';
import { Sources } from './Sources';

export default function Subject() {
  const t = useWords();
  const { number = '' } = useParams();
  const { value, set } = useUrlState();
  const [purpose, setPurpose] = useState('');
  const as_of = value('as_of');
  const params = { as_of, purpose };
  const read = useRead(calls.subject(number, params));
  useTitle(t('room.subjects'));
  return (
    <>
      <Breadcrumb
        items={[
          { title: <Link to="/subjects">{t('room.subjects')}</Link> },
          { title: read.data?.number ?? t('subject.asked') },
        ]}
      />
      <Asked of={read}>
        {(subject) => (
          <>
            <Head title={nameOf(subject)} lead={<Lead of={subject} />}>
              <DatePicker
                aria-label={t('as_of.label')}
                placeholder={t('as_of.now')}
                value={as_of ? dayjs(as_of) : null}
                maxDate={dayjs()}
                onChange={(day) => set({ as_of: day ? day.format('YYYY-MM-DD') : null })}
              />
              <Reveal purpose={purpose} reveal={setPurpose} />
            </Head>
            <Tabs
              activeKey={value('tab') || 'golden'}
              onChange={(tab) => set({ tab: tab === 'golden' ? null : tab })}
              items={[
                { key: 'golden', label: t('subject.golden'), children: <Golden of={subject} /> },
                {
                  key: 'sources',
                  label: t('subject.sources'),
                  children: <Sources number={number} purpose={purpose} />,
                },
                {
                  key: 'history',
                  label: t('subject.history'),
                  children: <History number={number} purpose={purpose} />,
                },
              ]}
            />
          </>
        )}
      </Asked>
    </>
  );
}

// The first field called name, or else the number: what a person would call the subject.
function nameOf(of: Shown) {
  const values = of.records.flatMap((record) => record.values);
  const named = values.find((each) => each.field === 'name' && each.value);
  return (
    <>
      {named?.value ?? of.number} {named && <span className="mono soft">{of.number}</span>}
    </>
  );
}

function Lead({ of }: { of: Shown }) {
  const t = useWords();
  return (
    <>
      {t('subject.in', { n: of.records.length })}
      {of.freshness && (
        <>
          {t('subject.as_of')} <When at={of.freshness} />
        </>
      )}
    </>
  );
}
