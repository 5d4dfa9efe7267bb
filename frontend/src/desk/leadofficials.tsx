import { Button } from 'antd';
import { useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, listed, nameOf, pathOf, type Schemas, useGet, useHere } from './api';
import { Ask, type Field, Sheet, type Values } from './ask';
import { Due } from './inbox';
import { minute } from './path';
import { w } from './words';

type Lead = Schemas['Official'];

const words = {
  title: ['包案', 'Lead official'], who: ['包案领导', 'Lead official'], from: ['确定单位', 'Named by'], since: ['从哪一天起', 'From'], review: ['下次复查日', 'Next review'], reason: ['理由', 'Reason'], steps: ['包案工作', 'What was done'],
  none: ['还没有记录。', 'Nothing written down yet.'], before: ['以前的包案', 'Earlier ones'], ended: ['已结束', 'Ended'], code: ['做了什么', 'What was done'], on: ['哪一天', 'Which day'], text: ['情况', 'In words'], next: ['下次复查日改为', 'Next review moves to'],
  stepEffect: ['写明包案领导做了什么。确定单位、领导所在单位和责任单位看得到，当事人看不到；记入日志，不能修改。', 'Says what the official did. Seen by who named them, their own organisation and who has the case, not by the parties; logged, and not changed.'], why: ['为什么结束', 'Why it ends'],
  endEffect: ['结束后案件没有包案领导，可以另定；已经记录的保留。', 'The case has no lead official then, and another may be named; what was written down stays.'],
} satisfies Record<string, [string, string]>;

const l = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

function One({ x }: { x: Lead }) {
  const { codes, session } = useHere();
  const [asked, setAsked] = useState<Schemas['Action'] | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (v: Values): Promise<void> => {
    if (asked === null) return;
    setBusy(true);
    try { await send('POST', pathOf(asked), v, x.version); setAsked(null); setProblem(null); await again(); } catch (e) { const refused = e as Problem; setProblem(refused.status === 412 ? { ...refused, detail: w('changed') } : refused); if (refused.status === 412) await again(); } finally { setBusy(false); }
  };
  const fields: Field[] = asked?.action === 'end'
    ? [{ name: 'code', label: l('why'), kind: 'choice', options: listed(codes, 'official_end'), blank: true }, { name: 'reason', label: l('reason'), kind: 'long' }]
    : [{ name: 'code', label: l('code'), kind: 'choice', options: listed(codes, 'official_code'), blank: true }, { name: 'on', label: l('on'), kind: 'day', value: session.today }, { name: 'text', label: l('text'), kind: 'long' }, { name: 'review_on', label: l('next'), kind: 'day', optional: true }];
  return (
    <article>
      <dl className="facts">
        <div><dt>{l('who')}</dt><dd><strong>{x.name}</strong>，{x.post}（{x.organization.name}）</dd></div>
        <div><dt>{l('from')}</dt><dd>{x.from.name}</dd></div>
        <div><dt>{l('since')}</dt><dd><time dateTime={x.from_on}>{x.from_on}</time></dd></div>
      </dl>
      {x.state === 'live' && <p>{l('review')} <Due on={x.review_on} state="running" /></p>}
      <p className="words"><strong>{l('reason')}：</strong>{x.reason}</p>
      <p><small>{minute(x.named_at)} · {x.cite}</small></p>
      {x.end_name && <p className="words"><strong>{l('ended')}</strong>（{minute(x.ended_at)}）：{x.end_name}{x.end_reason && `，${x.end_reason}`}</p>}
      <h3>{l('steps')}</h3>
      {x.steps.length === 0 ? <p>{l('none')}</p> : (
        <ol className="timeline">{x.steps.map((s, i) => <li key={i} className="words"><time dateTime={s.on}>{s.on}</time> <strong>{nameOf(codes, 'official_code', s.code)}</strong>：{s.text}<small>（{s.recorded_by.name} {minute(s.recorded_at)}）</small></li>)}</ol>
      )}
      {x.allowed_actions.length > 0 && <div className="row">{x.allowed_actions.map((a) => <Button key={a.action} onClick={() => { setProblem(null); setAsked(a); }}>{a.title}</Button>)}</div>}
      {asked && (
        <Sheet title={asked.title} close={() => setAsked(null)}>
          <Ask key={asked.action} fields={fields} effect={l(asked.action === 'end' ? 'endEffect' : 'stepEffect')} busy={busy} problem={problem} send={(v) => void go(v)} cancel={() => setAsked(null)} />
        </Sheet>
      )}
    </article>
  );
}

/** LeadOfficialsOf shows who leads a hard case and what was done, to those who may know; those before stand behind. */
export function LeadOfficialsOf({ file }: { file: Schemas['Case'] }) {
  const { session } = useHere();
  const all = useGet<List<Lead>>(session.may.includes('official.read') ? `/cases/${file.id}/lead-officials?limit=100` : null);
  if (!all.data || all.data.items.length === 0) return null;
  const before = all.data.items.filter((x) => x.state !== 'live');
  return (
    <section aria-label={l('title')}>
      <h2>{l('title')}</h2>
      {all.data.items.filter((x) => x.state === 'live').map((x) => <One key={x.id} x={x} />)}
      {before.length > 0 && <details><summary>{l('before')}（{before.length}）</summary>{before.map((x) => <One key={x.id} x={x} />)}</details>}
    </section>
  );
}
