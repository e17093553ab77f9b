// A map of divisions, shaded by a figure. Outlines are made when the console is built (web/map); where there are
// none for a division, or a screen reader reads, there is a list of bars.
import { useQuery } from '@tanstack/react-query';
import type { KeyboardEvent } from 'react';
import { request } from '../api/outlines';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { Bar } from './figures';
import { Waiting } from './Waiting';

export interface DivisionFigure {
  division: string;
  name: string;
  value: number | null;
}

interface Props {
  division: string;
  figures: DivisionFigure[];
  unit: string; // what the figure counts
  label: (value: number | null) => string;
  pick?: ((division: string) => void) | undefined;
}

const STEPS = 5;

// Which of five shades: by rank, so that one large city does not make all others pale.
export function shadeOf(value: number | null, all: number[]): number {
  if (value === null || all.length === 0) return 0;
  const below = all.filter((other) => other < value).length;
  return Math.min(STEPS, 1 + Math.floor((below * STEPS) / all.length));
}

export function DivisionMap(props: Props) {
  const outline = useQuery({
    queryKey: ['map', props.division],
    queryFn: () => request(props.division),
    staleTime: Infinity,
    retry: false,
  });
  if (outline.isPending) return <Waiting lines={8} />;
  if (!outline.data) return <Bars {...props} />;
  return <Drawn {...props} outline={outline.data} />;
}

function Drawn({ outline, figures, label, pick, unit }: Props & { outline: Outline }) {
  const t = useWords();
  const of = new Map(figures.map((each) => [each.division, each]));
  const values = figures.flatMap((each) => (each.value === null ? [] : [each.value]));
  // Drawn at most 640 by 330: names keep their size whatever the outline's shape.
  const scale = Math.max(outline.width / 640, outline.height / 330);
  return (
    <figure style={{ margin: 0 }}>
      <svg
        className="map"
        viewBox={`-8 -8 ${outline.width + 16} ${outline.height + 16}`}
        style={{ width: '100%', maxHeight: 330, display: 'block' }}
        role="group"
        aria-label={t('map.of', { name: outline.name, unit })}
      >
        {outline.shapes.map((shape, at) => {
          const figure = of.get(shape.division);
          const shade = shadeOf(figure?.value ?? null, values);
          const text = `${shape.name} ${label(figure?.value ?? null)}`;
          const picked = figure && pick ? () => pick(shape.division) : undefined;
          return (
            <path
              key={shape.division + String(at)}
              d={shape.path}
              fillRule="evenodd"
              className={shade === 0 ? 'map-none' : `map-${shade}`}
              aria-label={text}
              onClick={picked}
              {...(picked
                ? {
                    role: 'button',
                    tabIndex: 0,
                    onKeyDown: (press: KeyboardEvent) => {
                      if (press.key === 'Enter') picked();
                    },
                  }
                : { role: 'img' })}
            >
              <title>{text}</title>
            </path>
          );
        })}
        {outline.shapes
          .filter((shape) => shape.path.length > 0)
          .map((shape, at) => (
            <text
              key={shape.division + String(at)}
              x={shape.label[0]}
              y={shape.label[1]}
              style={{ fontSize: 12 * scale, strokeWidth: 2.5 * scale }}
              aria-hidden
            >
              {shortName(shape.name)}
            </text>
          ))}
      </svg>
      <figcaption className="row small soft">
        <span>{t('map.less')}</span>
        {Array.from({ length: STEPS }, (_, at) => (
          <svg key={at} width="20" height="10" aria-hidden>
            <rect width="20" height="10" className={`map-${at + 1}`} />
          </svg>
        ))}
        <span>{t('map.more')}</span>
        <span>{unit}</span>
      </figcaption>
    </figure>
  );
}

// 市 and 区 are seen from the map; a name of two characters keeps them.
const shortName = (name: string) =>
  name.length > 2 ? name.replace(/[\u5e02\u533a\u53bf]$/, '') : name;

export function Bars({ figures, label, pick }: Props) {
  const format = useFormat();
  const most = Math.max(1, ...figures.map((each) => each.value ?? 0));
  return (
    <ul>
      {figures.map((each) => (
        <li
          key={each.division}
          style={{
            display: 'grid',
            gridTemplateColumns: '96px 1fr 72px',
            gap: 8,
            padding: '3px 0',
          }}
          className="num"
        >
          {pick ? (
            <a
              href={`?city=${each.division}`}
              onClick={(click) => {
                click.preventDefault();
                pick(each.division);
              }}
            >
              {each.name}
            </a>
          ) : (
            <span>{each.name}</span>
          )}
          <span style={{ alignSelf: 'center' }}>
            <Bar share={(each.value ?? 0) / most} />
          </span>
          <span className="right" title={format.exact(each.value)}>
            {label(each.value)}
          </span>
        </li>
      ))}
    </ul>
  );
}

export interface Outline {
  division: string;
  name: string;
  width: number;
  height: number;
  shapes: { division: string; name: string; path: string; label: [number, number] }[];
}
