import { getLanguage, t } from './text';

export type Problem = { title: string; detail: string; code: string; status: number; fields: Record<string, string> };

let csrf = '';
/** setCSRF keeps the session's token for what changes something. */
export const setCSRF = (token: string): void => { csrf = token; };

const prefix = '/api/v1';

async function problemOf(res: Response): Promise<Problem> {
  const body = (await res.json().catch(() => ({}))) as { title?: string; detail?: string; code?: string; errors?: { pointer: string; detail: string }[] };
  const fields: Record<string, string> = {};
  for (const e of body.errors ?? []) fields[e.pointer.slice(1)] = e.detail;
  const title = body.title ?? t('offline');
  return { title, detail: body.detail ?? title, code: body.code ?? 'unknown', status: res.status, fields };
}

/** upload sends a form with a file. */
export const upload = <T>(path: string, form: FormData, method: 'POST' | 'PUT' = 'POST'): Promise<T> => call<T>(method, path, form, { 'Idempotency-Key': newKey(), 'X-CSRF-Token': csrf });

async function call<T>(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<T> {
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
