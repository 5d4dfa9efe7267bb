// Where the lines of the charts lie, apart from how they are drawn.

/** steps are whole numbers for an axis from nought to most: at most six, each a round number. */
export function steps(most: number): number[] {
  let step = 1;
  for (const [tens, of] of Array.from({ length: 27 }, (_, i): [number, number] => [10 ** Math.floor(i / 3), [1, 2, 5][i % 3] ?? 1])) {
    step = tens * of;
    if (most / step <= 5) break;
  }
  const all = [0];
  for (let at = step; all[all.length - 1]! < most; at += step) all.push(at);
  return all.length > 1 ? all : [0, step];
}

export type Row = { from: string; to: string; count: number };
export type Node = { name: string; side: 'from' | 'to'; count: number; y: number; height: number };
export type Ribbon = { row: Row; y0: number; y1: number; height: number };

/** sankey lays rows out as ribbons between those who sent and where it went; unit is the height of one, gap lies above each node and holds its name. */
export function sankey(rows: Row[], unit: number, gap: number): { nodes: Node[]; ribbons: Ribbon[]; height: number } {
  const place = (side: 'from' | 'to'): Map<string, Node> => {
    const all = new Map<string, Node>();
    for (const r of rows) {
      const n = all.get(r[side]) ?? { name: r[side], side, count: 0, y: 0, height: 0 };
      n.count += r.count;
      all.set(r[side], n);
    }
    let y = 0;
    for (const n of all.values()) { n.y = y + gap; n.height = n.count * unit; y = n.y + n.height; }
    return all;
  };
  const from = place('from'), to = place('to');
  const used = new Map<Node, number>();
  const take = (n: Node, height: number): number => { const at = used.get(n) ?? 0; used.set(n, at + height); return n.y + at; };
  const ribbons = rows.map((row) => {
    const height = row.count * unit;
    return { row, height, y0: take(from.get(row.from)!, height), y1: take(to.get(row.to)!, height) };
  });
  const nodes = [...from.values(), ...to.values()];
  return { nodes, ribbons, height: Math.max(0, ...nodes.map((n) => n.y + n.height)) };
}

/** shown is which of n labels are written on an axis that has room for some: the first, the last, and evenly between. */
export function shown(n: number, room: number): number[] {
  if (n <= room) return Array.from({ length: n }, (_, i) => i);
  const every = Math.ceil((n - 1) / Math.max(1, room - 1));
  return Array.from({ length: n }, (_, i) => i).filter((i) => i % every === 0);
}
