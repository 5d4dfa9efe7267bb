import { Button, Tag } from 'antd';
import { useState } from 'react';
import { type Problem, send } from '../http';
import { again, type List, listed, nameOf, type Schemas, useGet, useHere } from './api';
import { Ask, Sheet, type Values } from './ask';
import type { Told } from './act';
import { c } from './carewords';

/** Agents lists who acts for the parties and what was recorded for them, and registers more. */
export function Agents({ file, add, told }: { file: Schemas['Case']; add: boolean; told: (t: Told) => void }) {
  const { codes } = useHere();
  const all = useGet<List<Schemas['Agent']>>(`/cases/${file.id}/agents?limit=100`);
  const recorded = useGet<List<Schemas['Recorded']>>(`/cases/${file.id}/recorded-for?limit=100`);
  const [open, setOpen] = useState<'agent' | 'withdrawal' | null>(null);
  const name = (id: string): string => file.parties.find((p) => p.id === id)?.name ?? '';
  const state = (a: Schemas['Agent']): string => c(a.revoked_at !== null ? 'ended' : a.confirmed_at !== null ? 'confirmedP' : a.kind === 'guardian' && a.at_filing ? 'byLaw' : a.powers.length > 0 ? 'waitsParty' : 'reads');
  return (
    <section aria-label={c('agents')}>
      <h2>{c('agents')}</h2>
      {all.data?.items.map((a) => <p key={a.id}><strong>{a.name}</strong> <Tag>{nameOf(codes, 'agent_kind', a.kind)}</Tag> → {name(a.party_id)} · {a.powers.map((x) => nameOf(codes, 'party_power', x)).join('、')} <small>{state(a)}</small></p>)}
      {recorded.data && recorded.data.items.length > 0 && (
        <details><summary>{c('recordedFor')}（{recorded.data.items.length}）</summary>
          <ul>{recorded.data.items.map((r) => <li key={r.id}>{name(r.party_id)} · {c(r.act === 'withdrawal' ? 'withdrawal' : 'consent')} · {r.recorded_by.name} <small>{c(r.answer === 'confirmed' ? 'confirmed' : r.answer === 'disputed' ? 'disputed' : 'waiting')}</small></li>)}</ul>
        </details>
      )}
      {add && <div className="row"><Button onClick={() => setOpen('agent')}>{c('addAgent')}</Button><Button onClick={() => setOpen('withdrawal')}>{c('recordW')}</Button></div>}
      {open && <Adding file={file} what={open} close={() => setOpen(null)} told={told} />}
    </section>
  );
}

function Adding({ file, what, close, told }: { file: Schemas['Case']; what: 'agent' | 'withdrawal'; close: () => void; told: (t: Told) => void }) {
  const { codes } = useHere();
  const papers = useGet<List<Schemas['Document']>>(`/cases/${file.id}/documents?limit=100`);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const title = c(what === 'agent' ? 'addAgent' : 'recordW');
  const go = async (v: Values): Promise<void> => {
    setBusy(true);
    try {
      const { party_id, ...rest } = v;
      const answer = what === 'agent' ? await send('POST', `/cases/${file.id}/parties/${String(party_id)}/agents`, rest) : await send('POST', `/cases/${file.id}/withdraw`, { party_id });
      await again();
      told({ title, answer });
      close();
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  const people = file.parties.filter((p) => what === 'agent' || p.role === 'applicant').map((p) => ({ code: p.id, name: p.name }));
  return (
    <Sheet title={title} close={close}>
      <Ask
        effect={c(what === 'agent' ? 'agentEffect' : 'recordWEffect')} busy={busy} problem={problem} send={(v) => void go(v)} cancel={close}
        fields={[
          { name: 'party_id', label: c('forWhom'), kind: 'choice', options: people },
          ...(what === 'withdrawal' ? [] : [
            { name: 'kind', label: c('kind'), kind: 'choice' as const, options: listed(codes, 'agent_kind') }, { name: 'name', label: c('fullName'), kind: 'text' as const }, { name: 'phone', label: c('phone'), kind: 'text' as const, optional: true },
            { name: 'powers', label: c('powers'), kind: 'many' as const, options: listed(codes, 'party_power'), optional: true },
            { name: 'authority_document_id', label: c('authority'), kind: 'choice' as const, options: (papers.data?.items ?? []).map((d) => ({ code: d.id, name: d.title })), optional: true },
            { name: 'until_on', label: c('untilDay'), kind: 'day' as const, optional: true },
          ]),
        ]}
      />
    </Sheet>
  );
}
