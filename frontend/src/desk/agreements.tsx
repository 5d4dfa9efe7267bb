import { Alert, Button, Tag } from 'antd';
import { useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type Schemas } from './api';
import { Ask, type Field, Sheet, type Values } from './ask';

const words = {
  performed: ['已履行', 'performed'], partly: ['部分履行', 'performed in part'], breached: ['未履行', 'not performed'], open: ['待履行', 'to be done'], overdue: ['已过履行日', 'overdue'], follow: ['回访', 'Follow up'], follows: ['履行回访', 'Follow-up'],
  effect: ['登记这一项的履行情况；未履行的，会显示可走的途径。', 'Says what became of this item. After a breach the ways that are open are shown.'], result: ['结果', 'Result'], on: ['哪一天', 'On which day'], reason: ['不是今天的，说明原因', 'Why it is entered later, if not today'],
  proof: ['凭证', 'Proof'], proofText: ['凭证说明', 'What the proof is'], text: ['说明', 'In words'], breach: ['对方没有履行，现在可以走的途径', 'It was not performed. Ways that are open now'], breachDone: ['已登记为未履行。可以走的途径见“法定途径”。', 'Recorded as not performed. The ways open now stand under “Ways the law offers”.'],
  receipt: ['收据', 'receipt'], notice: ['通知', 'notice'], signature: ['签名', 'signature'], stamp: ['盖章', 'stamp'], postmark: ['邮戳', 'postmark'], filed: ['已送委派法院备案', 'filed with the court that delegated it'], oral: ['口头协议', 'oral agreement'], returned: ['已退回的材料', 'Papers that came back'], returnedNone: ['没有材料需要退回', 'no papers to return'], pieces: ['份', 'papers'],
} satisfies Record<string, [string, string]>;
const s = (k: keyof typeof words): string => words[k][getLanguage() === 'en' ? 1 : 0];

const proofs = ['receipt', 'notice', 'signature', 'stamp', 'postmark'] as const;

/** Follow lists what was promised, with its days, and takes what became of it. */
export function Follow({ agreement: a }: { agreement: Schemas['Agreement'] }) {
  const [asked, setAsked] = useState<Schemas['Duty'] | null>(null);
  const [ways, setWays] = useState<Schemas['Route'][] | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const fields: Field[] = [
    { name: 'result', label: s('result'), kind: 'choice', options: (['performed', 'partly', 'breached'] as const).map((k) => ({ code: k, name: s(k) })) },
    { name: 'on', label: s('on'), kind: 'day', optional: true }, { name: 'reason', label: s('reason'), kind: 'text', optional: true },
    { name: 'proof', label: s('proof'), kind: 'choice', optional: true, options: proofs.map((k) => ({ code: k, name: s(k) })) }, { name: 'proof_text', label: s('proofText'), kind: 'text', optional: true }, { name: 'text', label: s('text'), kind: 'long', optional: true },
  ];
  const go = async (v: Values): Promise<void> => {
    if (asked?.follow === undefined) return;
    setBusy(true);
    try {
      const { proof, proof_text: told, ...rest } = v;
      const done = await send<Schemas['Followed']>('POST', asked.follow.replace('/api/v1', ''), proof ? { ...rest, proof: { kind: proof, ...(told ? { text: told } : {}) } } : rest);
      setWays(done.breached ? done.routes : null);
      setAsked(null);
      setProblem(null);
      await again();
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return (
    <>
      {a.form === 'oral' && <p><Tag>{s('oral')}</Tag> {a.reached_on} {a.proof?.text}</p>}
      {a.filed_document_id && <p><small>{s('filed')}</small></p>}
      <ul aria-label={s('follows')}>
        {a.performance.map((d) => (
          <li key={d.item}>
            {d.what} <time dateTime={d.by_on}>{d.by_on}</time> <Tag>{d.result ? s(d.result as 'partly') : s('open')}</Tag>{d.overdue && <span className="late">! {s('overdue')}</span>}
            {d.lines.map((l, i) => <p key={i}><small>{l.on} {s(l.result as 'partly')} {l.text} {l.proof?.text}</small></p>)}
            {d.follow && <p><Button onClick={() => { setProblem(null); setAsked(d); }}>{s('follow')}：{d.what}</Button></p>}
          </li>
        ))}
      </ul>
      {ways && <Alert type="warning" role="status" title={s('breach')} description={<ul>{ways.map((r) => <li key={r.route}>{r.name}{r.clocks.map((c) => c.due_on && <small key={c.rule + c.due_on}> {c.text} {c.due_on}</small>)}</li>)}</ul>} />}
      {asked && <Sheet title={`${s('follow')}：${asked.what}`} close={() => setAsked(null)}><Ask fields={fields} effect={s('effect')} busy={busy} problem={problem} send={(v) => void go(v)} cancel={() => setAsked(null)} /></Sheet>}
    </>
  );
}

/** CameBack says which papers came back to the sender, and when. */
export function CameBack({ bundle }: { bundle: Schemas['Bundle'] }) {
  const title = (id: string): string => bundle.items.find((i) => i.id === id)?.title ?? id;
  return bundle.returned.map((r) => (
    <div key={r.at ?? ''} className="record">
      <strong>{s('returned')}</strong> <small>{r.at?.slice(0, 10)} → {r.to.name}</small>
      {r.items.length === 0 ? <p>{s('returnedNone')}</p> : <ul>{r.items.map((id) => <li key={id}>{title(id)}</li>)}</ul>}
    </div>
  ));
}
