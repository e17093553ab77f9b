// A row as it came, beside what was read of it; what a rule objects to is marked in the raw text.
import { CloseCircleFilled } from '@ant-design/icons';
import type { QuarantineRow } from '../api/types';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { pieces } from './marks';

export function RawBesideParsed({ row }: { row: QuarantineRow }) {
  const t = useWords();
  const format = useFormat();
  const parsed = new Map(row.parsed.map((each) => [each.field, each]));
  const rawFields = new Set(row.raw.map((each) => each.field));
  const unread = row.parsed.filter((each) => !rawFields.has(each.field));
  const reasonsOf = (field: string | null) =>
    field === null ? [] : row.reasons.filter((each) => each.field === field);
  return (
    <article className="card" data-quarantined>
      <div className="between small soft">
        <span>{t('word.file_row', { file: row.file, row: format.exact(row.row) })}</span>
        {row.run > 0 && <span>{t('run.title', { n: row.run })}</span>}
      </div>
      <ul style={{ margin: '6px 0 10px' }}>
        {row.reasons.map((each) => (
          <li key={each.reason + each.field}>
            <CloseCircleFilled className="bad" aria-hidden /> <strong>{each.title}</strong>{' '}
            <span className="soft">{each.remedy}</span>
          </li>
        ))}
      </ul>
      <table className="beside">
        <thead>
          <tr>
            <th>{t('quarantine.column')}</th>
            <th>{t('quarantine.raw')}</th>
            <th>{t('word.field')}</th>
            <th>{t('quarantine.parsed')}</th>
          </tr>
        </thead>
        <tbody>
          {row.raw.map((each, at) => {
            const reasons = reasonsOf(each.field);
            const read = each.field === null ? undefined : parsed.get(each.field);
            return (
              <tr key={at} className={reasons.length > 0 ? 'refused' : ''}>
                <th scope="row">{each.column}</th>
                <td className="mono">
                  {each.text === '' ? (
                    <span className="soft">{t('word.empty')}</span>
                  ) : (
                    pieces(
                      each.text,
                      reasons.flatMap((reason) => reason.marks),
                    ).map((piece, place) =>
                      piece.marked ? (
                        <mark key={place}>{piece.text}</mark>
                      ) : (
                        <span key={place}>{piece.text}</span>
                      ),
                    )
                  )}
                </td>
                <td className="soft">{read?.title ?? t('quarantine.unmapped')}</td>
                <td className="mono">
                  {!read ? (
                    '—'
                  ) : read.value !== null ? (
                    read.value
                  ) : each.text === '' ? (
                    <span className="soft">{t('word.empty')}</span>
                  ) : (
                    <span className="bad">{t('quarantine.unread')}</span>
                  )}
                </td>
              </tr>
            );
          })}
          {unread.map((each) => (
            <tr key={each.field} className={each.reasons.length > 0 ? 'refused' : ''}>
              <th scope="row" className="soft">
                {t('quarantine.no_column')}
              </th>
              <td>—</td>
              <td className="soft">{each.title}</td>
              <td className="mono">{each.value ?? '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  );
}
