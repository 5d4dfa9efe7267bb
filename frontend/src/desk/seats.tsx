import { Button, Tag } from 'antd';
import { useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, nameOf, type Schemas, useGet, useHere } from './api';
import { Ask, Sheet, Trouble } from './ask';
import { minute } from './path';
import { w } from './words';

const words = {
  title: ['接替', 'Seats handed on'], offer: ['请同行接替', 'Ask a colleague to take over'], effect: ['对方同意之前名额还是您的；同意时先核对队列里来访人的姓名。接替后您不再看到本场的队列和来访事项。', 'The seat stays yours until the colleague accepts; the names in the queue are checked then. After that you see nothing of the queue and the visits any more.'],
  colleague: ['律师', 'Lawyer'], free: ['这天可以参加', 'available that day'], theyAsk: ['请您接替', 'asks you to take over'], youAsk: ['您请', 'you asked'],
  accept: ['同意接替', 'Take it over'], decline: ['谢绝', 'Decline'], withdraw: ['撤回', 'Take back'],
  acceptEffect: ['同意后由您参加本场接访。先核对队列里来访人的姓名，有利益冲突的不能接替。', 'You then sit at this reception. Names in the queue are checked first: with a conflict the seat is not for you.'], declineEffect: ['名额还是原来的律师的。', 'The seat stays with the lawyer who has it.'], withdrawEffect: ['名额还是您的。', 'The seat stays yours.'],
} satisfies Record<string, [string, string]>;
const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

type Act = 'accept' | 'decline' | 'withdraw';

/** OfferSeat lets a lawyer name the colleague who is to take the seat. */
export function OfferSeat({ reception }: { reception: Schemas['Reception'] }) {
  const { session } = useHere();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const read = useGet<List<Schemas['Lawyer']>>(open ? `/lawyers?on=${minute(reception.starts_at).slice(0, 10)}&limit=100` : null);
  const go = async (code: string): Promise<void> => {
    const [organization_id, user_id] = code.split(' ');
    setBusy(true);
    setProblem(null);
    try {
      await send('POST', `/receptions/${reception.id}/offer-seat`, { organization_id, user_id });
      await again();
      setOpen(false);
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  const options = (read.data?.items ?? []).filter((l) => l.user_id !== session.user.id).map((l) => ({ code: `${l.firm.id} ${l.user_id}`, name: `${l.name}${l.available ? ` · ${t('free')}` : ''}`, family: l.firm.name }));
  return (
    <>
      <Button onClick={() => { setProblem(null); setOpen(true); }}>{t('offer')}</Button>
      {open && read.error && <Trouble problem={read.error} />}
      {open && read.data && (
        <Sheet title={t('offer')} close={() => setOpen(false)}>
          <Ask effect={t('effect')} busy={busy} problem={problem} cancel={() => setOpen(false)} send={(v) => void go(String(v.user_id))} fields={[{ name: 'user_id', label: t('colleague'), kind: 'choice', options, blank: true }]} />
        </Sheet>
      )}
    </>
  );
}

/** SeatOffers lists what the lawyer offered and was offered for receptions to come. */
export function SeatOffers() {
  const { codes } = useHere();
  const read = useGet<List<Schemas['SeatOffer']>>('/seat-offers?limit=100', true);
  const [doing, setDoing] = useState<{ offer: Schemas['SeatOffer']; act: Act } | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (read.error) return <Trouble problem={read.error} retry={() => void read.refetch()} />;
  const all = read.data?.items ?? [];
  if (all.length === 0) return null;
  const go = async (o: Schemas['SeatOffer'], act: Act): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await send('POST', `/seat-offers/${o.id}/${act}`, {}, o.version);
      await again();
      setDoing(null);
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return (
    <section aria-label={t('title')}>
      <h2>{t('title')}</h2>
      <ul className="cards">{all.map((o) => (
        <li key={o.id}>
          <a href={`#/receptions/${o.reception.id}`}><strong>{minute(o.reception.starts_at)}</strong> {o.reception.host_organization.name}</a> {o.reception.place}
          <p>{o.mine ? `${t('youAsk')} ${o.to.name}（${o.to.firm}）` : `${o.from.name}（${o.from.firm}）${t('theyAsk')}`} <Tag>{nameOf(codes, 'seat_offer', o.state)}</Tag></p>
          {o.acts.length > 0 && <div className="row">{o.acts.map((a) => <Button key={a} {...(a === 'accept' ? { type: 'primary' as const } : {})} onClick={() => { setProblem(null); setDoing({ offer: o, act: a as Act }); }}>{t(a as Act)}</Button>)}</div>}
        </li>
      ))}</ul>
      {doing && (
        <Sheet title={t(doing.act)} close={() => setDoing(null)}>
          <Ask effect={t(`${doing.act}Effect`)} busy={busy} problem={problem} fields={[]} send={() => void go(doing.offer, doing.act)} cancel={() => setDoing(null)} button={w('confirm')} />
        </Sheet>
      )}
    </section>
  );
}
