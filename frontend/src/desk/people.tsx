import { Alert, Button, Tag } from 'antd';
import { useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, listed, nameOf, pathOf, type Schemas, useGet, useHere } from './api';
import { Ask, type Field, Sheet, type Values } from './ask';

const words = {
  people: ['办理人员和回避', 'People and recusal'], handler: ['承办人', 'Handler'], lead: ['牵头负责人', 'Lead'], none: ['还没有指定', 'nobody named yet'], nameHandler: ['指定承办人', 'Name the handler'],
  nameOne: ['指定本程序承办人', 'Name who handles this proceeding'], who: ['人员', 'Person'], handlerEffect: ['指定后由该人员办理；已回避的人不能指定。', 'This person then handles it. Who is recused cannot be named.'],
  takes: ['参加人员', 'Who takes part'], addPart: ['登记参加人员', 'Enter who takes part'], partRole: ['身份', 'Part'], partName: ['姓名', 'Name'], namesake: ['与调解员同名的另一人，已核对证件', 'a namesake of a mediator; papers checked'], forWhom: ['代理谁', 'For whom'],
  partEffect: ['主持过本案调解的人，不得再担任陪审员、代理人、证人、鉴定人、翻译，也不得审理本案。', 'Who mediated the case cannot be juror, agent, witness, appraiser or interpreter in it, nor try it.'],
  recusals: ['回避', 'Recusals'], noRecusals: ['没有回避申请。', 'No recusal.'], declare: ['我要回避', 'I recuse myself'], declareEffect: ['提交后您立即退出本案：不能再办理，也不能查阅保密内容。本案由接替人员继续，期限不停。', 'You leave the case at once: you can neither act in it nor read what is confidential. A substitute goes on; no time limit stops.'],
  object: ['登记当事人的回避申请', 'Take a party\'s objection down'], objectEffect: ['决定前工作照常进行；本单位负责人须按期决定。', 'The work goes on until it is decided; the head decides in time.'], whom: ['申请谁回避', 'Objects to whom'], ground: ['事由', 'Ground'], text: ['说明', 'In words'], form: ['形式', 'Form'], party: ['当事人', 'Party'],
  decide: ['决定是否回避', 'Decide'], decision: ['决定', 'Decision'], upheld: ['回避', 'upheld'], rejected: ['驳回', 'rejected'], declared: ['本人回避', 'declared'], objected: ['待决定', 'to be decided'], waived: ['各方同意继续', 'waived'], waive: ['登记当事人同意其继续办理', 'A side lets the person go on'], waiveEffect: ['各方都书面同意后，该人员可以继续办理。', 'When every side has agreed in writing the person may go on.'],
  decisionDue: ['决定期限', 'decision due'], substituteDue: ['须在此前指定接替人员', 'a substitute is due by'], substitute: ['接替人员', 'Substitute'], known: ['待核实', 'to be confirmed'],
  log: ['联系当事人的记录', 'Tries to reach the parties'], noLog: ['还没有联系记录。', 'Nobody was contacted yet.'], tried: ['登记一次联系', 'Log a try'], triedEffect: ['没有联系上不等于拒绝。', 'Nobody reached is not a refusal.'], way: ['方式', 'How'], reached: ['联系上了', 'reached'], missed: ['没有联系上', 'not reached'],
  phone: ['电话', 'phone'], visit: ['上门', 'visit'], letter: ['信函', 'letter'], online: ['网络', 'online'], optionalWords: ['说了什么', 'What was said'], sayFirst: ['请先注意', 'Before anything else'], needs: ['当事人的需要', 'What the parties need'], setNeeds: ['登记当事人的需要', 'Enter what a party needs'], needsEffect: ['随案告知接收单位，接受前就能看到，不含姓名。', 'Told to every receiver before acceptance, without names.'],
  child: ['未成年人', 'a child'], interpreter: ['需要翻译', 'needs an interpreter'], large_print: ['需要大字', 'needs large print'], hearing: ['听力不便', 'hard of hearing'], wheelchair: ['需要无障碍通道', 'needs a way in without steps'], language: ['语言', 'Language'], why: ['原因', 'Why'],
} satisfies Record<string, [string, string]>;
const s = (k: keyof typeof words): string => words[k][getLanguage() === 'en' ? 1 : 0];

type File = Schemas['Case'];
type Open = { title: string; effect: string; fields: Field[]; path: string; method?: 'PATCH'; body: (v: Values) => unknown };

/** Needs says what the parties need, first what must be known before the first word. */
export function Needs({ needs, first }: { needs: Schemas['Need'][]; first: string[] }) {
  const { codes } = useHere();
  if (needs.length === 0) return null;
  return (
    <>
      {first.length > 0 && <Alert type="warning" showIcon title={s('sayFirst')} description={<ul>{first.map((x) => <li key={x}>{x}</li>)}</ul>} />}
      <p><strong>{s('needs')}</strong> {needs.map((n, i) => <Tag key={i}>{nameOf(codes, 'party_role', n.role)}：{n.words.join('；')}</Tag>)}</p>
    </>
  );
}

/** Hands is who works in a case: handlers, who takes part, recusals, and the tries to reach the parties. */
export function Hands({ file, proceedings }: { file: File; proceedings: Schemas['Proceeding'][] }) {
  const [open, setOpen] = useState<Open | null>(null);
  const can = (action: string): Schemas['Action'] | undefined => file.allowed_actions.find((a) => a.action === action);
  const mine = proceedings.find((p) => p.allowed_actions.length > 0) ?? null;
  return (
    <section aria-label={s('people')}>
      <h2>{s('people')}</h2>
      <Handlers file={file} may={can('name_handler')} mine={mine} open={setOpen} />
      {mine && <Parts file={file} proceeding={mine} open={setOpen} />}
      <Recusals file={file} may={can('raise_recusal')} amend={can('add_facts') !== undefined} open={setOpen} />
      {can('add_facts') && <Button onClick={() => setOpen(needsOf(file))}>{s('setNeeds')}</Button>}
      <Log file={file} may={can('log_contact')} open={setOpen} />
      {open && <Ready open={open} close={() => setOpen(null)} />}
    </section>
  );
}

const needs = ['child', 'interpreter', 'large_print', 'hearing', 'wheelchair'] as const;

function needsOf(file: File): Open {
  const path = `/cases/${file.id}/parties/`;
  const form: Open = {
    title: s('setNeeds'), effect: s('needsEffect'), path, method: 'PATCH',
    fields: [
      { name: 'party_id', label: s('party'), kind: 'choice', options: file.parties.map((p) => ({ code: p.id, name: p.name })) }, ...needs.map((k): Field => ({ name: k, label: s(k), kind: 'check', optional: true })),
      { name: 'language', label: s('language'), kind: 'text', optional: true }, { name: 'reason', label: s('why'), kind: 'text' },
    ],
    body: (v) => {
      form.path = path + String(v.party_id);
      return { reason: v.reason, needs: { ...Object.fromEntries(needs.filter((k) => v[k] === true).map((k) => [k, true])), ...(v.language ? { language: v.language } : {}) } };
    },
  };
  return form;
}

function Ready({ open, close }: { open: Open; close: () => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (v: Values): Promise<void> => {
    setBusy(true);
    try {
      const body = open.body(v); // may say where, too
      await send(open.method ?? 'POST', open.path, body);
      await again();
      close();
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return <Sheet title={open.title} close={close}><Ask fields={open.fields} effect={open.effect} busy={busy} problem={problem} send={(v) => void go(v)} cancel={close} /></Sheet>;
}

function Handlers({ file, may, mine, open }: { file: File; may: Schemas['Action'] | undefined; mine: Schemas['Proceeding'] | null; open: (o: Open) => void }) {
  const all = useGet<List<Schemas['Assignment']>>(`/cases/${file.id}/assignments?limit=100`);
  const people = useGet<List<Schemas['Candidate']>>(may ? `/cases/${file.id}/candidates?limit=100` : null);
  const current = (all.data?.items ?? []).filter((a) => a.until === null);
  const options = (people.data?.items ?? []).filter((p) => p.can).map((p) => ({ code: p.id, name: p.team ? `${p.name}（${p.team}）` : p.name }));
  const name = (title: string, path: string) => (): void => open({ title, effect: s('handlerEffect'), path, fields: [{ name: 'user_id', label: s('who'), kind: 'choice', options }], body: (v) => v });
  return (
    <div className="record">
      <p><strong>{s('handler')}</strong> {current.length === 0 ? s('none') : current.map((a) => <Tag key={a.id}>{a.kind === 'lead' ? `${s('lead')}：` : ''}{a.user.name} · {a.organization.name}</Tag>)}</p>
      {(people.data?.items ?? []).filter((p) => !p.can).map((p) => <p key={p.id}><small>{p.name}：{p.why}</small></p>)}
      {may && options.length > 0 && (
        <div className="row">
          <Button onClick={name(s('nameHandler'), pathOf(may))}>{s('nameHandler')}</Button>
          {mine && <Button onClick={name(s('nameOne'), `/proceedings/${mine.id}/handler`)}>{s('nameOne')}</Button>}
        </div>
      )}
    </div>
  );
}

function Parts({ file, proceeding, open }: { file: File; proceeding: Schemas['Proceeding']; open: (o: Open) => void }) {
  const { codes } = useHere();
  const all = useGet<List<Schemas['Participant']>>(`/proceedings/${proceeding.id}/participants?limit=100`);
  const ask = (): void => open({
    title: s('addPart'), effect: s('partEffect'), path: `/proceedings/${proceeding.id}/participants`,
    fields: [
      { name: 'role', label: s('partRole'), kind: 'choice', options: listed(codes, 'part') }, { name: 'name', label: s('partName'), kind: 'text' },
      { name: 'party_id', label: s('forWhom'), kind: 'choice', optional: true, options: file.parties.map((p) => ({ code: p.id, name: p.name })) }, { name: 'namesake', label: s('namesake'), kind: 'check', optional: true },
    ],
    body: (v) => v,
  });
  return (
    <div className="record">
      <p><strong>{s('takes')}</strong> {all.data?.items.map((p) => <Tag key={p.id}>{p.role_name}：{p.name}</Tag>)}</p>
      <Button onClick={ask}>{s('addPart')}</Button>
    </div>
  );
}

function Recusals({ file, may, amend, open }: { file: File; may: Schemas['Action'] | undefined; amend: boolean; open: (o: Open) => void }) {
  const { codes, session } = useHere();
  const all = useGet<List<Schemas['Recusal']>>(`/cases/${file.id}/recusals?limit=100`);
  const faces = useGet<List<Schemas['Facing']>>(may && amend ? `/cases/${file.id}/people?limit=100` : null);
  const rule = file.own_recusal_rule;
  const grounds = (all: Schemas['Ground'][]): { code: string; name: string }[] => all.map((g) => ({ code: g.ground, name: g.name }));
  const out = (all.data?.items ?? []).some((r) => r.bars && r.user.id === session.user.id);
  const declare = (): void => {
    if (!may || !rule) return;
    open({ title: s('declare'), effect: `${s('declareEffect')}（${rule.cite}）`, path: pathOf(may), fields: [{ name: 'ground', label: s('ground'), kind: 'choice', options: grounds(rule.grounds) }, { name: 'text', label: s('text'), kind: 'long' }], body: (v) => v });
  };
  const object = (f: Schemas['Facing']): void => {
    if (!may) return;
    open({
      title: `${s('object')}：${f.name}`, effect: `${s('objectEffect')}（${f.cite}）`, path: pathOf(may),
      fields: [
        { name: 'party_id', label: s('party'), kind: 'choice', options: file.parties.map((p) => ({ code: p.id, name: p.name })) }, { name: 'ground', label: s('ground'), kind: 'choice', options: grounds(f.grounds) },
        { name: 'text', label: s('text'), kind: 'long' }, { name: 'form', label: s('form'), kind: 'choice', options: listed(codes, 'consent_form') },
      ],
      body: (v) => ({ ...v, user_id: f.user_id, organization_id: f.organization.id }),
    });
  };
  return (
    <div className="record">
      <p><strong>{s('recusals')}</strong> {all.data?.items.length === 0 && s('noRecusals')}</p>
      {all.data?.items.map((r) => <One key={r.id} recusal={r} file={file} open={open} />)}
      <div className="row">
        {may && rule && !out && <Button onClick={declare}>{s('declare')}</Button>}
        {may && amend && faces.data?.items.map((f) => <Button key={f.user_id + f.organization.id} onClick={() => object(f)}>{s('object')}：{f.name}</Button>)}
      </div>
    </div>
  );
}

function One({ recusal: r, file, open }: { recusal: Schemas['Recusal']; file: File; open: (o: Open) => void }) {
  const press = (a: Schemas['Action']): void => open(a.action === 'decide'
    ? { title: s('decide'), effect: `${r.user.name}：${r.ground_name ?? ''} ${r.text ?? ''}`, path: pathOf(a), fields: [{ name: 'decision', label: s('decision'), kind: 'choice', options: [{ code: 'upheld', name: s('upheld') }, { code: 'rejected', name: s('rejected') }] }, { name: 'text', label: s('text'), kind: 'long' }], body: (v) => v }
    : { title: s('waive'), effect: s('waiveEffect'), path: pathOf(a), fields: [{ name: 'party_id', label: s('party'), kind: 'choice', options: file.parties.filter((p) => p.role !== 'third_party').map((p) => ({ code: p.id, name: p.name })) }], body: (v) => ({ ...v, form: 'written' }) });
  return (
    <div className="clock">
      <strong>{r.user.name}</strong> <small>{r.organization.name}</small> <Tag>{s(r.state as 'upheld')}</Tag> <small>{r.raised_on}</small>
      {r.ground_name && <p>{r.ground_name} {r.text}</p>}
      {r.goes_on && <p><small>{r.goes_on}{r.decision_due_on && ` · ${s('decisionDue')} ${r.decision_due_on}`}</small></p>}
      {r.decision && <p><small>{r.decided_on} {r.decision}</small></p>}
      {r.substitute && <p>{s('substitute')}：{r.substitute.name}</p>}
      {r.substitute_due_on && <p className="late">! {s('substituteDue')} <time dateTime={r.substitute_due_on}>{r.substitute_due_on}</time></p>}
      <p><small>{r.rule.cite}{r.rule.known !== 'read' && `（${s('known')}）`}</small></p>
      <div className="row">{r.allowed_actions.map((a) => <Button key={a.action} onClick={() => press(a)}>{a.action === 'decide' ? s('decide') : s('waive')}</Button>)}</div>
    </div>
  );
}

function Log({ file, may, open }: { file: File; may: Schemas['Action'] | undefined; open: (o: Open) => void }) {
  const all = useGet<List<Schemas['Attempt']>>(`/cases/${file.id}/contact-attempts?limit=100`);
  const name = (id: string): string => file.parties.find((p) => p.id === id)?.name ?? '';
  const ask = (): void => {
    if (!may) return;
    open({
      title: s('tried'), effect: s('triedEffect'), path: pathOf(may),
      fields: [
        { name: 'party_id', label: s('party'), kind: 'choice', options: file.parties.map((p) => ({ code: p.id, name: p.name })) },
        { name: 'way', label: s('way'), kind: 'choice', options: (['phone', 'visit', 'letter', 'online'] as const).map((k) => ({ code: k, name: s(k) })) },
        { name: 'reached', label: s('reached'), kind: 'check', optional: true }, { name: 'text', label: s('optionalWords'), kind: 'long', optional: true },
      ],
      body: (v) => ({ ...v, reached: v.reached === true }),
    });
  };
  return (
    <div className="record">
      <p><strong>{s('log')}</strong> {all.data?.items.length === 0 && s('noLog')}</p>
      <ol>{all.data?.items.map((t) => <li key={t.id}><time dateTime={t.at ?? ''}>{t.at?.slice(0, 10)}</time> {name(t.party_id)} · {s(t.way as 'phone')} · {t.reached ? s('reached') : s('missed')} {t.text}</li>)}</ol>
      {may && <Button onClick={ask}>{s('tried')}</Button>}
    </div>
  );
}
