// What each department said, side by side; what differs from the golden value is marked.
import { WarningFilled } from '@ant-design/icons';
import { Link } from 'react-router-dom';
import { calls, useRead } from '../../api/calls';
import type { SubjectSource } from '../../api/types';
import { Asked } from '../../parts/Asked';
import { Empty } from '../../parts/Empty';
import { When } from '../../parts/figures';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';

export function Sources({ number, purpose }: { number: string; purpose: string }) {
  const t = useWords();
  const sources = useRead(calls.subjectSources(number, { purpose }));
  return (
    <Asked of={sources}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={t('sources.empty')} text={t('sources.empty_text')} />
        ) : (
          <Beside of={items} />
        )
      }
    </Asked>
  );
}

function Beside({ of }: { of: SubjectSource[] }) {
  const t = useWords();
  const format = useFormat();
  const fields = new Map(
    of.flatMap((each) => each.values.map((value) => [value.field, value.title])),
  );
  const differing = of.flatMap((each) => each.values).filter((each) => each.differs).length;
  return (
    <section className="card scroll" tabIndex={0}>
      <h2>
        {differing > 0
          ? t('sources.differ', { n: differing, sources: of.length })
          : t('sources.agree', { sources: of.length })}
      </h2>
      <table className="plain sides">
        <thead>
          <tr>
            <th>{t('word.field')}</th>
            {of.map((each) => (
              <th key={`${each.resource} ${each.file} ${each.row}`}>
                <Link to={`/resources/${each.resource}`}>{each.resource_title}</Link>
                <div className="small soft">
                  {each.provider_title} · <When at={each.at} />
                </div>
                <div
                  className="small soft clip"
                  title={t('word.file_row', { file: each.file, row: format.exact(each.row) })}
                >
                  {t('word.file_row', { file: each.file, row: format.exact(each.row) })}
                </div>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...fields].map(([field, title]) => (
            <tr key={field}>
              <th scope="row">{title}</th>
              {of.map((each) => {
                const said = each.values.find((value) => value.field === field);
                return (
                  <td
                    key={`${each.resource} ${each.file} ${each.row}`}
                    className={said?.differs ? 'differs' : ''}
                  >
                    {said?.differs && (
                      <WarningFilled
                        className="attention"
                        aria-label={t('sources.differs')}
                        title={t('sources.differs')}
                      />
                    )}{' '}
                    {said
                      ? (said.label ??
                        said.value ?? <span className="soft">{t('word.empty')}</span>)
                      : ''}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
