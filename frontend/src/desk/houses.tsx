import { Alert, Button, Tag } from 'antd';
import { type FormEvent, useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, type Schemas, useGet, useHere } from './api';
import { Sheet, Trouble } from './ask';
import { w } from './words';

type House = Schemas['Organization'];

const words = {
  title: ['单位', 'Organisations'], find: ['单位名称（至少两个字）', 'Name of an organisation, from two characters'], none: ['没有这样的单位。', 'No such organisation.'], ended: ['已撤销', 'ended'],
  rename: ['更名', 'Rename'], newName: ['新名称', 'New name'], renameEffect: ['以后都用新名称；以前出具的文书保留原名称。', 'The new name stands from now on; what was issued before keeps the old one.'],
  end: ['撤销并由其他单位承接', 'End, with a successor'], to: ['承接单位', 'Successor'], findTo: ['查找承接单位', 'Find the successor'], on: ['从哪一天起', 'From which day'], reason: ['不是今天的，写明理由', 'If not today, why'],
  endEffect: ['一次办完：案件、未了结的移交、队列和人员都转到承接单位，各项期限不变；以前的文书保留原名称。不能撤回。', 'In one act cases, unfinished handoffs, queues and people go to the successor, and every last day stays. Earlier papers keep the old name. It cannot be taken back.'],
  done: ['已经承接', 'Taken over'], cases: ['案件', 'cases'], people: ['人员', 'people'], saved: ['已更名', 'Renamed'],
} satisfies Record<string, [string, string]>;

const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

const useFound = (q: string) => useGet<List<House>>(q.trim().length > 1 ? `/organizations?limit=20&q=${encodeURIComponent(q.trim())}` : null);

/** Houses lets an administrator rename an organisation, or end it and say who takes over. */
export function Houses() {
  const [q, setQ] = useState('');
  const found = useFound(q);
  const [asking, setAsking] = useState<{ what: 'rename' | 'end'; house: House } | null>(null);
  const [told, setTold] = useState('');
  const close = (): void => setAsking(null);
  return (
    <section aria-label={t('title')}>
      <h2>{t('title')}</h2>
      {told !== '' && <Alert type="success" role="status" title={told} />}
      <label htmlFor="house-q">{t('find')}</label> <input id="house-q" className="pick" value={q} maxLength={100} onChange={(e) => setQ(e.target.value)} />
      {found.error && <Trouble problem={found.error} retry={() => void found.refetch()} />}
      {found.data?.items.length === 0 && <p>{t('none')}</p>}
      <ul className="cards">{(found.data?.items ?? []).map((o) => (
        <li key={o.id}>
          {o.name}{o.ended_on && <> <Tag>{t('ended')}</Tag></>}
          {!o.ended_on && <div className="row"><Button aria-label={`${t('rename')} ${o.name}`} onClick={() => setAsking({ what: 'rename', house: o })}>{t('rename')}</Button><Button aria-label={`${t('end')} ${o.name}`} onClick={() => setAsking({ what: 'end', house: o })}>{t('end')}</Button></div>}
        </li>
      ))}</ul>
      {asking?.what === 'rename' && <Sheet title={`${t('rename')} ${asking.house.name}`} close={close}><Rename house={asking.house} cancel={close} done={(name) => { setTold(`${t('saved')}：${name}`); close(); }} /></Sheet>}
      {asking?.what === 'end' && <Sheet title={`${t('end')} ${asking.house.name}`} close={close}><End house={asking.house} cancel={close} done={(s) => { setTold(`${t('done')}：${s.from.name} → ${s.to.name}，${t('cases')} ${s.cases}，${t('people')} ${s.people}`); close(); }} /></Sheet>}
    </section>
  );
}

function Rename({ house, cancel, done }: { house: House; cancel: () => void; done: (name: string) => void }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    const name = String(new FormData(e.currentTarget).get('name') ?? '').trim();
    try { await send('PATCH', `/organizations/${house.id}`, { name }, house.version); await again(); done(name); } catch (p) { setProblem(p as Problem); }
  };
  return (
    <form className="upload" onSubmit={(e) => void go(e)}>
      <p>{t('renameEffect')}</p>
      {problem && <p role="alert" className="wrong">{Object.values(problem.fields)[0] ?? problem.detail}</p>}
      <label htmlFor="house-name">{t('newName')}</label><input id="house-name" name="name" className="pick" defaultValue={house.name} maxLength={200} required />
      <div className="row"><Button type="primary" htmlType="submit">{w('confirm')}</Button><Button onClick={cancel}>{w('cancel')}</Button></div>
    </form>
  );
}

function End({ house, cancel, done }: { house: House; cancel: () => void; done: (s: Schemas['Succession']) => void }) {
  const { session } = useHere();
  const [q, setQ] = useState('');
  const found = useFound(q);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    const v = new FormData(e.currentTarget);
    try {
      const s = await send<Schemas['Succession']>('POST', `/organizations/${house.id}/succession`, { to: v.get('to'), on: v.get('on'), ...(v.get('reason') ? { reason: v.get('reason') } : {}) });
      await again();
      done(s);
    } catch (p) { setProblem(p as Problem); }
  };
  return (
    <form className="upload" onSubmit={(e) => void go(e)}>
      <p>{t('endEffect')}</p>
      {problem && <p role="alert" className="wrong">{Object.values(problem.fields)[0] ?? problem.detail}</p>}
      <label htmlFor="heir-q">{t('findTo')}</label><input id="heir-q" className="pick" value={q} maxLength={100} onChange={(e) => setQ(e.target.value)} />
      <label htmlFor="heir">{t('to')}</label><select id="heir" name="to" className="pick" required><option value="">—</option>{(found.data?.items ?? []).filter((o) => o.id !== house.id && !o.ended_on).map((o) => <option key={o.id} value={o.id}>{o.name}</option>)}</select>
      <label htmlFor="heir-on">{t('on')}</label><input id="heir-on" name="on" type="date" className="pick" defaultValue={session.today} required />
      <label htmlFor="heir-why">{t('reason')}</label><input id="heir-why" name="reason" className="pick" maxLength={200} />
      <div className="row"><Button type="primary" htmlType="submit">{w('confirm')}</Button><Button onClick={cancel}>{w('cancel')}</Button></div>
    </form>
  );
}
