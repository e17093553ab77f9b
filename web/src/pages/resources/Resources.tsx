// What do we hold, whose is it, can I trust it?
import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'react-router-dom';
import { calls, usePages, useRead } from '../../api/calls';
import type { ResourceBrief } from '../../api/types';
import { useTitle } from '../../app/title';
import { useUrlState } from '../../app/url';
import { Empty } from '../../parts/Empty';
import { Count, Freshness, Head, Score, useCycle, useTerms, When } from '../../parts/figures';
import { Pick, PickProvider } from '../../parts/Pick';
import { ListTable, type Column } from '../../parts/ListTable';
import { useWords } from '../../words';

const PAUSE_MS = 250;

export default function Resources() {
  const t = useWords();
  useTitle(t('room.resources'));
  const { value, set } = useUrlState();
  const filters = {
    q: value('q'),
    department: value('department'),
    library: value('library'),
    arrival: value('arrival'),
  };
  const filtered = Object.values(filters).some(Boolean);
  const list = usePages(calls.resources({ ...filters, sort: value('sort') }));
  const columns = useColumns();
  return (
    <>
      <Head title={t('room.resources')} lead={t('resources.lead')}>
        <Link to="/connect">
          <Button type="primary">{t('overview.connect')}</Button>
        </Link>
      </Head>
      <ListTable<ResourceBrief>
        name="resources"
        columns={columns}
        rows={list.items}
        rowKey={(row) => row.resource}
        href={(row) => `/resources/${row.resource}`}
        error={list.error}
        retry={list.retry}
        total={list.total}
        more={list.more}
        busy={list.busy}
        tools={<Filters />}
        empty={
          filtered ? (
            <Empty title={t('resources.none_match')} text={t('resources.none_match_text')}>
              <Button onClick={() => set({ q: '', department: '', library: '', arrival: '' })}>
                {t('filter.clear')}
              </Button>
            </Empty>
          ) : (
            <Empty title={t('resources.empty')} text={t('resources.empty_text')}>
              <Link to="/connect">
                <Button type="primary">{t('overview.connect')}</Button>
              </Link>
            </Empty>
          )
        }
      />
    </>
  );
}

function Filters() {
  const t = useWords();
  const { value, set } = useUrlState();
  const [text, setText] = useState(value('q'));
  const libraries = useRead(calls.libraries());
  useEffect(() => {
    const later = setTimeout(() => set({ q: text.trim() }), PAUSE_MS);
    return () => clearTimeout(later);
  }, [text, set]);
  return (
    <>
      <Input
        allowClear
        aria-label={t('resources.find')}
        placeholder={t('resources.find')}
        style={{ width: 220 }}
        value={text}
        onChange={(change) => setText(change.target.value)}
      />
      <PickProvider width={160} />
      <Pick
        name="library"
        label={t('word.library')}
        width={160}
        options={(libraries.data?.items ?? []).map((each) => ({
          value: each.library,
          label: each.title,
        }))}
      />
      <Pick
        name="arrival"
        label={t('word.freshness')}
        width={160}
        options={[
          { value: 'overdue', label: t('arrival.overdue') },
          { value: 'due', label: t('arrival.due') },
          { value: 'in_time', label: t('arrival.in_time') },
          { value: 'never', label: t('arrival.never') },
        ]}
      />
    </>
  );
}

function useColumns(): Column<ResourceBrief>[] {
  const t = useWords();
  const terms = useTerms();
  const cycle = useCycle();
  return [
    {
      key: 'title',
      title: t('word.resource'),
      sort: true,
      show: (row) => <Link to={`/resources/${row.resource}`}>{row.title}</Link>,
      text: (row) => row.title,
    },
    {
      key: 'provider',
      title: t('word.provider'),
      sort: true,
      show: (row) => row.provider_title,
      text: (row) => row.provider_title,
    },
    {
      key: 'library',
      title: t('word.library'),
      show: (row) => row.library_title ?? '—',
      text: (row) => row.library_title,
    },
    {
      key: 'rows',
      title: t('word.rows'),
      right: true,
      sort: true,
      show: (row) => <Count of={row.rows} />,
      text: (row) => row.rows,
    },
    {
      key: 'score',
      title: t('word.score'),
      right: true,
      sort: true,
      show: (row) => <Score of={row.score} before={row.before} />,
      text: (row) => row.score,
    },
    {
      key: 'arrival',
      title: t('word.freshness'),
      show: (row) => <Freshness arrival={row.arrival} due={row.due} />,
      text: (row) => row.due,
    },
    {
      key: 'last_arrival',
      title: t('word.last_arrival'),
      sort: true,
      show: (row) => <When at={row.last_arrival} />,
      text: (row) => row.last_arrival,
    },
    {
      key: 'quarantined',
      title: t('word.quarantined'),
      right: true,
      show: (row) =>
        row.quarantined > 0 ? (
          <Link to={`/quarantine/${row.resource}`}>
            <Count of={row.quarantined} />
          </Link>
        ) : (
          '0'
        ),
      text: (row) => row.quarantined,
    },
    {
      key: 'update',
      title: t('word.cycle'),
      show: (row) => cycle(row.update),
      text: (row) => cycle(row.update),
    },
    {
      key: 'share',
      title: t('word.share'),
      show: (row) => terms(row.share),
      text: (row) => terms(row.share),
    },
    {
      key: 'open',
      title: t('word.open'),
      hidden: true,
      show: (row) => terms(row.open),
      text: (row) => terms(row.open),
    },
    {
      key: 'resource',
      title: t('word.name'),
      hidden: true,
      show: (row) => <span className="mono">{row.resource}</span>,
      text: (row) => row.resource,
    },
  ];
}
