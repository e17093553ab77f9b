// Where a table comes from and where it goes: columns from left to right, a pointed-at node lights its edges.
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { calls, useRead } from '../api/calls';
import type { Lineage as Graph, LineageEdge, LineageNode } from '../api/types';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { Asked } from './Asked';
import { Empty } from './Empty';

const WIDTH = 190;
const HEIGHT = 48;
const ACROSS = 228;
const DOWN = 62;

export interface Placed extends LineageNode {
  x: number;
  y: number;
}

// Layers by the longest way from a node without a way in; a circle ends where it began.
export function placed({ nodes, edges }: Graph): Placed[] {
  const layer = new Map(nodes.map((node) => [node.id, 0]));
  for (let round = 0; round < nodes.length; round++) {
    let moved = false;
    for (const { from, to } of edges) {
      const next = (layer.get(from) ?? 0) + 1;
      if (layer.has(to) && next > (layer.get(to) ?? 0) && next < nodes.length) {
        layer.set(to, next);
        moved = true;
      }
    }
    if (!moved) break;
  }
  const filled = new Map<number, number>();
  const tallest = Math.max(
    1,
    ...[...new Set(layer.values())].map(
      (each) => [...layer.values()].filter((other) => other === each).length,
    ),
  );
  return nodes.map((node) => {
    const column = layer.get(node.id) ?? 0;
    const height = [...layer.values()].filter((each) => each === column).length;
    const row = filled.get(column) ?? 0;
    filled.set(column, row + 1);
    return { ...node, x: column * ACROSS, y: (row + (tallest - height) / 2) * DOWN + 4 };
  });
}

export function LineageOf({ kind, name }: { kind: 'resources' | 'libraries'; name: string }) {
  const t = useWords();
  const lineage = useRead(calls.lineage(kind, name));
  return (
    <Asked of={lineage}>
      {(graph) =>
        graph.nodes.length < 2 ? (
          <Empty title={t('lineage.empty')} text={t('lineage.empty_text')} />
        ) : (
          <Drawn graph={graph} />
        )
      }
    </Asked>
  );
}

function Drawn({ graph }: { graph: Graph }) {
  const t = useWords();
  const format = useFormat();
  const [lit, setLit] = useState('');
  const nodes = placed(graph);
  const at = new Map(nodes.map((node) => [node.id, node]));
  const width = Math.max(...nodes.map((node) => node.x)) + WIDTH + 8;
  const height = Math.max(...nodes.map((node) => node.y)) + HEIGHT + 8;
  const touches = (edge: LineageEdge) => edge.from === lit || edge.to === lit;
  const shown = graph.edges
    .filter(touches)
    .flatMap((edge) => edge.fields.map((field) => ({ ...field, edge: `${edge.from} ${edge.to}` })));
  return (
    <section className="card stack">
      <div className="lineage" style={{ height: Math.min(height + 16, 640) }}>
        <svg width={width} height={height} aria-hidden>
          {graph.edges.map((edge) => {
            const [from, to] = [at.get(edge.from), at.get(edge.to)];
            if (!from || !to) return null;
            const [x1, y1] = [from.x + WIDTH, from.y + HEIGHT / 2];
            const [x2, y2] = [to.x, to.y + HEIGHT / 2];
            const bend = (x2 - x1) / 2;
            return (
              <path
                key={`${edge.from} ${edge.to}`}
                className={touches(edge) ? 'lit' : ''}
                d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
              />
            );
          })}
        </svg>
        {nodes.map((node) => {
          const body = (
            <>
              <div title={node.title}>{node.title}</div>
              <div className="small soft num">
                {node.detail}
                {node.rows != null && ` · ${format.count(node.rows)}`}
              </div>
            </>
          );
          const props = {
            className: `node ${node.id === lit ? 'lit' : ''}`,
            style: { left: node.x, top: node.y },
            onMouseEnter: () => setLit(node.id),
            onFocus: () => setLit(node.id),
          };
          return node.href ? (
            <Link key={node.id} to={node.href} {...props}>
              {body}
            </Link>
          ) : (
            <div key={node.id} tabIndex={0} {...props}>
              {body}
            </div>
          );
        })}
      </div>
      <div className="small">
        {shown.length === 0 ? (
          <span className="soft">{t('lineage.hint')}</span>
        ) : (
          shown.map((field) => (
            <span
              key={`${field.edge} ${field.from} ${field.to}`}
              className="mono"
              style={{ marginRight: 16 }}
            >
              {field.from} → {field.to}
            </span>
          ))
        )}
      </div>
    </section>
  );
}
