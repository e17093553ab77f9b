// An empty state teaches: what would be here, why it is not, the one button that fills it.
import type { ReactNode } from 'react';

export function Empty(props: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="card empty">
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      {props.children}
    </div>
  );
}
