import { Button, Empty, Tag } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { NavLink, useNavigate, useParams } from 'react-router';
import { badge } from '../deadline';
import { get } from '../http';
import { type List, nameOf, type Schemas, useGet, useHere } from './api';
import { Trouble } from './ask';
import { type Act, Bulk, useChosen } from './bulk';
import { ReceptionChanges } from './changes';
import { Invitations } from './table';
import { Export } from './exporting';
import { bulkActs, handlerAct } from './bulkwords';
import { kept } from './look';
import { SeatOffers } from './seats';
import { type Word, w } from './words';

type Referral = Schemas['Referral'];

/** Due says a deadline in words, colour and icon. */
export function Due({ on, state = 'running' }: { on: string | null; state?: string }) {
  const { session } = useHere();
  if (on === null && state === 'running') return <span className="badge still">—</span>;
  const b = badge(on, state, session.today);
  return <span className={`badge ${b.level}`}><span aria-hidden="true">{b.icon} </span>{b.words}{on !== null && <> <time dateTime={on}>{on}</time></>}</span>;
}

/** useList reads a list page by page. */
export function useList<T>(path: string): { items: T[] | null; problem: ReactNode; more: ReactNode } {
  const first = useGet<List<T>>(path, true);
  const [further, setFurther] = useState<{ items: T[]; next: string | null } | null>(null);
  useEffect(() => setFurther(null), [path, first.dataUpdatedAt]);
  const next = further ? further.next : (first.data?.next_cursor ?? null);
  const read = async (): Promise<void> => {
    const page = await get<List<T>>(`${path}&cursor=${encodeURIComponent(next ?? '')}`);
    setFurther({ items: [...(further?.items ?? []), ...page.items], next: page.next_cursor });
  };
  return {
    items: first.data ? [...first.data.items, ...(further?.items ?? [])] : null,
    problem: first.error ? <Trouble problem={first.error} retry={() => void first.refetch()} /> : first.data ? null : <p role="status">{w('loading')}</p>,
    more: next === null ? null : <Button onClick={() => void read()}>{w('more')}</Button>,
  };
}

/** useKeys moves through a list: never while somebody types, never with Ctrl, Alt or Meta. */
function useKeys(n: number, open: (i: number, then: string) => void): number {
  const [at, setAt] = useState(0);
  useEffect(() => {
    const press = (e: KeyboardEvent): void => {
      const on = e.target as HTMLElement;
      if (kept('keys') === 'off' || e.isComposing || e.ctrlKey || e.altKey || e.metaKey || on.closest('input, textarea, select, dialog, [contenteditable]') || n === 0) return;
      const key = e.key.toLowerCase();
      if (key === 'j') setAt((i) => Math.min(i + 1, n - 1));
      else if (key === 'k') setAt((i) => Math.max(i - 1, 0));
      else if (key === 'enter' && !on.closest('a, button')) open(at, '');
      else if (key === 'a') open(at, 'accept');
      else if (key === 'r') open(at, 'return');
      else return;
      e.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });
  const here = Math.min(at, Math.max(n - 1, 0));
  useEffect(() => { document.querySelector('tr[aria-current="true"]')?.scrollIntoView({ block: 'nearest' }); }, [here]);
  return here;
}

function Boxes({ at, all }: { at: string; all: [string, Word][] }) {
  return <nav className="boxes" aria-label={w('inbox')}>{all.map(([box, name]) => <NavLink key={box} to={`${at}/${box}`}>{w(name)}</NavLink>)}</nav>;
}

const places: Record<string, { name: Word; empty: Word }> = { in: { name: 'in', empty: 'emptyIn' }, out: { name: 'out', empty: 'emptyOut' }, contested: { name: 'contested', empty: 'emptyContested' } };

/** Inbox is the referrals received, sent and contested, the nearest due first. */
export function Inbox() {
  const { codes, session } = useHere();
  const { box = 'in' } = useParams();
  const go = useNavigate();
  const place = places[box] ?? { name: 'in', empty: 'emptyIn' };
  const { items, problem, more } = useList<Referral>(`/referrals?box=${box}&limit=50`);
  const at = useKeys(items?.length ?? 0, (i, then) => { const r = items?.[i]; if (r) void go(`/referrals/${r.id}${then === '' ? '' : `?do=${then}`}`); });
  const acts = bulkActs(box);
  const pick = useChosen((items ?? []).map((r) => ({ id: r.id, version: r.version, name: r.case_number, can: acts.map((a) => a.code).filter((code) => r.allowed_actions.some((x) => x.action === code)) })));
  const other = (r: Referral): string => (box === 'out' ? r.to.name : r.from.name);
  return (
    <>
      <h1>{w('inbox')}</h1>
      <Boxes at="/inbox" all={Object.entries(places).map(([b, p]) => [b, p.name])} />
      {box === 'in' && session.may.includes('reception.attend') && <Invitations />}
      {box === 'in' && session.may.includes('reception.join') && <><ReceptionChanges /><SeatOffers /></>}
      <Export list="referrals" query={{ box }} />
      {acts.length > 0 && <Bulk key={box} acts={acts} chosen={pick.chosen} clear={pick.clear} />}
      {problem}
      {items?.length === 0 && <Empty image={null} description={w(place.empty)} />}
      {items !== null && items.length > 0 && (
        <table className="queue">
          <caption className="skip">{w(place.name)}</caption>
          <thead><tr>{acts.length > 0 && <td>{pick.all}</td>}<th scope="col">{w('due')}</th><th scope="col">{w('number')}</th><th scope="col">{w(box === 'out' ? 'to' : 'from')}</th><th scope="col">{w('way')}</th><th scope="col">{w('state')}</th><th scope="col">{w('why')}</th></tr></thead>
          <tbody>
            {items.map((r, i) => (
              <tr key={r.id} aria-current={i === at ? "true" : undefined} onClick={() => void go(`/referrals/${r.id}`)}>
                {acts.length > 0 && pick.box(r.id)}
                <td><Due on={r.answer_due_on} /></td>
                <td><a href={`#/referrals/${r.id}`}>{r.case_number}</a> <small>{nameOf(codes, 'category', r.category)}</small>{i === at && <span className="skip">（{w('select')}）</span>}</td>
                <td>{other(r)}</td>
                <td>{nameOf(codes, 'route', r.route)} <small>{nameOf(codes, 'mode', r.mode)}</small></td>
                <td><Tag>{nameOf(codes, 'referral_state', r.state)}</Tag>{r.return_count > 0 && <small>{w('returns', r.return_count)}</small>}</td>
                <td className="words">{r.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more}
    </>
  );
}

const shelves: [string, Word][] = [['mine', 'mine'], ['former', 'former'], ['superior', 'superior'], ['all', 'all']];

/** Cases is what the organisation holds, held, or follows from above. */
export function Cases() {
  const { codes, session } = useHere();
  const { box = 'mine' } = useParams();
  const go = useNavigate();
  const { items, problem, more } = useList<Schemas['CaseHead']>(`/cases?box=${box}&limit=50`);
  const at = useKeys(items?.length ?? 0, (i) => { const c = items?.[i]; if (c) void go(`/cases/${c.id}`); });
  const assigns = box === 'mine' && session.acting.role === 'head';
  const people = useGet<List<Schemas['Person']>>(assigns ? '/colleagues' : null);
  const acts: Act[] = assigns && people.data ? [handlerAct(people.data.items)] : [];
  const pick = useChosen((items ?? []).map((c) => ({ id: c.id, version: c.version, name: c.number, can: c.state === 'open' && c.custodian.id === session.acting.organization.id ? acts.map((a) => a.code) : [] })));
  return (
    <>
      <h1>{w('cases')}</h1>
      <Boxes at="/cases/box" all={shelves} />
      <Export list="cases" query={{ box }} />
      {acts.length > 0 && <Bulk key={box} acts={acts} chosen={pick.chosen} clear={pick.clear} />}
      {problem}
      {items?.length === 0 && <Empty image={null} description={w('emptyCases')} />}
      {items !== null && items.length > 0 && (
        <table className="queue">
          <caption className="skip">{w('cases')}</caption>
          <thead><tr>{acts.length > 0 && <td>{pick.all}</td>}<th scope="col">{w('due')}</th><th scope="col">{w('number')}</th><th scope="col">{w('title')}</th><th scope="col">{w('category')}</th><th scope="col">{w('custodian')}</th><th scope="col">{w('state')}</th></tr></thead>
          <tbody>
            {items.map((c, i) => (
              <tr key={c.id} aria-current={i === at ? "true" : undefined} onClick={() => void go(`/cases/${c.id}`)}>
                {acts.length > 0 && pick.box(c.id)}
                <td><Due on={c.next_due_on} state={c.state === 'closed' ? 'ended' : 'running'} /></td>
                <td><a href={`#/cases/${c.id}`}>{c.number}</a>{i === at && <span className="skip">（{w('select')}）</span>}</td>
                <td className="words">{c.title}</td>
                <td>{nameOf(codes, 'category', c.category)}</td>
                <td>{c.custodian.name}</td>
                <td><Tag>{nameOf(codes, 'case_state', c.state)}</Tag></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more}
    </>
  );
}
