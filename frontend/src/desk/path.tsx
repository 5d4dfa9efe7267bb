import type { Schemas } from './api';
import { nameOf, useHere } from './api';
import { w } from './words';

/** Path draws who held the case, in order, and what waits or runs beside the one who holds it now. */
export function Path({ custody, referrals }: { custody: Schemas['Stay'][]; referrals: Schemas['Referral'][] }) {
  const { codes } = useHere();
  const by = (id: string | null): Schemas['Referral'] | undefined => referrals.find((r) => r.id === id);
  const holder = custody.find((s) => s.until === null)?.organization.id;
  const open = referrals.filter((r) => r.to.id !== holder).filter((r) => ['offered', 'guided', 'objected', 'contested'].includes(r.state) || (r.state === 'accepted' && r.custody === 'stays'));
  return (
    <ol className="path">
      {custody.map((s) => {
        const r = by(s.referral_id);
        return (
          <li key={s.seq} className={s.until === null ? 'here' : undefined} aria-current={s.until === null ? 'step' : undefined}>
            {r && <small>{s.organization.id === r.from.id ? w('cameBack') : `${nameOf(codes, 'mode', r.mode)} · ${nameOf(codes, 'route', r.route)}`}</small>}
            <strong>{s.organization.name}</strong>
            <span><time dateTime={s.from ?? ''}>{day(s.from)}</time> – {s.until === null ? w('now') : <time dateTime={s.until}>{day(s.until)}</time>}</span>
          </li>
        );
      })}
      {open.map((r) => (
        <li key={r.id} className="beside">
          <small>{nameOf(codes, 'mode', r.mode)} · {nameOf(codes, 'route', r.route)}</small>
          <strong>{r.to.name}</strong>
          <span>{r.state === 'accepted' ? w('beside') : nameOf(codes, 'referral_state', r.state)}</span>
        </li>
      ))}
    </ol>
  );
}

/** day is the legal day of an instant. */
export const day = (at: string | null): string => (at === null ? '' : new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10));

/** minute is an instant as the clock on the wall says it. */
export const minute = (at: string | null): string => (at === null ? '' : new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' '));
