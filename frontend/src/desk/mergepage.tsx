import { Alert, Button, Input, Tag } from 'antd';
import { type FormEvent, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { get, type Problem, send } from '../http';
import { again, type List, nameOf, type Schemas, useGet, useHere } from './api';
import { Trouble } from './ask';
import { p } from './partwords';

type File = Schemas['Case'];

/** MergePage names what may be the same dispute, puts two registrations side by side, and makes one of them. */
export function MergePage() {
  const { id = '' } = useParams();
  const go = useNavigate();
  const mine = useGet<File>(`/cases/${id}`);
  const alike = useGet<List<Schemas['Duplicate']>>(`/cases/${id}/duplicates`);
  const [other, setOther] = useState<File | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (mine.error) return <Trouble problem={mine.error} />;
  if (!mine.data) return null;
  const look = async (number: string): Promise<void> => {
    setProblem(null);
    try {
      const found = await get<List<Schemas['CaseHead']>>(`/cases?box=all&limit=1&q=${encodeURIComponent(number.trim())}`);
      const one = found.items[0];
      if (one === undefined) setProblem({ title: '', detail: p('noneAlike'), code: '', status: 404, fields: {} });
      else setOther(await get<File>(`/cases/${one.id}`));
    } catch (e) { setProblem(e as Problem); }
  };
  const ask = (e: FormEvent<HTMLFormElement>): void => { e.preventDefault(); void look(String(new FormData(e.currentTarget).get('number') ?? '')); };
  return (
    <>
      <p><Button onClick={() => void go(`/cases/${id}`)}>{p('backToCase')}</Button></p>
      <h1>{p('merge')} <small>{mine.data.number}</small></h1>
      <section aria-label={p('maybe')}>
        <h2>{p('maybe')}</h2>
        {alike.data?.items.length === 0 && <p>{p('noneAlike')}</p>}
        {alike.data && alike.data.items.length > 0 && <p>{p('onlyMaybe')}</p>}
        <ul className="cards">{alike.data?.items.map((d) => (
          <li key={d.case_id}>
            <strong>{d.number}</strong> {d.title} {d.why.map((x) => <Tag key={x}>{p(x as 'name')}</Tag>)} <small>{p('received')} {d.received_on} · {d.custodian.name}</small>{' '}
            <Button aria-label={`${p('compare')} ${d.number}`} onClick={() => void look(d.number)}>{p('compare')}</Button>
          </li>
        ))}</ul>
        <form className="row" onSubmit={ask}><label htmlFor="merge-number">{p('byNumber')}</label><Input id="merge-number" name="number" autoComplete="off" /><Button htmlType="submit">{p('compare')}</Button></form>
        {problem && <Trouble problem={problem} />}
      </section>
      {other && <Two key={other.id} mine={mine.data} other={other} />}
    </>
  );
}

/** Alike names, after a registration, what may be the same dispute. */
export function Alike({ id }: { id: string }) {
  const alike = useGet<List<Schemas['Duplicate']>>(`/cases/${id}/duplicates`);
  if (!alike.data || alike.data.items.length === 0) return null;
  return (
    <Alert
      type="warning" role="status" title={p('maybe')}
      description={<><p>{p('onlyMaybe')}</p><ul>{alike.data.items.map((d) => <li key={d.case_id}>{d.number} {d.why.map((x) => p(x as 'name')).join('、')} · {d.custodian.name}</li>)}</ul><p><a href={`#/cases/${id}/merge`}>{p('compare')}</a></p></>}
    />
  );
}

function Two({ mine, other }: { mine: File; other: File }) {
  const go = useNavigate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [first, second] = other.received_on < mine.received_on ? [other, mine] : [mine, other];
  const same = other.received_on === mine.received_on;
  const merge = async (): Promise<void> => {
    setBusy(true);
    try {
      const kept = await send<File>('POST', `/cases/${mine.id}/merge`, { with: other.id }, mine.version);
      await again();
      void go(`/cases/${kept.id}`);
    } catch (e) { setProblem(e as Problem); } finally { setBusy(false); }
  };
  return (
    <section aria-label={p('sideBySide')}>
      <h2>{p('sideBySide')}</h2>
      <div className="sides"><One file={first} head={same ? '' : p('goesOn')} /><One file={second} head={same ? '' : p('ends')} /></div>
      <Alert type="info" title={p('mergeEffect')} />
      {problem && <Alert type="error" role="alert" title={problem.detail} description={Object.values(problem.fields).join(' ')} />}
      <div className="row"><Button type="primary" disabled={busy} onClick={() => void merge()}>{p('doMerge')}</Button></div>
    </section>
  );
}

function One({ file, head }: { file: File; head: string }) {
  const { codes } = useHere();
  return (
    <section className="record" aria-label={file.number}>
      <h3>{file.number} {head && <Tag>{head}</Tag>}</h3>
      <p>{file.title || nameOf(codes, 'category', file.category)}</p>
      <dl>
        <dt>{p('received')}</dt><dd>{file.received_on}</dd>
        <dt>{p('custodian')}</dt><dd>{file.custodian.name}</dd>
        <dt>{p('parties')}</dt><dd>{file.parties.map((x) => `${x.name}（${nameOf(codes, 'party_role', x.role)}${x.phone ? ` ${x.phone}` : ''}）`).join('、')}</dd>
        <dt>{p('claims')}</dt><dd><ul>{file.claims.map((c) => <li key={c.id}>{c.text}</li>)}</ul></dd>
        <dt>{p('summary')}</dt><dd className="words">{file.summary ?? '—'}</dd>
      </dl>
    </section>
  );
}
