// What changed when, latest first.
import { calls, useRead } from '../../api/calls';
import type { SubjectEvent } from '../../api/types';
import { Asked } from '../../parts/Asked';
import { Empty } from '../../parts/Empty';
import { When } from '../../parts/figures';
import { useWords, type Word } from '../../words';

const kinds: Record<SubjectEvent['kind'], Word> = {
  added: 'history.added',
  changed: 'history.changed',
  ended: 'history.ended',
};

export function History({ number, purpose }: { number: string; purpose: string }) {
  const t = useWords();
  const history = useRead(calls.subjectHistory(number, { purpose }));
  return (
    <Asked of={history}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={t('history.empty')} text={t('history.empty_text')} />
        ) : (
          <ol className="card timeline">
            {items.map((each, at) => (
              <li key={at}>
                <When at={each.at} />
                <div>
                  {t(kinds[each.kind], { library: each.library_title })}
                  {each.fields.map((field) => (
                    <div key={field.field} className="small">
                      <span className="soft">{field.title}</span> {field.before ?? '—'} →{' '}
                      <strong>{field.after ?? '—'}</strong>
                    </div>
                  ))}
                </div>
              </li>
            ))}
          </ol>
        )
      }
    </Asked>
  );
}
