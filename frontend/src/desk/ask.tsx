import { Alert, Button, Checkbox, Form, Input } from 'antd';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { Problem } from '../http';
import { w } from './words';

export type Option = { code: string; name: string; family?: string };
export type Values = Record<string, string | string[] | boolean | undefined>;
export type Field = { name: string; label: string; hint?: string; optional?: boolean; value?: string | boolean | string[] } & (
  | { kind: 'text' | 'long' | 'day' | 'time' | 'number' | 'check' | 'password'; complete?: string }
  | { kind: 'choice' | 'many'; options: Option[]; blank?: boolean }
);

/** Pick is the browser's own list, in groups where the options have families. */
export function Pick({ options, empty, ...rest }: { options: Option[]; empty?: string | undefined; id?: string; name?: string; value?: string; onChange?: (e: React.ChangeEvent<HTMLSelectElement>) => void; 'aria-label'?: string; 'aria-required'?: boolean | 'true' | 'false'; 'aria-invalid'?: boolean }) {
  const families = [...new Set(options.map((o) => o.family ?? ''))];
  const lines = (family: string): ReactNode => options.filter((o) => (o.family ?? '') === family).map((o) => <option key={o.code} value={o.code}>{o.name}</option>);
  return (
    <select className="pick" {...rest}>
      {empty !== undefined && <option value="">{empty}</option>}
      {families.map((f) => (f === '' ? lines(f) : <optgroup key={f} label={f}>{lines(f)}</optgroup>))}
    </select>
  );
}

function Control({ field: f, ...given }: { field: Field; id?: string }) {
  switch (f.kind) {
    case 'long': return <Input.TextArea rows={4} maxLength={2000} {...given} />;
    case 'day': return <Input type="date" {...given} />;
    case 'time': return <Input type="datetime-local" {...given} />;
    case 'number': return <Input inputMode="numeric" {...given} />;
    case 'password': return <Input type="password" autoComplete={f.complete ?? 'off'} {...given} />;
    case 'choice': return <Pick options={f.options} empty={f.optional || f.blank ? '—' : undefined} {...given} />;
    case 'many': return <Checkbox.Group options={f.options.map((o) => ({ label: o.name, value: o.code }))} {...given} {...{ 'aria-required': undefined }} />;
    case 'check': return <Checkbox {...given}>{f.label}</Checkbox>;
    default: return <Input autoComplete={f.complete ?? 'off'} {...given} />;
  }
}

function first(f: Field): unknown {
  if (f.value !== undefined) return f.value;
  if (f.kind === 'choice' && !f.optional && !f.blank) return f.options[0]?.code;
  return undefined;
}

/** Fields are questions inside a form, each with its own error. */
export function Fields({ fields }: { fields: Field[] }) {
  return fields.map((f) => (
    <Form.Item
      key={f.name} name={f.name} valuePropName={f.kind === 'check' ? 'checked' : 'value'} initialValue={first(f)} extra={f.hint}
      label={f.kind === 'check' ? undefined : f.optional ? `${f.label}（${w('optional')}）` : f.label}
      rules={f.optional || f.kind === 'check' ? [] : [{ required: true, whitespace: f.kind !== 'many', message: w('required'), type: f.kind === 'many' ? 'array' : 'string' }]}
    >
      <Control field={f} />
    </Form.Item>
  ));
}

/** Wrong lists what must be mended, each line leading to its field. */
export function Wrong({ problem, fields, go }: { problem: Problem | null; fields: { name: string; text: string }[]; go: (name: string) => void }) {
  if (problem === null && fields.length === 0) return null;
  return (
    <Alert
      type="error" role="alert" title={problem?.detail ?? w('fix')}
      description={fields.length > 0 && <ul className="wrong">{fields.map((f) => <li key={f.name}><button type="button" className="link" onClick={() => go(f.name)}>{f.text}</button></li>)}</ul>}
    />
  );
}

/** Ask is a form that says its effect first; nothing typed is lost when it is refused. */
export function Ask({ fields, effect, button, busy, problem, send, cancel, children }: {
  fields: Field[]; effect?: string; button?: string; busy: boolean; problem: Problem | null; send: (v: Values) => void; cancel?: () => void; children?: ReactNode;
}) {
  const [form] = Form.useForm<Values>();
  const [empty, setEmpty] = useState<string[]>([]);
  const label = (name: string): string => fields.find((f) => f.name === name)?.label ?? name;
  useEffect(() => {
    form.setFields(Object.entries(problem?.fields ?? {}).filter(([name]) => fields.some((f) => f.name === name)).map(([name, text]) => ({ name, errors: [text] })));
  }, [problem]);
  const wrong = empty.length > 0 ? empty.map((name) => ({ name, text: `${label(name)}：${w('required')}` }))
    : Object.entries(problem?.fields ?? {}).map(([name, text]) => ({ name, text: fields.some((f) => f.name === name) ? `${label(name)}：${text}` : text }));
  return (
    <Form
      form={form} layout="vertical" requiredMark={false} preserve={false}
      onFinish={(v) => { setEmpty([]); if (!busy) send(trimmed(v)); }}
      onFinishFailed={(e) => setEmpty(e.errorFields.map((f) => String(f.name[0])))}
    >
      {effect !== undefined && <p>{effect}</p>}
      <Wrong problem={empty.length > 0 ? null : problem} fields={wrong} go={(name) => document.getElementById(name)?.focus()} />
      {children}
      <Fields fields={fields} />
      <div className="row">
        <Button type="primary" htmlType="submit" disabled={busy}>{busy ? w('working') : (button ?? w('confirm'))}</Button>
        {cancel && <Button onClick={cancel}>{w('cancel')}</Button>}
      </div>
    </Form>
  );
}

/** trimmed leaves out what was left empty. */
export function trimmed(v: Values): Values {
  const out: Values = {};
  for (const [name, x] of Object.entries(v)) {
    const value = typeof x === 'string' ? x.trim() : x;
    if (value !== undefined && value !== '') out[name] = value;
  }
  return out;
}

/** Sheet asks in the browser's own dialog, which the keyboard cannot leave by accident. */
export function Sheet({ title, close, wide, children }: { title: string; close: () => void; wide?: boolean; children: ReactNode }) {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId(); // one may stand over another
  useEffect(() => { if (box.current?.open === false) box.current.showModal(); }, []);
  return (
    <dialog ref={box} aria-labelledby={heading} className={wide ? 'wide' : undefined} onCancel={(e) => { e.preventDefault(); close(); }}>
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}

/** Trouble says what went wrong with a reading, and lets it be tried again. */
export function Trouble({ problem, retry }: { problem: Problem; retry?: () => void }) {
  return <Alert type="error" role="alert" title={problem.detail} action={retry && <Button onClick={retry}>{w('retry')}</Button>} />;
}
