// The fields with their elements and checks; how the values are spread when it is asked for.
import { KeyOutlined, LockOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { calls, useRead } from '../../api/calls';
import type { FieldProfile, Resource, ResourceField } from '../../api/types';
import { useUrlState } from '../../app/url';
import { Asked } from '../../parts/Asked';
import { Bar, useTerms } from '../../parts/figures';
import { ListTable, type Column } from '../../parts/ListTable';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';

export function Fields({ of }: { of: Resource }) {
  const t = useWords();
  const { value, set } = useUrlState();
  const profiled = value('profile') === 'on';
  const profile = useRead(calls.profile(of.resource), profiled);
  const columns = useColumns(profile.data?.fields);
  return (
    <div className="stack">
      <ListTable<ResourceField>
        name={`fields.${of.resource}`}
        columns={columns}
        rows={of.fields}
        rowKey={(row) => row.name}
        empty={null}
        tools={
          <Button
            onClick={() => set({ profile: profiled ? null : 'on' })}
            loading={profiled && profile.isFetching}
          >
            {t(profiled ? 'fields.hide_profile' : 'fields.profile')}
          </Button>
        }
      />
      {profiled && <Asked of={profile}>{() => null}</Asked>}
      <Sources of={of} />
    </div>
  );
}

function useColumns(profiles: FieldProfile[] | undefined): Column<ResourceField>[] {
  const t = useWords();
  const terms = useTerms();
  const format = useFormat();
  const of = new Map(profiles?.map((each) => [each.field, each]));
  const share = (row: ResourceField) => {
    const found = of.get(row.name);
    return found && found.rows > 0 ? found.nulls / found.rows : null;
  };
  const spread: Column<ResourceField>[] = profiles
    ? [
        {
          key: 'nulls',
          title: t('fields.nulls'),
          width: 110,
          show: (row) => (
            <>
              <span className="num">{format.percent(share(row))}</span>
              <Bar share={share(row) ?? 0} bad />
            </>
          ),
          text: share,
        },
        {
          key: 'distinct',
          title: t('fields.distinct'),
          right: true,
          show: (row) => format.count(of.get(row.name)?.distinct),
          text: (row) => of.get(row.name)?.distinct ?? null,
        },
        {
          key: 'top',
          title: t('fields.top'),
          width: 230,
          show: (row) => <Top of={of.get(row.name)} />,
          text: (row) =>
            of
              .get(row.name)
              ?.top.map((each) => each.value)
              .join('; ') ?? null,
        },
      ]
    : [];
  return [
    {
      key: 'title',
      title: t('word.field'),
      show: (row) => (
        <span className="nowrap">
          {row.title}{' '}
          {row.key && (
            <Tooltip title={t('fields.key')}>
              <KeyOutlined aria-label={t('fields.key')} className="soft" />
            </Tooltip>
          )}{' '}
          {row.sensitive && (
            <Tooltip title={t('fields.sensitive')}>
              <LockOutlined aria-label={t('fields.sensitive')} className="soft" />
            </Tooltip>
          )}
          <br />
          <span className="mono soft small">{row.name}</span>
        </span>
      ),
      text: (row) => row.title,
    },
    {
      key: 'element',
      title: t('word.element'),
      show: (row) => row.element_title,
      text: (row) => row.element_title,
    },
    ...spread,
    {
      key: 'checks',
      title: t('fields.checks'),
      show: (row) => (
        <span style={{ display: 'block', maxWidth: profiles ? 220 : 520 }}>
          {checksOf(row).join(' · ')}
        </span>
      ),
      text: (row) => checksOf(row).join('; '),
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
      show: (row) => terms(row.open),
      text: (row) => terms(row.open),
    },
  ];
}

// Beside its field a check need not name it again.
const checksOf = ({ title, checks }: ResourceField) =>
  checks.map((check) =>
    check.startsWith(`${title}\uff1a`) ? check.slice(title.length + 1) : check,
  );

function Top({ of }: { of: FieldProfile | undefined }) {
  const format = useFormat();
  if (!of) return null;
  return (
    <div className="small">
      {of.min !== undefined && (
        <div className="soft num">
          {of.min} … {of.max}
        </div>
      )}
      {of.top.slice(0, 3).map((each, at) => (
        <div key={at} style={{ display: 'grid', gridTemplateColumns: '110px 1fr 48px', gap: 6 }}>
          <span className="clip" title={each.value}>
            {each.value}
          </span>
          <span style={{ alignSelf: 'center' }}>
            <Bar share={each.rows / Math.max(1, of.rows)} />
          </span>
          <span className="right num">{format.percent(each.rows / Math.max(1, of.rows))}</span>
        </div>
      ))}
    </div>
  );
}

function Sources({ of }: { of: Resource }) {
  const t = useWords();
  return (
    <section className="card">
      <h2>{t('fields.sources')}</h2>
      {of.sources.map((source, at) => (
        <dl className="facts" key={at}>
          <dt>{t(source.kind === 'file' ? 'fields.files' : 'fields.connection')}</dt>
          <dd className="mono">
            {source.kind === 'file'
              ? source.files.join(', ')
              : `${source.connection ?? ''} ${source.table ?? ''}`}
          </dd>
          <dt>{t('fields.columns')}</dt>
          <dd>
            {source.columns.map((each) => (
              <span key={each.column} className="nowrap" style={{ marginRight: 16 }}>
                {each.column} → <span className="mono">{each.field}</span>
              </span>
            ))}
          </dd>
        </dl>
      ))}
      <p className="small soft mono" style={{ marginTop: 8 }}>
        {of.file}:{of.line}
      </p>
    </section>
  );
}
