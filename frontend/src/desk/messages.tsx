import { Button } from 'antd';
import { useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, type Schemas, useGet, useHere } from './api';
import { Ask, Sheet, Trouble, type Values } from './ask';
import { minute } from './path';

const words = {
  title: ['往来留言', 'Messages'], none: ['还没有留言。', 'No messages yet.'], text: ['留言', 'Message'], write: ['留言', 'Write'],
  effect: ['对方单位马上收到提醒。留言不改变期限和状态，只有移交双方看得到，不随案移送。调解中说的话不要写在这里。', 'The other organisation is told at once. It moves no time limit and no state, only the two ends read it, and it never follows the case. What was said in mediation does not belong here.'],
} satisfies Record<string, [string, string]>;
const m = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** Messages is what the two ends of a handoff write to each other; it is read when it is asked for, because each look is written down. */
export function Messages({ referral }: { referral: Schemas['Referral'] }) {
  const { session } = useHere();
  const [open, setOpen] = useState(false);
  const mine = [referral.from.id, referral.to.id].includes(session.acting.organization.id);
  if (!mine) return null;
  return (
    <p>
      <Button onClick={() => setOpen(true)}>{m('title')}</Button>
      {open && <Sheet title={m('title')} close={() => setOpen(false)}><Thread referral={referral} mayWrite={referral.may_write} /></Sheet>}
    </p>
  );
}

function Thread({ referral, mayWrite }: { referral: Schemas['Referral']; mayWrite: boolean }) {
  const path = `/referrals/${referral.id}/messages`;
  const all = useGet<List<Schemas['HandoffMessage']>>(path);
  const [round, setRound] = useState(0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (v: Values): Promise<void> => {
    setBusy(true);
    try { await send('POST', path, { text: v.text }); setProblem(null); setRound(round + 1); await again(); } catch (e) { setProblem(e as Problem); } finally { setBusy(false); }
  };
  if (all.error) return <Trouble problem={all.error} retry={() => void all.refetch()} />;
  return (
    <>
      {all.data?.items.length === 0 && <p>{m('none')}</p>}
      {all.data?.items.map((x) => <article key={x.id} className="record"><p><strong>{x.organization.name}</strong> <small>{minute(x.at)}</small></p><p className="words">{x.text}</p></article>)}
      {mayWrite && <Ask key={round} fields={[{ name: 'text', label: m('text'), kind: 'long' }]} effect={m('effect')} button={m('write')} busy={busy} problem={problem} send={(v) => void go(v)} />}
    </>
  );
}
