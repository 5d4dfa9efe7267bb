import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import type { Told } from './act';
import { again, type List, listed, pathOf, type Schemas, useGet, useHere } from './api';
import { Ask, type Field, Sheet, Trouble, type Values } from './ask';
import { Export } from './exporting';
import { useList } from './inbox';
import { w } from './words';

type Decision = Schemas['Decision'];

const words = {
  title: ['重大决策登记', 'Major decisions'], why: ['登记涉及面广的决策和评估步骤，缺哪一步写明，不影响办理。纠纷可以由经办人关联到决策。', 'Decisions that touch many people and the steps of their assessment; what is missing is said, and nothing is held up by it. Who works on a dispute may link it.'],
  basis: ['依据', 'Basis'], unconfirmed: ['条文待核', 'text not read'], add: ['登记重大决策', 'Register a decision'], none: ['还没有登记。', 'None is registered.'], mine: ['只看本单位的', 'Only our own'], find: ['按名称查找', 'Find by title'], go: ['查找', 'Find'],
  of: ['决策单位', 'Whose decision'], name: ['名称', 'Title'], area: ['涉及区划', 'Area'], on: ['决策日期', 'Day of the decision'], text: ['决定了什么', 'What it decides'], steps: ['评估步骤', 'Assessment'], missing: ['还没有登记的步骤', 'Steps not entered'], complete: ['五个步骤都已登记。', 'All five steps are entered.'],
  linked: ['关联的纠纷', 'Linked disputes'], count: ['{n}件', '{n}'], few: ['少于5件，不显示', 'fewer than 5: not shown'], step: ['步骤', 'Step'], day: ['日期', 'Day'], result: ['结果（简要）', 'Result, in short'], reason: ['更正的原因', 'Why it is mended'],
  effect: ['本区划各单位的工作台都能看到这项登记。本单位只看到关联纠纷的件数，看不到是谁、是什么事。', 'Every desk of the area sees the entry. Your organisation learns how many disputes are linked, never whose or what.'],
  stepEffect: ['记入登记和日志，不能删除。', 'Stands in the register and the log, and cannot be taken out.'], correctEffect: ['更正马上生效，原因记入日志。', 'It is mended at once; the reason is logged.'],
  caseTitle: ['关联的重大决策', 'Major decisions it is about'], link: ['关联重大决策', 'Link to a decision'], unlink: ['取消关联', 'Take the link back'], which: ['哪一项决策', 'Which decision'], noneNear: ['本区划还没有登记重大决策。', 'No decision is registered in this area.'],
  linkEffect: ['只有经办这件事的人看得到这个关联；决策单位只看到件数，满五件才显示。', 'Only those who work on this case see the link; the organisation that decided learns a number, from five on.'],
  unlinkEffect: ['取消以后，这件事不再计入该决策的件数。', 'The case no longer counts for this decision.'],
} satisfies Record<string, [string, string]>;

const d = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

function One({ x }: { x: Decision }) {
  const { codes, session } = useHere();
  const [asking, setAsking] = useState<Schemas['Action'] | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (v: Values): Promise<void> => {
    if (asking === null) return;
    setBusy(true);
    try { await send(asking.method as 'POST' | 'PATCH', pathOf(asking), v, x.version); setAsking(null); setProblem(null); await again(); } catch (e) { setProblem(e as Problem); } finally { setBusy(false); }
  };
  return (
    <article className="card">
      <h3>{x.title}</h3>
      <dl className="facts">
        <div><dt>{d('of')}</dt><dd>{x.organization.name}</dd></div>
        <div><dt>{d('area')}</dt><dd>{x.region_name || x.region}</dd></div>
        <div><dt>{d('on')}</dt><dd><time dateTime={x.decided_on}>{x.decided_on}</time></dd></div>
        {(x.suppressed || x.linked_cases !== null) && <div><dt>{d('linked')}</dt><dd>{x.suppressed ? d('few') : <strong>{d('count').replace('{n}', String(x.linked_cases))}</strong>}</dd></div>}
      </dl>
      <p className="words">{x.text}</p>
      {x.steps.length > 0 && <ul aria-label={d('steps')}>{x.steps.map((s, i) => <li key={i}><strong>{s.name}</strong> <time dateTime={s.on}>{s.on}</time> {s.text}</li>)}</ul>}
      <p>{x.missing.length === 0 ? d('complete') : `${d('missing')}：${x.missing.map((m) => m.name).join('、')}`}</p>
      <div className="row">{x.allowed_actions.map((a) => <Button key={a.action} onClick={() => { setProblem(null); setAsking(a); }}>{a.title}</Button>)}</div>
      {asking && (
        <Sheet title={asking.title} close={() => setAsking(null)}>
          {asking.action === 'take_step'
            ? <Ask effect={d('stepEffect')} busy={busy} problem={problem} send={(v) => void go(v)} cancel={() => setAsking(null)} fields={[{ name: 'kind', label: d('step'), kind: 'choice', options: listed(codes, 'decision_step') }, { name: 'on', label: d('day'), kind: 'day', value: session.today }, { name: 'text', label: d('result'), kind: 'long' }]} />
            : <Written effect={d('correctEffect')} of={x} busy={busy} problem={problem} send={(v) => void go(v)} cancel={() => setAsking(null)} />}
        </Sheet>
      )}
    </article>
  );
}

/** Written asks for a decision: a new one, or one that is mended. */
function Written({ of, effect, busy, problem, send: go, cancel }: { of?: Decision; effect: string; busy: boolean; problem: Problem | null; send: (v: Values) => void; cancel: () => void }) {
  const { session } = useHere();
  const supervisor = session.acting.role === 'supervisor';
  const own = session.acting.organization;
  const regions = useGet<{ items: Schemas['Region'][] }>('/regions?limit=100');
  const below = useGet<List<Schemas['Organization']>>(supervisor && of === undefined ? '/organizations?led=true&limit=100' : null);
  if (!regions.data || (supervisor && of === undefined && !below.data)) return regions.error ? <Trouble problem={regions.error} /> : null;
  const fields: Field[] = [
    ...(below.data ? [{ name: 'organization_id', label: d('of'), kind: 'choice', options: [own, ...below.data.items].map((o) => ({ code: o.id, name: o.name })) } as Field] : []),
    { name: 'title', label: d('name'), kind: 'text', ...(of && { value: of.title }) },
    { name: 'region', label: d('area'), kind: 'choice', options: regions.data.items.map((r) => ({ code: r.code, name: r.name })), ...(of && { value: of.region }) },
    { name: 'decided_on', label: d('on'), kind: 'day', value: of?.decided_on ?? session.today },
    { name: 'text', label: d('text'), kind: 'long', ...(of && { value: of.text }) },
    ...(of ? [{ name: 'reason', label: d('reason'), kind: 'text' } as Field] : []),
  ];
  return <Ask fields={fields} effect={effect} busy={busy} problem={problem} send={go} cancel={cancel} />;
}

/** Decisions is the register of an area: what was decided, which steps were taken, which are missing. */
export function Decisions() {
  const { session } = useHere();
  const [adding, setAdding] = useState(false);
  const [mine, setMine] = useState(false);
  const [q, setQ] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const list = useList<Decision>(`/decisions?limit=20${mine ? '&box=mine' : ''}${q && `&q=${encodeURIComponent(q)}`}`);
  const add = async (v: Values): Promise<void> => {
    setBusy(true);
    try { await send('POST', '/decisions', v); setAdding(false); setProblem(null); await again(); } catch (e) { setProblem(e as Problem); } finally { setBusy(false); }
  };
  const find = (e: FormEvent<HTMLFormElement>): void => { e.preventDefault(); setQ(String(new FormData(e.currentTarget).get('q') ?? '').trim()); };
  const first = list.items?.[0];
  return (
    <>
      <h1>{d('title')}</h1>
      <p>{d('why')}</p>
      {first && <p><small>{d('basis')}：{first.cite}{first.known === 'unconfirmed' && `（${d('unconfirmed')}）`}</small></p>}
      <form className="row" onSubmit={find}>
        <label htmlFor="decisions-find">{d('find')}</label><Input id="decisions-find" name="q" className="pick" autoComplete="off" /><Button htmlType="submit">{d('go')}</Button>
        <label><input type="checkbox" checked={mine} onChange={(e) => setMine(e.target.checked)} /> {d('mine')}</label>
        {session.may.includes('decision.keep') && <Button type="primary" onClick={() => { setProblem(null); setAdding(true); }}>{d('add')}</Button>}
      </form>
      {list.problem}
      {list.items?.length === 0 && <p>{d('none')}</p>}
      {list.items?.map((x) => <One key={x.id} x={x} />)}
      {list.more}
      <Export list="decisions" query={{ box: mine ? 'mine' : '', q }} />
      {adding && <Sheet title={d('add')} close={() => setAdding(false)}><Written effect={d('effect')} busy={busy} problem={problem} send={(v) => void add(v)} cancel={() => setAdding(false)} /></Sheet>}
    </>
  );
}

/** DecisionsOf shows on a case the decisions that it is about, and links or unlinks where the server allows it. */
export function DecisionsOf({ file, told }: { file: Schemas['Case']; told: (t: Told) => void }) {
  const [asking, setAsking] = useState<'link' | Decision | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const may = file.allowed_actions.some((a) => a.action === 'link_decision');
  const all = useGet<List<Decision>>(`/cases/${file.id}/decisions?limit=100`);
  const near = useGet<List<Decision>>(asking === 'link' ? '/decisions?limit=100' : null);
  if (!all.data || (!may && all.data.items.length === 0)) return null;
  const close = (): void => { setAsking(null); setProblem(null); };
  const go = async (path: string, body: object, title: string): Promise<void> => {
    setBusy(true);
    try { await send('POST', `/cases/${file.id}/decisions${path}`, body, file.version); await again(); told({ title, answer: null }); close(); } catch (e) { setProblem(e as Problem); } finally { setBusy(false); }
  };
  return (
    <section aria-label={d('caseTitle')}>
      <h2>{d('caseTitle')}</h2>
      {all.data.items.map((x) => <p key={x.id}>{x.title}（{x.organization.name}，<time dateTime={x.decided_on}>{x.decided_on}</time>） {may && <Button onClick={() => setAsking(x)}>{d('unlink')}</Button>}</p>)}
      {may && <div className="row"><Button onClick={() => setAsking('link')}>{d('link')}</Button></div>}
      {asking === 'link' && near.data && (
        <Sheet title={d('link')} close={close}>
          {near.data.items.length === 0 ? <><p>{d('noneNear')}</p><Button onClick={close}>{w('close')}</Button></>
            : <Ask effect={d('linkEffect')} busy={busy} problem={problem} send={(v) => void go('', v, d('link'))} cancel={close} fields={[{ name: 'decision_id', label: d('which'), kind: 'choice', blank: true, options: near.data.items.map((x) => ({ code: x.id, name: `${x.title}（${x.organization.name}，${x.decided_on}）` })) }]} />}
        </Sheet>
      )}
      {asking !== null && asking !== 'link' && <Sheet title={d('unlink')} close={close}><Ask effect={d('unlinkEffect')} busy={busy} problem={problem} send={() => void go('/remove', { decision_id: asking.id }, d('unlink'))} cancel={close} fields={[]} /></Sheet>}
    </section>
  );
}
