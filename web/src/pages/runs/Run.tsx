// One run: how far it is, what it says, what it took in; live while it goes on.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Breadcrumb, Button, Popconfirm } from 'antd';
import { useEffect, useRef } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { acts } from '../../api/acts';
import { calls, useRead } from '../../api/calls';
import { isOver, useRunEvents } from '../../api/events';
import type { LogLine, RunDetail } from '../../api/types';
import { useTitle } from '../../app/title';
import { ArrivalTable } from '../../parts/ArrivalTable';
import { Asked } from '../../parts/Asked';
import { Failure } from '../../parts/Failure';
import { Head, When } from '../../parts/figures';
import { RunProgress } from '../../parts/RunProgress';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import { RunState, useRunTitle } from '../../parts/RunState';

export default function Run() {
  const t = useWords();
  const number = Number(useParams().run);
  const read = useRead(calls.run(number));
  useRunEvents(number, read.data !== undefined && !isOver(read.data));
  useTitle(t('run.title', { n: number }));
  return <Asked of={read}>{(run) => <Page of={run} />}</Asked>;
}

function Page({ of }: { of: RunDetail }) {
  const t = useWords();
  const format = useFormat();
  const titleOf = useRunTitle();
  const over = isOver(of);
  const quarantined = of.loads.reduce((sum, load) => sum + load.quarantined, 0);
  return (
    <div className="stack">
      <div>
        <Breadcrumb
          items={[
            { title: <Link to="/runs">{t('room.runs')}</Link> },
            { title: t('run.title', { n: of.run }) },
          ]}
        />
        <Head
          title={titleOf(of)}
          lead={
            <span className="row" style={{ gap: 12 }}>
              <RunState of={of} />
              <span>
                {t('runs.started')} <When at={of.started} />
              </span>
              {of.ended && (
                <span>
                  {t('run.took', {
                    time: format.duration((Date.parse(of.ended) - Date.parse(of.started)) / 1000),
                  })}
                </span>
              )}
              <span>{of.actor}</span>
            </span>
          }
        >
          <Acts of={of} />
        </Head>
      </div>
      {of.state === 'failed' && (
        <div className="failure" role="alert">
          <strong className="bad">{t('run.why_failed')}</strong>
          <p>{of.message}</p>
          <p className="small soft">
            {t('run.nothing_lost')} {of.reason}
          </p>
        </div>
      )}
      {of.progress && (
        <section className="card">
          <RunProgress at={of.progress} over={over} />
        </section>
      )}
      {of.loads.length > 0 && (
        <section className="card">
          <div className="between">
            <h2>{t('run.loads')}</h2>
            {quarantined > 0 && (
              <Link to="/quarantine">{t('run.see_rows', { n: format.count(quarantined) })}</Link>
            )}
          </div>
          <ArrivalTable rows={of.loads} quiet empty={null} />
        </section>
      )}
      <Log lines={of.log} following={!over} />
    </div>
  );
}

function Acts({ of }: { of: RunDetail }) {
  const t = useWords();
  const titleOf = useRunTitle();
  const go = useNavigate();
  const cache = useQueryClient();
  const settled = () => void cache.invalidateQueries();
  const cancel = useMutation({ mutationFn: () => acts.cancel(of.run), onSuccess: settled });
  const resume = useMutation({
    mutationFn: () => acts.resume(of.run),
    onSuccess: (run) => {
      settled();
      void go(`/runs/${run.run}`);
    },
  });
  const error = cancel.error ?? resume.error;
  return (
    <>
      {!isOver(of) && (
        <Popconfirm
          title={t('run.cancel_ask', { title: titleOf(of) })}
          description={t('run.cancel_text')}
          okText={t('run.cancel')}
          cancelText={t('run.go_on')}
          onConfirm={() => cancel.mutate()}
        >
          <Button danger loading={cancel.isPending}>
            {t('run.cancel')}
          </Button>
        </Popconfirm>
      )}
      {of.resumable && (
        <Button type="primary" onClick={() => resume.mutate()} loading={resume.isPending}>
          {t('run.resume')}
        </Button>
      )}
      {error && <Failure error={error} />}
    </>
  );
}

function Log({ lines, following }: { lines: LogLine[]; following: boolean }) {
  const t = useWords();
  const format = useFormat();
  const end = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (following && end.current) end.current.scrollTop = end.current.scrollHeight;
  }, [lines.length, following]);
  return (
    <section className="card">
      <h2>{t('run.log')}</h2>
      {lines.length === 0 ? (
        <p className="soft">{t('run.no_log')}</p>
      ) : (
        <ol className="log" ref={end} aria-live={following ? 'polite' : 'off'} tabIndex={0}>
          {lines.map((line, at) => (
            <li key={at}>
              <time dateTime={line.at}>{format.clock(line.at)}</time>
              {line.line}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
