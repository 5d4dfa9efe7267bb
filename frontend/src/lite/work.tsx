import { useState } from 'preact/hooks';
import type { components } from '../api';
import { get, type Problem, send } from '../http';
import { type Key, t } from '../text';
import { Follow, Needs, Recuse } from './people';
import { Ask, Badge, type Question, Sheet, Trouble, useLoaded } from './widgets';

type Schemas = components['schemas'];
type Action = Schemas['Action'];
type List<T> = { items: T[] };
type Whole = { referral: Schemas['Referral']; file: Schemas['Case']; proceeding: Schemas['Proceeding'] | null; notes: Schemas['Note'][]; sessions: Schemas['Meeting'][]; agreement: Schemas['Agreement'] | null };

/** What an action asks and does, said before it is done. Which of them are allowed, the server says. */
type Form = { effect: Key; questions: (w: Whole) => Question[]; body: (v: Record<string, string>) => unknown };

const codes = (all: [string, Key][]): { code: string; text: string }[] => all.map(([code, key]) => ({ code, text: t(key) }));
const reason = (all: [string, Key][]): Question[] => [{ name: 'code', label: 'reason', kind: 'choice', options: codes(all) }, { name: 'text', label: 'words', kind: 'long' }];
const plain = (v: Record<string, string>): unknown => v;

const forms: Record<string, Form> = {
  'referral.accept': { effect: 'acceptEffect', questions: () => [], body: () => ({}) },
  'referral.decline': { effect: 'declineEffect', questions: () => reason([['outside_scope', 'outside_scope'], ['party_refuses', 'party_refuses'], ['conflict_of_interest', 'conflict'], ['capacity', 'capacity'], ['other', 'other_reason']]), body: plain },
  'referral.complete': { effect: 'completeEffect', questions: () => [{ name: 'outcome', label: 'outcome', kind: 'choice', options: codes([['settled', 'settled'], ['unsettled', 'unsettled']]) }, { name: 'text', label: 'words', kind: 'long' }], body: plain },
  'proceeding.hold': {
    effect: 'holdEffect',
    questions: () => [{ name: 'held_on', label: 'heldOn', kind: 'date' }, { name: 'present', label: 'present', hint: 'presentHint', kind: 'text' }, { name: 'text', label: 'said', kind: 'long' }],
    body: (v) => ({ held_on: v.held_on, present: (v.present ?? '').split(/[、,，]/).map((s) => s.trim()).filter((s) => s !== ''), text: v.text }),
  },
  'proceeding.terminate': { effect: 'terminateEffect', questions: () => reason([['no_agreement', 'no_agreement'], ['party_refuses', 'party_refuses'], ['no_show', 'no_show'], ['outside_scope', 'outside_scope'], ['other', 'other_reason']]), body: plain },
  'proceeding.agree': {
    effect: 'agreementEffect',
    questions: () => [{ name: 'terms', label: 'terms', kind: 'long' }, { name: 'what', label: 'duty', kind: 'text' }, { name: 'by_on', label: 'dutyBy', kind: 'date' }],
    body: (v) => ({ terms: v.terms, form: 'written', performance: [{ what: v.what, by_on: v.by_on }] }),
  },
  sign: {
    effect: 'signEffect',
    questions: (w) => [
      { name: 'signer', label: 'signer', kind: 'choice', options: (w.agreement?.missing ?? []).map((s) => ({ code: s, text: signerName(w, s) })) },
      { name: 'signed_on', label: 'signedOn', kind: 'date' }, { name: 'reason', label: 'why', kind: 'text' },
    ],
    body: (v) => ({ ...(v.signer === 'mediator' ? { mediator: true } : v.signer === 'seal' ? { seal: true } : { party_id: v.signer }), signed_on: v.signed_on, reason: v.reason, grade: 'paper' }),
  },
  note: { effect: 'noteEffect', questions: () => [{ name: 'text', label: 'words', kind: 'long' }], body: (v) => ({ class: 'channel', text: v.text }) },
  consent: {
    effect: 'consentEffect',
    questions: (w) => [
      { name: 'party_id', label: 'whose', kind: 'choice', options: w.file.parties.map((p) => ({ code: p.id, text: p.name })) },
      { name: 'answer', label: 'consent', kind: 'choice', options: codes([['yes', 'yes'], ['no', 'no']]) },
    ],
    body: (v) => ({ party_id: v.party_id, subject: 'mediation', answer: v.answer, form: 'recorded' }),
  },
};

function signerName(w: Whole, signer: string): string {
  if (signer === 'mediator') return t('mediatorSelf');
  if (signer === 'seal') return t('seal');
  return w.file.parties.find((p) => p.id === signer)?.name ?? signer;
}

/** none turns «no agreement has been recorded», and what a recusal closes, into null. */
const none = (p: Problem): null => { if (p.code === 'agreement_missing' || p.code === 'recused') return null; throw p; };

async function readAll(id: string): Promise<Whole> {
  const referral = await get<Schemas['Referral']>(`/referrals/${id}`);
  const file = await get<Schemas['Case']>(`/cases/${referral.case_id}`);
  if (file.view !== 'full') return { referral, file, proceeding: null, notes: [], sessions: [], agreement: null };
  const all = await get<List<Schemas['Proceeding']>>(`/cases/${referral.case_id}/proceedings`);
  const proceeding = all.items.find((p) => p.referral_id === id) ?? null;
  if (proceeding === null) return { referral, file, proceeding, notes: [], sessions: [], agreement: null };
  const [notes, sessions, agreement] = await Promise.all([
    get<List<Schemas['Note']>>(`/proceedings/${proceeding.id}/notes`), get<List<Schemas['Meeting']>>(`/proceedings/${proceeding.id}/sessions`).catch(none),
    get<Schemas['Agreement']>(`/proceedings/${proceeding.id}/agreement`).catch(none),
  ]);
  return { referral, file, proceeding, notes: notes.items, sessions: sessions?.items ?? [], agreement };
}

type Step = { key: string; title: string; path: string; version?: number };

/** steps are the buttons: the server's allowed actions that a phone is fit for, the likeliest first. */
function steps(w: Whole): Step[] {
  const list: Step[] = [];
  const add = (noun: string, all: Action[], version: number): void => {
    for (const a of all) {
      const key = `${noun}.${a.action}`;
      if (forms[key] !== undefined) list.push({ key, title: a.title, path: a.href.replace('/api/v1', ''), version });
    }
  };
  if (w.proceeding !== null && w.proceeding.allowed_actions.length > 0) {
    add('proceeding', w.proceeding.allowed_actions, w.proceeding.version);
    list.push({ key: 'note', title: t('note'), path: `/proceedings/${w.proceeding.id}/notes` });
    list.push({ key: 'consent', title: t('consent'), path: `/cases/${w.file.id}/consents` });
  }
  if (w.proceeding !== null && w.agreement !== null && w.agreement.missing.length > 0) {
    list.push({ key: 'sign', title: t('sign'), path: `/proceedings/${w.proceeding.id}/agreement/sign` });
  }
  add('referral', w.referral.allowed_actions, w.referral.version);
  // While mediation runs, what is done often comes first; when it has ended, only the result is left.
  const likely = ['referral.accept', 'referral.decline', 'sign', 'proceeding.hold', 'note', 'proceeding.agree', 'proceeding.terminate'];
  const place = (s: Step): number => (likely.includes(s.key) ? likely.indexOf(s.key) : likely.length);
  return list.sort((a, b) => place(a) - place(b));
}

export function Work({ referralID, back }: { referralID: string; back: () => void }) {
  const { value: w, problem, again } = useLoaded(() => readAll(referralID), referralID);
  const [step, setStep] = useState<Step | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const [notice, setNotice] = useState('');
  if (w === null) return problem ? <Trouble problem={problem} retry={again} /> : <p role="status">{t('loading')}</p>;
  const act = async (s: Step, v: Record<string, string>): Promise<void> => {
    setBusy(true);
    try {
      if (s.key === 'proceeding.agree' && w.proceeding !== null) {
        // Written down first, then agreed upon; what was written down before is not written twice.
        const made = w.agreement ?? await send<Schemas['Agreement']>('POST', `/proceedings/${w.proceeding.id}/agreement`, forms[s.key]?.body(v));
        await send('POST', s.path, { agreement_id: made.id });
      } else {
        await send('POST', s.path, forms[s.key]?.body(v), s.version);
      }
      setStep(null);
      setRefusal(null);
      setNotice(t('saved'));
      again();
    } catch (p) {
      const refused = p as Problem;
      setRefusal(refused.status === 412 ? { ...refused, detail: t('changed') } : refused);
      if (refused.status === 412) again();
    } finally { setBusy(false); }
  };
  const all = steps(w);
  const button = (s: Step) => <button type="button" key={s.key} onClick={() => { setRefusal(null); setNotice(''); setStep(s); }}>{s.title}</button>;
  const form = step === null ? undefined : forms[step.key];
  return (
    <>
      <button type="button" onClick={back}>{t('back')}</button>
      <h1>{w.file.title || w.file.number}</h1>
      {notice !== '' && <p class="done" role="status">{notice}</p>}
      {w.file.view !== 'full' && <p>{t('card')}</p>}
      <Needs needs={w.file.needs} first={w.file.say_first} />
      <dl>
        <dt>{t('number')}</dt><dd>{w.file.number}</dd>
        <dt>{t('from')}</dt><dd>{w.referral.from.name}：{w.referral.reason}</dd>
        {w.proceeding === null && w.referral.answer_due_on !== null && <><dt>{t('answerBy')}</dt><dd><Badge due={w.referral.answer_due_on} state="running" /></dd></>}
        {w.file.summary !== undefined && w.file.summary !== '' && <><dt>{t('summary')}</dt><dd>{w.file.summary}</dd></>}
      </dl>
      {w.proceeding?.clocks.map((c) => <p key={c.id}><strong>{c.name}</strong> <Badge due={c.due_on} state={c.state} /></p>)}
      <h2>{t('parties')}</h2>
      {w.file.parties.map((p) => (
        <div class="row" key={p.id}><span>{p.name}</span>{p.phone && !p.phone.includes('*') && <a class="button" href={`tel:${p.phone}`}>{t('call')} {p.phone}</a>}</div>
      ))}
      {w.file.claims.length > 0 && <><h2>{t('claims')}</h2><ul>{w.file.claims.map((c) => <li key={c.id}>{c.text}</li>)}</ul></>}
      <div class="row">{all.slice(0, 3).map(button)}</div>
      {(all.length > 3 || w.file.own_recusal_rule) && (
        <details><summary>{t('more')}</summary><div class="row">{all.slice(3).map(button)}<Recuse file={w.file} done={() => { setNotice(t('saved')); again(); }} /></div></details>
      )}
      {w.agreement !== null && (
        <div class="card">
          <h2>{t('agreement')}</h2>
          <p>{w.agreement.terms}</p>
          <Follow duties={w.agreement.performance} done={() => { setNotice(t('saved')); again(); }} />
          {w.agreement.signatures.map((s) => <p key={s.signer}>{signerName(w, s.signer)} <time dateTime={s.signed_on}>{s.signed_on}</time></p>)}
          {w.agreement.missing.length > 0 && <p>{t('unsigned')}：{w.agreement.missing.map((s) => signerName(w, s)).join('、')}</p>}
          {w.agreement.effective_on !== null && <p><strong>{t('effective')} {w.agreement.effective_on}</strong></p>}
        </div>
      )}
      {w.proceeding !== null && (
        <>
          <h2>{t('sessions')}</h2>
          {w.sessions.length === 0 && <p>{t('noNotes')}</p>}
          {w.sessions.map((s) => <div class="card" key={s.id}><p>{s.held_on ?? ''} {s.present.join('、')}</p><p>{s.text}</p></div>)}
          <h2>{t('notes')}</h2>
          {w.notes.length === 0 && <p>{t('noNotes')}</p>}
          {w.notes.map((n) => <div class="card" key={n.id}><p>{n.text}</p></div>)}
        </>
      )}
      {step !== null && form !== undefined && (
        <Sheet title={step.title} close={() => setStep(null)}>
          <Ask questions={form.questions(w)} effect={t(form.effect)} button={t('send')} busy={busy} problem={refusal} send={(v) => act(step, v)} cancel={() => setStep(null)} />
        </Sheet>
      )}
    </>
  );
}
