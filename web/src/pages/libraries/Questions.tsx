// Rows without a number beside the subjects they may be: one after the other, by keyboard.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, Segmented } from 'antd';
import { useState, type KeyboardEvent } from 'react';
import { acts } from '../../api/acts';
import type { Question, Questions as Listed, SeenShare } from '../../api/answers';
import { calls, useRead } from '../../api/calls';
import { useUrlState } from '../../app/url';
import { Asked } from '../../parts/Asked';
import { Empty } from '../../parts/Empty';
import { Failure } from '../../parts/Failure';
import { Count } from '../../parts/figures';
import { Reveal } from '../../parts/Reveal';
import { useWords, type Word } from '../../words';
import { useFormat } from '../../words/format';

type Said = Question['answer'] & string;

const ANSWERS: { key: string; said: Said; word: Word }[] = [
  { key: 'a', said: 'accept', word: 'questions.accept' },
  { key: 'r', said: 'reject', word: 'questions.reject' },
  { key: 'u', said: 'unsure', word: 'questions.unsure' },
];
const AT_ONCE = 20;
const FULL_BITS = 16; // a whole bar
const REASON_MOST = 600;

export function Questions({ library }: { library: string }) {
  const t = useWords();
  const cache = useQueryClient();
  const { value, set } = useUrlState();
  const [purpose, setPurpose] = useState('');
  const [reason, setReason] = useState('');
  const state = value('state') === 'linked' ? 'linked' : 'review';
  const sample = value('sample') === 'true';
  const call = calls.questions(library, { state, sample, purpose, limit: AT_ONCE });
  const read = useRead(call);
  const answer = useMutation({
    mutationFn: (given: { question: string; said: Said }) =>
      acts.answer(library, given.question, given.said, reason.trim()),
    // The next one moves up to the place of the one that was answered.
    onSuccess: () => cache.invalidateQueries({ queryKey: [call.path] }),
  });
  const ready = reason.trim() !== '' && !answer.isPending && !read.isFetching;
  return (
    <div className="stack">
      <div className="between" style={{ flexWrap: 'wrap', gap: 12 }}>
        <span className="row">
          <Segmented
            value={state}
            onChange={(next) => set({ state: next === 'review' ? null : next })}
            options={[
              { value: 'review', label: t('questions.review') },
              { value: 'linked', label: t('questions.linked') },
            ]}
          />
          <Checkbox
            checked={sample}
            onChange={(change) => set({ sample: change.target.checked ? 'true' : null })}
          >
            {t('questions.sample')}
          </Checkbox>
        </span>
        <Reveal purpose={purpose} reveal={setPurpose} />
      </div>
      <label>
        {t('questions.reason')}
        <Input
          maxLength={REASON_MOST}
          value={reason}
          placeholder={t('questions.reason_example')}
          onChange={(change) => setReason(change.target.value)}
        />
      </label>
      <p className="small soft" style={{ margin: 0 }}>
        {t('questions.keys')}
      </p>
      {answer.error && <Failure error={answer.error} />}
      <Asked of={read}>
        {(shown) => (
          <>
            <Merit of={shown} />
            {shown.items.length === 0 && (
              <Empty title={t('questions.empty')} text={t('questions.empty_text')} />
            )}
            {shown.items.map((each, at) => (
              <Card
                key={at}
                of={each}
                say={ready ? (said) => answer.mutate({ question: each.question, said }) : undefined}
              />
            ))}
          </>
        )}
      </Asked>
    </div>
  );
}

function Merit({ of }: { of: Listed }) {
  const t = useWords();
  const format = useFormat();
  const told = (share: SeenShare) =>
    share.share === null
      ? t('questions.nobody_looked')
      : t('questions.share', {
          share: format.percent(share.share),
          low: format.percent(share.low),
          high: format.percent(share.high),
          n: share.of,
        });
  const facts: [Word, React.ReactNode][] = [
    ['questions.asked', <Count key="asked" of={of.asked} />],
    ['questions.linked', <Count key="linked" of={of.linked} />],
    ['questions.review', <Count key="review" of={of.review} />],
    ['questions.precision', told(of.precision)],
    ['questions.review_right', told(of.review_right)],
    ['questions.recall', format.percent(of.recall)],
  ];
  return (
    <section className="card facts-row">
      {facts.map(([word, shown]) => (
        <div key={word}>
          <div className="small soft">{t(word)}</div>
          <div>{shown}</div>
        </div>
      ))}
    </section>
  );
}

function Card({ of, say }: { of: Question; say: ((said: Said) => void) | undefined }) {
  const t = useWords();
  const format = useFormat();
  const pressed = (press: KeyboardEvent) => {
    if (press.ctrlKey || press.metaKey || press.altKey) return;
    const chosen = ANSWERS.find((each) => each.key === press.key);
    if (!chosen || !say) return;
    press.preventDefault();
    say(chosen.said);
  };
  return (
    <article className="card" data-row data-question tabIndex={0} onKeyDown={pressed}>
      <div className="between">
        <span>
          <strong>{of.resource_title}</strong>{' '}
          <span className="small soft">
            {t('word.file_row', { file: of.file, row: format.exact(of.row) })}
          </span>
        </span>
        <span>
          <span className="mono">{of.number}</span>{' '}
          <strong>{t('questions.probability', { share: format.percent(of.probability) })}</strong>
        </span>
      </div>
      <table className="beside">
        <thead>
          <tr>
            <th>{t('word.field')}</th>
            <th>{t('questions.row')}</th>
            <th>{t('questions.subject')}</th>
            <th>{t('questions.agreement')}</th>
            <th>{t('questions.bits')}</th>
          </tr>
        </thead>
        <tbody>
          <Part name={t('questions.prior')} bits={of.prior} />
          {of.fields.filter(isSaid).map((each) => (
            <Part
              key={each.field}
              name={each.title}
              row={each.row_value}
              golden={each.golden_value}
              level={each.level_title}
              bits={each.level === null ? null : each.bits}
            />
          ))}
          {of.explained > 0 && <Part name={t('questions.explained')} bits={-of.explained} />}
          <Part name={t('questions.weight')} bits={of.weight} />
        </tbody>
      </table>
      <div className="row" style={{ marginTop: 10 }}>
        {ANSWERS.map((each) => (
          <Button
            key={each.said}
            size="small"
            disabled={!say}
            type={of.answer === each.said ? 'primary' : 'default'}
            onClick={() => say?.(each.said)}
          >
            {t(each.word)} <kbd>{each.key}</kbd>
          </Button>
        ))}
      </div>
    </article>
  );
}

const isSaid = (field: Question['fields'][number]) =>
  field.row_value !== null || field.golden_value !== null;

// One line of the waterfall.
function Part(props: {
  name: string;
  row?: string | null;
  golden?: string | null;
  level?: string | null;
  bits: number | null;
}) {
  const { bits } = props;
  return (
    <tr>
      <th scope="row">{props.name}</th>
      <td>{props.row ?? ''}</td>
      <td>{props.golden ?? ''}</td>
      <td className="soft">{props.level ?? ''}</td>
      <td className={`mono ${bits !== null && bits < 0 ? 'bad' : ''}`}>
        {bits !== null && (
          <>
            {bits > 0 ? '+' : ''}
            {bits.toFixed(1)}{' '}
            <span
              className={bits < 0 ? 'bits against' : 'bits'}
              style={{ width: `${Math.min(1, Math.abs(bits) / FULL_BITS) * 60}px` }}
            />
          </>
        )}
      </td>
    </tr>
  );
}
