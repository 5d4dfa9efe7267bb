import { Button } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { type Problem, send } from '../http';
import { again, type Schemas } from './api';
import { Ask, Sheet, type Values } from './ask';
import type { Told } from './act';
import { p } from './partwords';

/** Arrange shows what a case is tied to, and leads to splitting, merging and grouping where the server allows it. */
export function Arrange({ file, told }: { file: Schemas['Case']; told: (t: Told) => void }) {
  const go = useNavigate();
  const [asking, setAsking] = useState<'group' | 'leave' | null>(null);
  const may = (action: string): boolean => file.allowed_actions.some((a) => a.action === action);
  const some = ['split', 'merge', 'group', 'leave_group'].some(may);
  if (!some && file.links.length === 0 && file.group === null) return null;
  return (
    <section aria-label={p('arrange')}>
      <h2>{p('arrange')}</h2>
      {file.links.map((l) => <p key={l.case_id}>{p(l.from ? 'linkFrom' : 'linkTo')} <a href={`#/cases/${l.case_id}`}>{l.number}</a> <small>{p(l.kind as 'split_from')}</small></p>)}
      {file.group && <p>{p('inGroup')} <a href={`#/groups/${file.group.id}`}>{file.group.title || p('untitled')}</a></p>}
      <div className="row">
        {may('split') && <Button onClick={() => void go(`/cases/${file.id}/split`)}>{p('split')}</Button>}
        {may('merge') && <Button onClick={() => void go(`/cases/${file.id}/merge`)}>{p('merge')}</Button>}
        {may('group') && <Button onClick={() => setAsking('group')}>{p('group')}</Button>}
        {may('leave_group') && <Button onClick={() => setAsking('leave')}>{p('leave')}</Button>}
      </div>
      {asking && <Grouping file={file} what={asking} close={() => setAsking(null)} told={told} />}
    </section>
  );
}

function Grouping({ file, what, close, told }: { file: Schemas['Case']; what: 'group' | 'leave'; close: () => void; told: (t: Told) => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (v: Values): Promise<void> => {
    setBusy(true);
    try {
      await send('POST', `/cases/${file.id}/group${what === 'leave' ? '/leave' : ''}`, v, file.version);
      await again();
      told({ title: p(what), answer: null });
      close();
    } catch (e) { setProblem(e as Problem); } finally { setBusy(false); }
  };
  return (
    <Sheet title={p(what)} close={close}>
      <Ask
        effect={p(what === 'leave' ? 'leaveEffect' : 'groupEffect')} busy={busy} problem={problem} send={(v) => void go(v)} cancel={close}
        fields={what === 'leave' ? [] : [{ name: 'title', label: p('groupTitle'), kind: 'text', optional: true }, { name: 'with', label: p('withNumber'), kind: 'text', optional: true }]}
      />
    </Sheet>
  );
}
