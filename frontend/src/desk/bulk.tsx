import { Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { get, type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, type Schemas } from './api';
import { Ask, type Field, Sheet, Trouble, type Values } from './ask';

const words = {
  choose: ['选中', 'Choose'], all: ['选中本页可办的', 'Choose what can be done here'], going: ['正在逐件办理：{n} / {of}。可以离开本页，结果在“我的任务”。', 'Doing one after the other: {n} of {of}. You may leave: the result will be under “My jobs”.'],
  done: ['已办理{n}件', '{n} done'], refused: ['未办理{n}件', '{n} refused'], sheet: ['下载逐件结果（Excel）', 'Download the result, row by row (Excel)'], row: ['件', 'Row'], why: ['为什么、怎样办', 'Why, and what to do'],
  each: ['共{n}件，逐件办理，一件办不成不影响其他，每件都有结果。', '{n} are done one by one: a refusal stops no other, and each has its result.'],
} satisfies Record<string, [string, string]>;
const t = (key: keyof typeof words, n: number | string = 0, of = 0): string => words[key][getLanguage() === 'en' ? 1 : 0].replace('{n}', String(n)).replace('{of}', String(of));

export type Item = { id: string; version: number; name: string; can: string[] };
export type Act = { code: string; name: string; effect: string; fields: Field[] };

/** useChosen is which rows of a list are chosen; a row that left the list, or cannot be done any more, is not. */
export function useChosen(items: Item[]) {
  const [ids, setIds] = useState<string[]>([]);
  const able = items.filter((x) => x.can.length > 0);
  const chosen = able.filter((x) => ids.includes(x.id));
  return {
    chosen, any: able.length > 0, clear: () => setIds([]),
    all: <input type="checkbox" className="tick" aria-label={t('all')} disabled={able.length === 0} checked={able.length > 0 && chosen.length === able.length} onChange={(e) => setIds(e.target.checked ? able.map((x) => x.id) : [])} />,
    box: (id: string) => {
      const x = items.find((i) => i.id === id);
      return <td onClick={(e) => e.stopPropagation()}><input type="checkbox" className="tick" aria-label={`${t('choose')} ${x?.name ?? ''}`} disabled={!able.some((i) => i.id === id)} checked={chosen.some((i) => i.id === id)} onChange={(e) => setIds(e.target.checked ? [...ids, id] : ids.filter((i) => i !== id))} /></td>;
    },
  };
}

/** Bulk does one act on what is chosen, as a job, and shows what became of each. */
export function Bulk({ acts, chosen, clear }: { acts: Act[]; chosen: Item[]; clear: () => void }) {
  const [open, setOpen] = useState<Act | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [job, setJob] = useState<string | null>(null);
  const able = (a: Act): Item[] => chosen.filter((x) => x.can.includes(a.code));
  const begin = async (a: Act, v: Values): Promise<void> => {
    setBusy(true);
    try {
      const body = Object.fromEntries(a.fields.map((f) => [f.name, v[f.name]]));
      const begun = await send<{ job_id: string }>('POST', '/batches', { action: a.code, items: able(a).map(({ id, version }) => ({ id, version })), body });
      setJob(begun.job_id); setOpen(null); setProblem(null); clear();
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return (
    <>
      <div className="row">{acts.map((a) => <Button key={a.code} disabled={able(a).length === 0} onClick={() => { setProblem(null); setOpen(a); }}>{a.name}（{able(a).length}）</Button>)}</div>
      {open && (
        <Sheet title={`${open.name}（${able(open).length}）`} close={() => setOpen(null)}>
          <Ask fields={open.fields} effect={`${t('each', able(open).length)}${open.effect}`} button={open.name} busy={busy} problem={problem} send={(v) => void begin(open, v)} cancel={() => setOpen(null)} />
        </Sheet>
      )}
      {job !== null && <Outcome key={job} id={job} />}
    </>
  );
}

function Outcome({ id }: { id: string }) {
  const job = useQuery<Schemas['Job'], Problem>({
    queryKey: [getLanguage(), 'batch', id], queryFn: () => get<Schemas['Job']>(`/jobs/${id}`),
    refetchInterval: (q) => (q.state.data?.state === 'done' || q.state.data?.state === 'stopped' ? false : 1000),
  });
  const j = job.data;
  const still = j?.state === 'done' || j?.state === 'stopped';
  const refused = useQuery<List<Schemas['JobRow']>, Problem>({ queryKey: [getLanguage(), 'refused', id], queryFn: () => get<List<Schemas['JobRow']>>(`/jobs/${id}/rows?result=refused&limit=100`), enabled: still && j.failed > 0 });
  useEffect(() => { if (still) void again(); }, [still]);
  if (job.error) return <Trouble problem={job.error} />;
  if (!j) return null;
  if (!still) return <p role="status">{t('going', j.done, j.total)}</p>;
  return (
    <section aria-label={j.kind_name} className="record">
      <p role="status"><span className="calm">● {t('done', j.done - j.failed)}</span>{j.failed > 0 && <> · <span className="late">! {t('refused', j.failed)}</span></>} {j.why}</p>
      {refused.data && (
        <ul>{refused.data.items.map((r) => <li key={r.line}>{r.case_id ? <a href={`#/cases/${r.case_id}`}>{r.number}</a> : `${t('row')} ${r.line}`}：{r.faults.map((f) => f.detail).join(' ')}</li>)}</ul>
      )}
      <p><a href={`/api/v1/jobs/${j.id}/result.xlsx`} download>{t('sheet')}</a></p>
    </section>
  );
}
