// Cuts a text into plain and marked pieces. Marks count code points, as the rules do; JavaScript counts halves.

export interface Piece {
  text: string;
  marked: boolean;
}

export function pieces(text: string, marks: number[][]): Piece[] {
  const points = [...text];
  const marked = points.map((_, at) => marks.some(([from = 0, to = 0]) => at >= from && at < to));
  const found: Piece[] = [];
  points.forEach((point, at) => {
    const last = found.at(-1);
    if (last && last.marked === marked[at]) last.text += point;
    else found.push({ text: point, marked: marked[at] ?? false });
  });
  return found;
}
