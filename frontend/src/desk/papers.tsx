import { Button, Tag } from 'antd';
import { type FormEvent, useState } from 'react';
import { type Problem, upload } from '../http';
import { again, type List, listed, nameOf, type Schemas, useGet, useHere } from './api';
import { Pick, Sheet } from './ask';
import { w } from './words';

const size = (n: number): string => (n < 1 << 20 ? `${Math.ceil(n / 1024)} KB` : `${(n / (1 << 20)).toFixed(1)} MB`);

/** Papers lists what may be read of a case's documents, and takes new ones where the file may be added to. */
export function Papers({ file, add }: { file: Schemas['Case']; add: boolean }) {
  const { codes } = useHere();
  const all = useGet<List<Schemas['Document']>>(`/cases/${file.id}/documents?limit=100`);
  const [open, setOpen] = useState(false);
  return (
    <section aria-label={w('papers')}>
      <h2>{w('papers')}</h2>
      {all.data?.items.length === 0 && <p>{w('noPapers')}</p>}
      {all.data?.items.map((d) => (
        <div key={d.id} className="record">
          <strong>{d.title}</strong> <Tag>{nameOf(codes, 'document_class', d.class)}</Tag> <small>{nameOf(codes, 'document_kind', d.kind)} · {size(d.size)} · {d.organization.name}</small>
          {d.held ? <p className="late">{w(d.held === 'harmful' ? 'heldHarmful' : 'heldWaiting')}</p> : <p>{/^(image\/|application\/pdf$)/.test(d.media_type) && <><a href={d.content + '?inline=1'} target="_blank" rel="noreferrer">{w('look')}</a> · </>}<a href={d.content} download>{w('save')}</a></p>}
        </div>
      ))}
      {add && <Button onClick={() => setOpen(true)}>{w('addPaper')}</Button>}
      {open && <Sheet title={w('addPaper')} close={() => setOpen(false)}><Upload file={file} done={() => setOpen(false)} /></Sheet>}
    </section>
  );
}

function Upload({ file, done }: { file: Schemas['Case']; done: () => void }) {
  const { codes } = useHere();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    const form = new FormData(e.currentTarget);
    form.set('form', form.get('original') === 'on' ? 'original' : 'copy');
    form.delete('original');
    if (String(form.get('title') ?? '').trim() === '') form.delete('title');
    setBusy(true);
    try {
      await upload(`/cases/${file.id}/documents`, form);
      await again();
      done();
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return (
    <form className="upload" onSubmit={(e) => void send(e)}>
      <p>{w('paperEffect')}</p>
      {problem && <p role="alert" className="wrong">{Object.values(problem.fields)[0] ?? problem.detail}</p>}
      <label htmlFor="paper-file">{w('file')}</label><input id="paper-file" name="file" type="file" required />
      <label htmlFor="paper-title">{w('paperTitle')}（{w('optional')}）</label><input id="paper-title" name="title" className="pick" maxLength={200} />
      <label htmlFor="paper-class">{w('paperClass')}</label><Pick id="paper-class" name="class" options={listed(codes, 'document_class')} />
      <label htmlFor="paper-kind">{w('paperKind')}</label><Pick id="paper-kind" name="kind" options={listed(codes, 'document_kind')} />
      <label className="tick"><input name="original" type="checkbox" /> {w('original')}</label>
      <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{w('confirm')}</Button><Button onClick={done}>{w('cancel')}</Button></div>
    </form>
  );
}

/** Manifest shows what a handoff carries, what stays, and what was signed for. */
export function Manifest({ bundle }: { bundle: Schemas['Bundle'] }) {
  const { codes } = useHere();
  const r = bundle.receipt ?? null;
  const word = (id: string): string => (r === null ? '' : r.missing.includes(id) ? w('missingPapers') : r.mismatched.includes(id) ? w('differ') : w('signedFor'));
  if (bundle.items.length + bundle.kept.length === 0) return null;
  return (
    <div className="record">
      <strong>{w('goes')}</strong>
      <ul>{bundle.items.map((i) => <li key={i.id}>{i.title ?? nameOf(codes, 'document_class', i.class)} <small>{i.digest.slice(0, 19)}…</small> {r && <Tag>{word(i.id)}</Tag>}</li>)}</ul>
      {bundle.kept.map((k) => <p key={k.class}><small>{w('stays')}：{nameOf(codes, 'document_class', k.class)} × {k.count}（{k.cite}）</small></p>)}
    </div>
  );
}

/** Undisputed lists the facts that may follow the case once both sides confirmed them in writing. */
export function Undisputed({ proceeding }: { proceeding: Schemas['Proceeding'] | null }) {
  const all = useGet<List<Schemas['Undisputed']>>(proceeding && /mediation/.test(proceeding.channel) ? `/proceedings/${proceeding.id}/undisputed-facts?limit=100` : null);
  return (all.data?.items ?? []).map((s) => (
    <div key={s.id} className="record"><strong>{w('undisputed')}</strong><p className="words">{s.text}</p><p><small>{s.confirmed_on ? `${w('confirmedOn')} ${s.confirmed_on}` : w('unconfirmed')}</small></p></div>
  ));
}
