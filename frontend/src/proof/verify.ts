// Checks a receipt with nothing but a public key (docs/log.md). Nothing is asked of the server.
import { verifyAsync } from '@noble/ed25519';

export type Entry = {
  stream: string; seq: number; id: string; at: string; actor: string; organization: string; role: string; origin: string; action: string; subject: string; case_id: string; touched: string;
  reason_digest: string; backdated: boolean; request_id: string; payload_digest: string; previous: string; digest: string;
};
export type Proof = { format: string; entry: Entry; leaf: number; hashes: string[]; checkpoint: { note: string; signed_at: string } };
export type Finding = 'good' | 'format' | 'key' | 'entry' | 'signature' | 'tree';
export type Verdict = { finding: Finding; entry?: Entry; origin?: string; size?: number; signedAt?: string };

const text = new TextEncoder();

// A browser's atob takes what the signer did not write.
function unbase64(s: string): Uint8Array | null {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(s)) return null;
  return Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
}

async function sha256(...parts: Uint8Array[]): Promise<Uint8Array> {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) { all.set(p, at); at += p.length; }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all));
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((v, i) => v === b[i]);
const hex = (b: Uint8Array): string => Array.from(b, (v) => v.toString(16).padStart(2, '0')).join('');

/** seal is the digest of an entry: every column behind its length in bytes. */
export async function seal(e: Entry): Promise<string> {
  const columns = [e.stream, String(e.seq), e.id, e.at, e.actor, e.organization, e.role, e.origin, e.action, e.subject, e.case_id, e.touched, e.reason_digest, String(e.backdated), e.request_id, e.payload_digest, e.previous];
  return 'sha256:' + hex(await sha256(text.encode(columns.map((c) => `${text.encode(c).length}:${c}`).join(''))));
}

/** rootOf is the root that a leaf and the hashes beside its way give (RFC 9162, 2.1.3.2); null where they do not fit the size. */
export async function rootOf(leaf: Uint8Array, index: number, size: number, hashes: Uint8Array[]): Promise<Uint8Array | null> {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return null;
  const one = Uint8Array.of(1);
  let [here, last, root] = [index, size - 1, leaf];
  for (const h of hashes) {
    if (last === 0) return null;
    if (here % 2 === 1 || here === last) {
      root = await sha256(one, h, root);
      while (here % 2 === 0 && here !== 0) { here = Math.floor(here / 2); last = Math.floor(last / 2); }
    } else {
      root = await sha256(one, root, h);
    }
    here = Math.floor(here / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : null;
}

/** keyOf reads an Ed25519 public key in PEM. */
export function keyOf(pem: string): Uint8Array | null {
  const body = /^\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(pem)?.[1];
  const der = body === undefined ? null : unbase64(body.replace(/\s/g, ''));
  if (der === null || der.length !== 44 || hex(der.slice(0, 12)) !== '302a300506032b6570032100') return null;
  return der.slice(12);
}

type Checkpoint = { origin: string; size: number; root: Uint8Array };

/** open checks a signed note and reads the checkpoint in it; null where this key did not sign it. */
export async function open(note: string, key: Uint8Array): Promise<Checkpoint | null> {
  const cut = note.indexOf('\n\n');
  if (cut < 0) return null;
  const signed = note.slice(0, cut + 1);
  const [origin = '', count = '', root64 = ''] = signed.split('\n');
  const root = unbase64(root64);
  if (origin === '' || !/^(0|[1-9]\d{0,15})$/.test(count) || root === null || root.length !== 32) return null;
  const id = (await sha256(text.encode(origin + '\n'), Uint8Array.of(1), key)).slice(0, 4);
  for (const line of note.slice(cut + 2).split('\n')) {
    const found = /^\u2014 (\S+) (\S+)$/.exec(line);
    const raw = found === null || found[1] !== origin ? null : unbase64(found[2] ?? '');
    if (raw === null || raw.length !== 68 || !same(raw.slice(0, 4), id)) continue;
    if (await verifyAsync(raw.slice(4), text.encode(signed), key, { zip215: false }).catch(() => false)) return { origin, size: Number(count), root };
  }
  return null;
}

const isText = (v: unknown): v is string => typeof v === 'string';

function read(p: Proof): Proof | null {
  try {
    const e = p.entry as unknown as Record<string, unknown>;
    const texts = ['stream', 'id', 'at', 'actor', 'organization', 'role', 'origin', 'action', 'subject', 'case_id', 'touched', 'reason_digest', 'request_id', 'payload_digest', 'previous', 'digest'];
    const fits = p.format === 'liandong-proof/1' && texts.every((k) => isText(e[k])) && typeof e.seq === 'number' && typeof e.backdated === 'boolean' && Array.isArray(p.hashes) && p.hashes.every(isText) && isText(p.checkpoint.note);
    return fits ? p : null;
  } catch { return null; }
}

/** verify says what a receipt shows, or each of a handoff's, and what does not hold. */
export async function verify(raw: string, pem: string): Promise<Verdict[]> {
  let all: Proof[];
  try {
    const given = JSON.parse(raw) as Proof & { items?: Proof[] };
    all = Array.isArray(given.items) && given.items.length > 0 ? given.items : [given];
  } catch { return [{ finding: 'format' }]; }
  const found: Verdict[] = [];
  for (const p of all) found.push(await one(p, pem));
  return found;
}

async function one(given: Proof, pem: string): Promise<Verdict> {
  const proof = read(given);
  if (proof === null) return { finding: 'format' };
  const key = keyOf(pem);
  if (key === null) return { finding: 'key' };
  const entry = proof.entry;
  if (await seal(entry) !== entry.digest) return { finding: 'entry' };
  const checkpoint = await open(proof.checkpoint.note, key);
  if (checkpoint === null) return { finding: 'signature' };
  const hashes = proof.hashes.map(unbase64);
  if (hashes.some((h) => h === null || h.length !== 32)) return { finding: 'tree' };
  const root = await rootOf(await sha256(Uint8Array.of(0), text.encode(entry.digest)), proof.leaf, checkpoint.size, hashes as Uint8Array[]);
  if (root === null || !same(root, checkpoint.root)) return { finding: 'tree' };
  return { finding: 'good', entry, origin: checkpoint.origin, size: checkpoint.size, signedAt: proof.checkpoint.signed_at };
}
