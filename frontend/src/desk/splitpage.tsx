import { Alert, Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { type Problem, send } from '../http';
import { again, nameOf, type Schemas, useGet, useHere } from './api';
import { Pick, Trouble, Wrong } from './ask';
import { p } from './partwords';

type Preview = Schemas['SplitPreview'];
type Side = { title: string; summary: string };
type Choice = { parties: Record<string, string>; documents: Record<string, string>; goes: Side; stays: Side };

/** SplitPage chooses which claims and parties go, shows how both sides will read, and splits. */
export function SplitPage() {
  const { id = '' } = useParams();
  const go = useNavigate();
  const file = useGet<Schemas['Case']>(`/cases/${id}`);
  const [claims, setClaims] = useState<string[]>([]);
  const [done, setDone] = useState<Schemas['Split'] | null>(null);
  const all = file.data?.claims ?? [];
  const some = claims.length > 0 && claims.length < all.length;
  const plan = useGet<Preview>(some ? `/cases/${id}/split/preview?claims=${all.map((c) => c.id).filter((c) => claims.includes(c)).join(',')}` : null);
  if (file.error) return <Trouble problem={file.error} retry={() => void file.refetch()} />;
  if (!file.data) return null;
  if (done) return <Parted answer={done} />;
  const turn = (c: string): void => setClaims(claims.includes(c) ? claims.filter((x) => x !== c) : [...claims, c]);
  return (
    <div className="narrow">
      <p><Button onClick={() => void go(`/cases/${id}`)}>{p('backToCase')}</Button></p>
      <h1>{p('split')} <small>{file.data.number}</small></h1>
      <fieldset>
        <legend>{p('pickClaims')}</legend>
        {all.map((c) => <p key={c.id}><label className="tick"><input type="checkbox" name={`claim-${c.id}`} checked={claims.includes(c.id)} onChange={() => turn(c.id)} /> {c.text}</label></p>)}
      </fieldset>
      {!some && <p role="status">{p('pickFirst')}</p>}
      {plan.error && <Trouble problem={plan.error} />}
      {some && plan.data && <Plan key={claims.join()} file={file.data} plan={plan.data} claims={claims} done={setDone} />}
    </div>
  );
}

const placed = (all: { id: string; side: string }[]): Record<string, string> => Object.fromEntries(all.map((x) => [x.id, x.side]));
const side = (x: { title?: string; summary?: string }): Side => ({ title: x.title ?? '', summary: x.summary ?? '' });
const listOf = (all: Record<string, string>): { id: string; side: string }[] => Object.entries(all).map(([id, s]) => ({ id, side: s }));

function Plan({ file, plan, claims, done }: { file: Schemas['Case']; plan: Preview; claims: string[]; done: (s: Schemas['Split']) => void }) {
  const { codes } = useHere();
  const [choice, setChoice] = useState<Choice>({ parties: placed(plan.parties), documents: placed(plan.documents), goes: side(plan.goes), stays: side(plan.remaining) });
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => setProblem(null), [choice]);
  const sides = ['here', 'there', 'both'].map((s) => ({ code: s, name: p(s as 'here') }));
  const go = async (): Promise<void> => {
    setBusy(true);
    try {
      const answer = await send<Schemas['Split']>('POST', `/cases/${file.id}/split`, { claims, ...choice.goes, remaining: choice.stays, parties: listOf(choice.parties), documents: listOf(choice.documents), ...(reason.trim() ? { reason: reason.trim() } : {}) }, file.version);
      await again();
      done(answer);
    } catch (e) { setProblem(e as Problem); } finally { setBusy(false); }
  };
  const words = (which: 'goes' | 'stays', secret: boolean): React.ReactNode => (
    <section aria-label={p(which)}>
      <h2>{p(which)} {secret && <small>{p('secretSide')}</small>}</h2>
      <label htmlFor={`${which}-title`}>{p('title')}</label>
      <Input id={`${which}-title`} maxLength={200} value={choice[which].title} onChange={(e) => setChoice({ ...choice, [which]: { ...choice[which], title: e.target.value } })} />
      <label htmlFor={`${which}-summary`}>{p('summary')}</label>
      <Input.TextArea id={`${which}-summary`} rows={4} maxLength={10000} value={choice[which].summary} onChange={(e) => setChoice({ ...choice, [which]: { ...choice[which], summary: e.target.value } })} />
      <ul>{plan.claims.filter((c) => (c.side === 'there') === (which === 'goes')).map((c) => <li key={c.id}>{c.text}</li>)}</ul>
    </section>
  );
  return (
    <>
      <Alert type={plan.apart ? 'warning' : 'info'} role="status" title={plan.text} />
      {plan.bars && <Alert type="error" role="alert" title={plan.bars} />}
      <div className="sides">{words('goes', plan.apart && plan.sealed)}{words('stays', plan.apart && !plan.sealed)}</div>
      <section aria-label={p('people')}>
        <h2>{p('people')}</h2>
        {plan.parties.map((x) => (
          <p key={x.id}><label htmlFor={`party-${x.id}`}>{x.name} <small>{nameOf(codes, 'party_role', x.role)}</small></label>
            <Pick id={`party-${x.id}`} value={choice.parties[x.id] ?? 'here'} options={sides} onChange={(e) => setChoice({ ...choice, parties: { ...choice.parties, [x.id]: e.target.value } })} />
          </p>
        ))}
      </section>
      {plan.documents.length > 0 && (
        <section aria-label={p('papers')}>
          <h2>{p('papers')}</h2>
          {plan.documents.map((x) => (
            <p key={x.id}><label htmlFor={`paper-${x.id}`}>{x.title}</label>
              <Pick id={`paper-${x.id}`} value={choice.documents[x.id] ?? 'here'} options={sides.slice(0, 2)} onChange={(e) => setChoice({ ...choice, documents: { ...choice.documents, [x.id]: e.target.value } })} />
            </p>
          ))}
        </section>
      )}
      <p><label htmlFor="split-why">{p('why')}</label><Input id="split-why" maxLength={2000} value={reason} onChange={(e) => setReason(e.target.value)} /></p>
      <Wrong problem={problem} fields={Object.entries(problem?.fields ?? {}).map(([name, text]) => ({ name, text }))} go={(name) => document.getElementById(field(name))?.focus()} />
      <div className="row"><Button type="primary" disabled={busy || plan.bars !== undefined} onClick={() => void go()}>{p('doSplit')}</Button></div>
    </>
  );
}

const field = (name: string): string => (name.startsWith('remaining') ? name.replace(/^remaining./, 'stays-') : `goes-${name}`);

function Parted({ answer }: { answer: Schemas['Split'] }) {
  const go = useNavigate();
  const child = answer.child;
  return (
    <div className="narrow">
      <h1>{p('didSplit')} <small>{answer.number}</small></h1>
      {child === null && <Alert type="warning" role="status" title={p('shut')} />}
      {child && (
        <>
          <p>{p('goes')} <a href={`#/cases/${child.id}`}>{child.number}</a></p>
          {child.query_code && <Alert type="success" role="status" title={p('newCode')} description={<p><strong className="code">{child.query_code}</strong></p>} />}
          {child.second_secret && <Alert type="success" title={p('paperSecret')} description={<p><strong className="code">{child.second_secret}</strong></p>} />}
          {child.warnings.map((x) => <Alert key={x.code + x.pointer} type="warning" title={x.detail} />)}
        </>
      )}
      <div className="row"><Button onClick={() => void go(`/cases/${answer.id}`)}>{p('backToCase')}</Button></div>
    </div>
  );
}
