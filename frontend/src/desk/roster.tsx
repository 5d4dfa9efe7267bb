import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { type Problem, send, upload } from '../http';
import { getLanguage } from '../text';
import { again, type List, type Schemas, useGet, useHere } from './api';
import { Accounts } from './accounts';
import { Houses } from './houses';
import { Trouble } from './ask';
import { w } from './words';

const words = {
  title: ['单位和人员', 'Organisations and people'], template: ['下载空白工作簿', 'Download the empty workbook'], choose: ['填好的工作簿（xlsx，每张表最多2000行）', 'The filled-in workbook (xlsx, at most 2000 rows a sheet)'], look: ['先看看', 'Look first'], bring: ['导入', 'Bring in'],
  effect: ['有错的行会写明原因，不影响其他行；已有的不变，改好后可以再次导入。', 'A line that is wrong says why and stops no other. What is known stays as it is: mend and send again.'],
  new: ['将新建', 'will be added'], added: ['已新建', 'added'], known: ['已有', 'known'], wrong: ['有错', 'wrong'], sheet: ['表', 'Sheet'], row: ['行', 'Row'], result: ['结果', 'Result'],
  link: ['设置密码的链接（只显示这一次，24小时内有效）', 'Link to set a password: shown only now, valid for a day'],
  setTitle: ['设置密码', 'Set a password'], password: ['新密码（12至128个字符）', 'New password (12 to 128 characters)'], setDone: ['密码已设置，请登录。', 'The password is set. Please sign in.'], signIn: ['去登录', 'Sign in'],
  away: ['不在岗', 'Away'], awayEffect: ['不在岗期间，您承办的案件旁显示代理人和日期；案件仍由您承办。单位负责人不在岗的，代理人可以切换为负责人岗位，到期自动取消。', 'While you are away the deputy and the day stand beside your cases; you stay their handler. Where the head is away the deputy can switch to the head’s place until the last day.'], from: ['从', 'From'], until: ['到', 'Until'], deputy: ['代理人', 'Deputy'], back: ['提前回岗', 'Back now'], none: ['没有人登记不在岗。', 'Nobody is away.'], someone: ['谁', 'Who'],
} as const;
type Key = keyof typeof words;
const t = (key: Key): string => words[key][getLanguage() === 'en' ? 1 : 0];

type Line = Schemas['RosterRow'];

function Lines({ lines }: { lines: Line[] }) {
  return (
    <table className="queue">
      <caption className="skip">{t('result')}</caption>
      <thead><tr><th scope="col">{t('sheet')}</th><th scope="col">{t('row')}</th><th scope="col">{w('name')}</th><th scope="col">{t('result')}</th></tr></thead>
      <tbody>{lines.map((l) => (
        <tr key={`${l.sheet}${l.row}`}>
          <td>{l.sheet}</td><td>{l.row}</td><td>{l.name}</td>
          <td><span className={l.state === 'wrong' ? 'late' : undefined}>{l.state === 'wrong' ? '! ' : ''}{t(l.state as Key)}</span>{l.detail && `：${l.field ? `${l.field}，` : ''}${l.detail}`}{l.link && <p><small>{t('link')}</small><br /><span className="code">{location.origin + l.link.path}</span></p>}</td>
        </tr>
      ))}</tbody>
    </table>
  );
}

/** Roster brings organisations and people in, and sees to accounts. */
export function Roster() {
  const { session } = useHere();
  return session.may.includes('organization.administer') ? <><Bring /><Houses /><Accounts /></> : <Accounts />;
}

function Bring() {
  const [file, setFile] = useState<File | null>(null);
  const [lines, setLines] = useState<Line[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (path: string): Promise<void> => {
    if (file === null) return;
    const form = new FormData();
    form.set('file', file);
    setBusy(true);
    try { setLines((await upload<List<Line>>(path, form)).items); setProblem(null); await again(); } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return (
    <>
      <h1>{t('title')}</h1>
      <p><a href="/api/v1/roster/template" download>{t('template')}</a></p>
      {problem && <Trouble problem={problem} />}
      <div className="upload">
        <label htmlFor="roster-file">{t('choose')}</label><input id="roster-file" type="file" accept=".xlsx" onChange={(e) => { setFile(e.target.files?.[0] ?? null); setLines(null); }} />
        <p><small>{t('effect')}</small></p>
        <div className="row"><Button disabled={file === null || busy} onClick={() => void run('/roster/preview')}>{t('look')}</Button><Button type="primary" disabled={lines === null || busy} onClick={() => void run('/roster')}>{t('bring')}</Button></div>
      </div>
      {lines && <Lines lines={lines} />}
    </>
  );
}

/** Away records who is away, and who stands in. */
export function Away() {
  const { session } = useHere();
  const all = useGet<List<Schemas['Absence']>>('/absences?limit=100');
  const mates = useGet<List<Schemas['Person']>>('/colleagues');
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (go: () => Promise<unknown>): Promise<void> => {
    try { await go(); setProblem(null); await again(); } catch (p) { setProblem(p as Problem); }
  };
  const add = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const v = new FormData(e.currentTarget);
    void run(() => send('POST', '/absences', { from: v.get('from'), until: v.get('until'), ...(v.get('deputy') ? { deputy: v.get('deputy') } : {}) }));
  };
  return (
    <>
      <h1>{t('away')}</h1>
      {problem && <Trouble problem={{ ...problem, detail: Object.values(problem.fields)[0] ?? problem.detail }} />}
      {all.data?.items.length === 0 && <p>{t('none')}</p>}
      <ul>{(all.data?.items ?? []).map((a) => (
        <li key={a.id}>{a.user_name} <time dateTime={a.from}>{a.from}</time> – <time dateTime={a.until}>{a.until}</time>{a.deputy && ` · ${t('deputy')} ${a.deputy.name}`} {a.user_id === session.user.id && <Button onClick={() => void run(() => send('POST', '/absences/end', { id: a.id }))}>{t('back')}</Button>}</li>
      ))}</ul>
      <form className="upload" onSubmit={add}>
        <p>{t('awayEffect')}</p>
        <label htmlFor="away-from">{t('from')}</label><input id="away-from" name="from" type="date" className="pick" defaultValue={session.today} required />
        <label htmlFor="away-until">{t('until')}</label><input id="away-until" name="until" type="date" className="pick" defaultValue={session.today} required />
        <label htmlFor="away-deputy">{t('deputy')}</label>
        <select id="away-deputy" name="deputy" className="pick"><option value="">—</option>{(mates.data?.items ?? []).filter((m) => m.id !== session.user.id).map((m) => <option key={m.id} value={m.id}>{m.name}</option>)}</select>
        <div className="row"><Button type="primary" htmlType="submit">{w('confirm')}</Button></div>
      </form>
    </>
  );
}

/** SetPassword is where a one-time link leads: nobody is signed in here. */
export function SetPassword({ token }: { token: string }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [done, setDone] = useState(false);
  const go = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    try { await send('POST', '/session/password-link', { token, password: new FormData(e.currentTarget).get('password') }); setDone(true); } catch (p) { setProblem(p as Problem); }
  };
  if (done) return <><h1>{t('setTitle')}</h1><p role="status">{t('setDone')}</p><p><a href="/desk">{t('signIn')}</a></p></>;
  return (
    <form className="upload" onSubmit={(e) => void go(e)}>
      <h1>{t('setTitle')}</h1>
      {problem && <p role="alert" className="wrong">{Object.values(problem.fields)[0] ?? problem.detail}</p>}
      <label htmlFor="new-password">{t('password')}</label><input id="new-password" name="password" type="password" autoComplete="new-password" className="pick" minLength={12} maxLength={128} required />
      <div className="row"><Button type="primary" htmlType="submit">{w('confirm')}</Button></div>
    </form>
  );
}
