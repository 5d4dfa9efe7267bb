import { Alert, Button, Empty, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { type Problem, send } from '../http';
import { again, type List, listed, nameOf, type Schemas, useGet, useHere } from './api';
import { Ask, type Field, Sheet, Trouble, type Values } from './ask';
import { ReceptionChanges, Unaware } from './changes';
import { CheckIn } from './checkin';
import { Frequency } from './frequency';
import { Export } from './exporting';
import { Availability, FreeLawyers } from './lawyers';
import { OfferSeat, SeatOffers } from './seats';
import { Answers, Invitations, Table } from './table';
import { minute } from './path';
import { w } from './words';

/** useDoing is a dialog that sends one thing. */
function useDoing(): { busy: boolean; problem: Problem | null; open: string | null; start: (what: string | null) => void; go: (path: string, body: unknown) => Promise<unknown> } {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const start = (what: string | null): void => { setProblem(null); setOpen(what); };
  const go = async (path: string, body: unknown): Promise<unknown> => {
    setBusy(true);
    try {
      const answer = await send('POST', path, body);
      await again();
      start(null);
      return answer;
    } catch (p) { setProblem(p as Problem); return null; } finally { setBusy(false); }
  };
  return { busy, problem, open, start, go };
}

const instant = (v: unknown): string => new Date(`${String(v)}:00+08:00`).toISOString();

/** following is the next day: a reception is announced before its day. */
const following = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

const rows = (v: unknown): string[] => String(v ?? '').split('\n').map((s) => s.trim()).filter((s) => s !== '');

/** Receptions is the days to come. */
export function Receptions() {
  const { session } = useHere();
  const read = useGet<List<Schemas['Reception']>>(`/receptions?from=${session.today}&limit=100`, true);
  const doing = useDoing();
  const go = useNavigate();
  const plan = async (v: Values): Promise<void> => {
    await doing.go('/receptions', { place: v.place, lead: v.lead ?? '', starts_at: instant(v.starts_at), ends_at: instant(v.ends_at), lawyers_wanted: Number(v.lawyers_wanted ?? 0), public: v.public === true });
  };
  return (
    <>
      <h1>{w('receptions')}</h1>
      <div className="row">{session.may.includes('reception.plan') && <Button type="primary" onClick={() => doing.start('plan')}>{w('plan')}</Button>}<Button onClick={() => void go('/duty')}>{w('dutySheet')}</Button></div>
      {session.may.includes('reception.join') && <><ReceptionChanges /><SeatOffers /></>}
      {session.may.includes('reception.attend') && <Invitations />}
      <Export list="receptions" query={{ from: session.today }} />
      {read.error && <Trouble problem={read.error} retry={() => void read.refetch()} />}
      {read.data?.items.length === 0 && <Empty image={null} description={w('noReceptions')} />}
      <ul className="cards">{read.data?.items.map((r) => (
        <li key={r.id}><a href={`#/receptions/${r.id}`}><strong>{minute(r.starts_at)}</strong> {r.host_organization.name}</a> {r.place} <Tag>{w('lawyers')} {r.lawyers.length}/{r.lawyers_wanted}</Tag>{r.public && <Tag>{w('isPublic')}</Tag>}{r.state !== 'planned' && <span className={r.state === 'cancelled' ? 'late' : 'soon'}> ! {w(r.state === 'cancelled' ? 'cancelled' : 'moved')}</span>}</li>
      ))}</ul>
      {session.may.includes('availability.keep') && <Availability />}
      <Frequency />
      {doing.open === 'plan' && (
        <Sheet title={w('plan')} close={() => doing.start(null)}>
          <Ask effect={w('planEffect')} busy={doing.busy} problem={doing.problem} send={(v) => void plan(v)} cancel={() => doing.start(null)} fields={[
            { name: 'place', label: w('place'), kind: 'text' }, { name: 'lead', label: w('lead'), kind: 'text', optional: true }, { name: 'starts_at', label: w('startsAt'), kind: 'time', value: `${following(session.today)}T09:00` }, { name: 'ends_at', label: w('endsAt'), kind: 'time', value: `${following(session.today)}T17:00` },
            { name: 'lawyers_wanted', label: w('lawyersWanted'), kind: 'number', value: '1' }, { name: 'public', label: w('isPublic'), kind: 'check', value: true },
          ]}>{session.may.includes('lawyer.list') && <FreeLawyers />}</Ask>
        </Sheet>
      )}
    </>
  );
}

/** Reception is one day: who sits there, and the queue. */
export function Reception() {
  const { id = '' } = useParams();
  const { session, codes } = useHere();
  const read = useGet<Schemas['Reception']>(`/receptions/${id}`);
  const queue = useGet<List<Schemas['Visit']>>(`/receptions/${id}/visits?limit=100`, true);
  const doing = useDoing();
  const r = read.data;
  if (!r) return read.error ? <Trouble problem={read.error} /> : <p role="status">{w('loading')}</p>;
  const seated = queue.data !== undefined;
  const dialog = (title: string, effect: string, fields: Field[], go: (v: Values) => void): ReactNode => (
    <Sheet title={title} close={() => doing.start(null)}><Ask effect={effect} busy={doing.busy} problem={doing.problem} fields={fields} send={go} cancel={() => doing.start(null)} /></Sheet>
  );
  return (
    <>
      <h1>{r.host_organization.name} <small>{r.place} · {minute(r.starts_at)}–{minute(r.ends_at).slice(11)}</small></h1>
      {r.change && <Alert type="warning" showIcon title={`${w(r.state === 'cancelled' ? 'cancelled' : 'moved')}：${r.change}`} description={r.moved_from ? `${w('movedFrom')} ${minute(r.moved_from)}` : undefined} />}
      <Unaware reception={r} />
      <p>{w('lawyers')}：{r.lawyers.map((l) => `${l.name}（${l.firm}）`).join('、') || w('nobody')}</p>
      <Table reception={r} />
      {seated && <Export list="visits" query={{ id }} />}
      <div className="row">
        {session.may.includes('reception.join') && r.joined && <Button onClick={() => doing.start('leave')}>{w('leaveSeat')}</Button>}
        {session.may.includes('reception.join') && r.joined && r.state !== 'cancelled' && <OfferSeat reception={r} />}
        {session.may.includes('reception.join') && !r.joined && r.state !== 'cancelled' && <Button type="primary" onClick={() => doing.start('join')}>{w('join')}</Button>}
        {session.may.includes('visit.check_in') && seated && r.state !== 'cancelled' && <Button type="primary" onClick={() => doing.start('in')}>{w('checkIn')}</Button>}
        {r.may_change && <Button onClick={() => doing.start('move')}>{w('moveReception')}</Button>}
        {r.may_change && <Button danger onClick={() => doing.start('cancel')}>{w('cancelReception')}</Button>}
      </div>
      {seated && <h2>{w('queue')}</h2>}
      {queue.data?.items.length === 0 && <Empty image={null} description={w('emptyQueue')} />}
      <ol className="cards">{queue.data?.items.map((v) => <li key={v.id}><a href={`#/visits/${v.id}`}>{v.number_in_queue} · {v.visitor.name}</a> <small>{minute(v.checked_in_at).slice(11)}</small>{v.outcome && <> <Tag>{nameOf(codes, 'visit_outcome', v.outcome)}</Tag></>}</li>)}</ol>
      {doing.open === 'leave' && dialog(w('leaveSeat'), w('leaveSeatEffect'), [], () => void doing.go(`/receptions/${id}/leave`, {}))}
      {doing.open === 'cancel' && dialog(w('cancelReception'), w('cancelEffect'), [{ name: 'text', label: w('reason'), kind: 'long' }], (v) => void doing.go(`/receptions/${id}/cancel`, { text: v.text }))}
      {doing.open === 'move' && dialog(w('moveReception'), w('moveEffect'), [{ name: 'place', label: w('place'), kind: 'text', value: r.place }, { name: 'starts_at', label: w('startsAt'), kind: 'time', value: minute(r.starts_at).replace(' ', 'T') }, { name: 'ends_at', label: w('endsAt'), kind: 'time', value: minute(r.ends_at).replace(' ', 'T') }, { name: 'text', label: w('reason'), kind: 'long' }],
        (v) => void doing.go(`/receptions/${id}/move`, { place: v.place, starts_at: instant(v.starts_at), ends_at: instant(v.ends_at), text: v.text }))}
      {doing.open === 'join' && dialog(w('join'), w('joinEffect'), [], () => void doing.go(`/receptions/${id}/join`, {}))}
      {doing.open === 'in' && <CheckIn reception={id} busy={doing.busy} problem={doing.problem} send={(body) => void doing.go(`/receptions/${id}/visits`, body)} close={() => doing.start(null)} />}
    </>
  );
}

/** Visit is one visitor: names first for a lawyer, then the matter and the opinion. */
export function Visit() {
  const { id = '' } = useParams();
  const { session, codes } = useHere();
  const go = useNavigate();
  const read = useGet<Schemas['Visit']>(`/visits/${id}`);
  const lawyer = session.may.includes('opinion.write');
  const names = useGet<Schemas['Names']>(lawyer ? `/visits/${id}/conflict-check` : null);
  const opinions = useGet<List<Schemas['Opinion']>>(lawyer && names.data?.conflict === false ? `/visits/${id}/opinions` : null);
  const doing = useDoing();
  const v = read.data;
  if (!v) return read.error ? <Trouble problem={read.error} /> : <p role="status">{w('loading')}</p>;
  return (
    <>
      <p><Button onClick={() => void go(`/receptions/${v.reception_id}`)}>{w('back')}</Button></p>
      <h1>{w('visit')} {v.number_in_queue} · {v.visitor.name}</h1>
      {names.data && <Alert type={names.data.conflict ? 'error' : 'success'} role="status" title={w(names.data.conflict ? 'conflictYes' : 'conflictNone')} description={`${w('namesChecked')}：${names.data.names.join('、')}`} />}
      {v.matter && <section aria-label={w('matter')}><h2>{w('matter')}</h2><p className="words">{v.matter}</p></section>}
      {v.visitor.phone && <p>{w('phone')} <a href={`tel:${encodeURIComponent(v.visitor.phone)}`}>{v.visitor.phone}</a></p>}
      {v.outcome && <p>{w('visitOutcome')} <Tag>{nameOf(codes, 'visit_outcome', v.outcome)}</Tag>{v.route && nameOf(codes, 'route', v.route)}</p>}
      <div className="row">
        {session.may.includes('visit.check_in') && !v.outcome && <Button onClick={() => doing.start('end')}>{w('visitOutcome')}</Button>}
        {session.may.includes('case.register') && (v.case_id ? <Button onClick={() => void go(`/cases/${v.case_id}`)}>{w('toCase')}</Button> : <Button type="primary" onClick={() => void go(`/register?visit=${v.id}`)}>{w('registerVisit')}</Button>)}
        {lawyer && names.data?.conflict === false && <Button type="primary" onClick={() => doing.start('opine')}>{w('opine')}</Button>}
        {lawyer && v.case_id && <Button onClick={() => void go(`/cases/${v.case_id}`)}>{w('toCase')}</Button>}
      </div>
      <Answers visit={v} />
      {opinions.data && (
        <section aria-label={w('opinions')}><h2>{w('opinions')}</h2>
          {opinions.data.items.length === 0 && <p>{w('noOpinions')}</p>}
          {opinions.data.items.map((o) => <div key={o.id} className="record">{o.facts && <p className="words"><strong>{w('factsTold')}：</strong>{o.facts}</p>}<p className="words">{o.text}</p>{o.law.length > 0 && <p><strong>{w('byLaw')}：</strong>{o.law.join('；')}</p>}{o.bring.length > 0 && <p><strong>{w('bring')}：</strong>{o.bring.join('、')}</p>}<p><a href={`#/visits/${id}/sheet/${o.id}`}>{w('takeHome')}</a></p><p><small>{o.for_party} {minute(o.at)}</small> {o.routes.map((x) => <Tag key={x}>{listed(codes, 'route').find((t) => t.code === x)?.name ?? x}</Tag>)}</p></div>)}
        </section>
      )}
      {doing.open === 'end' && (
        <Sheet title={w('visitOutcome')} close={() => doing.start(null)}>
          <Ask effect={w('visitEndEffect')} busy={doing.busy} problem={doing.problem} cancel={() => doing.start(null)}
            send={(x) => void doing.go(`/visits/${id}/outcome`, { outcome: x.outcome, ...(x.route ? { route: x.route } : {}), ...(x.outcome === 'linked' ? { case_id: v.case_id } : {}) })}
            fields={[{ name: 'outcome', label: w('visitOutcome'), kind: 'choice', options: listed(codes, 'visit_outcome').filter((o) => ['advised', 'guided', 'gone', ...(v.case_id ? ['linked'] : [])].includes(o.code)) }, { name: 'route', label: w('suggest'), kind: 'choice', options: listed(codes, 'route'), optional: true }]} />
        </Sheet>
      )}
      {doing.open === 'opine' && (
        <Sheet title={w('opine')} close={() => doing.start(null)}>
          <Ask effect={w('opineEffect')} busy={doing.busy} problem={doing.problem} cancel={() => doing.start(null)} send={(x) => void doing.go(`/visits/${id}/opinions`, { facts: x.facts ?? '', law: rows(x.law), text: x.text, routes: x.routes ?? [], bring: rows(x.bring), for_party: v.visitor.name })}
            fields={[{ name: 'facts', label: w('factsTold'), kind: 'long', optional: true }, { name: 'law', label: w('lawLines'), kind: 'long', optional: true }, { name: 'text', label: w('opinion'), kind: 'long' }, { name: 'bring', label: w('bringLines'), kind: 'long', optional: true }, { name: 'routes', label: w('suggest'), kind: 'many', options: listed(codes, 'route'), optional: true }]} />
        </Sheet>
      )}
    </>
  );
}
