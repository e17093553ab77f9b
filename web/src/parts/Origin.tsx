// Where a golden value came from: the department and date below it, the rest on hover.
import { Popover } from 'antd';
import { Link } from 'react-router-dom';
import type { SubjectValue } from '../api/types';
import { useWords } from '../words';
import { useFormat } from '../words/format';

export function Origin({ of, rule }: { of: SubjectValue; rule: string }) {
  const t = useWords();
  const format = useFormat();
  if (!of.resource) return <span className="small soft">{t('origin.none')}</span>;
  const details = (
    <dl className="facts" style={{ maxWidth: 420 }}>
      <dt>{t('word.provider')}</dt>
      <dd>{of.provider_title}</dd>
      <dt>{t('word.resource')}</dt>
      <dd>
        <Link to={`/resources/${of.resource}`}>{of.resource_title}</Link>
      </dd>
      <dt>{t('library.rule')}</dt>
      <dd>{rule}</dd>
      {of.run !== null && (
        <>
          <dt>{t('word.run')}</dt>
          <dd>
            <Link to={`/runs/${of.run}`}>{of.run}</Link>
          </dd>
        </>
      )}
      <dt>{t('word.time')}</dt>
      <dd>{format.dateTime(of.at)}</dd>
    </dl>
  );
  return (
    <Popover content={details} title={t('origin.title', { field: of.title })}>
      <span className="small soft origin" tabIndex={0}>
        {of.provider_title} · {format.date(of.at)}
      </span>
    </Popover>
  );
}
