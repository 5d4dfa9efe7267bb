import { Alert, Button, Input } from 'antd';
import { type FormEvent, useEffect, useState } from 'react';
import { useParams } from 'react-router';
import { get, type Problem, send } from '../http';
import { again, type List, nameOf, type Schemas, useGet, useHere } from './api';
import { Ask, Pick, Sheet, Trouble, type Values } from './ask';
import { Export } from './exporting';
import { p } from './partwords';
import { minute } from './path';
import { w } from './words';

type Group = Schemas['Group'];
type Member = Schemas['Member'];
type Row = Schemas['GroupRow'];

/** GroupPage is a group: its cases, who represents them, and what is done for many of them at once. */
export function GroupPage() {
  const { id = '' } = useParams();
  const group = useGet<Group>(`/groups/${id}`);
  const page = useGet<List<Member>>(`/groups/${id}/members?limit=100`);
  const [further, setFurther] = useState<Member[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string[]>([]);
  const [rows, setRows] = useState<Row[] | null>(null);
  const [asking, setAsking] = useState<'batch' | 'people' | 'rep' | 'plan' | null>(null);
  useEffect(() => { setFurther([]); setNext(page.data?.next_cursor ?? null); }, [page.data]);
  if (group.error) return <Trouble problem={group.error} retry={() => void group.refetch()} />;
  if (!group.data || !page.data) return null;
  const members = [...page.data.items, ...further];
  const more = (): void => void get<List<Member>>(`/groups/${id}/members?limit=100&cursor=${encodeURIComponent(next ?? '')}`).then((x) => { setFurther([...further, ...x.items]); setNext(x.next_cursor); });
  const finish = (all: Row[]): void => { setAsking(null); setRows(all); setChosen([]); };
  const may = group.data.can_arrange;
  return (
    <>
      <h1>{group.data.title || p('untitled')}</h1>
      <p><small>{p('founded')} {group.data.founder.name}</small></p>
      {rows && <Results rows={rows} members={members} />}
      <GroupPlan group={group.data} write={() => setAsking('plan')} />
      <Reps group={group.data} members={members} add={() => setAsking('rep')} />
      <section aria-label={p('members')}>
        <h2>{p('members')} <small>{members.length}{next ? '+' : ''}</small></h2>
        <p><small>{p('nobodyElse')}</small></p>
        {may && (
          <div className="row">
            <label className="tick"><input type="checkbox" name="all" checked={chosen.length === members.length && members.length > 0} onChange={(e) => setChosen(e.target.checked ? members.map((m) => m.id) : [])} /> {p('all')}</label>
            <Button type="primary" disabled={chosen.length === 0} onClick={() => setAsking('batch')}>{p('batch')} {chosen.length > 0 && p('chosen', chosen.length)}</Button>
            <Button onClick={() => setAsking('people')}>{p('addPeople')}</Button>
          </div>
        )}
        <Members all={members} plan={group.data.plan !== null} chosen={chosen} choose={may ? setChosen : null} />
        {next && <Button onClick={more}>{p('more')}</Button>}
        <Export list="group_members" query={{ id }} of={p('members')} />
      </section>
      {asking === 'batch' && <Batch id={id} cases={chosen} close={() => setAsking(null)} done={finish} />}
      {asking === 'people' && <People id={id} members={members} close={() => setAsking(null)} done={finish} />}
      {asking === 'plan' && <WritePlan group={group.data} close={() => setAsking(null)} />}
      {asking === 'rep' && <NameRep id={id} members={members} close={() => setAsking(null)} />}
    </>
  );
}

function Members({ all, plan, chosen, choose }: { all: Member[]; plan: boolean; chosen: string[]; choose: ((ids: string[]) => void) | null }) {
  const { codes } = useHere();
  const turn = (id: string): void => choose?.(chosen.includes(id) ? chosen.filter((x) => x !== id) : [...chosen, id]);
  return (
    <table className="queue">
      <caption className="skip">{p('members')}</caption>
      <thead><tr><th scope="col">{p('number')}</th><th scope="col">{p('applicants')}</th><th scope="col">{p('state')}</th><th scope="col">{p('custodian')}</th>{plan && <th scope="col">{p('planWords')}</th>}</tr></thead>
      <tbody>{all.map((m) => {
        const who = m.applicants.map((a) => a.name).join('、');
        return (
          <tr key={m.id}>
            <td>{choose ? <label className="tick"><input type="checkbox" aria-label={`${m.number} ${who}`} checked={chosen.includes(m.id)} onChange={() => turn(m.id)} /></label> : null} <a href={`#/cases/${m.id}`}>{m.number}</a></td>
            <td>{who}</td><td>{nameOf(codes, 'case_state', m.state)} {nameOf(codes, 'case_outcome', m.outcome)}</td><td>{m.custodian.name}</td>{plan && <td>{m.plan_words.map((x) => <PlanWord key={x.party_id} answer={x.answer} />)}</td>}
          </tr>
        );
      })}</tbody>
    </table>
  );
}

function PlanWord({ answer }: { answer: string }) {
  const [look, sign, key] = answer === 'yes' ? ['calm', '✓', 'planYes'] as const : answer === 'no' ? ['soon', '✗', 'planNo'] as const : ['still', '…', 'planAsk'] as const;
  return <span className={look}>{sign} {p(key)} </span>;
}

function GroupPlan({ group, write }: { group: Group; write: () => void }) {
  const plan = group.plan;
  return (
    <section aria-label={p('plan')}>
      <h2>{p('plan')}</h2>
      {plan ? <><p className="words">{plan.text}</p><p><small>{p('planNo2', plan.no)} · {plan.organization.name} {minute(plan.made_at)}</small></p></> : <p>{p('noPlan')}</p>}
      {group.can_arrange && <div className="row"><Button onClick={write}>{p(plan ? 'changePlan' : 'writePlan')}</Button></div>}
    </section>
  );
}

function WritePlan({ group, close }: { group: Group; close: () => void }) {
  const { busy, problem, run } = useDoing(close);
  const go = (v: Values): void => void run(() => send('POST', `/groups/${group.id}/plans`, { text: v.text }, group.plan?.no));
  return <Sheet title={p('plan')} close={close}><Ask effect={p('planEffect')} busy={busy} problem={problem} send={go} cancel={close} fields={[{ name: 'text', label: p('planText'), kind: 'long', value: group.plan?.text ?? '' }]} /></Sheet>;
}

function Reps({ group, members, add }: { group: Group; members: Member[]; add: () => void }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const end = async (party: string): Promise<void> => {
    setProblem(null);
    try { await send('POST', `/groups/${group.id}/representatives/${party}/end`, {}); await again(); } catch (e) { setProblem(e as Problem); }
  };
  const number = (id: string): string => members.find((m) => m.id === id)?.number ?? '';
  return (
    <section aria-label={p('reps')}>
      <h2>{p('reps')} <small>{p('atMost', group.max_representatives)} · {group.cite}</small></h2>
      {group.representatives.length === 0 && <p>{p('noReps')}</p>}
      {group.representatives.map((r) => (
        <div key={r.party_id} className="row">
          <span><strong>{r.name}</strong> <a href={`#/cases/${r.case_id}`}>{number(r.case_id)}</a> <small>{p('since')} {r.since_on}</small></span>
          {group.can_arrange && <Button aria-label={`${p('endRep')} ${r.name}`} onClick={() => void end(r.party_id)}>{p('endRep')}</Button>}
        </div>
      ))}
      {problem && <Trouble problem={problem} />}
      {group.can_arrange && group.representatives.length < group.max_representatives && <div className="row"><Button onClick={add}>{p('nameRep')}</Button></div>}
    </section>
  );
}

function useDoing(done: () => void): { busy: boolean; problem: Problem | null; run: (go: () => Promise<unknown>) => Promise<void> } {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (go: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    try { await go(); await again(); done(); } catch (e) { setProblem(e as Problem); } finally { setBusy(false); }
  };
  return { busy, problem, run };
}

function NameRep({ id, members, close }: { id: string; members: Member[]; close: () => void }) {
  const people = members.flatMap((m) => m.applicants.map((a) => ({ code: a.id, name: `${a.name} ${m.number}`, case: m.id })));
  const [party, setParty] = useState(people[0]?.code ?? '');
  const papers = useGet<List<Schemas['Document']>>(party ? `/cases/${people.find((x) => x.code === party)?.case}/documents?limit=100` : null);
  const { busy, problem, run } = useDoing(close);
  const go = (v: Values): void => void run(() => send('POST', `/groups/${id}/representatives`, { party_id: party, document_id: v.document_id }));
  return (
    <Sheet title={p('nameRep')} close={close}>
      <p><label htmlFor="rep-who">{p('whoRep')}</label><Pick id="rep-who" value={party} options={people} onChange={(e) => setParty(e.target.value)} /></p>
      {papers.data?.items.length === 0 && <Alert type="warning" role="status" title={p('noPaper')} />}
      <Ask
        key={party + String(papers.data?.items.length)} effect={p('repEffect')} busy={busy} problem={problem} send={go} cancel={close}
        fields={[{ name: 'document_id', label: p('authority'), kind: 'choice', blank: true, options: (papers.data?.items ?? []).map((d) => ({ code: d.id, name: d.title })) }]}
      />
    </Sheet>
  );
}

/** How many cases are sent at once: what the route is, and in which mode. */
const ways = [['assigned', 'petition', 'petition'], ['offered', 'people_mediation', 'people_mediation'], ['offered', 'administrative_mediation', 'administrative_mediation'], ['guided', 'arbitration', 'labour_arbitration'], ['guided', 'litigation', 'civil_litigation']] as const;

function Batch({ id, cases, close, done }: { id: string; cases: string[]; close: () => void; done: (r: Row[]) => void }) {
  const { codes } = useHere();
  const [act, setAct] = useState('refer');
  const [way, setWay] = useState('0');
  const [mode, channel, route] = ways[Number(way)] ?? ways[0];
  const units = useGet<List<Schemas['Organization']>>(act === 'refer' ? `/organizations?limit=100&channel=${channel}` : null);
  const [rows, setRows] = useState<Row[]>([]);
  const { busy, problem, run } = useDoing(() => undefined);
  useEffect(() => { if (rows.length > 0) done(rows); }, [rows]);
  const go = (v: Values): void => void run(async () => {
    const body = act === 'refer' ? { to: v.to, channel, route, mode, reason: v.reason } : act === 'close' ? { outcome: v.outcome } : {};
    const all: Row[] = [];
    for (let i = 0; i < cases.length; i += 100) all.push(...(await send<List<Row>>('POST', `/groups/${id}/batch`, { action: act, cases: cases.slice(i, i + 100), body })).items);
    setRows(all);
  });
  return (
    <Sheet title={`${p('batch')} ${p('chosen', cases.length)}`} close={close}>
      <p><label htmlFor="batch-act">{p('batch')}</label><Pick id="batch-act" value={act} options={[{ code: 'refer', name: p('refer') }, { code: 'close', name: nameOf(codes, 'case_state', 'closed') }, { code: 'leave', name: p('leave') }]} onChange={(e) => setAct(e.target.value)} /></p>
      {act === 'refer' && <p><label htmlFor="batch-way">{p('how')}</label><Pick id="batch-way" value={way} options={ways.map(([m, , r], i) => ({ code: String(i), name: `${nameOf(codes, 'mode', m)} · ${nameOf(codes, 'route', r)}` }))} onChange={(e) => setWay(e.target.value)} /></p>}
      <Ask
        key={act + way} effect={p('batchEffect')} button={p('run')} busy={busy} problem={problem} send={go} cancel={close}
        fields={act === 'refer' ? [{ name: 'to', label: p('to'), kind: 'choice', blank: true, options: (units.data?.items ?? []).map((o) => ({ code: o.id, name: o.name })) }, { name: 'reason', label: p('why'), kind: 'text' }]
          : act === 'close' ? [{ name: 'outcome', label: p('state'), kind: 'choice', blank: true, options: codes.lists.case_outcome ?? [] }] : []}
      />
    </Sheet>
  );
}

function People({ id, members, close, done }: { id: string; members: Member[]; close: () => void; done: (r: Row[]) => void }) {
  const [rows, setRows] = useState<Row[]>([]);
  const { busy, problem, run } = useDoing(() => undefined);
  useEffect(() => { if (rows.length > 0) done(rows); }, [rows]);
  const go = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const form = new FormData(e.currentTarget);
    const lines = String(form.get('list') ?? '').split('\n').map((l) => l.trim()).filter((l) => l !== '');
    const people = lines.map((l) => { const [name, phone] = l.split(/\s+/); return { party: { kind: 'person', name, ...(phone ? { phone } : {}) } }; });
    void run(async () => {
      const all: Row[] = [];
      for (let i = 0; i < people.length; i += 100) all.push(...(await send<List<Row>>('POST', `/groups/${id}/people`, { like: String(form.get('like')), people: people.slice(i, i + 100) })).items);
      setRows(all);
    });
  };
  return (
    <Sheet title={p('addPeople')} close={close}>
      <form onSubmit={go}>
        <p>{p('peopleEffect')}</p>
        {problem && <Trouble problem={problem} />}
        <p><label htmlFor="like">{p('like')}</label><Pick id="like" name="like" options={members.filter((m) => m.state === 'open').map((m) => ({ code: m.id, name: `${m.number} ${m.applicants.map((a) => a.name).join('、')}` }))} /></p>
        <p><label htmlFor="list">{p('list')}</label><Input.TextArea id="list" name="list" rows={6} required /></p>
        <div className="row"><Button type="primary" htmlType="submit" disabled={busy}>{p('run')}</Button><Button onClick={close}>{w('cancel')}</Button></div>
      </form>
    </Sheet>
  );
}

function Results({ rows, members }: { rows: Row[]; members: Member[] }) {
  const codes = rows.some((r) => r.query_code);
  const who = (r: Row): string => r.name || (members.find((m) => m.id === r.case_id)?.applicants.map((a) => a.name).join('、') ?? '');
  return (
    <section aria-label={p('results')}>
      <h2>{p('results')}</h2>
      <p role="status">{p('ok')} {rows.filter((r) => r.status < 300).length} / {rows.length}</p>
      {codes && <p>{p('keepSlip')}</p>}
      <table className="queue">
        <caption className="skip">{p('results')}</caption>
        <thead><tr><th scope="col">{p('applicants')}</th><th scope="col">{p('number')}</th><th scope="col">{p('results')}</th>{codes && <th scope="col">{p('code')}</th>}</tr></thead>
        <tbody>{rows.map((r, i) => (
          <tr key={r.case_id ?? i}>
            <td>{who(r)}</td><td>{r.number ?? members.find((m) => m.id === r.case_id)?.number}</td>
            <td>{r.status < 300 ? <span className="calm">● {p('ok')}</span> : <span className="late">! {r.detail}</span>}</td>
            {codes && <td><span className="code">{r.query_code}</span> {r.second_secret}</td>}
          </tr>
        ))}</tbody>
      </table>
    </section>
  );
}
