import { useState } from 'preact/hooks';
import type { components } from '../api';
import { type Challenge, type Problem, send } from '../http';
import { passkeys, showPasskey } from '../passkey';
import { t } from '../text';
import { Ask, Trouble } from './widgets';

type Session = components['schemas']['Session'];

/** SecondFactor goes on where the password was right: one way a screen, the others below it. */
export function SecondFactor({ challenge, done, cancel }: { challenge: Challenge; done: (s: Session) => void; cancel: () => void }) {
  const offered = challenge.kinds.filter((k) => k !== 'passkey' || passkeys());
  const [way, setWay] = useState(offered[0] ?? 'totp');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (shown: () => Promise<object | null>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    try {
      const what = await shown();
      if (what !== null) done(await send<Session>('POST', '/session/factor', { challenge_id: challenge.id, ...what }));
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  if (challenge.enrol === true) {
    return <><h1>{t('factor')}</h1><p>{t('factorDesk')}</p><p><a href="/desk">{t('toDesk')}</a></p><button type="button" onClick={cancel}>{t('back')}</button></>;
  }
  const key = (): Promise<object | null> => (challenge.passkey ? showPasskey(challenge.passkey).then((p) => (p === null ? null : { passkey: p })) : Promise.resolve(null));
  return (
    <>
      <h1>{t('factor')}</h1>
      {way === 'passkey'
        ? <><Trouble problem={problem} /><div class="row"><button type="button" class="main" disabled={busy} onClick={() => void go(key)}>{t('byPasskey')}</button><button type="button" onClick={cancel}>{t('cancel')}</button></div></>
        : <Ask key={way} button={t('signIn')} busy={busy} problem={problem} cancel={cancel} send={(v) => void go(() => Promise.resolve(v))}
            questions={[way === 'totp' ? { name: 'code', label: 'factorCode', hint: 'factorCodeHint', kind: 'number', complete: 'one-time-code' } : { name: 'recovery_code', label: 'recoveryCode', hint: 'recoveryHint', kind: 'text' }]} />}
      {offered.filter((k) => k !== way).map((k) => <p key={k}><button type="button" onClick={() => { setProblem(null); setWay(k); }}>{t(k === 'totp' ? 'byApp' : k === 'passkey' ? 'byPasskey' : 'byRecovery')}</button></p>)}
    </>
  );
}
