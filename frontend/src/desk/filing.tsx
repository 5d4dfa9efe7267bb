import { Button, Empty, Tag } from 'antd';
import { useState } from 'react';
import { NavLink, useParams } from 'react-router';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, listed, nameOf, type Schemas, useGet, useHere } from './api';
import { Pick, Trouble } from './ask';
import { Due } from './inbox';
import { w } from './words';

const words = {
  list: ['材料核对', 'Filing list'], complete: ['清单所需材料已齐。', 'Everything the list wants is here.'], lacking: ['还缺{}项', '{} missing'], present: ['已有', 'here'], missing: ['缺少', 'missing'], later: ['可后补', 'may follow'], not_needed: ['不需要', 'not needed'],
  once: ['一次性告知', 'Named once and completely'], leftOut: ['要求补正时没有列入', 'Missing, and not asked for'], steps: ['申请的经过', 'The application on its way'], unconfirmed: ['条文待核', 'text not confirmed'],
  handed_in: ['收到申请', 'Handed in'], asked: ['要求补正', 'Defects named'], supplied: ['已补正', 'Mended'], filed: ['立案受理', 'Filed'], refused: ['不予受理', 'Refused'], deemed_accepted: ['视为受理', 'Deemed accepted'], given_up: ['视为放弃', 'Given up'],
  filingDesk: ['立案窗口', 'Filing desk'], to_file: ['待立案', 'To be filed'], waiting: ['已要求补正', 'Defects named'], delegated: ['委派中', 'Delegated'], reported: ['委派结果待确认', 'Results to acknowledge'], to_confirm: ['司法确认', 'Confirmations'], to_report: ['结果待反馈', 'To be reported'],
  empty: ['这里没有案件。', 'Nothing here.'], filedOn: ['立案日期', 'Day of filing'], number: ['案号', 'Number'], fileAll: ['登记选中的{}件', 'File the {} chosen'], confirmAll: ['确认选中的{}件', 'Acknowledge the {} chosen'],
  notToday: ['有立案日期不是今天的：凭证和理由', 'Some were filed on another day: proof and reason'],
  choose: ['选择', 'Choose'], done: ['已办理', 'done'], notDone: ['没有办理', 'not done'], fileEffect: ['逐件登记立案：责任和当事人的期限按立案日期转移、判断。一件不成，不影响其他件。', 'Each is filed on its own: custody and the time limits follow the day of filing. One refusal stops no other.'],
} as const;
type Key = keyof typeof words;
const t = (key: Key, fill?: number): string => words[key][getLanguage() === 'en' ? 1 : 0].replace('{}', String(fill ?? ''));

export type Completeness = Schemas['Completeness'];
const marks: Record<string, string> = { present: '●', missing: '!', later: '◐', not_needed: '○' };

/** FilingList is an application beside what its kind wants, and how it came this far. */
export function FilingList({ known }: { known: Completeness }) {
  if (known.items.length === 0) return null;
  const missing = known.items.filter((i) => i.status === 'missing').length;
  return (
    <details className="filing" open={missing > 0}>
      <summary>{t('list')}：{known.list} <span className={known.complete ? 'calm' : 'late'}>{known.complete ? `● ${t('complete')}` : `! ${t('lacking', missing)}`}</span></summary>
      <ul>
        {known.items.filter((i) => i.status !== 'not_needed').map((i) => (
          <li key={i.code} className={i.status === 'missing' ? 'late' : undefined}>
            <span aria-hidden="true">{marks[i.status]} </span>{i.name} <small>{t(i.status as Key)} · {i.why}{i.cite && <> · {i.cite}</>}{i.known === 'unconfirmed' && i.cite && <> · {t('unconfirmed')}</>}</small>
          </li>
        ))}
      </ul>
      {known.left_out.length > 0 && <p className="late">! {t('leftOut')}：{known.items.filter((i) => known.left_out.includes(i.code)).map((i) => i.name).join('、')}</p>}
      {known.once && <p><small>{t('once')}：{known.once}</small></p>}
      {known.steps.length > 0 && <><h3>{t('steps')}</h3><ol>{known.steps.map((s) => <li key={s.kind + s.entered_at}><time dateTime={s.on}>{s.on}</time> {t(s.kind as Key)}（{s.organization.name}）{(s.items ?? []).join('、')}</li>)}</ol></>}
      {known.warnings.map((x) => <p key={x.code} className="late">! {x.detail}</p>)}
    </details>
  );
}

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

/** filingMenu is the name of the page in the menu. */
export const filingMenu = (): string => t('filingDesk');
