import { useState } from 'preact/hooks';
import type { components } from '../api';
import { type Challenge, get, type Problem, send, setCSRF } from '../http';
import { t } from '../text';
import { SecondFactor } from './secondfactor';
import { Work } from './work';
import { Ask, Badge, start, Trouble, useLoaded } from './widgets';

type Session = components['schemas']['Session'];
export type Referral = components['schemas']['Referral'];
type Referrals = { items: Referral[]; next_cursor: string | null };

function Mediator() {
  const [session, setSession] = useState<Session | null>(null);
  const [open, setOpen] = useState<Referral | null>(null);
  if (session === null) return <SignIn done={(s) => { setCSRF(s.csrf_token); setSession(s); }} />;
  const out = async (): Promise<void> => {
    await send('DELETE', '/session', undefined).catch(() => undefined);
    setCSRF('');
    setOpen(null);
    setSession(null);
  };
  if (open !== null) return <Work referralID={open.id} back={() => setOpen(null)} />;
  return <Inbox session={session} open={setOpen} out={out} />;
}

function SignIn({ done }: { done: (s: Session) => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  const go = async (v: Record<string, string>): Promise<void> => {
    setBusy(true);
    try { done(await send<Session>('POST', '/session', v)); } catch (e) {
      const asked = (e as Problem).challenge;
      setProblem(asked ? null : e as Problem);
      setChallenge(asked ?? null);
    } finally { setBusy(false); }
  };
  if (challenge !== null) return <SecondFactor challenge={challenge} done={done} cancel={() => setChallenge(null)} />;
  return (
    <>
      <h1>{t('signIn')}</h1>
      <Ask button={t('signIn')} busy={busy} problem={problem} send={go} questions={[
        { name: 'username', label: 'username', kind: 'text', complete: 'username' },
        { name: 'password', label: 'password', kind: 'password', complete: 'current-password' },
      ]} />
    </>
  );
}

// A referral waits while it can be answered, and is in hand while it can be completed.
const waits = (r: Referral): boolean => r.allowed_actions.some((a) => a.action === 'accept' || a.action === 'decline');
const runs = (r: Referral): boolean => !waits(r) && r.allowed_actions.length > 0;

function Inbox({ session, open, out }: { session: Session; open: (r: Referral) => void; out: () => void }) {
  const { value, problem, again } = useLoaded(() => get<Referrals>('/referrals?box=in&limit=50'), 'in');
  if (value === null) return problem ? <Trouble problem={problem} retry={again} /> : <p role="status">{t('loading')}</p>;
  const parts = [
    { name: t('waiting'), all: value.items.filter(waits) },
    { name: t('doing'), all: value.items.filter(runs) },
    { name: t('done'), all: value.items.filter((r) => !waits(r) && !runs(r)) },
  ];
  return (
    <>
      <h1>{t('inbox')}</h1>
      <p>{session.user.name} · {session.acting.organization.name}</p>
      {parts.map((p) => (
        <section key={p.name} aria-label={p.name}>
          <h2>{p.name}（{p.all.length}）</h2>
          {p.all.length === 0 && <p>{t('empty')}</p>}
          {p.all.map((r) => (
            <article class="card" key={r.id}>
              <p><strong>{t('from')} {r.from.name}</strong></p>
              <p>{r.reason}</p>
              {waits(r) && <p>{r.answer_due_on === null ? t('noDate') : <>{t('answerBy')} <Badge due={r.answer_due_on} state="running" /></>}</p>}
              <button type="button" onClick={() => open(r)}>{t('open')}</button>
            </article>
          ))}
        </section>
      ))}
      <button type="button" onClick={out}>{t('leave')}</button>
    </>
  );
}

start(() => <Mediator />);
