import { Alert, Button, Form, Result, Select, Steps } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { renderSVG } from 'uqr';
import { get, type Problem, send } from '../http';
import { again, type List, listed, nameOf, type Schemas, useGet, useHere } from './api';
import { type Field, Fields, Trouble, Wrong } from './ask';
import { addsUp, type Answers, fieldOf, registration } from './checks';
import { c } from './carewords';
import { Alike } from './mergepage';
import { minute } from './path';
import { Help, safetyFields } from './safety';
import { w } from './words';

type Registered = Schemas['Registered'];

/** Register writes down a dispute: one thing a section, kept as it is typed, checked before it is sent. */
export function Register() {
  const [query] = useSearchParams();
  const [made, setMade] = useState<{ file: Registered; answers: Answers } | null>(null);
  const [draft, setDraft] = useState<{ id: string; body: Answers } | null>(null);
  const drafts = useGet<List<Schemas['DraftHead']>>('/drafts?limit=100');
  const regions = useGet<List<Schemas['Region']>>('/regions?limit=100');
  if (made) return <Complete {...made} another={() => { setMade(null); setDraft(null); }} />;
  const problem = drafts.error ?? regions.error;
  if (!drafts.data || !regions.data) return problem ? <Trouble problem={problem} /> : <p role="status">{w('loading')}</p>;
  return (
    <Begin
      key={draft?.id ?? 'new'} draft={draft} regions={regions.data.items} visit={query.get('visit')} done={(file, answers) => setMade({ file, answers })}
      others={<Drafts all={drafts.data.items.filter((d) => d.draft !== draft?.id)} open={(id, body) => setDraft({ id, body })} />}
    />
  );
}

function Drafts({ all, open }: { all: Schemas['DraftHead'][]; open: (id: string, body: Answers) => void }) {
  const read = async (id: string): Promise<Answers> => (await get<Schemas['Draft']>(`/drafts/${id}`)).body as Answers;
  if (all.length === 0) return null;
  return (
    <details className="drafts">
      <summary>{w('drafts')}（{all.length}）</summary>
      <ul>{all.map((d) => (
        <li key={d.draft}>{d.title || w('untitled')} <small>{w('filling')} · {minute(d.saved_at)}</small>{' '}
          <Button aria-label={`${w('continue')} ${d.title || w('untitled')}`} onClick={() => void read(d.draft).then((body) => open(d.draft, body))}>{w('continue')}</Button>{' '}
          <Button aria-label={`${w('drop')} ${d.title || w('untitled')}`} onClick={() => void send('DELETE', `/drafts/${d.draft}`, {}).then(again)}>{w('drop')}</Button>
        </li>
      ))}</ul>
    </details>
  );
}

const newID = (): string => Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, '0')).join('');

function Begin({ draft, regions, visit, done, others }: { draft: { id: string; body: Answers } | null; regions: Schemas['Region'][]; visit: string | null; done: (f: Registered, a: Answers) => void; others: ReactNode }) {
  const { codes, session } = useHere();
  const [form] = Form.useForm<Answers>();
  const [part, setPart] = useState(0);
  const [answers, setAnswers] = useState<Answers>({ source: 'visit', received_on: session.today, purpose: 'claim', applicant_kind: 'person', respondent_kind: 'person', region: regions[0]?.code, ...draft?.body });
  const [saved, setSaved] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [empty, setEmpty] = useState<string[]>([]);
  const id = useRef(draft?.id ?? newID());
  const typed = useRef(false);
  const keeping = useRef<Promise<unknown>>(Promise.resolve()); // the draft on its way: it must not arrive after it was thrown away
  const registering = useRef(false);
  useEffect(() => {
    if (!typed.current) return undefined;
    const wait = setTimeout(() => {
      if (registering.current) return;
      keeping.current = send<Schemas['DraftHead']>('PUT', `/drafts/${id.current}`, { title: answers.title ?? answers.applicant_name ?? '', body: answers })
        .then((d) => setSaved(w('savedAt', minute(d.saved_at).slice(11))), (p: Problem) => setSaved(w('notSaved', p.detail)));
    }, 1500);
    return () => clearTimeout(wait);
  }, [answers]);

  const choice = (list: string) => listed(codes, list);
  const late = answers.received_on !== undefined && answers.received_on !== session.today;
  const person = (role: 'applicant' | 'respondent', optional: boolean): Field[] => [
    { name: `${role}_kind`, label: `${w(role)} · ${w('kind')}`, kind: 'choice', options: choice('party_kind') },
    { name: `${role}_name`, label: `${w(role)} · ${w('name')}`, kind: 'text', optional },
    ...(role === 'applicant' ? [{ name: 'applicant_id', label: w('idNumber'), kind: 'text', optional: true } satisfies Field] : []),
    { name: `${role}_phone`, label: `${w(role)} · ${w('phone')}`, kind: 'text', optional: true },
    { name: `${role}_address`, label: `${w(role)} · ${w('address')}`, kind: 'text', optional: true },
  ];
  const relation = codes.facts.find((f) => f.fact === 'relation')?.options ?? [];
  const parts: { title: string; fields: Field[] }[] = [
    { title: w('partWhen'), fields: [
      { name: 'source', label: w('source'), kind: 'choice', options: choice('source') }, { name: 'received_on', label: w('receivedOn'), kind: 'day' },
      ...(late ? [{ name: 'proof', label: w('proof'), kind: 'choice', options: choice('proof_kind'), hint: w('notToday') } satisfies Field, { name: 'reason', label: w('reason'), kind: 'text' } satisfies Field] : []),
    ] },
    { title: w('partWho'), fields: person('applicant', false) },
    { title: w('partOther'), fields: person('respondent', true) },
    { title: c('safetyPart'), fields: safetyFields(codes) },
    { title: w('partWhat'), fields: [
      { name: 'title', label: w('title'), kind: 'text' }, { name: 'purpose', label: w('purpose'), kind: 'choice', options: choice('purpose') }, { name: 'category', label: w('category'), kind: 'choice', options: [] },
      { name: 'region', label: w('region'), kind: 'choice', options: regions.map((r) => ({ code: r.code, name: r.name })) }, { name: 'summary', label: w('summary'), kind: 'long' },
      { name: 'claims', label: w('claim'), kind: 'long', optional: true }, { name: 'relation', label: w('relation'), kind: 'choice', options: relation, optional: true }, { name: 'event_on', label: w('eventOn'), kind: 'day', optional: true },
    ] },
  ];
  const what = parts.length - 1;
  const label = (name: string): string => parts.flatMap((p) => p.fields).find((f) => f.name === name)?.label ?? name;
  const goTo = (name: string): void => {
    const at = parts.findIndex((p) => p.fields.some((f) => f.name === name));
    if (at >= 0) setPart(at);
    setTimeout(() => document.getElementById(name)?.focus());
  };
  const next = (): void => {
    setEmpty([]);
    setPart(part + 1);
    document.getElementById('main')?.focus();
  };
  const register = async (): Promise<void> => {
    setBusy(true);
    registering.current = true;
    try {
      const made = await send<Registered>('POST', '/cases', registration(answers, session.today, visit));
      await keeping.current;
      if (typed.current) await send('DELETE', `/drafts/${id.current}`, {}).catch(() => undefined);
      await again();
      done(made, answers);
    } catch (p) {
      const refused = p as Problem;
      registering.current = false;
      setAnswers({ ...answers }); // what was typed just before is kept after all
      setProblem({ ...refused, fields: Object.fromEntries(Object.entries(refused.fields).map(([k, v]) => [fieldOf(k), v])) });
    } finally { setBusy(false); }
  };
  const here = parts[part];
  const wrong = empty.length > 0 ? empty.map((n) => ({ name: n, text: `${label(n)}：${w('required')}` })) : Object.entries(problem?.fields ?? {}).map(([name, text]) => ({ name, text: `${label(name)}：${text}` }));
  return (
    <div className="narrow">
      <h1>{w('regTitle')}</h1>
      {others}
      <Steps current={part} size="small" responsive items={[...parts.map((p) => ({ title: p.title })), { title: w('partCheck') }]} />
      <p role="status" className="saved"><small>{saved}</small></p>
      <Wrong problem={empty.length > 0 ? null : problem} fields={wrong} go={goTo} />
      <Form form={form} layout="vertical" requiredMark={false} initialValues={answers} onValuesChange={(v: Answers) => { typed.current = true; setAnswers((a) => ({ ...a, ...v })); }} onFinish={next} onFinishFailed={(e) => setEmpty(e.errorFields.map((f) => String(f.name[0])))}>
        {here && <h2>{here.title}</h2>}
        {part === what - 1 && <p>{c('safetyWhy')}</p>}
        {here && <Fields fields={here.fields.filter((f) => f.name !== 'category').slice(0, part === what ? 2 : undefined)} />}
        {part === 1 && <Checks answers={answers} />}
        {part === what && here && (
          <>
            <Form.Item name="category" label={w('category')} rules={[{ required: true, message: w('required') }]}>
              <Select showSearch={{ optionFilterProp: 'label' }} options={families(choice('category'))} placeholder={w('category')} />
            </Form.Item>
            <Fields fields={here.fields.filter((f) => f.name !== 'category').slice(2)} />
          </>
        )}
        {here && <div className="row"><Button type="primary" htmlType="submit">{w('next')}</Button>{part > 0 && <Button onClick={() => { setEmpty([]); setPart(part - 1); }}>{w('previous')}</Button>}</div>}
      </Form>
      {!here && (
        <>
          <h2>{w('partCheck')}</h2>
          <p>{w('regEffect')}</p>
          <dl className="answers">{parts.flatMap((p) => p.fields).map((f) => (
            <div key={f.name}><dt>{f.label}</dt><dd className="words">{f.name === 'category' ? nameOf(codes, 'category', answers.category) : shown(f, answers[f.name])}</dd><dd><Button aria-label={`${w('change')} ${f.label}`} onClick={() => goTo(f.name)}>{w('change')}</Button></dd></div>
          ))}</dl>
          <div className="row"><Button type="primary" disabled={busy} onClick={() => void register()}>{busy ? w('working') : w('registerNow')}</Button><Button onClick={() => setPart(what)}>{w('previous')}</Button></div>
        </>
      )}
    </div>
  );
}

const shown = (f: Field, value: string | undefined): string => (value === undefined || value === '' ? w('nothing') : f.kind === 'choice' ? (f.options.find((o) => o.code === value)?.name ?? value) : value);

function families(all: { code: string; name: string; family?: string }[]): { label: string; options: { value: string; label: string }[] }[] {
  return [...new Set(all.map((c) => c.family ?? ''))].map((f) => ({ label: f, options: all.filter((c) => (c.family ?? '') === f).map((c) => ({ value: c.code, label: c.name })) }));
}

/** Checks run while somebody types; they stop nothing. */
function Checks({ answers: a }: { answers: Answers }) {
  const remarks = [
    a.applicant_id && !addsUp(a.applicant_id.trim()) ? w('checkID') : '',
    a.applicant_name && !a.applicant_id && !a.applicant_phone ? w('checkPhone') : '',
  ].filter((s) => s !== '');
  return remarks.map((r) => <Alert key={r} type="warning" role="status" title={r} />);
}

/** Complete is what the visitor takes home: number, code, what comes next, by when, and a slip to print. */
function Complete({ file, answers, another }: { file: Registered; answers: Answers; another: () => void }) {
  const { session } = useHere();
  const go = useNavigate();
  const rights = file.clocks.filter((c) => c.kind === 'right');
  const address = `${window.location.origin}/party`;
  return (
    <div className="narrow">
      <Help all={file.safety} />
      <Result status="success" icon={<span className="calm big" aria-hidden="true">●</span>} title={<h1>{w('registered')}</h1>} subTitle={<strong className="code">{file.number}</strong>} />
      {file.warnings.length > 0 && <Alert type="warning" title={w('warnings')} description={<ul>{file.warnings.map((x) => <li key={x.code + x.pointer}>{x.pointer.startsWith('/parties/1') ? w('respondent') : w('applicant')}：{x.detail}</li>)}</ul>} />}
      <Alike id={file.id} />
      <section className="slip" aria-label={w('slip')}>
        <h2>{file.custodian.name} {w('slip')}</h2>
        <dl>
          <div><dt>{w('number')}</dt><dd className="code">{file.number}</dd></div>
          <div><dt>{w('applicant')}</dt><dd>{answers.applicant_name}</dd></div>
          <div><dt>{w('title')}</dt><dd className="words">{file.title}</dd></div>
          <div><dt>{w('receivedOn')}</dt><dd>{file.received_on}</dd></div>
          <div><dt>{w('queryCode')}</dt><dd className="code">{file.query_code}</dd></div>
          {file.second_secret && <div><dt>{w('secret')}</dt><dd className="code">{file.second_secret}</dd></div>}
          <div><dt>{w('whatNext')}</dt><dd>{file.clocks.filter((c) => c.kind !== 'right').map((c) => <p key={c.id}>{c.name}{c.due_on && <> {w('until')} <time dateTime={c.due_on}>{c.due_on}</time></>}</p>)}</dd></div>
          {rights.length > 0 && <div><dt>{w('rights')}</dt><dd>{rights.map((c) => <p key={c.id}>{c.name}{c.due_on && <> {w('until')} <time dateTime={c.due_on}>{c.due_on}</time></>} <small>{c.waiting}</small></p>)}</dd></div>}
        </dl>
        <div className="qr" role="img" aria-label={address} dangerouslySetInnerHTML={{ __html: renderSVG(address) }} />
        <p>{w('scan')}<br /><span className="code">{address}</span></p>
        <p>{w('slipKeep')} {session.acting.organization.name} · {session.user.name}</p>
      </section>
      <div className="row">
        <Button type="primary" onClick={() => window.print()}>{w('print')}</Button>
        <Button onClick={() => void go(`/cases/${file.id}`)}>{w('toRoutes')}</Button>
        <Button onClick={another}>{w('another')}</Button>
      </div>
    </div>
  );
}
