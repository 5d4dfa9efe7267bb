import { getLanguage } from '../text';
import { type List, nameOf, type Schemas, useGet, useHere } from './api';
import { minute } from './path';

const words = {
  title: ['办理轮次', 'Rounds'], round: ['轮次', 'Round'], opened: ['开始', 'Began'], why: ['为什么重新办理', 'Why it was taken up again'], ended: ['办结', 'Closed'], first: ['登记', 'registered'], party: ['当事人本人提出', 'asked by the party'], open: ['正在办理', 'open'],
} satisfies Record<string, [string, string]>;

const r = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** Rounds says how often a case was opened, why, and how each time ended; nothing where it was opened once. */
export function Rounds({ file }: { file: Schemas['Case'] }) {
  const { codes } = useHere();
  const all = useGet<List<Schemas['Round']>>(`/cases/${file.id}/rounds?limit=100`);
  if (!all.data || all.data.items.length < 2) return null;
  return (
    <section aria-label={r('title')}>
      <h2>{r('title')}</h2>
      <div className="scroll">
        <table className="queue">
          <caption className="skip">{r('title')}</caption>
          <thead><tr><th scope="col">{r('round')}</th><th scope="col">{r('opened')}</th><th scope="col">{r('why')}</th><th scope="col">{r('ended')}</th></tr></thead>
          <tbody>{all.data.items.map((x) => (
            <tr key={x.round}>
              <td>{x.round}</td><td>{minute(x.opened_at)}<br />{x.custodian.name}</td>
              <td className="words">{x.ground === null ? r('first') : x.ground_name}{x.party_id && <> · {r('party')}</>}{x.text && <p className="words">{x.text}</p>}</td>
              <td>{x.closed_at === null ? r('open') : <>{minute(x.closed_at)} {x.outcome && nameOf(codes, 'case_outcome', x.outcome)}</>}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}
