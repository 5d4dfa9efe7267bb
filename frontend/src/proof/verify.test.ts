import { describe, expect, it } from 'vitest';
import golden from './golden.json';
import { keyOf, verify } from './verify';

// The program's own test keeps golden.json to what it really signs.
const finding = async (raw: string, key = golden.public_key): Promise<string> => (await verify(raw, key)).map((v) => v.finding).join(' ');

describe('a receipt', () => {
  it('holds with the key alone, wherever it stands in the log', async () => {
    expect(golden.proofs.length).toBeGreaterThan(3);
    for (const p of golden.proofs) expect(await finding(JSON.stringify(p))).toBe('good');
  });
  it('holds for each act of a handoff, and names the one that does not', async () => {
    expect(await finding(JSON.stringify({ items: golden.proofs.slice(0, 2), next_cursor: null }))).toBe('good good');
    expect(await finding(JSON.stringify({ items: [golden.proofs[0], { ...golden.proofs[1], leaf: 5 }] }))).toBe('good tree');
  });
  it('does not hold when any column of the entry was changed', async () => {
    const p = golden.proofs[1] as unknown as { entry: Record<string, unknown> };
    for (const [column, value] of Object.entries(p.entry)) {
      if (column === 'digest') continue;
      const changed = typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${String(value)}改`;
      expect(await finding(JSON.stringify({ ...p, entry: { ...p.entry, [column]: changed } })), column).toBe('entry');
    }
  });
  it('does not hold for another leaf, other hashes, another note or another key', async () => {
    const p = golden.proofs[2] as unknown as { leaf: number; hashes: string[]; checkpoint: { note: string } };
    expect(await finding(JSON.stringify({ ...p, leaf: p.leaf + 1 }))).toBe('tree');
    expect(await finding(JSON.stringify({ ...p, leaf: -1 }))).toBe('tree');
    expect(await finding(JSON.stringify({ ...p, hashes: p.hashes.slice(1) }))).toBe('tree');
    expect(await finding(JSON.stringify({ ...p, hashes: [...p.hashes, p.hashes[0]] }))).toBe('tree');
    expect(await finding(JSON.stringify({ ...p, hashes: ['!', ...p.hashes.slice(1)] }))).toBe('tree');
    expect(await finding(JSON.stringify({ ...p, checkpoint: { note: p.checkpoint.note.replace('\n7\n', '\n8\n') } }))).toBe('signature');
    expect(await finding(JSON.stringify(p), golden.other_key)).toBe('signature');
  });
  it('is told apart from what is none', async () => {
    for (const raw of ['', '{}', 'null', '[]', JSON.stringify({ ...golden.proofs[0], format: 'liandong-proof/2' }), JSON.stringify({ ...golden.proofs[0], hashes: [1] })]) expect(await finding(raw)).toBe('format');
    expect(await finding(JSON.stringify(golden.proofs[0]), 'no key')).toBe('key');
    expect(keyOf('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----')).toBeNull();
  });
});
