import type { components } from './api';
import type { Challenge } from './http';

type Shown = components['schemas']['Shown'];
type Making = components['schemas']['Making'];

/** passkeys tells whether this browser has any. */
export const passkeys = (): boolean => typeof PublicKeyCredential === 'function' && navigator.credentials !== undefined;

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const text = (b: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

/** showPasskey lets the browser answer what is asked of a passkey; null where the person thinks better of it. */
export async function showPasskey(ask: NonNullable<Challenge['passkey']>): Promise<Shown | null> {
  const given = await navigator.credentials.get({
    publicKey: { challenge: bytes(ask.challenge), rpId: ask.rp_id, timeout: ask.timeout, userVerification: 'preferred', allowCredentials: ask.allow.map((id) => ({ type: 'public-key', id: bytes(id) })) },
  }).catch(() => null) as PublicKeyCredential | null;
  if (given === null) return null;
  const r = given.response as AuthenticatorAssertionResponse;
  return { id: given.id, client_data: text(r.clientDataJSON), authenticator_data: text(r.authenticatorData), signature: text(r.signature), ...(r.userHandle ? { user_handle: text(r.userHandle) } : {}) };
}

/** makePasskey lets the browser make one. */
export async function makePasskey(m: Making): Promise<Shown | null> {
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(m.challenge), rp: { id: m.rp_id, name: m.rp_name }, user: { id: bytes(m.user_id), name: m.username, displayName: m.name }, timeout: m.timeout, attestation: 'none',
      pubKeyCredParams: m.algorithms.map((alg) => ({ type: 'public-key', alg })), excludeCredentials: m.exclude.map((id) => ({ type: 'public-key', id: bytes(id) })),
      authenticatorSelection: { residentKey: 'discouraged', userVerification: 'preferred' },
    },
  }).catch(() => null) as PublicKeyCredential | null;
  if (made === null) return null;
  const r = made.response as AuthenticatorAttestationResponse;
  return { id: made.id, client_data: text(r.clientDataJSON), attestation: text(r.attestationObject) };
}
