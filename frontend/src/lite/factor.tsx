import { type ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { components } from '../api';
import { get, type Problem, send } from '../http';
import { t } from '../text';
import { p } from './partywords';
import { Sheet, Trouble } from './widgets';

type Factor = components['schemas']['Factor'];
type Step = 'effect' | 'way' | 'code' | 'pin' | 'none';

/** Proved does what binds a party: the effect first, then, where the server asks for it, the factor that staff do not hold; one thing a screen. */
export function Proved({ title, effect, button, go, close, done, children, ready = true }: {
  title: string; effect: string; button: string; go: () => Promise<unknown>; close: () => void; done: () => void; children?: ComponentChildren; ready?: boolean;
}) {
  const [step, setStep] = useState<Step>('effect');
  const [factor, setFactor] = useState<Factor | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const turn = async (what: () => Promise<void>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try { await what(); } catch (e) { setProblem(e as Problem); } finally { setBusy(false); }
  };
  const act = async (): Promise<void> => {
    try { await go(); } catch (e) {
      if ((e as Problem).code !== 'factor_required') throw e;
      const f = await get<Factor>('/party/factor');
      setFactor(f);
      setStep(f.ways.length === 0 ? 'none' : 'way');
      return;
    }
    done();
  };
  const ask = async (): Promise<void> => {
    setFactor(await send<Factor>('POST', '/party/factor', {}));
    setStep('code');
  };
  const show = async (name: 'code' | 'pin', value: string): Promise<void> => {
    await send<Factor>('POST', '/party/factor', { [name]: value });
    await act();
  };
  return (
    <Sheet title={step === 'effect' ? title : p('check')} close={close}>
      <Trouble problem={problem} />
      {step === 'effect' && (
        <>
          <p>{effect}</p>
          {children}
          <button type="button" class="main" disabled={busy || !ready} onClick={() => void turn(act)}>{busy ? t('working') : button}</button>
        </>
      )}
      {step === 'way' && factor && (
        <>
          <p>{p('checkWhy')}</p>
          <div class="row">
            {factor.ways.includes('code') && <button type="button" disabled={busy} onClick={() => void turn(ask)}>{p('byCode')} {factor.to}</button>}
            {factor.ways.includes('pin') && <button type="button" disabled={busy} onClick={() => setStep('pin')}>{p('byPIN')}</button>}
          </div>
        </>
      )}
      {step === 'code' && factor && (
        <>
          <p role="status">{p('codeSent')} {factor.to}</p>
          <p>{p('never')}</p>
          <Digits key="code" label={p('codeLabel')} hidden={false} busy={busy} send={(v) => void turn(() => show('code', v))} />
          <button type="button" disabled={busy} onClick={() => void turn(ask)}>{p('again')}</button>
        </>
      )}
      {step === 'pin' && <Digits key="pin" label={p('pinLabel')} hidden busy={busy} send={(v) => void turn(() => show('pin', v))} />}
      {step === 'none' && <p>{p('noFactor')}</p>}
      <div class="row"><button type="button" onClick={close}>{t('cancel')}</button></div>
    </Sheet>
  );
}

/** Digits takes six digits; a code that a phone reads from a message may be filled in by it. */
function Digits({ label, hidden, busy, send: done }: { label: string; hidden: boolean; busy: boolean; send: (v: string) => void }) {
  const box = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(false);
  useEffect(() => box.current?.focus(), []);
  const submit = (e: Event): void => {
    e.preventDefault();
    const v = (box.current?.value ?? '').trim();
    setWrong(v.length !== 6);
    if (v.length === 6) done(v);
    else box.current?.focus();
  };
  const given = { id: 'digits', inputMode: 'numeric' as const, maxLength: 6, 'aria-invalid': wrong, ...(wrong ? { 'aria-describedby': 'digits-wrong' } : {}) };
  return (
    <form onSubmit={submit} noValidate>
      <label for="digits">{label}</label>
      {wrong && <p class="wrong" id="digits-wrong">{t('required')}</p>}
      {hidden ? <input ref={box} type="password" autocomplete="off" {...given} /> : <input ref={box} type="text" autocomplete="one-time-code" {...given} />}
      <button class="main" disabled={busy}>{busy ? t('working') : p('prove')}</button>
    </form>
  );
}

/** MakePIN lets a party make a PIN of their own. */
export function MakePIN({ close, done }: { close: () => void; done: () => void }) {
  const [pin, setPIN] = useState('');
  return (
    <Proved title={p('pin')} effect={p('pinEffect')} button={p('pin')} ready={pin.length === 6} close={close} done={done} go={() => send('POST', '/party/factor', { set_pin: pin })}>
      <label for="new-pin">{p('pinNew')}</label>
      <input id="new-pin" type="password" inputMode="numeric" maxLength={6} autocomplete="off" value={pin} onInput={(e) => setPIN(e.currentTarget.value)} />
    </Proved>
  );
}
