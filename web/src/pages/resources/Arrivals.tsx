// Which files came when, and what became of their rows.
import { Link } from 'react-router-dom';
import { calls, usePages } from '../../api/calls';
import type { Resource } from '../../api/types';
import { ArrivalTable } from '../../parts/ArrivalTable';
import { Empty } from '../../parts/Empty';
import { useWords } from '../../words';

export function Arrivals({ of }: { of: Resource }) {
  const t = useWords();
  const list = usePages(calls.arrivals(of.resource));
  return (
    <ArrivalTable
      rows={list.items}
      error={list.error}
      more={list.more}
      busy={list.busy}
      empty={
        <Empty title={t('arrivals.empty')} text={t('arrivals.empty_text')}>
          <Link to="/connect">{t('overview.connect')}</Link>
        </Empty>
      }
    />
  );
}
