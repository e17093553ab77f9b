// Refused rows of one resource: what is wrong, and the ways out: fix the mapping, re-try, hand back.
import { DownloadOutlined } from '@ant-design/icons';
import { Breadcrumb, Button, Select } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import { calls, usePages, useRead } from '../../api/calls';
import { part } from '../../api/client';
import { useTitle } from '../../app/title';
import { useUrlState } from '../../app/url';
import { Download } from '../../parts/Download';
import { Empty } from '../../parts/Empty';
import { Failure } from '../../parts/Failure';
import { Head } from '../../parts/figures';
import { RawBesideParsed } from '../../parts/RawBesideParsed';
import { Reveal } from '../../parts/Reveal';
import { StartRun } from '../../parts/StartRun';
import { Waiting } from '../../parts/Waiting';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import { FixMapping } from './FixMapping';

export default function QuarantineRows() {
  const t = useWords();
  const format = useFormat();
  const { resource = '' } = useParams();
  const { value, set } = useUrlState();
  const [purpose, setPurpose] = useState('');
  const [fixing, setFixing] = useState(false);
  const about = useRead(calls.resource(resource));
  const reasons = usePages(calls.quarantine({ resource }));
  const rows = usePages(
    calls.quarantineRows(resource, { reason: value('reason'), purpose, limit: 20 }),
  );
  const reason = reasons.items?.find((each) => each.reason === value('reason'));
  const title = about.data?.title ?? resource;
  useTitle(`${t('room.quarantine')} ${title}`);
  return (
    <>
      <Breadcrumb
        items={[{ title: <Link to="/quarantine">{t('room.quarantine')}</Link> }, { title }]}
      />
      <Head
        title={title}
        lead={reason ? t('quarantine.do', { remedy: reason.remedy }) : t('quarantine.about')}
      >
        <Download
          path={`/quarantine/${part(resource)}/download`}
          name={`${resource}.rejects.csv`}
          icon={<DownloadOutlined />}
        >
          {t('quarantine.download')}
        </Download>
        {about.data && (
          <Download
            path={`/quality/notices/${part(about.data.provider)}`}
            title={t('quarantine.notice_hint')}
          >
            {t('notices.notice')}
          </Download>
        )}
        <Button onClick={() => setFixing(true)}>{t('quarantine.fix')}</Button>
        <StartRun run={{ command: 'retry', resource }} word="quarantine.retry" type="primary" />
      </Head>
      <div className="between" style={{ marginBottom: 12, flexWrap: 'wrap' }}>
        <Select
          allowClear
          style={{ minWidth: 380 }}
          aria-label={t('word.reason')}
          placeholder={t('quarantine.all_reasons')}
          value={value('reason') || null}
          onChange={(next: string | undefined) => set({ reason: next })}
          options={reasons.items?.map((each) => ({
            value: each.reason,
            label: t('quarantine.option', {
              title: each.title,
              field: each.field_title,
              n: format.count(each.rows),
            }),
          }))}
        />
        {about.data?.personal && <Reveal purpose={purpose} reveal={setPurpose} />}
      </div>
      {rows.error && <Failure error={rows.error} retry={rows.retry} />}
      {!rows.items && !rows.error && <Waiting />}
      {rows.items?.length === 0 && (
        <Empty title={t('quarantine.empty')} text={t('quarantine.empty_text')} />
      )}
      <div className="stack" style={{ gap: 12 }}>
        {rows.items?.map((row) => (
          <RawBesideParsed key={`${row.file} ${row.row}`} row={row} />
        ))}
      </div>
      {rows.more && (
        <div className="row" style={{ justifyContent: 'center', marginTop: 12 }}>
          <Button onClick={rows.more} loading={rows.busy}>
            {t('table.more')}
          </Button>
        </div>
      )}
      {fixing && about.data && (
        <FixMapping
          of={about.data}
          columns={[...new Set(rows.items?.flatMap((row) => row.raw.map((each) => each.column)))]}
          close={() => setFixing(false)}
        />
      )}
    </>
  );
}
