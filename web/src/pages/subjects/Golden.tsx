// The golden record of each library, with the origin of every value.
import { Link } from 'react-router-dom';
import type { Subject, SubjectRecord } from '../../api/types';
import { Origin } from '../../parts/Origin';
import { useSurvivorship } from '../../parts/survivorship';
import { useWords } from '../../words';

export function Golden({ of }: { of: Subject }) {
  return (
    <div className="stack">
      {of.records.map((record) => (
        <Record key={record.library} of={record} />
      ))}
    </div>
  );
}

function Record({ of }: { of: SubjectRecord }) {
  const t = useWords();
  const survivorship = useSurvivorship();
  return (
    <section className="card">
      <h2>
        <Link to={`/libraries/${of.library}`}>{of.title}</Link>
      </h2>
      <div className="golden">
        {of.values.map((each) => (
          <div key={each.field}>
            <div className="small soft">{each.title}</div>
            <div className={each.masked ? 'mono' : ''}>
              {each.value ?? <span className="soft">{t('subject.unknown_value')}</span>}
            </div>
            {each.value !== null && <Origin of={each} rule={survivorship(each.rule)} />}
          </div>
        ))}
      </div>
    </section>
  );
}
