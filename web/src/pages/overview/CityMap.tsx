// The province by city; a city opens its counties. Which figure and which city stand in the address.
import { Button, Segmented } from 'antd';
import { Link } from 'react-router-dom';
import { calls, useRead } from '../../api/calls';
import type { CityBrief } from '../../api/types';
import { useUrlState } from '../../app/url';
import { Asked } from '../../parts/Asked';
import { DivisionMap } from '../../parts/DivisionMap';
import { useWords, type Word } from '../../words';
import { useFormat } from '../../words/format';

type Figure = 'subjects' | 'score' | 'rows';
const figures: Record<Figure, Word> = {
  subjects: 'word.subjects',
  score: 'word.score',
  rows: 'word.rows',
};

export function CityMap(props: {
  province: { division: string; name: string };
  cities: CityBrief[];
}) {
  const t = useWords();
  const { value, set } = useUrlState();
  const figure = (value('map') || 'subjects') as Figure;
  const city = value('city');
  const name = props.cities.find((each) => each.division === city)?.name;
  const detail = useRead(calls.city(city), city !== '');
  return (
    <section className="card">
      <div className="between">
        <h2>
          {name ? (
            <>
              <Button type="link" style={{ padding: 0 }} onClick={() => set({ city: null })}>
                {props.province.name}
              </Button>
              {' / '}
              {name}
            </>
          ) : (
            t('overview.map', { name: props.province.name })
          )}
        </h2>
        <Segmented<Figure>
          size="small"
          value={figure}
          onChange={(next) => set({ map: next === 'subjects' ? null : next })}
          options={(Object.keys(figures) as Figure[]).map((each) => ({
            value: each,
            label: t(figures[each]),
          }))}
        />
      </div>
      {city ? (
        <Asked of={detail}>
          {(shown) => <Shown division={city} places={shown.counties} figure={figure} />}
        </Asked>
      ) : props.cities.length === 0 ? (
        <p className="soft">{t('overview.no_cities')}</p>
      ) : (
        <Shown
          division={props.province.division}
          places={props.cities}
          figure={figure}
          pick={(division) => set({ city: division })}
        />
      )}
    </section>
  );
}

function Shown(props: {
  division: string;
  places: CityBrief[];
  figure: Figure;
  pick?: (division: string) => void;
}) {
  const t = useWords();
  const format = useFormat();
  const label = (value: number | null) =>
    props.figure === 'score' ? format.score(value) : format.count(value);
  return (
    <>
      <DivisionMap
        division={props.division}
        figures={props.places.map((each) => ({
          division: each.division,
          name: each.name,
          value: each[props.figure],
        }))}
        unit={t(figures[props.figure])}
        label={label}
        pick={props.pick}
      />
      <details className="small" style={{ marginTop: 4 }}>
        <summary className="soft">{t('chart.table')}</summary>
        <PlaceTable places={props.places} />
        {props.figure === 'score' && <Link to="/quality?by=city">{t('overview.by_city')}</Link>}
      </details>
    </>
  );
}

function PlaceTable({ places }: { places: CityBrief[] }) {
  const t = useWords();
  const format = useFormat();
  return (
    <table className="heat">
      <thead>
        <tr>
          <th>{t('word.place')}</th>
          <th>{t('word.subjects')}</th>
          <th>{t('word.rows')}</th>
          <th>{t('word.score')}</th>
        </tr>
      </thead>
      <tbody>
        {places.map((each) => (
          <tr key={each.division}>
            <th>{each.name}</th>
            <td>{format.exact(each.subjects)}</td>
            <td>{format.exact(each.rows)}</td>
            <td>{format.score(each.score)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
