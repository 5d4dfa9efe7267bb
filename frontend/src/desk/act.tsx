import { Alert, Button } from 'antd';
import { useState } from 'react';
import { type Problem, send } from '../http';
import { again, type List, pathOf, type Schemas, useGet, useHere } from './api';
import { Ask, type Values, Sheet } from './ask';
import { Contest } from './contest';
import { type About, effectOf, type FormOf, formOf } from './forms';
import { Sides } from './sides';
import { w } from './words';

/** A step is a button: an action the server allows, with the form that asks for what it takes. */
export type Step = { key: string; title: string; path: string; method?: 'POST' | 'PATCH'; version?: number; form?: FormOf | undefined };

/** What most come for stands first. */
const likely = /\.(accept|acknowledge|file|hold)$/;

/** steps turns allowed actions into buttons; an action without a form here is not offered. */
export function steps(noun: string, all: Schemas['Action'][], version: number): Step[] {
  return all.filter((a) => formOf(`${noun}.${a.action}`) !== undefined)
    .map((a) => ({ key: `${noun}.${a.action}`, title: a.title, path: pathOf(a), method: a.method as 'POST' | 'PATCH', version, form: formOf(`${noun}.${a.action}`, a.effect) }))
    .sort((a, b) => Number(likely.test(b.key)) - Number(likely.test(a.key)));
}

/** What is decided between two units is decided with both sides' words in view. */
const disputed = ['referral.uphold', 'referral.overrule', 'referral.contest', 'referral.designate'];

export type Told = { title: string; answer: unknown };

/** Act asks for what a step takes, its effect first, and does it. */
export function Act({ step, about, close, told }: { step: Step; about: Omit<About, 'codes' | 'today' | 'organizations'>; close: () => void; told: (t: Told) => void }) {
  const { codes, session } = useHere();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = step.form ?? formOf(step.key);
  const units = useGet<List<Schemas['Organization']>>(form?.organizations ? `/organizations?limit=100${step.key.startsWith('referral.') ? `&channel=${about.referral?.channel ?? ''}` : ''}` : null);
  if (form === undefined || (form.organizations && !units.data)) return null;
  const all: About = { ...about, codes, today: session.today, own: { code: session.acting.organization.id, name: session.acting.organization.name }, organizations: (units.data?.items ?? []).map((o) => ({ code: o.id, name: o.name })) };
  const go = async (v: Values): Promise<void> => {
    setBusy(true);
    try {
      const body = form.body ? form.body(v, all) : v;
      let answer: unknown;
      if (step.key === 'proceeding.agree' && all.proceeding !== null) {
        // Written down first, then agreed upon; what was written down before is not written twice.
        const made = all.agreement ?? await send<Schemas['Agreement']>('POST', `/proceedings/${all.proceeding.id}/agreement`, body);
        answer = await send('POST', step.path, { agreement_id: made.id }, step.version);
      } else {
        answer = await send(step.method ?? 'POST', step.path, body, step.version);
      }
      await again();
      told({ title: step.title, answer });
    } catch (p) {
      const refused = p as Problem;
      setProblem(refused.status === 412 ? { ...refused, detail: w('changed') } : refused);
      if (refused.status === 412) await again();
    } finally { setBusy(false); }
  };
  return (
    <Sheet title={step.title} close={close} wide={disputed.includes(step.key)}>
      <Ask fields={form.fields(all)} effect={effectOf(form)} busy={busy} problem={problem} send={(v) => void go(v)} cancel={close}>
        {disputed.includes(step.key) && about.referral && (step.key === 'referral.designate' ? <Contest id={about.referral.id} /> : <Sides referral={about.referral} />)}
      </Ask>
    </Sheet>
  );
}

/** Done says what was done, and shows once what is shown only once. */
export function Done({ told }: { told: Told | null }) {
  if (told === null) return null;
  const code = (told.answer as Partial<Schemas['Code']> | null)?.query_code;
  return <Alert type="success" role="status" title={w('done', told.title)} description={code && <p>{w('queryCode')}：<strong className="code">{code}</strong></p>} />;
}

/** Buttons offers steps; at most one group on a page has its first one stressed. */
export function Buttons({ all, press, main }: { all: Step[]; press: (s: Step) => void; main: boolean }) {
  if (all.length === 0) return null;
  return <div className="row">{all.map((s, i) => <Button key={s.key} type={main && i === 0 ? 'primary' : 'default'} onClick={() => press(s)}>{s.title}</Button>)}</div>;
}
