import { Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { get, type Problem, send, upload } from '../http';
import { getLanguage } from '../text';
import { again, type List, pathOf, type Schemas, useGet, useHere } from './api';
import { Trouble } from './ask';
import { Export, Files, ReportFile, TakeLog } from './exporting';

const words = {
  title: ['导入积案', 'Import of a backlog'], template: ['下载模板', 'Download the template'],
  effect: ['把本单位以前的案件从表格导入。可以用模板，也可以用自己的表。先试导入看结果，再导入；每一行登记为一件，按“原编号”识别，已登记的不会重复。', 'Brings your own earlier cases in from a sheet: the template’s or your own. Try it first, then import. Each row becomes one case, known by its own number: none is registered twice.'],
  choose: ['工作簿（xlsx，最多10 MB、10万行；读第一张表）', 'Workbook (xlsx, at most 10 MB and 100,000 rows; its first sheet is read)'], columns: ['各列对应表里的哪一列', 'Which heading stands for which column'], required: ['必填', 'required'], none: ['（没有）', '(none)'],
  rows: ['行', 'rows'], reason: ['为什么现在才录入（逐行没有写原因的，用这一句）', 'Why these are entered only now (for rows that do not say)'], tell: ['给申请人发登记通知（以前登记时已经告知的，不用勾选）', 'Tell the applicants of the registration (leave it off where they were told when the matter was new)'], trial: ['试导入（不入库）', 'Try it: nothing is kept'], run: ['导入', 'Import'],
  jobs: ['任务', 'Jobs'], empty: ['还没有任务。', 'No jobs yet.'], done: ['已处理', 'Done'], wrong: ['有误', 'wrong'], download: ['下载有误的行（含修改说明）', 'Download the wrong rows, with what to do'], show: ['查看结果', 'Show results'], hide: ['收起', 'Hide'], kept: ['文件和结果保留到', 'File and results are kept until'],
  mine: ['我的任务', 'My jobs'], sheet: ['下载逐件结果', 'Download the result, row by row'], audit: ['审计记录（不含内容）', 'Audit entries, without text'], organizations: ['单位名录', 'Directory of organisations'], from: ['从', 'From'], to: ['到', 'To'],
  line: ['行号', 'Line'], result: ['结果', 'Result'], more: ['下一页', 'Next page'], others: ['本单位其他人的任务', 'of a colleague'], started: ['已开始，可以离开本页。', 'It has begun. You may leave this page.'],
} as const;
/** writes are the jobs that write a file down: how long it becomes is not known before. */
const writes = ['export', 'audit_export'];

const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

type Job = Schemas['Job'];
type Row = Schemas['JobRow'];
type Headings = Schemas['ImportHeadings'];

const open = (j: Job): boolean => j.state === 'waiting' || j.state === 'running';

/** Imports brings old cases in and shows how far each job is. */
export function Imports() {
  const { session } = useHere();
  return (
    <>
      <h1>{t('title')}</h1>
      {session.may.includes('case.import') && <Start />}
      <Jobs />
    </>
  );
}

/** MyJobs shows the long work that one started; to a head, that of the house. Lists without a page of their own are exported here. */
export function MyJobs() {
  const { session } = useHere();
  const [from, setFrom] = useState(session.today);
  const [to, setTo] = useState(session.today);
  return (
    <>
      <h1>{t('mine')}</h1>
      {session.may.includes('audit.read') && (
        <section aria-label={t('audit')}>
          <h2>{t('audit')}</h2>
          <div className="row">
            <label htmlFor="audit-from">{t('from')}</label><input id="audit-from" type="date" className="pick" value={from} onChange={(e) => setFrom(e.target.value)} />
            <label htmlFor="audit-to">{t('to')}</label><input id="audit-to" type="date" className="pick" value={to} onChange={(e) => setTo(e.target.value)} />
          </div>
          <Export list="audit" query={{ from: from === '' ? '' : `${from}T00:00:00+08:00`, to: to === '' ? '' : `${to}T23:59:59+08:00` }} of={t('audit')} />
        </section>
      )}
      <section aria-label={t('organizations')}><h2>{t('organizations')}</h2><Export list="organizations" query={{}} of={t('organizations')} /></section>
      <Jobs />
    </>
  );
}

function Start() {
  const [file, setFile] = useState<File | null>(null);
  const [heads, setHeads] = useState<Headings | null>(null);
  const [mapping, setMapping] = useState<Record<string, string>>({});
  const [reason, setReason] = useState('');
  const [tell, setTell] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const guard = async (go: () => Promise<void>): Promise<void> => {
    setBusy(true); setSaid('');
    try { await go(); setProblem(null); } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  const form = (f: File): FormData => { const all = new FormData(); all.set('file', f); return all; };
  const pick = (f: File | null): void => {
    setFile(f); setHeads(null); setMapping({});
    if (f !== null) void guard(async () => { setHeads(await upload<Headings>('/imports/headings', form(f))); });
  };
  const begin = (trial: boolean): void => {
    if (file === null) return;
    const all = form(file);
    all.set('mapping', JSON.stringify(mapping));
    all.set('reason', reason);
    all.set('trial', String(trial));
    all.set('tell', String(tell));
    void guard(async () => { await upload('/imports', all); setSaid(t('started')); await again(); });
  };
  return (
    <section aria-label={t('title')} className="upload">
      <p>{t('effect')}</p>
      <p><a href="/api/v1/imports/template" download>{t('template')}</a></p>
      {problem && <Trouble problem={{ ...problem, detail: Object.values(problem.fields).join(' ') || problem.detail }} />}
      <label htmlFor="import-file">{t('choose')}</label>
      <input id="import-file" type="file" accept=".xlsx" onChange={(e) => pick(e.target.files?.[0] ?? null)} />
      {heads && (
        <>
          <h2>{t('columns')} · {heads.total} {t('rows')}</h2>
          <div className="mapping">
            {heads.columns.map((c) => (
              <div key={c.code}>
                <label htmlFor={`map-${c.code}`}>{c.name}{c.required && <small>（{t('required')}）</small>}</label>
                <select id={`map-${c.code}`} className="pick" value={mapping[c.code] ?? c.heading ?? ''} aria-describedby={c.note ? `note-${c.code}` : undefined} onChange={(e) => setMapping({ ...mapping, [c.code]: e.target.value })}>
                  <option value="">{t('none')}</option>
                  {heads.headings.map((h, i) => <option key={i} value={h}>{h}</option>)}
                </select>
                {c.note && <small id={`note-${c.code}`}>{c.note}</small>}
              </div>
            ))}
          </div>
          <label htmlFor="import-reason">{t('reason')}</label>
          <input id="import-reason" className="pick" value={reason} maxLength={2000} onChange={(e) => setReason(e.target.value)} />
          <label className="tick"><input type="checkbox" checked={tell} onChange={(e) => setTell(e.target.checked)} /> {t('tell')}</label>
          <div className="row"><Button disabled={busy} onClick={() => begin(true)}>{t('trial')}</Button><Button type="primary" disabled={busy} onClick={() => begin(false)}>{t('run')}</Button></div>
        </>
      )}
      {said !== '' && <p role="status">{said}</p>}
    </section>
  );
}

function Jobs() {
  const all = useQuery<List<Job>, Problem>({
    queryKey: [getLanguage(), '/jobs?limit=20'], queryFn: () => get<List<Job>>('/jobs?limit=20'),
    placeholderData: (before) => before, // while the other language is read
    refetchInterval: (q) => (q.state.data?.items.some(open) ? 1500 : false),
  });
  return (
    <section aria-label={t('jobs')}>
      <h2>{t('jobs')}</h2>
      {all.error && <Trouble problem={all.error} />}
      {all.data?.items.length === 0 && <p>{t('empty')}</p>}
      {(all.data?.items ?? []).map((j) => <One key={j.id} job={j} />)}
    </section>
  );
}

function One({ job }: { job: Job }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [shown, setShown] = useState(false);
  const act = (a: Schemas['Action']): void => {
    void send('POST', pathOf(a), {}).then(async () => { setProblem(null); await again(); }, (p: Problem) => setProblem(p));
  };
  const name = job.mine ? (job.file ?? '') : t('others');
  return (
    <article className="card" aria-label={`${job.kind_name} ${name}`}>
      <h3>{job.kind_name} · {name}</h3>
      <p><strong>{job.state_name}</strong> · {t('done')} {job.done}{!writes.includes(job.kind) && ` / ${job.total}`}{job.failed > 0 && <> · <span className="late">! {t('wrong')} {job.failed}</span></>}</p>
      {!writes.includes(job.kind) && <progress className="wide" max={Math.max(job.total, 1)} value={job.done} aria-label={`${job.kind_name} ${t('done')}`} />}
      {job.why && <p>{job.why}</p>}
      {job.expires_at && <p><small>{t('kept')} <time dateTime={job.expires_at}>{job.expires_at.slice(0, 10)}</time></small></p>}
      {problem && <Trouble problem={problem} />}
      <div className="row">
        {job.allowed_actions.map((a) => <Button key={a.action} onClick={() => act(a)}>{a.title}</Button>)}
        {job.mine && job.kind === 'export' && job.state === 'done' && <Files job={job} />}
        {job.mine && job.kind === 'audit_export' && job.state === 'done' && <TakeLog job={job} />}
        {job.mine && job.kind === 'report' && job.state === 'done' && <ReportFile job={job} />}
        {job.mine && job.done > 0 && !writes.includes(job.kind) && job.kind !== 'report' && <Button aria-expanded={shown} onClick={() => setShown(!shown)}>{shown ? t('hide') : t('show')}</Button>}
        {job.mine && job.kind === 'batch' && job.done > 0 && <a href={`/api/v1/jobs/${job.id}/result.xlsx`} download>{t('sheet')}</a>}
        {job.mine && job.failed > 0 && job.kind !== 'batch' && <a href={`/api/v1/jobs/${job.id}/wrong.xlsx`} download>{t('download')}</a>}
      </div>
      {shown && <Rows job={job} />}
    </article>
  );
}

function Rows({ job }: { job: Job }) {
  const bad = job.kind === 'batch' ? 'refused' : 'wrong';
  const [wrong, setWrong] = useState(job.failed > 0);
  const [cursor, setCursor] = useState('');
  const rows = useGet<List<Row>>(`/jobs/${job.id}/rows?limit=50${wrong ? `&result=${bad}` : ''}${cursor === '' ? '' : `&cursor=${cursor}`}`);
  const next = rows.data?.next_cursor;
  return (
    <>
      <label className="tick"><input type="checkbox" checked={wrong} onChange={(e) => { setWrong(e.target.checked); setCursor(''); }} /> {t('wrong')}</label>
      <table className="queue">
        <caption className="skip">{t('result')}</caption>
        <thead><tr><th scope="col">{t('line')}</th><th scope="col">{t('result')}</th></tr></thead>
        <tbody>{(rows.data?.items ?? []).map((r) => (
          <tr key={r.line}>
            <td>{r.line}</td>
            <td>
              <span className={r.result === bad ? 'late' : undefined}>{r.result === bad ? '! ' : ''}{r.result_name}</span>
              {r.case_id && <> <a href={`#/cases/${r.case_id}`}>{r.number}</a></>}
              {r.faults.map((f, i) => <small key={i}>{f.column ? `${f.column}：` : ''}{f.detail}</small>)}
            </td>
          </tr>
        ))}</tbody>
      </table>
      {next && <Button onClick={() => setCursor(next)}>{t('more')}</Button>}
    </>
  );
}
