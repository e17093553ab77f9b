// Steps three and four: the rules on real rows, with the failures shown; then what would be stored. Nothing is yet.
import { useQuery } from '@tanstack/react-query';
import { acts } from '../../api/acts';
import type { Trial } from '../../api/types';
import { Asked } from '../../parts/Asked';
import { Count, StateMark } from '../../parts/figures';
import { MeasureTable } from '../../parts/MeasureTable';
import { RawBesideParsed } from '../../parts/RawBesideParsed';
import { PlainTable } from '../../parts/TableRows';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import type { Origin } from './Connect';
import { Onward } from './Onward';

const ROWS = 2000;

export interface What {
  origin: Origin;
  yaml: string;
  resource: string | null; // that exists already
}

function useTrial({ origin, yaml, resource }: What) {
  return useQuery({
    queryKey: ['trial', origin, resource ?? yaml],
    queryFn: () =>
      acts.trial({
        upload: origin.upload,
        limit: ROWS,
        ...(resource ? { resource } : { yaml }),
      }),
    enabled: origin.upload !== '',
    staleTime: Infinity,
  });
}

export function ChecksStep(props: What & { back: () => void; next: () => void }) {
  const t = useWords();
  const trial = useTrial(props);
  return (
    <div className="stack">
      {props.origin.upload ? (
        <Asked of={trial}>{(found) => <Checks of={found} />}</Asked>
      ) : (
        <p className="card">{t('checks.connection')}</p>
      )}
      <Onward
        back={props.back}
        next={props.next}
        word="connect.to_preview"
        blocked={trial.isError}
      />
    </div>
  );
}

function Checks({ of }: { of: Trial }) {
  const t = useWords();
  const format = useFormat();
  const share = of.read > 0 ? of.accepted / of.read : 0;
  return (
    <>
      <section className="card facts-row">
        <StateMark
          state={share > 0.99 ? 'ok' : share > 0.8 ? 'attention' : 'bad'}
          word={t('checks.verdict', { share: format.percent(share) })}
        />
        <span>
          {t('arrival.read')} <Count of={of.read} />
        </span>
        <span>
          {t('arrival.accepted')} <Count of={of.accepted} />
        </span>
        <span className={of.quarantined > 0 ? 'bad' : ''}>
          {t('arrival.quarantined')} <Count of={of.quarantined} />
        </span>
        <span>
          {t('arrival.flagged')} <Count of={of.flagged} />
        </span>
      </section>
      {of.failing.length > 0 && (
        <>
          <h2>{t('checks.failing', { n: of.failing.length })}</h2>
          {of.failing.slice(0, 3).map((row) => (
            <RawBesideParsed key={`${row.file} ${row.row}`} row={row} />
          ))}
        </>
      )}
      <section className="card">
        <h2>{t('quality.rules')}</h2>
        <MeasureTable measures={of.measures} />
      </section>
    </>
  );
}

export function PreviewStep(props: What & { back: () => void; next: () => void }) {
  const t = useWords();
  const trial = useTrial(props);
  return (
    <div className="stack">
      {props.origin.upload ? (
        <Asked of={trial}>
          {(found) => (
            <section className="card scroll" tabIndex={0}>
              <h2>{t('preview.title', { n: found.preview.rows.length })}</h2>
              <PlainTable
                columns={found.preview.columns.map((each) => each.title)}
                rows={found.preview.rows}
              />
            </section>
          )}
        </Asked>
      ) : (
        <p className="card">{t('checks.connection')}</p>
      )}
      <Onward back={props.back} next={props.next} word="connect.to_save" blocked={trial.isError} />
    </div>
  );
}
