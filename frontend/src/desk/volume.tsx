import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { get, type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, type Schemas, useGet, useHere } from './api';
import { Trouble } from './ask';
import { Export } from './exporting';

const words = {
  title: ['卷宗', 'Volume'], bind: ['下载整卷（PDF）', 'Download the volume (PDF)'], complete: ['材料齐全', 'Complete'], lacks: ['还缺', 'Still missing'], lines: ['卷宗清单', 'Volumes'], why: ['按结案日期列出本单位的调解卷宗，只列编号，可作以案定补的依据。', 'The mediations of this organisation by the day they ended, by number only, for subsidies by case.'],
  from: ['从', 'From'], to: ['到', 'To'], look: ['查询', 'Show'], number: ['编号', 'Number'], ended: ['结案日期', 'Ended on'], state: ['材料', 'Papers'], none: ['这段时间没有结案的调解。', 'No mediation ended in this time.'], only: ['齐全的卷宗', 'Complete volumes'],
  order: ['本单位的卷内顺序', 'The order within a volume'], orderEffect: ['以后装订的卷宗按这个顺序；材料不会因此增减。', 'Volumes bound from now on follow this order; no paper is added or left out by it.'], up: ['上移', 'Move up'], down: ['下移', 'Move down'], keep: ['保存顺序', 'Keep this order'], standard: ['恢复标准顺序', 'The standard order'], kept: ['已保存。', 'Kept.'],
} satisfies Record<string, [string, string]>;

const v = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** VolumeOf is the volume of a mediation that one's own team held: one tap, and what is missing by name. */
export function VolumeOf({ file, proceedings }: { file: Schemas['Case']; proceedings: Schemas['Proceeding'][] }) {
  const { session } = useHere();
  const own = proceedings.some((p) => p.channel === 'people_mediation' && p.organization.id === session.acting.organization.id);
  const index = useGet<Schemas['Volume']>(own ? `/cases/${file.id}/volume/index` : null);
  if (!own || !index.data) return null;
  const gaps = index.data.slots.filter((s) => s.gap);
  return (
    <section aria-label={v('title')}>
      <h2>{v('title')}</h2>
      {gaps.length === 0 ? <p className="calm">● {v('complete')}</p> : <p className="late">! {v('lacks')}：{gaps.map((s) => s.name).join('、')}</p>}
      <p><a href={`/api/v1/cases/${file.id}/volume`} download>{v('bind')}</a></p>
    </section>
  );
}

/** Volumes lists a period's volumes by number. */
export function Volumes() {
  const { session } = useHere();
  const [from, setFrom] = useState(`${session.today.slice(0, 4)}-01-01`);
  const [to, setTo] = useState(session.today);
  const [all, setAll] = useState<Schemas['VolumeLine'][] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const read = (cursor: string | null): void => void get<List<Schemas['VolumeLine']>>(`/volumes?limit=100&from=${from}&to=${to}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    .then((page) => { setAll((before) => [...(cursor ? (before ?? []) : []), ...page.items]); setNext(page.next_cursor); setProblem(null); }, (p: Problem) => setProblem(p));
  useEffect(() => read(null), []);
  return (
    <>
      <h1>{v('lines')}</h1>
      <p>{v('why')}</p>
      <form className="row" onSubmit={(e) => { e.preventDefault(); read(null); }}>
        <label htmlFor="volumes-from">{v('from')}</label><input id="volumes-from" type="date" className="pick" value={from} onChange={(e) => setFrom(e.target.value)} />
        <label htmlFor="volumes-to">{v('to')}</label><input id="volumes-to" type="date" className="pick" value={to} onChange={(e) => setTo(e.target.value)} />
        <Button htmlType="submit">{v('look')}</Button>
      </form>
      <Export list="volumes" query={{ from, to }} />
      {problem && <Trouble problem={problem} retry={() => read(null)} />}
      {all?.length === 0 && <p>{v('none')}</p>}
      {all !== null && all.length > 0 && (
        <>
          <p>{v('only')}：{all.filter((x) => x.complete).length} / {all.length}{next !== null && '+'}</p>
          <div className="scroll">
            <table className="queue">
              <caption className="skip">{v('lines')}</caption>
              <thead><tr><th scope="col">{v('number')}</th><th scope="col">{v('ended')}</th><th scope="col">{v('state')}</th></tr></thead>
              <tbody>{all.map((x) => (
                <tr key={x.number + x.ended_on}><td>{x.number}</td><td><time dateTime={x.ended_on}>{x.ended_on}</time></td><td>{x.complete ? <span className="calm">● {v('complete')}</span> : <span className="late">! {v('lacks')}：{x.gaps.map((g) => g.name).join('、')}</span>}</td></tr>
              ))}</tbody>
            </table>
          </div>
        </>
      )}
      {next !== null && <Button onClick={() => read(next)}>{'…'}</Button>}
      <Order />
    </>
  );
}

/** Order shows in which order an office binds its volumes, and lets who may set it. */
function Order() {
  const { session } = useHere();
  const order = useGet<Schemas['VolumeOrder']>('/volume-order');
  const [mine, setMine] = useState<Schemas['SlotName'][] | null>(null);
  const [said, setSaid] = useState('');
  const slots = mine ?? order.data?.slots ?? [];
  const may = session.may.includes('order.keep');
  const move = (at: number, by: number): void => {
    const all = [...slots];
    const [one] = all.splice(at, 1);
    if (one) all.splice(at + by, 0, one);
    setMine(all);
    setSaid('');
  };
  const keep = (codes: string[]): void => void send('PUT', '/volume-order', { slots: codes }).then(async () => { setMine(null); setSaid(v('kept')); await again(); }, (p: Problem) => setSaid(Object.values(p.fields)[0] ?? p.detail));
  return (
    <section aria-label={v('order')}>
      <h2>{v('order')}</h2>
      <ol className="order">{slots.map((s, i) => (
        <li key={s.code}>{s.name}{may && <> <Button aria-label={`${v('up')} ${s.name}`} disabled={i === 0} onClick={() => move(i, -1)}>↑</Button> <Button aria-label={`${v('down')} ${s.name}`} disabled={i === slots.length - 1} onClick={() => move(i, 1)}>↓</Button></>}</li>
      ))}</ol>
      {may && <><p><small>{v('orderEffect')}</small></p><div className="row"><Button type="primary" disabled={mine === null} onClick={() => keep(slots.map((s) => s.code))}>{v('keep')}</Button><Button onClick={() => keep([])}>{v('standard')}</Button></div></>}
      {said !== '' && <p role="status">{said}</p>}
    </section>
  );
}

/** volumesMenu names the page in the menu. */
export const volumesMenu = (): string => v('lines');
