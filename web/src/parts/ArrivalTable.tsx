// Loads: one file of one resource, taken in by one run.
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { Arrival } from '../api/types';
import { useWords, type Word } from '../words';
import { Count, When } from './figures';
import { ListTable, type Column } from './ListTable';

const figures: [keyof Arrival & string, Word][] = [
  ['read', 'arrival.read'],
  ['accepted', 'arrival.accepted'],
  ['quarantined', 'arrival.quarantined'],
  ['flagged', 'arrival.flagged'],
  ['added', 'arrival.added'],
  ['changed', 'arrival.changed'],
  ['ended', 'arrival.ended'],
];

export function ArrivalTable(props: {
  rows: Arrival[] | undefined;
  error?: Error | null;
  more?: (() => void) | undefined;
  busy?: boolean;
  empty: ReactNode;
  quiet?: boolean;
}) {
  const t = useWords();
  const columns: Column<Arrival>[] = [
    { key: 'file', title: t('word.file'), show: (row) => row.file, text: (row) => row.file },
    ...(props.rows?.some((row) => row.resource !== props.rows?.[0]?.resource)
      ? [
          {
            key: 'resource',
            title: t('word.resource'),
            show: (row: Arrival) => (
              <Link to={`/resources/${row.resource}`} className="mono">
                {row.resource}
              </Link>
            ),
            text: (row: Arrival) => row.resource ?? null,
          },
        ]
      : []),
    ...figures.map(([key, word]): Column<Arrival> => ({
      key,
      title: t(word),
      right: true,
      show: (row) => <Count of={row[key] as number} />,
      text: (row) => row[key] ?? null,
    })),
    {
      key: 'at',
      title: t('word.time'),
      show: (row) => <When at={row.at} />,
      text: (row) => row.at,
    },
    {
      key: 'run',
      title: t('word.run'),
      right: true,
      show: (row) => <Link to={`/runs/${row.run}`}>{row.run}</Link>,
      text: (row) => row.run,
    },
  ];
  return (
    <ListTable<Arrival>
      name="arrivals"
      columns={columns}
      rowKey={(row) => `${row.run} ${row.resource ?? ''} ${row.file}`}
      href={(row) => `/runs/${row.run}`}
      {...props}
    />
  );
}
