import { Button, Empty, Tag } from 'antd';
import { useState } from 'react';
import { NavLink, useParams } from 'react-router';
import { type Problem, send } from '../http';
import { again, type List, listed, nameOf, type Schemas, useGet, useHere } from './api';
import { Pick, Trouble } from './ask';
import { type Key, t } from './filing';
import { Due } from './inbox';
import { w } from './words';

type Shelf = { name: Key; box: 'in' | 'out'; stage: string; act?: 'file' | 'acknowledge' };
const shelves: Record<string, Shelf> = {
  to_file: { name: 'to_file', box: 'in', stage: 'to_file', act: 'file' }, asked: { name: 'waiting', box: 'in', stage: 'asked' }, delegated: { name: 'delegated', box: 'out', stage: 'delegated' },
  reported: { name: 'reported', box: 'out', stage: 'reported', act: 'acknowledge' }, to_confirm: { name: 'to_confirm', box: 'in', stage: 'to_confirm' }, to_report: { name: 'to_report', box: 'in', stage: 'to_report' },
};
type Row = { number: string; on: string };
type Outcome = Schemas['BatchRow'];

/** FilingDesk is the morning of a court, a tribunal or a reconsideration body: what waits, shelf by shelf, and many done at once. */
export function FilingDesk() {
  const { codes, session } = useHere();
  const { shelf = 'to_file' } = useParams();
  const here = shelves[shelf] ?? (shelves.to_file as Shelf);
  const found = useGet<List<Schemas['Referral']>>(`/referrals?box=${here.box}&stage=${here.stage}&limit=100`, true);
  const [chosen, setChosen] = useState<Record<string, Row>>({});
  const [results, setResults] = useState<Record<string, Outcome>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [late, setLate] = useState({ kind: '', reason: '' });
  const [busy, setBusy] = useState(false);
  const items = found.data?.items ?? [];
  const may = (r: Schemas['Referral']): boolean => r.allowed_actions.some((a) => a.action === here.act);
  const turn = (id: string, on: boolean): void => setChosen((c) => { const { [id]: _, ...rest } = c; return on ? { ...rest, [id]: { number: '', on: session.today } } : rest; });
  const write = (id: string, part: Partial<Row>): void => setChosen((c) => ({ ...c, [id]: { number: '', on: session.today, ...c[id], ...part } }));
  const go = async (): Promise<void> => {
    setBusy(true);
    try {
      const rows = Object.entries(chosen).map(([id, r]) => ({ id, version: items.find((x) => x.id === id)?.version ?? 0, ...(here.act === 'file' ? { number: r.number, filed_on: r.on, ...(r.on === session.today ? {} : { proof: { kind: late.kind, text: '' }, reason: late.reason }) } : {}) }));
      const answer = await send<List<Outcome>>('POST', '/referrals/batch', { action: here.act, items: rows });
      setResults(Object.fromEntries(answer.items.map((o) => [o.id, o])));
      setChosen((c) => Object.fromEntries(Object.entries(c).filter(([id]) => answer.items.some((o) => o.id === id && o.status >= 400))));
      setProblem(null);
      await again();
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  const gone = Object.values(results).filter((o) => o.status < 400);
  const count = Object.keys(chosen).length;
  return (
    <>
      <h1>{t('filingDesk')}</h1>
      <nav className="boxes" aria-label={t('filingDesk')}>{Object.entries(shelves).map(([key, s]) => <NavLink key={key} to={`/filing/${key}`} onClick={() => { setChosen({}); setResults({}); }}>{t(s.name)}</NavLink>)}</nav>
      {found.error && <Trouble problem={found.error} retry={() => void found.refetch()} />}
      {problem && <Trouble problem={problem} />}
      {gone.length > 0 && <p role="status" className="calm">● {t('done')} {gone.length}</p>}
      {found.data && items.length === 0 && <Empty image={null} description={t('empty')} />}
      {here.act === 'file' && items.some(may) && <p><small>{t('fileEffect')}</small></p>}
      {items.length > 0 && (
        <table className="queue">
          <caption className="skip">{t(here.name)}</caption>
          <thead><tr>{here.act && <th scope="col">{t('choose')}</th>}<th scope="col">{w('due')}</th><th scope="col">{w('number')}</th><th scope="col">{w(here.box === 'out' ? 'to' : 'from')}</th><th scope="col">{w('way')}</th><th scope="col">{w('state')}</th>{here.act === 'file' && <th scope="col">{t('number')}</th>}</tr></thead>
          <tbody>
            {items.map((r) => {
              const row = chosen[r.id];
              const bad = results[r.id];
              return (
                <tr key={r.id}>
                  {here.act && <td><input type="checkbox" className="tick" aria-label={`${t('choose')} ${r.case_number}`} disabled={!may(r)} checked={row !== undefined} onChange={(e) => turn(r.id, e.target.checked)} /></td>}
                  <td><Due on={r.answer_due_on} /></td>
                  <td><a href={`#/referrals/${r.id}`}>{r.case_number}</a> <small>{nameOf(codes, 'category', r.category)}</small></td>
                  <td>{here.box === 'out' ? r.to.name : r.from.name}</td>
                  <td>{nameOf(codes, 'route', r.route)}</td>
                  <td><Tag>{nameOf(codes, 'referral_state', r.state)}</Tag>{r.filing_number}{r.outcome && nameOf(codes, 'referral_outcome', r.outcome)}{bad && bad.status >= 400 && <p role="alert" className="wrong">{t('notDone')}：{bad.detail}</p>}</td>
                  {here.act === 'file' && (
                    <td>{row && <>
                      <input className="pick" aria-label={`${t('number')} ${r.case_number}`} value={row.number} maxLength={100} onChange={(e) => write(r.id, { number: e.target.value })} />
                      <input className="pick" type="date" aria-label={`${t('filedOn')} ${r.case_number}`} max={session.today} value={row.on} onChange={(e) => write(r.id, { on: e.target.value })} />
                    </>}</td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {here.act === 'file' && Object.values(chosen).some((r) => r.on !== session.today) && (
        <div className="upload">
          <label htmlFor="late-kind">{t('notToday')}</label><Pick id="late-kind" options={listed(codes, 'proof_kind')} empty="—" value={late.kind} onChange={(e) => setLate({ ...late, kind: e.target.value })} />
          <input className="pick" aria-label={w('reason')} value={late.reason} maxLength={200} onChange={(e) => setLate({ ...late, reason: e.target.value })} />
        </div>
      )}
      {here.act && items.some(may) && <div className="row"><Button type="primary" disabled={busy || count === 0} onClick={() => void go()}>{t(here.act === 'file' ? 'fileAll' : 'confirmAll', count)}</Button></div>}
    </>
  );
}
