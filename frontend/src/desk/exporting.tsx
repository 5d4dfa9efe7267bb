import { Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { type MouseEvent, type ReactNode, useState } from 'react';
import { get, type Problem, send } from '../http';
import { getLanguage } from '../text';
import { type Schemas, useHere } from './api';
import { Trouble } from './ask';
import { Release } from './hands';

const words = {
  report: ['生成年度报告', 'Write the annual report'], written: ['已写好，保留7天：', 'It is written, and kept for seven days:'], word: ['下载年度报告（Word、WPS）', 'Download the annual report (Word, WPS)'],
  log: ['导出签名文件', 'Export as a signed file'], signed: ['下载（audit.jsonl.gz）', 'Download (audit.jsonl.gz)'],
  run: ['导出', 'Export'], going: ['正在导出，已写{n}行；可以离开本页，到“我的任务”下载。', 'Writing, {n} rows so far. You may leave: the file will be under “My jobs”.'], done: ['已导出{n}行，保留7天：', '{n} rows, kept for seven days:'],
} satisfies Record<string, [string, string]>;
const t = (key: keyof typeof words, n = 0): string => words[key][getLanguage() === 'en' ? 1 : 0].replace('{n}', String(n));

/** Take is a link to a file that needs the second factor, of whoever has one, shown just now: it is asked for here, before the browser leaves for the file. */
export function Take({ href, children }: { href: string; children: ReactNode }) {
  const take = (e: MouseEvent<HTMLAnchorElement>): void => {
    e.preventDefault();
    void get('/session/fresh').then(() => {
      const a = document.createElement('a');
      a.href = href;
      a.download = '';
      a.click();
    }, () => undefined);
  };
  return <a href={href} download onClick={take}>{children}</a>;
}

/** Files are the ways to take an exported list; a long one waits for a second person. */
export function Files({ job }: { job: Schemas['Job'] }) {
  return <>{job.needs_second && <Release job={job.id} />}<Take href={`/api/v1/jobs/${job.id}/list.xlsx`}>Excel</Take> <Take href={`/api/v1/jobs/${job.id}/list.csv`}>CSV</Take></>;
}

/** Begin starts a job, tells how far it is, and shows what came of it once it is done. */
function Begin({ run, path, body, done, going, label }: { run: string; path: string; body: Record<string, unknown>; done: (j: Schemas['Job']) => ReactNode; going: (n: number) => string; label?: string | undefined }) {
  const of = path + JSON.stringify(body);
  const [begun, setBegun] = useState<{ id: string; of: string } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const id = begun?.of === of ? begun.id : null;
  const job = useQuery<Schemas['Job'], Problem>({
    queryKey: [getLanguage(), 'job', id], queryFn: () => get<Schemas['Job']>(`/jobs/${id}`), enabled: id !== null,
    refetchInterval: (q) => (q.state.data?.state === 'done' || q.state.data?.state === 'stopped' ? false : 1000),
  });
  const begin = (): void => {
    void send<{ job_id: string }>('POST', path, body).then((a) => { setProblem(null); setBegun({ id: a.job_id, of }); }, (p: Problem) => setProblem({ ...p, detail: Object.values(p.fields)[0] ?? p.detail }));
  };
  const j = id === null ? undefined : job.data;
  return (
    <div className="row">
      <Button onClick={begin} disabled={id !== null && j?.state !== 'done' && j?.state !== 'stopped'} aria-label={label}>{run}</Button>
      {(problem ?? job.error) && <Trouble problem={(problem ?? job.error) as Problem} />}
      {id !== null && <span role="status">{j?.state === 'done' ? <>{done(j)} {j.why}</> : (j?.why ?? going(j?.done ?? 0))}</span>}
    </div>
  );
}

/** Export writes the list on the screen down, with the same filters, and offers it when it is whole. */
export function Export({ list, query, of }: { list: string; query: Record<string, string>; of?: string }) {
  const { session } = useHere();
  if (!session.may.includes('list.export')) return null;
  const filters = Object.fromEntries(Object.entries(query).filter(([, v]) => v !== ''));
  return <Begin run={t('run')} label={of === undefined ? undefined : `${t('run')} ${of}`} path="/exports" body={{ list, query: filters }} going={(n) => t('going', n)} done={(j) => <>{t('done', j.done)} <Files job={j} /></>} />;
}

/** LogFile writes the audit entries down that the filters name, as a file that verifies on any machine with the public key alone. */
export function LogFile({ query }: { query: Record<string, unknown> }) {
  return <Begin run={t('log')} path="/audit/exports" body={query} going={(n) => t('going', n)} done={(j) => <>{t('done', j.done)} <TakeLog job={j} /></>} />;
}

/** TakeLog is the way to take an exported log. */
export const TakeLog = ({ job }: { job: Schemas['Job'] }) => <Take href={`/api/v1/jobs/${job.id}/audit.jsonl.gz`}>{t('signed')}</Take>;

/** ReportFile is the way to take a report. */
export const ReportFile = ({ job }: { job: Schemas['Job'] }) => <a href={`/api/v1/jobs/${job.id}/report.docx`} download>{t('word')}</a>;

/** Annual writes the report of a year. */
export function Annual({ year, organization, region }: { year: number; organization: string; region: string }) {
  const body = { year, ...(organization === '' ? {} : { organization }), ...(region === '' ? {} : { region }) };
  return <Begin run={t('report')} path="/reports/annual" body={body} going={(n) => t('going', n)} done={(j) => <>{t('written')} <ReportFile job={j} /></>} />;
}
