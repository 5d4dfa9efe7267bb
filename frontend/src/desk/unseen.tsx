import { Alert, Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, listed, type Schemas, useHere } from './api';
import { Pick, Sheet } from './ask';
import { minute } from './path';
import { w } from './words';

const words = {
  effect: ['交到对方手里以后登记，附上凭证；对方会收到提醒，案件仍按移交的时间计算。', 'Record it once it is in their hands, with its proof. They are told; time runs from the handoff as before.'],
  on: ['送达日期', 'Delivered on'], kind: ['凭证', 'Proof'], about: ['凭证说明', 'About the proof'], why: ['不是今天的，写明理由', 'If not today, why'], seen: ['对方打开', 'Opened by the receiver'],
} satisfies Record<string, [string, string]>;

const u = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** Arrived says how a handoff reached its receiver, and offers paper where nobody has opened it. */
export function Arrived({ referral: r }: { referral: Schemas['Referral'] }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      {r.arrivals.map((a) => <p key={a.how}><small>{a.how === 'opened' ? u('seen') : a.name}：<time dateTime={a.on}>{a.how === 'opened' ? minute(a.entered_at) : a.on}</time>{a.proof?.text && ` ${a.proof.text}`}</small></p>)}
      {r.unseen && (
        <>
          <Alert type="warning" role="status" title={r.unseen.text} />
          <div className="row">
            {r.unseen.offers.filter((o) => o.method === 'GET').map((o) => <a key={o.action} href={o.href} download>{o.title}</a>)}
            {r.unseen.offers.filter((o) => o.action === 'deliver_paper').map((o) => <Button key={o.action} onClick={() => setAsking(true)}>{o.title}</Button>)}
          </div>
        </>
      )}
      {asking && r.unseen && <Sheet title={r.unseen.offers.find((o) => o.action === 'deliver_paper')?.title ?? ''} close={() => setAsking(false)}><Delivered referral={r} done={() => setAsking(false)} /></Sheet>}
    </>
  );
}

function Delivered({ referral, done }: { referral: Schemas['Referral']; done: () => void }) {
  const { codes, session } = useHere();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    const v = Object.fromEntries(new FormData(e.currentTarget)) as Record<string, string>;
    setBusy(true);
    try {
      await send('POST', `/referrals/${referral.id}/deliver-paper`, { delivered_on: v.on, proof: { kind: v.kind, text: v.about }, ...(v.why ? { reason: v.why } : {}) }, referral.version);
      await again();
      done();
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return (
    <form className="upload" onSubmit={(e) => void go(e)}>
      <p>{u('effect')}</p>
      {problem && <p role="alert" className="wrong">{Object.values(problem.fields)[0] ?? problem.detail}</p>}
      <label htmlFor="paper-on">{u('on')}</label><input id="paper-on" name="on" type="date" className="pick" defaultValue={session.today} />
      <label htmlFor="paper-kind">{u('kind')}</label><Pick id="paper-kind" name="kind" options={listed(codes, 'proof_kind')} />
      <label htmlFor="paper-about">{u('about')}</label><input id="paper-about" name="about" className="pick" maxLength={200} />
      <label htmlFor="paper-why">{u('why')}</label><input id="paper-why" name="why" className="pick" maxLength={200} />
      <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{w('confirm')}</Button><Button onClick={done}>{w('cancel')}</Button></div>
    </form>
  );
}
