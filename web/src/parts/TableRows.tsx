// The first rows of a table, and the whole of it to take away; personal values only with a purpose.
import { Input } from 'antd';
import { useState } from 'react';
import { calls, useRead } from '../api/calls';
import { part } from '../api/client';
import { useWords } from '../words';
import { Asked } from './Asked';
import { Download } from './Download';
import { Empty } from './Empty';

const SHOWN = 50;
const formats = ['csv', 'ndjson', 'parquet'];

export function TableRows(props: {
  kind: 'resources' | 'libraries';
  name: string;
  personal: boolean;
  as_of?: string;
}) {
  const t = useWords();
  const [purpose, setPurpose] = useState('');
  const given = purpose.trim().length >= 4 ? purpose.trim() : '';
  const rows = useRead(calls.rows(props.kind, props.name, { limit: SHOWN, as_of: props.as_of }));
  return (
    <div className="stack">
      <div className="row">
        {props.personal && (
          <Input
            style={{ width: 360 }}
            maxLength={200}
            value={purpose}
            aria-label={t('reveal.purpose')}
            placeholder={t('rows.purpose')}
            onChange={(change) => setPurpose(change.target.value)}
          />
        )}
        <span>{t('rows.download')}</span>
        {formats.map((format) => (
          <Download
            key={format}
            path={`/${props.kind}/${part(props.name)}/rows`}
            params={{ format, as_of: props.as_of, purpose: given }}
            name={`${props.name}.${format}`}
          >
            {format.toUpperCase()}
          </Download>
        ))}
        <span className="soft small">
          {t(props.personal ? 'rows.masked' : 'rows.shown', { n: SHOWN })}
        </span>
      </div>
      <Asked of={rows}>
        {(page) =>
          page.rows.length === 0 ? (
            <Empty title={t('rows.empty')} text={t('rows.empty_text')} />
          ) : (
            <div className="card scroll" tabIndex={0}>
              <PlainTable columns={page.columns.map((each) => each.title)} rows={page.rows} />
            </div>
          )
        }
      </Asked>
    </div>
  );
}

export function PlainTable(props: { columns: string[]; rows: (string | number | null)[][] }) {
  return (
    <table className="plain">
      <thead>
        <tr>
          {props.columns.map((column, at) => (
            <th key={at}>{column}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row, at) => (
          <tr key={at}>
            {row.map((cell, place) => (
              <td key={place}>{cell ?? <span className="soft">—</span>}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
