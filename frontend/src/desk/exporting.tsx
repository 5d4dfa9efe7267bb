import { Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { get, type Problem, send } from '../http';
import { getLanguage } from '../text';
import { type Schemas, useHere } from './api';
import { Trouble } from './ask';

const words = {
  run: ['导出', 'Export'], going: ['正在导出，已写{n}行；可以离开本页，到“我的任务”下载。', 'Writing, {n} rows so far. You may leave: the file will be under “My jobs”.'], done: ['已导出{n}行，保留7天：', '{n} rows, kept for seven days:'],
} satisfies Record<string, [string, string]>;
const t = (key: keyof typeof words, n = 0): string => words[key][getLanguage() === 'en' ? 1 : 0].replace('{n}', String(n));

/** Files are the ways to take an exported list. */
export function Files({ job }: { job: Schemas['Job'] }) {
  return <><a href={`/api/v1/jobs/${job.id}/list.xlsx`} download>Excel</a> <a href={`/api/v1/jobs/${job.id}/list.csv`} download>CSV</a></>;
}

/** Export writes the list on the screen down, with the same filters, and offers it when it is whole. */
export function Export({ list, query, of }: { list: string; query: Record<string, string>; of?: string }) {
  const { session } = useHere();
  const filters = Object.fromEntries(Object.entries(query).filter(([, v]) => v !== ''));
  const of_what = list + JSON.stringify(filters);
  const [begun, setBegun] = useState<{ id: string; of: string } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const id = begun?.of === of_what ? begun.id : null;
  const job = useQuery<Schemas['Job'], Problem>({
    queryKey: [getLanguage(), 'export', id], queryFn: () => get<Schemas['Job']>(`/jobs/${id}`), enabled: id !== null,
    refetchInterval: (q) => (q.state.data?.state === 'done' || q.state.data?.state === 'stopped' ? false : 1000),
  });
  if (!session.may.includes('list.export')) return null;
  const begin = (): void => {
    void send<{ job_id: string }>('POST', '/exports', { list, query: filters }).then((a) => { setProblem(null); setBegun({ id: a.job_id, of: of_what }); }, (p: Problem) => setProblem(p));
  };
  const j = id === null ? undefined : job.data;
  return (
    <div className="row">
      <Button onClick={begin} disabled={id !== null && j?.state !== 'done' && j?.state !== 'stopped'} aria-label={of === undefined ? undefined : `${t('run')} ${of}`}>{t('run')}</Button>
      {(problem ?? job.error) && <Trouble problem={(problem ?? job.error) as Problem} />}
      {id !== null && <span role="status">{j?.state === 'done' ? <>{t('done', j.done)} <Files job={j} /> {j.why}</> : (j?.why ?? t('going', j?.done))}</span>}
    </div>
  );
}
