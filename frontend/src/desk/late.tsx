import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { get, type Problem } from '../http';
import { type List, nameOf, type Schemas, useGet, useHere } from './api';
import { Trouble } from './ask';
import { Export } from './exporting';
import { c } from './carewords';
import { minute } from './path';

type Late = Schemas['Late'];

function Table({ all }: { all: Late[] }) {
  const { codes } = useHere();
  return (
    <table className="queue">
      <caption className="skip">{c('late')}</caption>
      <thead><tr><th scope="col">{c('happened')}</th><th scope="col">{c('entered')}</th><th scope="col">{c('action')}</th><th scope="col">{c('reason')}</th><th scope="col">{c('proof')}</th><th scope="col">{c('byWhom')}</th></tr></thead>
      <tbody>{all.map((l) => (
        <tr key={l.id}>
          <td><time dateTime={l.on}>{l.on}</time></td><td>{minute(l.entered_at)}</td><td><a href={`#/cases/${l.case_id}`}>{l.text}</a></td><td className="words">{l.reason}</td>
          <td>{l.proof && <>{nameOf(codes, 'proof_kind', l.proof.kind)} {l.proof.text}{l.proof.dated_on && <> · {c('dated')} {l.proof.dated_on}</>}</>}</td><td>{l.organization.name}</td>
        </tr>
      ))}</tbody>
    </table>
  );
}

/** LateOf lists what was entered late in one case. */
export function LateOf({ id }: { id: string }) {
  const all = useGet<List<Late>>(`/cases/${id}/backdated?limit=100`);
  if (!all.data || all.data.items.length === 0) return null;
  return <section aria-label={c('late')}><h2>{c('late')}</h2><div className="scroll"><Table all={all.data.items} /></div></section>;
}

/** Lates lists what one's own organisation entered late, with reason and proof. */
export function Lates() {
  const [all, setAll] = useState<Late[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const read = (cursor: string | null): void => void get<List<Late>>(`/backdated?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    .then((page) => { setAll((before) => [...(cursor ? (before ?? []) : []), ...page.items]); setNext(page.next_cursor); }, (p: Problem) => setProblem(p));
  useEffect(() => read(null), []);
  return (
    <>
      <h1>{c('late')}</h1>
      <Export list="backdated" query={{}} />
      {problem && <Trouble problem={problem} retry={() => { setProblem(null); read(null); }} />}
      {all?.length === 0 && <p>{c('noLate')}</p>}
      {all !== null && all.length > 0 && <div className="scroll"><Table all={all} /></div>}
      {next !== null && <Button onClick={() => read(next)}>{'…'}</Button>}
    </>
  );
}
