import { Button } from 'antd';
import { useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, nameOf, type Schemas, useGet, useHere } from './api';
import { Ask, Sheet, Trouble, type Values } from './ask';
import { Export } from './exporting';
import { Due } from './inbox';
import { minute } from './path';

type Directive = Schemas['Directive'];

const words = {
  title: ['督办', 'Directives'], in: ['要本单位答复的', 'To be answered here'], out: ['本单位督办的', 'Given by this organisation'], none: ['没有。', 'None.'], late: ['逾期', 'late'], from: ['督办单位', 'From'], to: ['答复单位', 'To'],
  due: ['答复的最后一天', 'Answer by'], answer: ['答复', 'Answer'], text: ['答复内容', 'The answer'], effect: ['答复马上送达督办单位，记入日志，不能修改。', 'The answer goes to the superior at once, is logged, and cannot be changed.'], why: ['只有督办和被督办的两个单位看得到。法院、仲裁、复议机构和调解组织不受督办。', 'Seen by the two organisations only. No court, tribunal, reconsideration body or mediation committee is directed.'],
  more: ['还有更多，答复以后显示。', 'There are more; they come as these are answered.'], answered: ['已答复', 'Answered'], trace: ['责任倒查', 'Trace who was responsible'], source: ['联席会议决定的事项，开会日期', 'Decided by a joint conference held on'],
} satisfies Record<string, [string, string]>;

const d = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

function One({ x, number }: { x: Directive; number: boolean }) {
  const { codes, session } = useHere();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (v: Values): Promise<void> => {
    setBusy(true);
    try { await send('POST', `/directives/${x.id}/answer`, { text: v.text }, x.version); setAsking(false); setProblem(null); await again(); } catch (e) { setProblem(e as Problem); } finally { setBusy(false); }
  };
  return (
    <article className="card">
      {number && <h3><a href={`#/cases/${x.case_id}`}>{x.case_number}</a></h3>}
      <dl className="facts">
        <div><dt>{d('from')}</dt><dd>{x.from.name}</dd></div>
        <div><dt>{d('to')}</dt><dd>{x.to.name}</dd></div>
        <div><dt>{d('due')}</dt><dd>{x.state === 'open' ? <Due on={x.due_on} state="running" /> : <time dateTime={x.due_on}>{x.due_on}</time>}</dd></div>
      </dl>
      <p className="words">{x.ground && <strong>{nameOf(codes, 'directive_ground', x.ground)}：</strong>}{x.text}</p>
      {x.conference && <p>{d('source')} <time dateTime={x.conference.held_on}>{x.conference.held_on}</time></p>}
      <p><small>{minute(x.given_at)} · {x.cite}</small></p>
      {x.answer ? <p className="words"><strong>{d('answer')}</strong>（{minute(x.answered_at)}{x.late && `，${d('late')}`}）：{x.answer}</p> : x.late && <p className="late">! {d('late')}</p>}
      {x.ground && session.acting.role === 'supervisor' && session.acting.organization.id === x.from.id && <p><a href={`#/directives/${x.id}/trace`}>{d('trace')}</a></p>}
      {x.allowed_actions.map((a) => <Button key={a.action} type="primary" onClick={() => setAsking(true)}>{a.title}</Button>)}
      {asking && (
        <Sheet title={d('answer')} close={() => setAsking(false)}>
          <Ask fields={[{ name: 'text', label: d('text'), kind: 'long' }]} effect={d('effect')} button={d('answer')} busy={busy} problem={problem} send={(v) => void go(v)} cancel={() => setAsking(false)} />
        </Sheet>
      )}
    </article>
  );
}

/** DirectivesOf shows what was ordered about a case, to the two organisations it is between. */
export function DirectivesOf({ file }: { file: Schemas['Case'] }) {
  const { session } = useHere();
  const all = useGet<List<Directive>>(session.may.includes('directive.read') ? `/cases/${file.id}/directives?limit=100` : null);
  if (!all.data || all.data.items.length === 0) return null;
  return <section aria-label={d('title')}><h2>{d('title')}</h2>{all.data.items.map((x) => <One key={x.id} x={x} number={false} />)}</section>;
}

/** Box shows what still waits, the nearest day first, and what was answered behind it. */
function Box({ box }: { box: 'in' | 'out' }) {
  const open = useGet<List<Directive>>(`/directives?box=${box}&state=open&limit=100`);
  const done = useGet<List<Directive>>(`/directives?box=${box}&state=answered&limit=100`);
  const problem = open.error ?? done.error;
  if (problem) return <Trouble problem={problem} retry={() => { void open.refetch(); void done.refetch(); }} />;
  return (
    <section aria-label={d(box)}>
      <h2>{d(box)}</h2>
      <Export list="directives" query={{ box }} of={d(box)} />
      {open.data?.items.length === 0 && <p>{d('none')}</p>}
      {open.data?.items.map((x) => <One key={x.id} x={x} number />)}
      {open.data?.next_cursor && <p>{d('more')}</p>}
      {done.data && done.data.items.length > 0 && <details><summary>{d('answered')}（{done.data.items.length}{done.data.next_cursor && '+'}）</summary>{done.data.items.map((x) => <One key={x.id} x={x} number />)}</details>}
    </section>
  );
}

/** Directives lists what one's own organisation must answer, and what it asked others to answer. */
export function Directives() {
  const { session } = useHere();
  return <><h1>{d('title')}</h1><p>{d('why')}</p><Box box="in" />{session.acting.role === 'supervisor' && <Box box="out" />}</>;
}
