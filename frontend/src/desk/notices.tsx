import { Button, Tag } from 'antd';
import { type FormEvent, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, listed, nameOf, type Schemas, useGet, useHere } from './api';
import { Pick, Sheet, Trouble } from './ask';
import { Export } from './exporting';
import { w } from './words';

type Notice = Schemas['Notice'];

const words = {
  notices: ['通知', 'Notices'], mine: ['给本单位的', 'To us'], print: ['待打印寄出', 'To print and send'], none: ['没有通知。', 'No notices.'], nonePrint: ['没有待打印的通知。', 'Nothing to print.'],
  read: ['已阅', 'Read'], open: ['打开事项', 'Open the matter'], printed: ['已打印寄出', 'Printed and sent'], serve: ['登记送达', 'Record service'], told: ['告知和送达', 'Told and served'], noneTold: ['还没有告知当事人。', 'The parties were told nothing yet.'],
  form: ['送达方式', 'How'], on: ['送达日期', 'Day of service'], proofKind: ['凭证', 'Proof'], proof: ['凭证说明（单号、签收人等）', 'About the proof'], why: ['补录的原因（不是今天时）', 'Why it is another day than today'],
  effect: ['登记后，当事人起诉、申请复查等期限从送达之日起计算；登记一次，不能更改。', 'The time to sue or ask for review runs from service. It is recorded once.'], served: ['已送达', 'served'], unserved: ['尚未送达：期限还没有开始', 'not served: the time has not begun'],
  trouble: ['发送失败', 'not sent'],
} as const;
const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** NoticesPage is what the organisation is told, and the papers that wait to be printed. */
export function NoticesPage() {
  const [query, setQuery] = useSearchParams();
  const box = query.get('box') === 'print' ? 'print' : 'in';
  const all = useGet<List<Notice>>(`/notices?limit=100&box=${box}`);
  const [problem, setProblem] = useState<Problem | null>(null);
  const act = async (path: string): Promise<void> => {
    try { await send('POST', path, {}); setProblem(null); await again(); } catch (p) { setProblem(p as Problem); }
  };
  return (
    <>
      <h1>{t('notices')}</h1>
      <div className="row" role="group" aria-label={t('notices')}>
        {(['in', 'print'] as const).map((b) => <Button key={b} type={box === b ? 'primary' : 'default'} aria-pressed={box === b} onClick={() => setQuery(b === 'in' ? {} : { box: b })}>{t(b === 'in' ? 'mine' : 'print')}</Button>)}
      </div>
      <Export list="notices" query={{ box }} />
      {(all.error ?? problem) && <Trouble problem={(all.error ?? problem) as Problem} retry={() => void all.refetch()} />}
      {all.data?.items.length === 0 && <p>{t(box === 'print' ? 'nonePrint' : 'none')}</p>}
      {all.data?.items.map((n) => (
        <div key={n.id} className="record">
          <p>{n.read_at === null && n.way === 'inbox' ? <strong>{n.text}</strong> : n.text}</p>
          <p><small><time dateTime={n.made_at ?? ''}>{n.made_at?.slice(0, 10)}</time> {n.from?.name} {n.cite}</small></p>
          <div className="row">
            <Link to={n.subject.startsWith('referral/') ? `/referrals/${n.subject.slice(9)}` : `/cases/${n.case_id}`}>{t('open')} {n.number}</Link>
            {n.way === 'inbox' && n.read_at === null && <Button aria-label={`${t('read')} ${n.number}`} onClick={() => void act(`/notices/${n.id}/read`)}>{t('read')}</Button>}
            {n.state === 'to_print' && <Button aria-label={`${t('printed')} ${n.number}`} onClick={() => void act(`/notices/${n.id}/printed`)}>{t('printed')}</Button>}
          </div>
        </div>
      ))}
    </>
  );
}

/** useUnread counts the notices that nobody of the organisation has opened. */
export function useUnread(): number {
  const { session } = useHere();
  return useGet<Schemas['Unread']>(session.may.includes('notice.read') ? '/notices/unread' : null).data?.unread ?? 0;
}

/** ToldParties is what the parties of a case were told, and how it reached them. */
export function ToldParties({ file, act }: { file: Schemas['Case']; act: boolean }) {
  const all = useGet<List<Notice>>(`/cases/${file.id}/notices?limit=100`);
  const [serving, setServing] = useState<Notice | null>(null);
  const name = (id: string | null): string => file.parties.find((p) => p.id === id)?.name ?? '';
  const shown = (all.data?.items ?? []).filter((n) => n.serve || n.way !== 'sms');
  return (
    <section aria-label={t('told')}>
      <h2>{t('told')}</h2>
      {all.data && shown.length === 0 && <p>{t('noneTold')}</p>}
      {shown.map((n) => (
        <div key={n.id} className="record">
          <p><strong>{name(n.party_id)}</strong> <Way notice={n} /> {n.text}</p>
          {n.remedies.map((r) => <p key={r.rule}><small>{r.text}</small></p>)}
          {n.service && <p><small>{t('served')} <time dateTime={n.service.served_on}>{n.service.served_on}</time> {n.service.name} {n.service.proof?.text}</small></p>}
          {n.trouble && <p className="late">! {t('trouble')}：{n.trouble}</p>}
          {n.serve && !n.service && <p className="late">! {t('unserved')} {act && <Button aria-label={`${t('serve')} ${name(n.party_id)}`} onClick={() => setServing(n)}>{t('serve')}</Button>}</p>}
        </div>
      ))}
      {serving && <Sheet title={t('serve')} close={() => setServing(null)}><Serve notice={serving} done={() => setServing(null)} /></Sheet>}
    </section>
  );
}

function Way({ notice: n }: { notice: Notice }) {
  const { codes } = useHere();
  return <Tag>{nameOf(codes, 'notice_way', n.way)} · {nameOf(codes, 'notice_state', n.state)}</Tag>;
}

function Serve({ notice, done }: { notice: Notice; done: () => void }) {
  const { codes, session } = useHere();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const go = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    const v = Object.fromEntries(new FormData(e.currentTarget)) as Record<string, string>;
    const proof = v.form === 'electronic' ? {} : { proof: { kind: v.kind, text: v.text } };
    const reason = (v.reason ?? '').trim() === '' ? {} : { reason: v.reason };
    setBusy(true);
    try {
      await send('POST', `/notices/${notice.id}/service`, { form: v.form, served_on: v.served_on, ...proof, ...reason });
      await again();
      done();
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return (
    <form className="upload" onSubmit={(e) => void go(e)}>
      <p>{t('effect')}</p>
      {problem && <p role="alert" className="wrong">{Object.values(problem.fields)[0] ?? problem.detail}</p>}
      <label htmlFor="serve-form">{t('form')}</label><Pick id="serve-form" name="form" options={listed(codes, 'service_form')} />
      <label htmlFor="serve-on">{t('on')}</label><input id="serve-on" name="served_on" type="date" className="pick" defaultValue={session.today} required />
      <label htmlFor="serve-kind">{t('proofKind')}</label><Pick id="serve-kind" name="kind" options={listed(codes, 'proof_kind')} />
      <label htmlFor="serve-text">{t('proof')}</label><input id="serve-text" name="text" className="pick" maxLength={200} />
      <label htmlFor="serve-why">{t('why')}</label><input id="serve-why" name="reason" className="pick" maxLength={200} />
      <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{w('confirm')}</Button><Button onClick={done}>{w('cancel')}</Button></div>
    </form>
  );
}
