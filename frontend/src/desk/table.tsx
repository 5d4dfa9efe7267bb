import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, nameOf, type Schemas, useGet, useHere } from './api';
import { Ask, type Field, Sheet, Trouble, type Values } from './ask';
import { minute } from './path';
import { w } from './words';

const words = {
  title: ['联合接访单位', 'Organisations at the table'], ask: ['邀请单位', 'Ask an organisation'], unit: ['单位', 'Organisation'], askEffect: ['该单位会在自己的接访页面看到邀请，由它答复来不来、谁来。法院、仲裁机构也是邀请，不是指派。', 'It sees the invitation among its receptions and says itself whether it comes and who. Courts and tribunals are asked like others, not ordered.'],
  release: ['撤回邀请', 'Take the invitation back'], releaseEffect: ['该单位不再参加本场接访。', 'The organisation sits at this table no more.'],
  invited: ['联合接访邀请', 'Invitations to joint receptions'], come: ['参加', 'We come'], stay: ['不参加', 'We do not come'], people: ['谁来参加，每人一行（姓名、职务）', 'Who comes, one a line (name, office)'], why: ['不参加的原因', 'Why not'],
  comeEffect: ['单位名称在公开的接访安排里显示，参加人员姓名不公开。只看得到请本单位接待的来访人。', 'The public list names the organisation, not who comes. You see only the visitors you are called to.'], stayEffect: ['接访单位会看到原因。', 'The host reads the reason.'],
  called: ['共同接待的单位', 'Received together with'], call: ['请单位共同接待', 'Call organisations to this visitor'], callEffect: ['选中的单位看得到这次来访的姓名和事项，看不到电话，也看不到律师的意见。', 'They read this visitor’s name and matter, not the phone and no lawyer’s opinion.'], none: ['没有请其他单位。', 'No other organisation is called.'],
  answers: ['当场答复', 'Answers given at the table'], answer: ['当场答复', 'Answer'], answerEffect: ['写下后不能修改，可以再写一条；来访人可以带走打印件。要跟进办理的，请登记案件。', 'It cannot be changed; another may follow. The visitor may take a print home. What needs following up is registered as a case.'], words: ['答复内容', 'What you answer'],
  print: ['打印带走', 'Print to take home'], sheet: ['各单位当场给您的答复', 'What you were answered at the table'], matter: ['您来说的事', 'What you came for'], on: ['接访日期', 'Day'], follow: ['登记办理的事项凭编号和查询码查询进度；这张纸不是受理决定。', 'What was registered is followed by its number and query code; this sheet is not a decision to accept.'],
} satisfies Record<string, [string, string]>;
const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

type Dialog = { title: string; effect: string; fields: Field[]; path: string; body: (v: Values) => unknown };

/** useDialog asks for one thing and sends it. */
function useDialog(): { open: (d: Dialog) => void; sheet: React.ReactNode } {
  const [d, setD] = useState<Dialog | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (v: Values): Promise<void> => {
    if (!d) return;
    setBusy(true);
    setProblem(null);
    try {
      await send('POST', d.path, d.body(v));
      await again();
      setD(null);
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return {
    open: (x) => { setProblem(null); setD(x); },
    sheet: d && <Sheet title={d.title} close={() => setD(null)}><Ask effect={d.effect} busy={busy} problem={problem} fields={d.fields} send={(v) => void go(v)} cancel={() => setD(null)} /></Sheet>,
  };
}

const lines = (v: unknown): string[] => String(v ?? '').split('\n').map((s) => s.trim()).filter((s) => s !== '');

/** Reply is what an organisation that was asked may say. */
function Reply({ reception: r }: { reception: Schemas['Reception'] }) {
  const { session } = useHere();
  const { open, sheet } = useDialog();
  const mine = r.table.find((g) => g.organization.id === session.acting.organization.id);
  if (!mine || !session.may.includes('reception.attend') || r.state === 'cancelled') return null;
  const path = `/receptions/${r.id}/answer-invitation`;
  const come = { title: t('come'), effect: t('comeEffect'), path, fields: [{ name: 'people', label: t('people'), kind: 'long' as const, value: mine.people.join('\n') }], body: (v: Values) => ({ coming: true, people: lines(v.people) }) };
  const stay = { title: t('stay'), effect: t('stayEffect'), path, fields: [{ name: 'text', label: t('why'), kind: 'long' as const }], body: (v: Values) => ({ coming: false, text: v.text }) };
  return <div className="row"><Button type="primary" onClick={() => open(come)}>{t('come')}</Button><Button onClick={() => open(stay)}>{t('stay')}</Button>{sheet}</div>;
}

/** Table shows who sits beside the host; who plans there asks, and who was asked answers. */
export function Table({ reception: r }: { reception: Schemas['Reception'] }) {
  const { session, codes } = useHere();
  const units = useGet<List<Schemas['Organization']>>(r.may_ask ? '/organizations?limit=100' : null);
  const { open, sheet } = useDialog();
  if (r.table.length === 0 && !r.may_ask) return null;
  const options = (units.data?.items ?? []).filter((o) => o.kind !== 'law_firm' && o.id !== r.host_organization.id && !r.table.some((g) => g.organization.id === o.id)).map((o) => ({ code: o.id, name: o.name }));
  const release = (g: Schemas['Guest']) => open({ title: `${t('release')}：${g.organization.name}`, effect: t('releaseEffect'), fields: [], path: `/receptions/${r.id}/release-organization`, body: () => ({ organization_id: g.organization.id }) });
  return (
    <section aria-label={t('title')}>
      <h2>{t('title')}</h2>
      <ul className="cards">{r.table.map((g) => (
        <li key={g.organization.id}>
          <strong>{g.organization.name}</strong> <Tag>{nameOf(codes, 'guest_state', g.state)}</Tag> {g.people.join('、')}{g.text && <span className="words">{g.text}</span>}
          {r.may_ask && <> <Button size="small" aria-label={`${t('release')} ${g.organization.name}`} onClick={() => release(g)}>{t('release')}</Button></>}
          {g.organization.id === session.acting.organization.id && <Reply reception={r} />}
        </li>
      ))}</ul>
      {r.may_ask && <Button disabled={!units.data} onClick={() => open({ title: t('ask'), effect: t('askEffect'), fields: [{ name: 'organization_id', label: t('unit'), kind: 'choice', options, blank: true }], path: `/receptions/${r.id}/ask-organization`, body: (v) => ({ organization_id: v.organization_id }) })}>{t('ask')}</Button>}
      {units.error && <Trouble problem={units.error} />}
      {sheet}
    </section>
  );
}

/** Invitations lists the joint receptions to which one's organisation is asked. */
export function Invitations() {
  const { session, codes } = useHere();
  const read = useGet<List<Schemas['Reception']>>('/reception-invitations?limit=100', true);
  if (read.error) return <Trouble problem={read.error} retry={() => void read.refetch()} />;
  const all = read.data?.items ?? [];
  if (all.length === 0) return null;
  const state = (r: Schemas['Reception']): string => r.table.find((g) => g.organization.id === session.acting.organization.id)?.state ?? '';
  return (
    <section aria-label={t('invited')}>
      <h2>{t('invited')}</h2>
      <ul className="cards">{all.map((r) => (
        <li key={r.id}><a href={`#/receptions/${r.id}`}><strong>{minute(r.starts_at)}</strong> {r.host_organization.name}</a> {r.place} <Tag>{nameOf(codes, 'guest_state', state(r))}</Tag>{state(r) === 'asked' && <Reply reception={r} />}</li>
      ))}</ul>
    </section>
  );
}

/** Answers is who receives a visitor with the host, and what they answered. */
export function Answers({ visit: v }: { visit: Schemas['Visit'] }) {
  const { session } = useHere();
  const r = useGet<Schemas['Reception']>(`/receptions/${v.reception_id}`, true);
  const said = useGet<List<Schemas['VisitStatement']>>(`/visits/${v.id}/statements`, true);
  const { open, sheet } = useDialog();
  if (!r.data || !said.data) return said.error && said.error.code !== 'conflict_of_interest' ? <Trouble problem={said.error} /> : null;
  const coming = r.data.table.filter((g) => g.state === 'coming').map((g) => ({ code: g.organization.id, name: g.organization.name }));
  const mine = session.may.includes('reception.attend');
  const host = mine && !v.called.some((o) => o.id === session.acting.organization.id);
  if (coming.length === 0 && said.data.items.length === 0) return null;
  return (
    <section aria-label={t('answers')}>
      <h2>{t('answers')}</h2>
      <p>{t('called')}：{v.called.map((o) => o.name).join('、') || t('none')}</p>
      {said.data.items.map((s) => <div key={s.id} className="record"><p className="words"><strong>{s.organization.name}：</strong>{s.text}</p><p><small>{minute(s.at)}</small></p></div>)}
      <div className="row">
        {host && !v.outcome && coming.length > 0 && <Button onClick={() => open({ title: t('call'), effect: t('callEffect'), fields: [{ name: 'organizations', label: t('unit'), kind: 'many', options: coming, value: v.called.map((o) => o.id), optional: true }], path: `/visits/${v.id}/call`, body: (x) => ({ organizations: x.organizations ?? [] }) })}>{t('call')}</Button>}
        {mine && <Button type="primary" onClick={() => open({ title: t('answer'), effect: t('answerEffect'), fields: [{ name: 'text', label: t('words'), kind: 'long' }], path: `/visits/${v.id}/statements`, body: (x) => ({ text: x.text }) })}>{t('answer')}</Button>}
        {said.data.items.length > 0 && <a href={`#/visits/${v.id}/answers`}>{t('print')}</a>}
      </div>
      {sheet}
    </section>
  );
}

/** AnswerSheet is what the visitor takes home of a joint reception. */
export function AnswerSheet() {
  const { id = '' } = useParams();
  const go = useNavigate();
  const visit = useGet<Schemas['Visit']>(`/visits/${id}`);
  const said = useGet<List<Schemas['VisitStatement']>>(`/visits/${id}/statements`);
  if (visit.error || said.error) return <Trouble problem={(visit.error ?? said.error)!} />;
  if (!visit.data || !said.data) return <p role="status">{w('loading')}</p>;
  return (
    <>
      <div className="row"><Button onClick={() => void go(`/visits/${id}`)}>{w('back')}</Button><Button type="primary" onClick={() => window.print()}>{t('print')}</Button></div>
      <article className="slip">
        <h1>{t('sheet')}</h1>
        <h2>{t('matter')}</h2><p className="words">{visit.data.matter}</p>
        {said.data.items.map((s) => <section key={s.id} aria-label={s.organization.name}><h2>{s.organization.name}</h2><p className="words">{s.text}</p></section>)}
        <p>{t('on')}：{minute(visit.data.checked_in_at).slice(0, 10)}</p>
        <p><small>{t('follow')}</small></p>
      </article>
    </>
  );
}
