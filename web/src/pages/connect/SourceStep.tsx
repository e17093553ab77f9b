// Step one: drop a file, or name a table of a connection.
import { InboxOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button, Progress, Select } from 'antd';
import { useRef, useState } from 'react';
import { acts } from '../../api/acts';
import { calls, useRead } from '../../api/calls';
import { upload } from '../../api/upload';
import { Asked } from '../../parts/Asked';
import { Failure } from '../../parts/Failure';
import { StateMark } from '../../parts/figures';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import type { Origin } from './Connect';

export function SourceStep({ chosen }: { chosen: (origin: Partial<Origin>) => void }) {
  return (
    <div className="two-one">
      <FromFile chosen={(id) => chosen({ upload: id })} />
      <FromConnection chosen={chosen} />
    </div>
  );
}

function FromFile({ chosen }: { chosen: (upload: string) => void }) {
  const t = useWords();
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const stop = useRef<AbortController | null>(null);
  const [over, setOver] = useState(false);
  const [sent, setSent] = useState(0);
  const sending = useMutation({
    mutationFn: (file: File) => {
      stop.current = new AbortController();
      return upload(file, setSent, stop.current.signal);
    },
    onSuccess: (done) => chosen(done.upload),
  });
  const file = sending.variables;
  const take = (files: FileList | null) => {
    if (files?.[0]) sending.mutate(files[0]);
  };
  const stopped = sending.error instanceof DOMException;
  return (
    <section className="card stack">
      <h2>{t('connect.file')}</h2>
      <div
        className={`drop ${over ? 'over' : ''}`}
        onDragOver={(drag) => {
          drag.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(drop) => {
          drop.preventDefault();
          setOver(false);
          take(drop.dataTransfer.files);
        }}
      >
        <InboxOutlined style={{ fontSize: 32 }} className="soft" aria-hidden />
        <p style={{ margin: '8px auto' }}>{t('connect.drop')}</p>
        <Button type="primary" onClick={() => input.current?.click()} loading={sending.isPending}>
          {t('connect.choose')}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={t('connect.choose')}
          onChange={(change) => take(change.target.files)}
        />
        <p className="small soft" style={{ margin: '12px auto 0' }}>
          {t('connect.formats')}
        </p>
      </div>
      {file && sending.isPending && (
        <div className="row">
          <span style={{ flex: 1 }}>
            {file.name} {format.bytes(sent)} / {format.bytes(file.size)}
            <Progress
              size="small"
              aria-label={file.name}
              percent={Math.round((sent / Math.max(1, file.size)) * 100)}
            />
          </span>
          <Button onClick={() => stop.current?.abort()}>{t('connect.stop')}</Button>
        </div>
      )}
      {stopped && <p className="soft">{t('connect.stopped')}</p>}
      {sending.error && !stopped && file && (
        <Failure error={sending.error} retry={() => sending.mutate(file)} />
      )}
    </section>
  );
}

function FromConnection({ chosen }: { chosen: (origin: Partial<Origin>) => void }) {
  const t = useWords();
  const format = useFormat();
  const connections = useRead(calls.connections());
  const [name, setName] = useState('');
  const tables = useRead(calls.tables(name), name !== '');
  const test = useMutation({ mutationFn: () => acts.test(name) });
  return (
    <section className="card stack" style={{ alignContent: 'start' }}>
      <h2>{t('connect.database')}</h2>
      <Asked of={connections} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{t('connect.no_connections')}</p>
          ) : (
            <>
              <Select
                aria-label={t('connect.database')}
                placeholder={t('connect.pick_connection')}
                value={name || null}
                onChange={(next: string) => {
                  setName(next);
                  test.reset();
                }}
                options={items.map((each) => ({
                  value: each.connection,
                  label: `${each.title} ${each.where}`,
                }))}
              />
              {name && (
                <div className="row">
                  <Button size="small" onClick={() => test.mutate()} loading={test.isPending}>
                    {t('connect.test')}
                  </Button>
                  {test.data && (
                    <StateMark
                      state={test.data.ok ? 'ok' : 'bad'}
                      word={`${test.data.detail} ${test.data.milliseconds} ms`}
                    />
                  )}
                </div>
              )}
              {test.error && <Failure error={test.error} />}
              {name && (
                <Asked of={tables} lines={3}>
                  {(found) => (
                    <ul>
                      {found.items.map((each) => {
                        const table = each.schema ? `${each.schema}.${each.table}` : each.table;
                        return (
                          <li key={table}>
                            <Button
                              type="link"
                              className="mono"
                              onClick={() => chosen({ connection: name, table })}
                            >
                              {table}
                            </Button>
                            <span className="small soft num">{format.count(each.rows)}</span>
                          </li>
                        );
                      })}
                    </ul>
                  )}
                </Asked>
              )}
            </>
          )
        }
      </Asked>
    </section>
  );
}
