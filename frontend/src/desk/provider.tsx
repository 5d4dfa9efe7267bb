import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { type Schemas, useGet } from './api';

const words = {
  go: ['用“{}”登录', 'Sign in with {}'],
  wait: ['正在核对身份……', 'Checking who you are…'],
  not: ['统一身份认证没有完成，请从头再来', 'The identity provider did not finish: begin again'],
} as const;
const t = (key: keyof typeof words, name = ''): string => words[key][getLanguage() === 'en' ? 1 : 0].replace('{}', name);

const kept = 'provider';
type Kept = { browser: string; leave: string };
const read = (): Kept | null => { try { return JSON.parse(sessionStorage.getItem(kept) ?? 'null') as Kept | null; } catch { return null; } };

// What the provider sent along is taken out of the address at once, and used once.
let back: URLSearchParams | null = new URLSearchParams(window.location.search);
if (back.has('state')) window.history.replaceState(null, '', window.location.pathname + window.location.hash);
else back = null;

/** leaveProvider is where to go after signing out here, to sign out at the provider too: empty where one came another way. */
export function leaveProvider(): string {
  const leave = read()?.leave ?? '';
  sessionStorage.removeItem(kept);
  return leave;
}

/** Provider is the way in through an identity provider, where one is set up: there, and back. */
export function Provider({ done, fail }: { done: (s: Schemas['Session']) => void; fail: (p: Problem | null) => void }) {
  const set = useGet<Schemas['Provider']>('/session/provider');
  const [busy, setBusy] = useState(back !== null);
  useEffect(() => {
    const answer = back;
    back = null;
    if (answer === null) return;
    const code = answer.get('code');
    if (code === null) {
      setBusy(false);
      fail({ title: t('not'), detail: t('not'), code: 'provider.refused', status: 401, fields: {} });
      return;
    }
    const iss = answer.get('iss');
    send<Schemas['Session']>('POST', '/session/provider/code', { code, state: answer.get('state'), browser: read()?.browser ?? '', ...(iss === null ? {} : { iss }) })
      .then(done, (p: unknown) => { setBusy(false); if ((p as Problem).challenge === undefined) leaveProvider(); fail(p as Problem); });
  }, [done, fail]);
  const name = set.data?.name ?? '';
  if (busy) return <p role="status">{t('wait')}</p>;
  if (name === '') return null;
  const go = async (): Promise<void> => {
    setBusy(true);
    try {
      const begun = await send<Schemas['ProviderBegun']>('POST', '/session/provider', {});
      sessionStorage.setItem(kept, JSON.stringify({ browser: begun.browser, leave: begun.leave ?? '' } satisfies Kept));
      window.location.assign(begun.url);
    } catch (p) { setBusy(false); fail(p as Problem); }
  };
  return <p><Button block onClick={() => void go()}>{t('go', name)}</Button></p>;
}
