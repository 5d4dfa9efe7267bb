import type { components } from './api';
import { getLanguage, t } from './text';

export type Challenge = components['schemas']['Challenge'];

export type Problem = { title: string; detail: string; code: string; status: number; fields: Record<string, string>; challenge?: Challenge };

let csrf = '';
/** setCSRF keeps the session's token for what changes something. */
export const setCSRF = (token: string): void => { csrf = token; };

const prefix = '/api/v1';

async function problemOf(res: Response): Promise<Problem> {
  const body = (await res.json().catch(() => ({}))) as { title?: string; detail?: string; code?: string; errors?: { pointer: string; detail: string }[]; challenge?: Challenge };
  const fields: Record<string, string> = {};
  for (const e of body.errors ?? []) fields[e.pointer.slice(1)] = e.detail;
  const title = body.title ?? t('offline');
  return { title, detail: body.detail ?? title, code: body.code ?? 'unknown', status: res.status, fields, ...(body.challenge ? { challenge: body.challenge } : {}) };
}

/** upload sends a form with a file. */
export const upload = <T>(path: string, form: FormData, method: 'POST' | 'PUT' = 'POST'): Promise<T> => call<T>(method, path, form, { 'Idempotency-Key': newKey(), 'X-CSRF-Token': csrf });

let stepUp: ((c: Challenge) => Promise<boolean>) | null = null;
/** onStepUp says who asks for the second factor, in place; what was refused for want of it is then done again. */
export const onStepUp = (ask: typeof stepUp): void => { stepUp = ask; };

async function call<T>(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<T> {
  try { return await once<T>(method, path, body, headers); } catch (p) {
    const asked = (p as Problem).challenge;
    if ((p as Problem).code !== 'step_up_required' || asked === undefined || stepUp === null || !(await stepUp(asked))) throw p;
    return once<T>(method, path, body, 'X-CSRF-Token' in headers ? { ...headers, 'X-CSRF-Token': csrf } : headers);
  }
}

async function once<T>(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<T> {
  let res: Response;
  try {
    const init: RequestInit = { method, credentials: 'same-origin', headers: { 'Accept-Language': getLanguage(), ...headers } };
    if (body !== undefined) init.body = body instanceof FormData ? body : JSON.stringify(body);
    res = await fetch(prefix + path, init);
  } catch {
    throw { title: t('offline'), detail: t('offline'), code: 'offline', status: 0, fields: {} } satisfies Problem;
  }
  if (!res.ok) throw await problemOf(res);
  return (res.status === 204 ? undefined : await res.json()) as T;
}

export const get = <T>(path: string): Promise<T> => call<T>('GET', path, undefined, {});

/** send changes something: with the session's token, a key of its own and, where given, the version it was decided on. */
export function send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body: unknown, version?: number): Promise<T> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json', 'Idempotency-Key': newKey() };
  if (csrf !== '') headers['X-CSRF-Token'] = csrf;
  if (version !== undefined) headers['If-Match'] = `"${version}"`;
  return call<T>(method, path, body, headers);
}

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}
