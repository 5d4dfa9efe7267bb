import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { get, type Problem } from '../http';
import { getLanguage } from '../text';
import { type List, type Schemas, useHere } from './api';
import { Trouble } from './ask';
import { Export } from './exporting';
import { monthAfter } from './months';
import { minute } from './path';
import { w } from './words';

const words = {
  title: ['接访值班表', 'Duty sheet of receptions'], earlier: ['上个月', 'Month before'], later: ['下个月', 'Month after'], when: ['时间', 'When'], where: ['地点', 'Where'], lead: ['接待人', 'Who receives'], lawyers: ['律师', 'Lawyers'], remark: ['备注', 'Remarks'],
  none: ['这个月没有接访。', 'No reception in this month.'], wanted: ['还缺{}位', '{} wanted'], print: ['打印', 'Print'], month: ['{y}年{m}月', '{y}-{m}'],
} satisfies Record<string, [string, string]>;
const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];
const weekdays = { zh: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'], en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] };

type One = Schemas['Reception'];

/** whole reads every page: a sheet that is put up misses nobody. */
async function whole(month: string): Promise<One[]> {
  const all: One[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: List<One> = await get(`/reception-duty?month=${month}&limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    all.push(...page.items);
    cursor = page.next_cursor;
  }
  return all;
}

function Line({ r }: { r: One }) {
  const day = minute(r.starts_at).slice(0, 10);
  const missing = r.lawyers_wanted - r.lawyers.length;
  const weekday = weekdays[getLanguage() === 'en' ? 'en' : 'zh'][new Date(`${day}T00:00:00Z`).getUTCDay()];
  return (
    <tr className={r.state === 'cancelled' ? 'off' : undefined}>
      <th scope="row"><a href={`#/receptions/${r.id}`}>{day.slice(5)} {weekday}</a> {minute(r.starts_at).slice(11)}–{minute(r.ends_at).slice(11)}</th>
      <td>{r.host_organization.name} {r.place}</td>
      <td>{r.lead}</td>
      <td>{r.lawyers.map((l) => `${l.name}（${l.firm}）`).join('、')}{missing > 0 && r.state !== 'cancelled' && ` ${t('wanted').replace('{}', String(missing))}`}</td>
      <td>{r.state !== 'planned' && `${w(r.state === 'cancelled' ? 'cancelled' : 'moved')}${r.change ? `：${r.change}` : ''}`}</td>
    </tr>
  );
}

/** Duty is the month's sheet to put up: who sits where and when. */
export function Duty() {
  const { session } = useHere();
  const go = useNavigate();
  const [month, setMonth] = useState(session.today.slice(0, 7));
  const read = useQuery<One[], Problem>({ queryKey: [getLanguage(), '/reception-duty', month], queryFn: () => whole(month) });
  const [y = '', m = ''] = month.split('-');
  return (
    <>
      <div className="row">
        <Button onClick={() => void go('/receptions')}>{w('back')}</Button>
        <Button onClick={() => setMonth(monthAfter(month, -1))}>{t('earlier')}</Button>
        <Button onClick={() => setMonth(monthAfter(month, 1))}>{t('later')}</Button>
        <Button type="primary" disabled={!read.data?.length} onClick={() => window.print()}>{t('print')}</Button>
      </div>
      <h1>{t('title')} <small>{t('month').replace('{y}', y).replace('{m}', m)} · {session.acting.organization.name}</small></h1>
      {read.error && <Trouble problem={read.error} retry={() => void read.refetch()} />}
      {!read.data && !read.error && <p role="status">{w('loading')}</p>}
      {read.data?.length === 0 && <p role="status">{t('none')}</p>}
      {read.data && read.data.length > 0 && (
        <table className="duty">
          <thead><tr>{(['when', 'where', 'lead', 'lawyers', 'remark'] as const).map((k) => <th key={k} scope="col">{t(k)}</th>)}</tr></thead>
          <tbody>{read.data.map((r) => <Line key={r.id} r={r} />)}</tbody>
        </table>
      )}
      <Export list="duty" query={{ month }} of={t('title')} />
    </>
  );
}
