import { useState } from 'preact/hooks';
import type { components } from '../api';
import { shanghai } from '../deadline';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { Badge, Sheet, Trouble } from './widgets';

type Schemas = components['schemas'];

const words = {
  first: ['请先注意', 'Before anything else'], needs: ['当事人的需要', 'What the parties need'], recuse: ['我要回避', 'I recuse myself'], ground: ['为什么', 'Why'], text: ['说明', 'In words'], send: ['提交', 'Send'], cancel: ['先不做', 'Not now'], working: ['正在提交……', 'Sending…'],
  recuseEffect: ['提交后您立即退出本案，由别人接着办，期限不停。', 'You leave the case at once; somebody else goes on, and no time limit stops.'], follow: ['履行回访', 'What was promised'], performed: ['已履行', 'Performed'], partly: ['部分履行', 'In part'], breached: ['未履行', 'Not performed'],
  followEffect: ['登记今天了解到的情况。', 'Records what you learned today.'], on: ['哪一天', 'On which day'], reason: ['不是今天的，说明原因', 'Not today? Say why'], confirm: ['确定', 'Confirm'], overdue: ['已过履行日', 'overdue'], saved: ['已登记。', 'Saved.'], ways: ['现在可以走的途径', 'Ways that are open now'],
  lead: ['包案领导', 'Official who leads it'], people: ['办理我的事的人', 'Who handles my matter'], object: ['我认为这个人不该办', 'This person should not handle it'], objectEffect: ['您可以请求换人办理。决定之前工作照常进行，期限不停；结果会显示在这里。', 'You may ask that somebody else handles it. The work goes on until it is decided; the answer shows here.'],
  mine: ['我提出的回避申请', 'My objections'], decisionDue: ['最迟决定日期', 'decided by'], upheld: ['同意，已换人', 'granted'], rejected: ['没有同意', 'not granted'], objected: ['等待决定', 'waiting'], waived: ['各方同意继续', 'waived'], declared: ['已回避', 'recused'],
  agreement: ['调解协议', 'The agreement'], effective: ['生效日期', 'in effect from'], waiting: ['还差签名', 'signatures still missing'], open: ['待履行', 'to be done'], otherWays: ['您还可以走的其他途径', 'Other ways open to you'], otherWaysText: ['是否调解由您决定；调解不影响这些途径，但要注意期限。', 'Whether to mediate is for you to decide. It takes none of these away, but mind the time limits.'],
} satisfies Record<string, [string, string]>;
const s = (k: keyof typeof words): string => words[k][getLanguage() === 'en' ? 1 : 0];
const said = (k: string): string => (k in words ? s(k as keyof typeof words) : k);

/** Needs says what the parties need, what comes first before the rest. */
export function Needs({ needs, first }: { needs: Schemas['Need'][]; first: string[] }) {
  if (needs.length === 0) return null;
  return (
    <section class="card" aria-label={s('needs')}>
      {first.length > 0 && <><h2>{s('first')}</h2><ul>{first.map((x) => <li key={x}><strong>{x}</strong></li>)}</ul></>}
      {first.length === 0 && <p>{s('needs')}：{needs.map((n) => n.words.join('；')).join('；')}</p>}
    </section>
  );
}

type Grounded = { path: string; title: string; effect: string; cite: string; grounds: Schemas['Ground'][]; more?: Record<string, string> };

/** Grounds asks why somebody should not act, in one step. */
function Grounds({ of: g, close, done }: { of: Grounded; close: () => void; done: () => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (e: Event): Promise<void> => {
    e.preventDefault();
    const form = new FormData(e.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      await send('POST', g.path, { ...g.more, ground: String(form.get('ground')), text: String(form.get('text')) });
      close();
      done();
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return (
    <Sheet title={g.title} close={close}>
      <form onSubmit={(e) => void go(e)}>
        <p>{g.effect} <small>{g.cite}</small></p>
        <Trouble problem={problem} />
        <label for="ground">{s('ground')}</label><select id="ground" name="ground">{g.grounds.map((x) => <option key={x.ground} value={x.ground}>{x.name}</option>)}</select>
        <label for="why">{s('text')}</label><textarea id="why" name="text" required maxLength={2000} />
        {problem?.fields.text && <p class="wrong">{problem.fields.text}</p>}
        <div class="row"><button class="main" disabled={busy}>{busy ? s('working') : s('send')}</button><button type="button" onClick={close}>{s('cancel')}</button></div>
      </form>
    </Sheet>
  );
}

/** Recuse lets a mediator leave a case in one step. */
export function Recuse({ file, done }: { file: Schemas['Case']; done: () => void }) {
  const [open, setOpen] = useState(false);
  const rule = file.own_recusal_rule;
  if (!rule) return null;
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>{s('recuse')}</button>
      {open && <Grounds of={{ path: `/cases/${file.id}/recusals`, title: s('recuse'), effect: s('recuseEffect'), cite: rule.cite, grounds: rule.grounds }} close={() => setOpen(false)} done={done} />}
    </>
  );
}

const results = ['performed', 'partly', 'breached'] as const;

/** Follow takes what became of a promise: the item's button, the result, confirm. */
export function Follow({ duties, done }: { duties: Schemas['Duty'][]; done: () => void }) {
  const [asked, setAsked] = useState<{ duty: Schemas['Duty']; result: (typeof results)[number] } | null>(null);
  const [ways, setWays] = useState<Schemas['Route'][]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (e: Event): Promise<void> => {
    e.preventDefault();
    if (asked?.duty.follow === undefined) return;
    const form = new FormData(e.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      const answer = await send<Schemas['Followed']>('POST', asked.duty.follow.replace('/api/v1', ''), { result: asked.result, on: String(form.get('on')), reason: String(form.get('reason')) });
      setWays(answer.routes);
      setAsked(null);
      setProblem(null);
      done();
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return (
    <>
      <Duties duties={duties} press={(duty, result) => { setProblem(null); setAsked({ duty, result }); }} />
      {ways.length > 0 && <div class="card" role="status"><p><strong>{s('ways')}</strong></p><ul>{ways.map((r) => <li key={r.route}>{r.name}</li>)}</ul></div>}
      {asked !== null && (
        <Sheet title={`${said(asked.result)}：${asked.duty.what}`} close={() => setAsked(null)}>
          <form onSubmit={(e) => void go(e)}>
            <p>{s('followEffect')}</p>
            <Trouble problem={problem} />
            <label for="on">{s('on')}</label><input id="on" name="on" type="date" defaultValue={shanghai(new Date())} />
            {problem?.fields.on && <p class="wrong">{problem.fields.on}</p>}
            <label for="late">{s('reason')}</label><input id="late" name="reason" type="text" />
            {problem?.fields.reason && <p class="wrong">{problem.fields.reason}</p>}
            <div class="row"><button class="main" disabled={busy}>{busy ? s('working') : s('confirm')}</button><button type="button" onClick={() => setAsked(null)}>{s('cancel')}</button></div>
          </form>
        </Sheet>
      )}
    </>
  );
}

function Duties({ duties, press }: { duties: Schemas['Duty'][]; press?: (d: Schemas['Duty'], r: (typeof results)[number]) => void }) {
  if (duties.length === 0) return null;
  return (
    <>
      <h3>{s('follow')}</h3>
      {duties.map((d) => (
        <div class="card" key={d.item}>
          <p><strong>{d.what}</strong> {d.result === null ? <Badge due={d.by_on} state="running" /> : <>{said(d.result)} <time dateTime={d.by_on}>{d.by_on}</time></>}{d.overdue && d.result !== null && `（${s('overdue')}）`}</p>
          {press && d.follow && <div class="row">{results.map((r) => <button type="button" key={r} aria-label={`${d.what}：${said(r)}`} onClick={() => press(d, r)}>{said(r)}</button>)}</div>}
        </div>
      ))}
    </>
  );
}

/** Leads names the official who leads a party's case, and no more. */
export function Leads({ own }: { own: Schemas['OwnCase'] }) {
  const x = own.lead_official;
  return x ? <><dt>{s('lead')}</dt><dd>{x.name}，{x.post}（{x.organization.name}）</dd></> : null;
}

/** Around is what stands about a party's case: who handles it, their own objections, agreements and the other ways. */
export function Around({ own, agreements, done }: { own: Schemas['OwnCase']; agreements: Schemas['OwnAgreement'][]; done: () => void }) {
  const [who, setWho] = useState<Schemas['Facing'] | null>(null);
  return (
    <>
      {agreements.map((a) => (
        <section key={a.id} aria-label={s('agreement')}>
          <h2>{s('agreement')}</h2>
          <p>{a.terms}</p>
          {a.effective_on !== null ? <p><strong>{s('effective')} {a.effective_on}</strong></p> : <p>{s('waiting')}：{a.waiting}</p>}
          <Duties duties={a.performance} />
        </section>
      ))}
      {own.people.length > 0 && <h2>{s('people')}</h2>}
      {own.people.map((p) => (
        <div class="card" key={p.user_id + p.organization.id}>
          <p><strong>{p.name}</strong> {p.role} · {p.organization.name}</p>
          <button type="button" aria-label={`${s('object')}：${p.name}`} onClick={() => setWho(p)}>{s('object')}</button>
        </div>
      ))}
      {own.recusals.length > 0 && <h2>{s('mine')}</h2>}
      {own.recusals.map((r) => (
        <div class="card" key={r.id}>
          <p><strong>{r.name}</strong>：{said(r.state)}</p><p>{r.ground_name} {r.text}</p>
          {r.goes_on && <p>{r.goes_on}{r.decision_due_on !== null && ` · ${s('decisionDue')} ${r.decision_due_on}`}</p>}
          {r.decision && <p>{r.decision}</p>}
        </div>
      ))}
      {own.ways.length > 0 && (
        <details>
          <summary>{s('otherWays')}</summary>
          <p>{s('otherWaysText')}</p>
          <ul>{own.ways.map((r) => <li key={r.route}>{r.name}{r.clocks.map((c) => c.due_on !== null && <small key={c.rule + c.due_on}> {c.text} {c.due_on}</small>)}</li>)}</ul>
        </details>
      )}
      {who !== null && <Grounds of={{ path: '/party/recusals', title: `${s('object')}：${who.name}`, effect: s('objectEffect'), cite: who.cite, grounds: who.grounds, more: { user_id: who.user_id, organization_id: who.organization.id } }} close={() => setWho(null)} done={done} />}
    </>
  );
}
