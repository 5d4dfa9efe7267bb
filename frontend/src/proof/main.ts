import '../lite/lite.css';
import { type Verdict, verify } from './verify';
import { type Language, words, wordsOfAct, wordsOfFinding } from './words';

// The page has no framework: whoever wants to know that it sends nothing can read it.
let language: Language = navigator.language.startsWith('zh') || navigator.language === '' ? 'zh-CN' : 'en';
const typed = { pem: '', receipt: '' };
let verdict: Verdict[] | 'missing' | null = null;

function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string>, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  e.append(...children);
  return e;
}

// The field stays when the page is drawn anew: a browser lets nobody put the file back into it.
const file = el('input', { type: 'file', id: 'file', accept: '.json,application/json' });
file.addEventListener('change', () => { void file.files?.[0]?.text().then((t) => { typed.receipt = t; verdict = null; }); });

const when = (at: string | undefined): string => new Date(at ?? '').toLocaleString(language, { timeZone: 'Asia/Shanghai' });

const button = (label: string, kind: string, act: () => void): HTMLButtonElement => {
  const b = el('button', { type: 'button', class: kind }, label);
  b.addEventListener('click', act);
  return b;
};

const root = document.documentElement;
root.dataset.theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';

/** turn is a button that switches how the page looks, and says whether it is on. */
const turn = (label: string, of: 'theme' | 'size', on: string, off: string): HTMLButtonElement => {
  const b = button(label, '', () => { root.dataset[of] = root.dataset[of] === on ? off : on; draw(); });
  b.setAttribute('aria-pressed', String(root.dataset[of] === on));
  return b;
};

function result(): HTMLElement {
  const w = words(language);
  const box = el('div', { role: 'status', class: 'words' });
  if (verdict === 'missing') box.append(el('p', { class: 'error' }, w.missing));
  else for (const v of verdict ?? []) box.append(...shown(v));
  return box;
}

function shown(v: Verdict): HTMLElement[] {
  const w = words(language);
  if (v.finding !== 'good') return [el('p', { class: 'error' }, '✗ ' + wordsOfFinding(language, v.finding))];
  const e = v.entry;
  const rows: [string, string][] = [[w.what, wordsOfAct(language, e?.action ?? '')], [w.at, when(e?.at)], [w.organization, e?.organization ?? ''], [w.subject, e?.subject ?? ''],
    [w.log, v.origin ?? ''], [w.covers, String(v.size)], [w.signed, when(v.signedAt)]];
  return [el('p', { class: 'done' }, '✓ ' + w.good), el('dl', {}, ...rows.flatMap(([k, x]) => [el('dt', {}, k), el('dd', {}, x)]))];
}

async function check(): Promise<void> {
  verdict = typed.receipt === '' || typed.pem.trim() === '' ? 'missing' : await verify(typed.receipt, typed.pem);
  draw();
}

async function fetchKey(): Promise<void> {
  const answer = await fetch('/api/v1/public/keys');
  const keys = await answer.json() as { items?: { public_key: string }[] };
  typed.pem = keys.items?.[0]?.public_key ?? '';
  draw();
}

function draw(): void {
  const w = words(language);
  root.lang = language;
  document.title = `${w.title} · 联动 Liandong`;
  const key = el('textarea', { id: 'key', rows: '4', 'aria-describedby': 'key-hint', spellcheck: 'false' });
  key.value = typed.pem;
  key.addEventListener('input', () => { typed.pem = key.value; });
  document.getElementById('app')?.replaceChildren(
    el('header', {}, turn(w.large, 'size', 'large', 'normal'), turn(w.dark, 'theme', 'dark', 'light'), button(w.other, '', () => { language = language === 'en' ? 'zh-CN' : 'en'; draw(); })),
    el('main', {}, el('h1', {}, w.title), el('p', {}, w.about),
      el('label', { for: 'file' }, w.file), file,
      el('label', { for: 'key' }, w.key), el('p', { id: 'key-hint' }, w.keyHint), key,
      el('p', { class: 'row' }, button(w.fetch, '', () => { void fetchKey(); })), button(w.check, 'main', () => { void check(); }),
      result()),
  );
}

draw();
