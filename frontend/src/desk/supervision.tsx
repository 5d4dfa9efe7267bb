import { Empty } from 'antd';
import { useState } from 'react';
import { getLanguage } from '../text';
import { type List, listed, nameOf, type Schemas, useGet, useHere } from './api';
import { Pick } from './ask';
import { Export } from './exporting';
import { Due, useList } from './inbox';
import { w } from './words';

type Attention = Schemas['Attention'];

const words = {
  title: ['要我处理的', 'What needs me now'], why: ['本单位主管的案件中需要处理的，最急的在前。只列状态、期限和事由，没有调解内容。', 'What needs the superior in the cases it leads, the most urgent first: states, time limits and reasons, never what was said in mediation.'],
  kind: ['事由', 'Reason'], custodian: ['责任单位', 'Custodian'], all: ['全部', 'all'], none: ['现在没有要处理的。', 'Nothing needs you now.'], acts: ['由谁办', 'Who acts'], what: ['依据', 'Basis'], on: ['日期', 'Day'], number: ['编号', 'Number'],
  left: ['还有{n}个工作日', '{n} working days left'], past: ['已过{n}个工作日', '{n} working days past'], today: ['今天是最后一天', 'today is the last day'], last: ['最近一次进展', 'last step'], own: ['本单位', 'this organisation'], lapsed: ['最近一次未答复', 'last unanswered'], day: ['期限日', 'the day'],
} satisfies Record<string, [string, string]>;

const s = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** left says the working days to a day, or since it, in words. */
function left(n: number | null): string {
  if (n === null) return '';
  if (n === 0) return s('today');
  return s(n > 0 ? 'left' : 'past').replace('{n}', String(Math.abs(n)));
}

/** Day shows the last day as a deadline; one of a body that decides for itself as a date and no more. */
function Day({ x }: { x: Attention }) {
  if (x.informative) return <>{s('day')} <time dateTime={x.on}>{x.on}</time></>;
  if (x.kind === 'idle' || x.kind === 'lapsed_twice') return <>{s(x.kind === 'idle' ? 'last' : 'lapsed')} <time dateTime={x.on}>{x.on}</time></>;
  return <><Due on={x.on} />{x.working_days_left !== null && <small> {left(x.working_days_left)}</small>}</>;
}

function Kind({ kind, items }: { kind: string; items: Attention[] }) {
  const { codes } = useHere();
  const name = nameOf(codes, 'attention', kind);
  return (
    <section aria-label={name}>
      <h2>{name}</h2>
      <table className="queue">
        <caption className="skip">{name}</caption>
        <thead><tr><th scope="col">{s('on')}</th><th scope="col">{s('number')}</th><th scope="col">{w('category')}</th><th scope="col">{s('custodian')}</th><th scope="col">{s('acts')}</th><th scope="col">{s('what')}</th></tr></thead>
        <tbody>
          {items.map((x) => (
            <tr key={x.kind + x.subject}>
              <td><Day x={x} /></td>
              <td><a href={x.subject.startsWith('referral/') ? `#/referrals/${x.subject.slice(9)}` : `#/cases/${x.case_id}`}>{x.case_number}</a></td>
              <td>{nameOf(codes, 'category', x.category)}</td>
              <td>{x.custodian.name}</td>
              <td>{x.acts.name}{x.own && `（${s('own')}）`}</td>
              <td>{x.what} {x.cite && <small>{x.cite}</small>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Supervision is where a supervisor begins: what is late, contested, near, unanswered twice, standing still. */
export function Supervision() {
  const { codes } = useHere();
  const [kind, setKind] = useState('');
  const [custodian, setCustodian] = useState('');
  const organizations = useGet<List<Schemas['Organization']>>('/organizations?limit=100');
  const { items, problem, more } = useList<Attention>(`/supervision/attention?limit=50${kind && `&kind=${kind}`}${custodian && `&custodian=${encodeURIComponent(custodian)}`}`);
  const kinds = listed(codes, 'attention');
  return (
    <>
      <h1>{s('title')}</h1>
      <p>{s('why')}</p>
      <form className="row">
        <label htmlFor="attention-kind">{s('kind')}</label><Pick id="attention-kind" value={kind} onChange={(e) => setKind(e.target.value)} empty={s('all')} options={kinds} />
        <label htmlFor="attention-custodian">{s('custodian')}</label><Pick id="attention-custodian" value={custodian} onChange={(e) => setCustodian(e.target.value)} empty={s('all')} options={(organizations.data?.items ?? []).map((o) => ({ code: o.id, name: o.name }))} />
      </form>
      <Export list="attention" query={{ kind, custodian }} />
      {problem}
      {items?.length === 0 && <Empty image={null} description={s('none')} />}
      {kinds.map((k) => { const some = (items ?? []).filter((x) => x.kind === k.code); return some.length > 0 && <Kind key={k.code} kind={k.code} items={some} />; })}
      {more}
    </>
  );
}
