import { Button, Form } from 'antd';
import { useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, type Schemas, useGet, useHere } from './api';
import { Trouble, type Values } from './ask';
import { daysOf, monthAfter } from './months';

const words = {
  title: ['我可以接访的日子', 'Days on which I can sit at a reception'], why: ['点选可以参加的日子再保存。安排接访的单位按日子看到您的姓名和律所；没有选的日子不表示任何意思。', 'Choose the days, then save. Who plans a reception sees your name and firm on them; a day that is not chosen means nothing.'],
  earlier: ['上个月', 'Month before'], later: ['下个月', 'Month after'], save: ['保存', 'Save'], saved: ['已保存。', 'Saved.'], week: ['一二三四五六日', 'MTWTFSS'],
  free: ['这一天可以参加的律师', 'Lawyers available that day'], nobody: ['没有律师填写这一天可以参加。', 'No lawyer said they are available that day.'],
} satisfies Record<string, [string, string]>;
const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** Availability lets a lawyer choose the days. */
export function Availability() {
  const { session } = useHere();
  const read = useGet<Schemas['Availability']>('/availability');
  const [month, setMonth] = useState(session.today.slice(0, 7));
  const [changed, setChanged] = useState<string[] | null>(null);
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!read.data) return read.error ? <Trouble problem={read.error} /> : null;
  const chosen = changed ?? read.data.days;
  const last = monthAfter(session.today.slice(0, 7), 12);
  const { days, before } = daysOf(month);
  const turn = (d: string): void => { setNote(''); setChanged(chosen.includes(d) ? chosen.filter((x) => x !== d) : [...chosen, d]); };
  const save = async (): Promise<void> => {
    setProblem(null);
    try {
      await send('PUT', '/availability', { days: chosen }, read.data.version || undefined);
      await again();
      setChanged(null);
      setNote(t('saved'));
    } catch (p) { setProblem(p as Problem); }
  };
  return (
    <section aria-label={t('title')}>
      <h2>{t('title')}</h2>
      <p>{t('why')}</p>
      <div className="row"><Button disabled={month <= session.today.slice(0, 7)} onClick={() => setMonth(monthAfter(month, -1))}>{t('earlier')}</Button><strong>{month}</strong><Button disabled={month >= last} onClick={() => setMonth(monthAfter(month, 1))}>{t('later')}</Button></div>
      <div className="month" role="group" aria-label={month}>
        {[...t('week')].map((d, i) => <span key={i} aria-hidden="true">{d}</span>)}
        {Array.from({ length: before }, (_, i) => <span key={`b${i}`} />)}
        {days.map((d) => <button key={d} type="button" data-day={d} aria-pressed={chosen.includes(d)} disabled={d < session.today} onClick={() => turn(d)}>{Number(d.slice(8))}{chosen.includes(d) && ' ✓'}</button>)}
      </div>
      {problem && <Trouble problem={problem} />}
      <div className="row"><Button type="primary" disabled={changed === null} onClick={() => void save()}>{t('save')}</Button><span role="status">{note}</span></div>
    </section>
  );
}

/** FreeLawyers shows, inside the form of a plan, who is available on its day. */
export function FreeLawyers() {
  const form = Form.useFormInstance<Values>();
  const on = String(Form.useWatch('starts_at', form) ?? '').slice(0, 10);
  const read = useGet<List<Schemas['Lawyer']>>(/^\d{4}-\d\d-\d\d$/.test(on) ? `/lawyers?on=${on}&available=1&limit=100` : null);
  if (!read.data) return null;
  return (
    <section aria-label={t('free')}>
      <p role="status"><strong>{t('free')} {on}：</strong>{read.data.items.length === 0 ? t('nobody') : read.data.items.map((l) => `${l.name}（${l.firm.name}）`).join('、') + (read.data.next_cursor ? ' …' : '')}</p>
    </section>
  );
}
