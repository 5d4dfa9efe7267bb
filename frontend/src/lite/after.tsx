import { useState } from 'preact/hooks';
import type { components } from '../api';
import { type Problem, send } from '../http';
import { getLanguage, t } from '../text';
import { Badge, Sheet, Trouble } from './widgets';

type Own = components['schemas']['OwnCase'];

const words = {
  title: ['办结以后', 'After closing'],
  ask: ['没有解决，重新办理', 'Not settled: take it up again'],
  effect: ['用原来的编号重新办理，由现在的责任单位负责，期限从今天重新计算。您的其他权利不受影响。', 'It is taken up again under the same number by the unit that answers for it, and time begins anew today. Your other rights stay.'],
  why: ['为什么', 'Why'],
  more: ['想补充的话（可以不写）', 'Anything to add (may be left empty)'],
  done: ['已经重新办理，编号不变。', 'It is taken up again, under the same number.'],
} satisfies Record<string, [string, string]>;

const a = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** After is what lives on when a matter is closed, and the one step that takes it up again. */
export function After({ own, again }: { own: Own; again: () => void }) {
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState(false);
  if (done) return <p class="done" role="status">{a('done')}</p>;
  if (own.after.length === 0 && own.can_reopen.length === 0) return null;
  return (
    <section aria-label={a('title')}>
      <h2>{a('title')}</h2>
      {own.after.map((x) => <div class="card" key={x.text}><p>{x.text}</p><p><Badge due={x.due_on} state={x.over ? 'missed' : 'running'} /></p></div>)}
      {own.can_reopen.length > 0 && <div class="row"><button type="button" onClick={() => setOpen(true)}>{a('ask')}</button></div>}
      {open && <TakeUp own={own} close={() => setOpen(false)} done={() => { setOpen(false); setDone(true); again(); }} />}
    </section>
  );
}

function TakeUp({ own, close, done }: { own: Own; close: () => void; done: () => void }) {
  const [ground, setGround] = useState(own.can_reopen[0]?.code ?? 'not_settled');
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    try {
      await send('POST', '/party/not-settled', { ground, text: text.trim() });
      done();
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return (
    <Sheet title={a('ask')} close={close}>
      <p>{a('effect')}</p>
      <Trouble problem={problem} />
      <label for="again-ground">{a('why')}</label>
      <select id="again-ground" value={ground} onChange={(e) => setGround(e.currentTarget.value)}>{own.can_reopen.map((g) => <option key={g.code} value={g.code}>{g.name}</option>)}</select>
      <label for="again-text">{a('more')}</label>
      <textarea id="again-text" maxLength={2000} value={text} onInput={(e) => setText(e.currentTarget.value)} />
      <div class="row">
        <button type="button" class="main" disabled={busy} onClick={() => void go()}>{busy ? t('working') : a('ask')}</button>
        <button type="button" onClick={close}>{t('cancel')}</button>
      </div>
    </Sheet>
  );
}
