import { Alert, Button, Tag } from 'antd';
import { useState } from 'react';
import { get, type Problem } from '../http';
import { listed, type Schemas } from './api';
import { type Field, Trouble } from './ask';
import { c } from './carewords';

/** safetyFields asks the three questions of this event. */
export function safetyFields(codes: Schemas['Codes']): Field[] {
  const options = [{ code: 'no', name: c('no') }, { code: 'yes', name: c('yes') }];
  return listed(codes, 'safety_question').map((q) => ({ name: `safety_${q.code}`, label: q.name, kind: 'choice', options, optional: true }));
}

/** Help is what can be done at once; it stands before everything else. */
export function Help({ all }: { all: Schemas['Help'][] | undefined }) {
  if (all === undefined || all.length === 0) return null;
  return (
    <Alert
      type="error" role="region" aria-label={c('helpFirst')} title={<h2>{c('helpFirst')}</h2>}
      description={(
        <>
          <ul className="help">{all.map((h) => (
            <li key={h.code}><strong>{h.phone ? <a href={`tel:${h.phone}`}>{h.title}</a> : h.title}</strong><br />{h.text} <small>{h.cite.join('、')}{h.known === 'unconfirmed' && <> <Tag>{c('unread')}</Tag></>}</small></li>
          ))}</ul>
          <p>{c('mediationLast')}</p>
        </>
      )}
    />
  );
}

/** Care is what a case's handlers see before all else: what helps at once, what was withdrawn, whose address is protected. */
export function Care({ file }: { file: Schemas['Case'] }) {
  return (
    <>
      <Help all={file.safety} />
      {file.withdrawals.map((x) => (
        <Alert
          key={x.id} type="warning" role="status"
          title={`${c(x.state === 'pending' ? 'pending' : x.state === 'recorded' ? 'recorded' : 'doneW')}：${file.parties.find((p) => p.id === x.party_id)?.name ?? ''}`}
          description={x.undo_until && x.state === 'pending' && <>{c('undoUntil')} <time dateTime={x.undo_until}>{x.undo_until}</time></>}
        />
      ))}
    </>
  );
}

/** Sheltered shows a protected address, one look at a time. */
export function Sheltered({ file }: { file: Schemas['Case'] }) {
  const [seen, setSeen] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const all = file.protected_addresses ?? [];
  if (all.length === 0) return null;
  const look = (id: string): void => void get<Schemas['Address']>(`/cases/${file.id}/parties/${id}/address`).then((a) => setSeen((s) => ({ ...s, [id]: a.address })), (p: Problem) => setProblem(p));
  return (
    <section aria-label={c('protected')}>
      <h2>{c('protected')}</h2>
      {problem && <Trouble problem={problem} />}
      {all.map((id) => {
        const name = file.parties.find((p) => p.id === id)?.name ?? '';
        return <p key={id}><strong>{name}</strong> {seen[id] ?? <Button aria-label={`${c('showAddress')} ${name}`} onClick={() => look(id)}>{c('showAddress')}</Button>}</p>;
      })}
    </section>
  );
}
