import { Button } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { renderSVG } from 'uqr';
import { type Challenge, type Problem, send } from '../http';
import { makePasskey, passkeys, showPasskey } from '../passkey';
import { getLanguage } from '../text';
import type { Schemas } from './api';
import { w } from './words';

const words = {
  title: ['第二道验证', 'Second factor'], 
  why: ['密码正确。请再用手机验证器、通行密钥或者备用码验证一次，五分钟内有效。', 'The password is right. Show your app’s code, passkey or recovery code within five minutes.'],
  stepWhy: ['这一步需要五分钟内验证过身份。验证后自动继续，已填的内容不会丢失。', 'This act needs the second factor shown within five minutes. It then goes on by itself; nothing typed is lost.'],
  code: ['验证码（手机验证器上的6位数字）', 'Code: the six digits in your app'], recovery: ['备用码（打印的那一张）', 'Recovery code, from your printed sheet'],
  useRecovery: ['手机不在身边，用备用码', 'No phone at hand: use a recovery code'], useCode: ['用手机验证器', 'Use the app'], usePasskey: ['用通行密钥', 'Use a passkey'],
  notMade: ['浏览器没有完成，可以再试一次或者换一种方式。', 'The browser did not finish. Try again, or use another way.'],
  first: ['登记第二道验证', 'Enrol a second factor'], firstWhy: ['您的岗位除密码外还需要第二道验证。登记一次，以后每次登录时用它。', 'Your role needs a second factor beside the password. Enrol one now; every later sign-in asks for it.'],
  app: ['手机验证器', 'Authenticator app'], appWhy: ['手机上装任意一款支持 TOTP 的验证器应用。不用联网。', 'Any authenticator app that knows TOTP. It needs no network.'],
  key: ['通行密钥', 'Passkey'], keyWhy: ['用本机的指纹、面容、开机密码，或者一把安全钥匙。', 'This device’s fingerprint, face or PIN, or a security key.'],
  scan: ['一、用验证器扫描这个二维码；不能扫描的，手工输入下面的密钥。', '1. Scan this with the app, or type the key below.'], secret: ['密钥（只显示这一次）', 'Key, shown only now'], type: ['二、输入验证器上显示的6位数字', '2. Type the six digits it shows'],
  name: ['名称（便于分辨，可不填）', 'Name, to know it by (optional)'],
  sheet: ['备用码', 'Recovery codes'], sheetWhy: ['手机丢了或者不在身边时，用这些码登录，每个只能用一次。只显示这一次：请打印或者抄下来，锁在抽屉里，不要和电脑放在一起。', 'For when the phone is lost or not at hand; each is good once. They are shown only now: print or copy them and lock them away, not beside the computer.'],
  kept: ['已收好，继续', 'I have put them away: go on'], print: ['打印', 'Print'],
  reset: ['重设第二道验证', 'Reset the second factor'], resetWhy: ['输入登录密码后，原来登记的手机验证器、通行密钥和备用码全部作废，所有登录立即退出。岗位需要的，下次登录时重新登记。', 'With your password every app, passkey and recovery code of yours is ended and you are signed out everywhere. Roles that need one enrol anew at the next sign-in.'],
  password: ['登录密码', 'Your password'], resetDone: ['已重设，请登录。', 'Done. Please sign in.'], signIn: ['去登录', 'Sign in'],
} as const;
export const f = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

const said = (p: Problem): string => Object.values(p.fields)[0] ?? p.detail;
const Wrong = ({ text }: { text: string }) => (text === '' ? null : <p role="alert" className="wrong">{text}</p>);

type Opened = Schemas['FactorSession'];

/** Show asks for one of the ways a challenge names. */
export function Show({ challenge, done, cancel }: { challenge: Challenge; done: (s: Opened) => void; cancel: () => void }) {
  const [way, setWay] = useState(challenge.kinds.includes('totp') ? 'code' : challenge.kinds.includes('passkey') && passkeys() ? 'passkey' : 'recovery_code');
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const go = async (shown: Record<string, unknown>): Promise<void> => {
    setBusy(true);
    try { done(await send<Opened>('POST', '/session/factor', { challenge_id: challenge.id, ...shown })); } catch (p) { setWrong(said(p as Problem)); } finally { setBusy(false); }
  };
  const key = async (): Promise<void> => {
    const shown = challenge.passkey ? await showPasskey(challenge.passkey) : null;
    if (shown === null) setWrong(f('notMade'));
    else await go({ passkey: shown });
  };
  const typed = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    if (way === 'passkey') void key();
    else void go({ [way]: new FormData(e.currentTarget).get('shown') });
  };
  const others = [['code', 'totp', f('useCode')], ['passkey', 'passkey', f('usePasskey')], ['recovery_code', 'recovery', f('useRecovery')]].filter(([to, kind]) => to !== way && challenge.kinds.includes(kind ?? '') && (to !== 'passkey' || passkeys()));
  return (
    <form className="upload" onSubmit={typed}>
      <Wrong text={wrong} />
      {way !== 'passkey' && <><label htmlFor="factor-shown">{f(way === 'code' ? 'code' : 'recovery')}</label>
        <input key={way} id="factor-shown" name="shown" className="pick" autoFocus required maxLength={40} autoComplete={way === 'code' ? 'one-time-code' : 'off'} inputMode={way === 'code' ? 'numeric' : 'text'} /></>}
      <div className="row"><Button type="primary" htmlType="submit" disabled={busy}>{way === 'passkey' ? f('usePasskey') : w('confirm')}</Button><Button onClick={cancel}>{w('cancel')}</Button></div>
      {others.map(([to, , name]) => <p key={to}><button type="button" className="link" onClick={() => { setWrong(''); setWay(to ?? 'code'); }}>{name}</button></p>)}
    </form>
  );
}

/** Enrol makes a new factor: which kind, then what it takes. */
export function Enrol({ kinds, begin, finish, cancel }: {
  kinds: string[]; begin: (kind: string) => Promise<Schemas['Enrolment']>; finish: (body: Record<string, unknown>) => Promise<void>; cancel: () => void;
}) {
  const [made, setMade] = useState<Schemas['Enrolment'] | null>(null);
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const turn = async (what: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setWrong('');
    try { await what(); } catch (p) { setWrong(said(p as Problem)); } finally { setBusy(false); }
  };
  const key = (): Promise<void> => turn(async () => {
    const m = await begin('passkey');
    const shown = m.passkey ? await makePasskey(m.passkey) : null;
    if (shown === null) setWrong(f('notMade'));
    else await finish({ challenge_id: m.challenge_id, passkey: shown });
  });
  const typed = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const v = new FormData(e.currentTarget);
    void turn(() => finish({ challenge_id: made?.challenge_id, code: v.get('code'), ...(v.get('name') ? { name: v.get('name') } : {}) }));
  };
  if (made === null) {
    return (
      <>
        <Wrong text={wrong} />
        <p>{f('appWhy')}</p>
        <div className="row"><Button type="primary" disabled={busy} onClick={() => void turn(async () => setMade(await begin('totp')))}>{f('app')}</Button></div>
        {kinds.includes('passkey') && passkeys() && <><p>{f('keyWhy')}</p><div className="row"><Button disabled={busy} onClick={() => void key()}>{f('key')}</Button></div></>}
        <div className="row"><Button onClick={cancel}>{w('cancel')}</Button></div>
      </>
    );
  }
  return (
    <form className="upload" onSubmit={typed}>
      <p>{f('scan')}</p>
      <div className="qr large" role="img" aria-label={f('app')} dangerouslySetInnerHTML={{ __html: renderSVG(made.uri ?? '') }} />
      <p>{f('secret')}<br /><span className="code">{(made.secret ?? '').replace(/(.{4})(?=.)/g, '$1 ')}</span></p>
      <Wrong text={wrong} />
      <label htmlFor="factor-code">{f('type')}</label><input id="factor-code" name="code" className="pick" required maxLength={10} autoComplete="one-time-code" inputMode="numeric" />
      <label htmlFor="factor-name">{f('name')}</label><input id="factor-name" name="name" className="pick" maxLength={60} autoComplete="off" />
      <div className="row"><Button type="primary" htmlType="submit" disabled={busy}>{w('confirm')}</Button><Button onClick={cancel}>{w('cancel')}</Button></div>
    </form>
  );
}

/** Codes shows the sheet once, to be printed. */
export function Codes({ codes, whose, done }: { codes: string[]; whose: string; done: () => void }) {
  return (
    <>
      <section className="slip" aria-label={f('sheet')}>
        <h2>联动 · {f('sheet')}</h2>
        <p>{whose}</p>
        <p>{f('sheetWhy')}</p>
        <ol>{codes.map((c) => <li key={c}><span className="code">{c}</span></li>)}</ol>
      </section>
      <div className="row"><Button type="primary" onClick={() => window.print()}>{f('print')}</Button><Button onClick={done}>{f('kept')}</Button></div>
    </>
  );
}

/** AtSignIn goes on where the password was right: show a factor, or enrol the one that the role needs. */
export function AtSignIn({ challenge, username, done, cancel }: { challenge: Challenge; username: string; done: (s: Opened) => void; cancel: () => void }) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const id = challenge.id;
  const page = (title: string, why: string, children: ReactNode): ReactNode => <div className="narrow"><h1>{title}</h1>{why !== '' && <p>{why}</p>}{children}</div>;
  if (opened?.recovery_codes) return page(f('sheet'), '', <Codes codes={opened.recovery_codes} whose={`${opened.user.name}（${username}）`} done={() => done(opened)} />);
  if (challenge.enrol !== true) return page(f('title'), f('why'), <Show challenge={challenge} done={done} cancel={cancel} />);
  return page(f('first'), f('firstWhy'), (
    <Enrol kinds={challenge.kinds} cancel={cancel}
      begin={(kind) => send<Schemas['Enrolment']>('POST', '/session/factor/enrolment', { challenge_id: id, kind })}
      finish={async (body) => setOpened(await send<Opened>('POST', '/session/factor', { ...body, challenge_id: id }))} />
  ));
}

/** Again asks for the factor in place, before something dangerous. */
export function Again({ challenge, done, cancel }: { challenge: Challenge; done: (s: Opened) => void; cancel: () => void }) {
  return <><p>{f('stepWhy')}</p><Show challenge={challenge} done={done} cancel={cancel} /></>;
}

/** ResetFactors is where an administrator's one-time link leads: nobody is signed in here. */
export function ResetFactors({ token }: { token: string }) {
  const [wrong, setWrong] = useState('');
  const [ended, setEnded] = useState(false);
  const go = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    try { await send('POST', '/session/factor-link', { token, password: new FormData(e.currentTarget).get('password') }); setEnded(true); } catch (p) { setWrong(said(p as Problem)); }
  };
  if (ended) return <><h1>{f('reset')}</h1><p role="status">{f('resetDone')}</p><p><a href="/desk">{f('signIn')}</a></p></>;
  return (
    <form className="upload" onSubmit={(e) => void go(e)}>
      <h1>{f('reset')}</h1>
      <p>{f('resetWhy')}</p>
      <Wrong text={wrong} />
      <label htmlFor="reset-password">{f('password')}</label><input id="reset-password" name="password" type="password" autoComplete="current-password" className="pick" required maxLength={128} />
      <div className="row"><Button type="primary" htmlType="submit">{w('confirm')}</Button></div>
    </form>
  );
}
