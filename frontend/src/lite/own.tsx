import { type ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../api';
import { get, type Problem, send } from '../http';
import { t } from '../text';
import { MakePIN, Proved } from './factor';
import { p, type PartyKey, pOf } from './partywords';
import { Rate } from './rate';
import { Trouble, useLoaded } from './widgets';
import { Withdraw, Withdrawal } from './withdraw';

type Schemas = components['schemas'];
type Own = Schemas['OwnCase'];
type List<T> = { items: T[] };
type Page = 'agreements' | 'recorded' | 'agents' | 'certificate';

/** OwnActs is what a party may do on their own page: one button each, one fact a screen. */
export function OwnActs({ own, again }: { own: Own; again: () => void }) {
  const [open, setOpen] = useState<Page | 'withdraw' | 'rate' | 'pin' | null>(null);
  const [said, setSaid] = useState('');
  const told = (words: string): void => { setSaid(words); setOpen(null); again(); };
  const close = (): void => setOpen(null);
  const pages: Record<Page, (all: { own: Own }) => ComponentChildren> = { agreements: Agreements, recorded: Recordings, agents: Agents, certificate: Certificate };
  const Shown = open !== null && open in pages ? pages[open as Page] : null;
  return (
    <>
      {own.acting && <p class="card">{p('acting')} <strong>{own.party.name}</strong>（{own.acting.name}）</p>}
      {said !== '' && <p class="done" role="status">{said}</p>}
      <Withdrawal own={own} again={told} />
      <h2>{p('acts')}</h2>
      <div class="row acts">
        {(['agreements', 'recorded', 'agents', 'certificate'] as const).map((page) => <button type="button" key={page} aria-expanded={open === page} onClick={() => setOpen(open === page ? null : page)}>{p(page)}</button>)}
        {own.can_rate.length > 0 && <button type="button" onClick={() => setOpen('rate')}>{p('rate')}</button>}
        <button type="button" onClick={() => setOpen('pin')}>{p('pin')}</button>
        {own.can_withdraw && <button type="button" onClick={() => setOpen('withdraw')}>{p('withdraw')}</button>}
      </div>
      {Shown && open !== null && <section aria-label={p(open as PartyKey)}><h2>{p(open as PartyKey)}</h2><Shown own={own} /></section>}
      {open === 'withdraw' && <Withdraw close={close} done={() => told(p('withdrawn'))} />}
      {open === 'rate' && <Rate offices={own.can_rate} close={close} done={() => told(p('rated'))} />}
      {open === 'pin' && <MakePIN close={close} done={() => told(p('pinSet'))} />}
    </>
  );
}

function Loaded<T>({ path, none, children }: { path: string; none: string; children: (all: T[], again: () => void) => ComponentChildren }) {
  const { value, problem, again } = useLoaded(() => get<List<T>>(path), path);
  if (value === null) return problem ? <Trouble problem={problem} retry={again} /> : <p role="status">{t('loading')}</p>;
  if (value.items.length === 0) return <p>{none}</p>;
  return <>{children(value.items, again)}</>;
}

function Agreements() {
  const [signing, setSigning] = useState<string | null>(null);
  return (
    <Loaded<Schemas['OwnAgreement']> path="/party/agreements" none={p('noAgreements')}>{(all, again) => all.map((a) => (
      <article class="card" key={a.id}>
        <h3>{p('terms')} <time dateTime={a.effective_on ?? ''}>{a.effective_on ?? ''}</time></h3>
        {a.effective_on !== null ? <p class="done">{p('inEffect')} <time dateTime={a.effective_on}>{a.effective_on}</time></p>
          : !a.signed ? <button type="button" class="main" onClick={() => setSigning(a.id)}>{p('sign')}</button>
            : <p>{p('signed')} {p('waitingOthers')}</p>}
        {signing === a.id && <Proved title={p('sign')} effect={p('signEffect')} button={p('sign')} close={() => setSigning(null)} done={() => { setSigning(null); again(); }} go={() => send('POST', `/party/agreements/${a.id}/sign`, {})} />}
      </article>
    ))}</Loaded>
  );
}

function Recordings() {
  const [asked, setAsked] = useState<{ id: string; act: 'confirm' | 'dispute' } | null>(null);
  const what = (r: Schemas['Recorded']): string => (r.act === 'withdrawal' ? p('act_withdrawal') : `${p('act_consent')}：${pOf('subject_', r.consent_subject ?? '')} · ${pOf('', r.consent_answer ?? '')}`);
  return (
    <Loaded<Schemas['Recorded']> path="/party/recorded-for" none={p('noRecorded')}>{(all, again) => all.map((r) => (
      <article class="card" key={r.id}>
        <p><strong>{what(r)}</strong></p>
        <p>{p('by')}：{r.recorded_by.name} {r.recorded_at && <time dateTime={r.recorded_at}>{r.recorded_at.slice(0, 10)}</time>}</p>
        {r.answer ? <p class="done">{pOf('', r.answer)}</p> : (
          <div class="row">
            <button type="button" aria-label={`${p('itIsSo')}：${what(r)}`} onClick={() => setAsked({ id: r.id, act: 'confirm' })}>{p('itIsSo')}</button>
            <button type="button" aria-label={`${p('notSo')}：${what(r)}`} onClick={() => setAsked({ id: r.id, act: 'dispute' })}>{p('notSo')}</button>
          </div>
        )}
        {asked?.id === r.id && (
          <Proved
            title={p(asked.act === 'confirm' ? 'itIsSo' : 'notSo')} effect={p(asked.act === 'confirm' ? 'itIsSoEffect' : 'notSoEffect')} button={t('send')}
            close={() => setAsked(null)} done={() => { setAsked(null); again(); }} go={() => send('POST', `/party/recorded-for/${r.id}/${asked.act}`, {})}
          />
        )}
      </article>
    ))}</Loaded>
  );
}

function Agents({ own }: { own: Own }) {
  const [asked, setAsked] = useState<{ id: string; act: 'confirm' | 'dismiss' } | null>(null);
  return (
    <Loaded<Schemas['Agent']> path="/party/agents" none={p('noAgents')}>{(all, again) => all.map((a) => (
      <article class="card" key={a.id}>
        <p><strong>{a.name}</strong></p>
        {a.powers.length > 0 && <p>{a.powers.map((x) => pOf('power_', x)).join('、')}</p>}
        <p>{a.revoked_at !== null ? p('dismissed') : a.confirmed_at !== null ? p('allowed') : a.kind === 'guardian' && a.at_filing ? '' : p('canRead')}</p>
        {a.revoked_at === null && !own.acting && (
          <div class="row">
            {a.confirmed_at === null && a.powers.length > 0 && <button type="button" onClick={() => setAsked({ id: a.id, act: 'confirm' })}>{p('allow')}</button>}
            {a.kind !== 'guardian' && <button type="button" onClick={() => setAsked({ id: a.id, act: 'dismiss' })}>{p('dismiss')}</button>}
          </div>
        )}
        {asked?.id === a.id && (
          <Proved
            title={p(asked.act === 'confirm' ? 'allow' : 'dismiss')} effect={p(asked.act === 'confirm' ? 'allowEffect' : 'dismissEffect')} button={t('send')}
            close={() => setAsked(null)} done={() => { setAsked(null); again(); }} go={() => send('POST', `/party/agents/${a.id}/${asked.act}`, {})}
          />
        )}
      </article>
    ))}</Loaded>
  );
}

function Certificate() {
  const { value: c, problem, again } = useLoaded<Schemas['Certificate']>(() => get<Schemas['Certificate']>('/party/certificate'), 'certificate');
  if (c === null) return problem ? <Trouble problem={problem as Problem} retry={again} /> : <p role="status">{t('loading')}</p>;
  return (
    <>
      <p>{t('number')} {c.number} · {c.party.name}</p>
      {c.requests.map((r) => (
        <dl class="card" key={r.of.id + r.asked_on}>
          <dt>{p('askedOn')}</dt><dd><time dateTime={r.asked_on}>{r.asked_on}</time></dd>
          <dt>{p('askedOf')}</dt><dd>{r.of.name}</dd>
          <dt>{p('asked')}</dt><dd class="words">{r.what.join('；')}</dd>
          <dt>{p('against')}</dt><dd>{r.against.join('、')}</dd>
        </dl>
      ))}
      {c.notes.map((n) => <p key={n.cite}>{n.text} <small>{n.cite}</small></p>)}
      <button type="button" onClick={() => window.print()}>{p('print')}</button>
    </>
  );
}
