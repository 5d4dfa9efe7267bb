import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type Row, sankey, shown, steps } from './chartmath';

/** useRoom is how wide a chart may be and how large its letters are, in pixels: a chart is drawn anew, never stretched, so that its words keep their size. */
function useRoom(): [React.RefObject<HTMLDivElement | null>, number, number] {
  const box = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState<[number, number]>([0, 16]);
  useEffect(() => {
    const read = (): void => { if (box.current) setRoom([box.current.clientWidth, parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.85]); };
    read();
    const watch = new ResizeObserver(read);
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return [box, ...room];
}

/** Chart is a drawing that a sentence stands for; the numbers are in the table beside it. */
function Chart({ says, draw }: { says: string; draw: (width: number, em: number) => { height: number; body: ReactNode } }) {
  const [box, width, em] = useRoom();
  const { height, body } = width === 0 ? { height: 0, body: null } : draw(width, em);
  return <div ref={box} className="chart"><svg role="img" aria-label={says} width={width} height={height} fontSize={em}>{body}</svg></div>;
}

export type Line = { name: string; values: number[] };
const looks = ['', '7 4', '2 4'];

/** Lines draws a few courses over time: told apart by colour, by their dashes and by the name at the head. */
export function Lines({ says, at, lines }: { says: string; at: string[]; lines: Line[] }) {
  return <Chart says={says} draw={(width, em) => {
    const axis = steps(Math.max(0, ...lines.flatMap((l) => l.values)));
    const top = axis[axis.length - 1] ?? 1;
    const left = em * (String(top).length * 0.65 + 1), heads = em * 1.8 * lines.length, high = em * 11;
    const x = (i: number): number => left + (at.length < 2 ? (width - left) / 2 : (i * (width - left - em)) / (at.length - 1));
    const y = (n: number): number => heads + high - (n / top) * high;
    return { height: heads + high + em * 2.2, body: <>
      {lines.map((l, k) => <g key={l.name} className={`line${k}`}><line x1={left} x2={left + em * 3} y1={em * (1.8 * k + 0.9)} y2={em * (1.8 * k + 0.9)} strokeDasharray={looks[k]} /><text x={left + em * 3.6} y={em * (1.8 * k + 1.25)}>{l.name}</text></g>)}
      {axis.map((n) => <g key={n} className="grid"><line x1={left} x2={width} y1={y(n)} y2={y(n)} /><text x={left - em * 0.5} y={y(n) + em * 0.35} textAnchor="end">{n}</text></g>)}
      {shown(at.length, Math.max(1, Math.floor((width - left) / (em * 6.5)))).map((i) => <text key={i} x={x(i)} y={heads + high + em * 1.6} textAnchor={at.length > 1 && i === 0 ? 'start' : i === at.length - 1 && i > 0 ? 'end' : 'middle'}>{at[i]}</text>)}
      {lines.map((l, k) => <g key={l.name} className={`line${k}`}>
        <polyline points={l.values.map((n, i) => `${x(i)},${y(n)}`).join(' ')} strokeDasharray={looks[k]} />
        {at.length <= 36 && l.values.map((n, i) => <circle key={i} cx={x(i)} cy={y(n)} r={em * 0.22} />)}
      </g>)}
    </> };
  }} />;
}

/** Columns draws one count for each of a few names, with the number above it. */
export function Columns({ says, of }: { says: string; of: { name: string; count: number }[] }) {
  const most = Math.max(1, ...of.map((x) => x.count));
  return <Chart says={says} draw={(width, em) => {
    const high = em * 8, line = em * 1.8;
    // Under each other where the names would not fit beside each other.
    if (width < of.length * em * 8) return { height: of.length * line * 2, body: of.map((x, i) => (
      <g key={x.name} className="columns"><text x={0} y={i * line * 2 + em * 1.2}>{x.name} · {x.count}</text><rect x={0} y={i * line * 2 + line} width={(x.count / most) * width} height={em * 0.9} /></g>
    )) };
    const each = width / of.length;
    return { height: high + line * 2, body: of.map((x, i) => (
      <g key={x.name} className="columns">
        <rect x={i * each + each * 0.2} width={each * 0.6} y={line + high - (x.count / most) * high} height={(x.count / most) * high} />
        <text x={i * each + each / 2} y={line + high - (x.count / most) * high - em * 0.4} textAnchor="middle">{x.count}</text>
        <text x={i * each + each / 2} y={high + line * 1.8} textAnchor="middle">{x.name}</text>
      </g>
    )) };
  }} />;
}

/** Flows draws what went from whom to where as ribbons as broad as their counts. */
export function Flows({ says, rows }: { says: string; rows: Row[] }) {
  const total = rows.reduce((n, r) => n + r.count, 0);
  return <Chart says={says} draw={(width, em) => {
    const { nodes, ribbons, height } = sankey(rows, (em * 14) / Math.max(1, total), em * 1.9);
    const thick = em * 0.7, right = width - thick, half = width / 2;
    return { height: height + em * 0.5, body: <>
      {ribbons.map((r) => <path key={`${r.row.from} ${r.row.to}`} className="ribbon" d={`M${thick},${r.y0} C${half},${r.y0} ${half},${r.y1} ${right},${r.y1} V${r.y1 + r.height} C${half},${r.y1 + r.height} ${half},${r.y0 + r.height} ${thick},${r.y0 + r.height} Z`}><title>{r.row.from} → {r.row.to} {r.row.count}</title></path>)}
      {nodes.map((n) => <g key={n.side + n.name} className="columns"><rect x={n.side === 'from' ? 0 : right} y={n.y} width={thick} height={n.height} /><text x={n.side === 'from' ? 0 : width} y={n.y - em * 0.45} textAnchor={n.side === 'from' ? 'start' : 'end'}>{n.name} {n.count}</text></g>)}
    </> };
  }} />;
}
