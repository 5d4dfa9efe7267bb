import { type ComponentChildren, render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { badge, shanghai } from '../deadline';
import type { Problem } from '../http';
import { getLanguage, type Key, setLanguage, t } from '../text';
import './lite.css';

const kept = { size: 'liandong.size', theme: 'liandong.theme', language: 'liandong.language' } as const;

function remembered(name: string): string | null {
  try { return localStorage.getItem(name); } catch { return null; }
}

function remember(name: string, value: string): void {
  try { localStorage.setItem(name, value); } catch { /* a browser that keeps nothing shows the default next time */ }
}

/** start shows a page, with type size, colours and language as they were left. Nothing personal is kept. */
export function start(page: (p: { again: () => void }) => ComponentChildren): void {
  const root = document.documentElement;
  root.dataset.size = remembered(kept.size) ?? 'normal';
  root.dataset.theme = remembered(kept.theme) ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  setLanguage(remembered(kept.language) === 'en' ? 'en' : 'zh-CN');
  const app = document.getElementById('app');
  if (app === null) return;
  const draw = (): void => {
    root.lang = getLanguage();
    render(<Page draw={draw}>{page({ again: draw })}</Page>, app);
  };
  draw();
}

function Page({ draw, children }: { draw: () => void; children: ComponentChildren }) {
  const root = document.documentElement;
  const turn = (of: 'size' | 'theme', on: string, off: string): void => {
    const value = root.dataset[of] === on ? off : on;
    root.dataset[of] = value;
    remember(kept[of], value);
    draw();
  };
  const language = (): void => {
    const other = getLanguage() === 'en' ? 'zh-CN' : 'en';
    setLanguage(other);
    remember(kept.language, other);
    draw();
  };
  return (
    <>
      <a class="skip" href="#main">{t('skip')}</a>
      <header>
        <button type="button" aria-pressed={root.dataset.size === 'large'} onClick={() => turn('size', 'large', 'normal')}>{t('large')}</button>
        <button type="button" aria-pressed={root.dataset.theme === 'dark'} onClick={() => turn('theme', 'dark', 'light')}>{t('dark')}</button>
        <button type="button" lang={getLanguage() === 'en' ? 'zh-CN' : 'en'} onClick={language}>{t('other')}</button>
      </header>
      <main id="main">{children}</main>
    </>
  );
}

export function Badge({ due, state }: { due: string | null; state: string }) {
  const b = badge(due, state, shanghai(new Date()));
  return <span class={`badge ${b.level}`}><span aria-hidden="true">{b.icon} </span>{b.words}{due !== null && <> <time dateTime={due}>{due}</time></>}</span>;
}

export function Trouble({ problem, retry }: { problem: Problem | null; retry?: () => void }) {
  if (problem === null) return null;
  return <div class="error" role="alert"><p>{problem.detail}</p>{retry && <button type="button" onClick={retry}>{t('retry')}</button>}</div>;
}

/** useLoaded reads something, and reads it again when asked. */
export function useLoaded<T>(read: () => Promise<T>, key: string): { value: T | null; problem: Problem | null; again: () => void } {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let here = true;
    read().then((v) => { if (here) { setValue(v); setProblem(null); } }, (p: Problem) => { if (here) setProblem(p); });
    return () => { here = false; };
  }, [key, turn, getLanguage()]); // what the server says is read again in the other language
  return { value, problem, again: () => setTurn(turn + 1) };
}

export type Question =
  | { name: string; label: Key; hint?: Key; kind: 'text' | 'long' | 'date' | 'password' | 'number'; complete?: string }
  | { name: string; label: Key; hint?: Key; kind: 'choice'; options: { code: string; text: string }[] };

/** Ask is a form: every question with its own error, and nothing lost when it is refused. */
export function Ask({ questions, button, effect, busy, problem, send, cancel }: {
  questions: Question[]; button: string; effect?: string | undefined; busy: boolean; problem: Problem | null;
  send: (values: Record<string, string>) => void; cancel?: (() => void) | undefined;
}) {
  const form = useRef<HTMLFormElement>(null);
  const [empty, setEmpty] = useState<string[]>([]);
  const submit = (e: Event): void => {
    e.preventDefault();
    if (form.current === null || busy) return;
    const values: Record<string, string> = {};
    for (const [name, value] of new FormData(form.current)) values[name] = String(value).trim();
    const left = questions.filter((q) => (values[q.name] ?? '') === '').map((q) => q.name);
    setEmpty(left);
    if (left.length > 0) { form.current.querySelector<HTMLElement>(`[name="${left[0]}"]`)?.focus(); return; }
    send(values);
  };
  return (
    <form ref={form} onSubmit={submit} noValidate>
      {effect !== undefined && <p>{effect}</p>}
      <Trouble problem={problem} />
      {questions.map((q) => {
        const wrong = empty.includes(q.name) ? t('required') : problem?.fields[q.name];
        const id = `q-${q.name}`;
        const given = { id, name: q.name, 'aria-invalid': wrong !== undefined, ...(wrong !== undefined ? { 'aria-describedby': `${id}-wrong` } : {}) };
        return (
          <div key={q.name}>
            <label for={id}>{t(q.label)}{q.hint && <small>{t(q.hint)}</small>}</label>
            {wrong !== undefined && <p class="wrong" id={`${id}-wrong`}>{wrong}</p>}
            {q.kind === 'choice'
              ? <select {...given}>{q.options.map((o) => <option key={o.code} value={o.code}>{o.text}</option>)}</select>
              : q.kind === 'long' ? <textarea {...given} />
                : <Line question={q} given={given} />}
          </div>
        );
      })}
      <div class="row">
        <button class="main" disabled={busy}>{busy ? t('working') : button}</button>
        {cancel && <button type="button" onClick={cancel}>{t('cancel')}</button>}
      </div>
    </form>
  );
}

type Given = { id: string; name: string; 'aria-invalid': boolean; 'aria-describedby'?: string };

function Line({ question: q, given }: { question: Exclude<Question, { kind: 'choice' }>; given: Given }) {
  const complete = q.complete ?? 'off';
  if (q.kind === 'password') return <input {...given} type="password" autocomplete={complete} />;
  if (q.kind === 'date') return <input {...given} type="date" defaultValue={shanghai(new Date())} />;
  return <input {...given} type="text" autocomplete={complete} {...(q.kind === 'number' ? { inputMode: 'numeric' as const } : {})} />;
}

/** Sheet asks in a dialog, which the keyboard cannot leave by accident. */
export function Sheet({ title, close, children }: { title: string; close: () => void; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => { box.current?.showModal(); }, []);
  return (
    <dialog ref={box} aria-labelledby="sheet-title" onCancel={close}>
      <h2 id="sheet-title">{title}</h2>
      {children}
    </dialog>
  );
}
