import { Button } from 'antd';
import { type FormEvent, useEffect, useState } from 'react';
import { get, type Problem } from '../http';
import { getLanguage } from '../text';
import { type List, nameOf, type Schemas, useGet, useHere } from './api';
import { Trouble } from './ask';
import { LogFile } from './exporting';
import { minute } from './path';

const words = {
  title: ['审计', 'Audit'], why: ['这里只有谁在何时对什么做了什么，没有案件的文字。', 'Who did what to what, and when; no words of a case.'], lists: ['常用清单', 'Standing lists'], all: ['全部记录', 'All entries'],
  actor: ['操作人（账号编号）', 'Actor (id of the account)'], organization: ['单位（编号）', 'Organisation (id)'], action: ['动作（代码）', 'Action (code)'], subject: ['对象，如 case/编号', 'Subject, such as case/id'],
  from: ['从', 'From'], to: ['到（含当天）', 'To (that day too)'], backdated: ['只看补录', 'Only what was entered late'], look: ['查询', 'Show'],
  at: ['时间', 'At'], who: ['操作人', 'Actor'], role: ['岗位', 'Role'], what: ['动作', 'Action'], on: ['对象', 'Subject'], late: ['补录', 'Entered late'], more: ['继续查找', 'Go on'], none: ['没有符合条件的记录。', 'No entry agrees.'], going: ['这一段没有，后面还有。', 'None in this part; there is more.'],
  verify: ['下载的文件带签名。在任何一台机器上用公钥核验：liandong audit verify-export 文件 --public-key 公钥', 'The file is signed. Verify it on any machine with the public key: liandong audit verify-export FILE --public-key KEY'],
} satisfies Record<string, [string, string]>;
const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

type Entry = Schemas['Entry'];
type Asked = { actor: string; organization: string; action: string; subject: string; from: string; to: string; backdated: boolean };
const nothing: Asked = { actor: '', organization: '', action: '', subject: '', from: '', to: '', backdated: false };

/** dayAfter is the day after a day, in Beijing time: the end of a period is not in it. */
const dayAfter = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** questionOf is what is asked of the server: only what was filled in, the days as instants in Beijing time. */
export function questionOf(a: Asked): Record<string, string | boolean> {
  const all = { ...a, from: a.from && `${a.from}T00:00:00+08:00`, to: a.to && `${dayAfter(a.to)}T00:00:00+08:00` };
  return Object.fromEntries(Object.entries(all).filter(([, v]) => v !== '' && v !== false));
}

function Rows({ all }: { all: Entry[] }) {
  const { codes } = useHere();
  return (
    <div className="scroll"><table className="queue">
      <caption className="skip">{t('title')}</caption>
      <thead><tr><th scope="col">{t('at')}</th><th scope="col">{t('who')}</th><th scope="col">{t('role')}</th><th scope="col">{t('what')}</th><th scope="col">{t('on')}</th></tr></thead>
      <tbody>{all.map((e) => (
        <tr key={e.id}><td><time dateTime={e.at}>{minute(e.at)}</time></td><td>{e.actor}<small>{e.organization}</small></td><td>{nameOf(codes, 'role', e.role)}<small>{e.origin}</small></td><td>{e.action}{e.backdated && <small>{t('late')}</small>}</td><td className="words">{e.subject}</td></tr>
      ))}</tbody>
    </table></div>
  );
}

/** Found shows what an address of the log answers, page by page. */
function Found({ path, query }: { path: string; query: Record<string, string | boolean> }) {
  const [all, setAll] = useState<Entry[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const address = `${path}?${new URLSearchParams({ ...Object.fromEntries(Object.entries(query).map(([k, v]) => [k, String(v)])), limit: '50' }).toString()}`;
  const read = (cursor: string | null): void => void get<List<Entry>>(address + (cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''))
    .then((p) => { setAll((before) => [...(cursor ? (before ?? []) : []), ...p.items]); setNext(p.next_cursor); setProblem(null); }, (p: Problem) => setProblem({ ...p, detail: Object.values(p.fields)[0] ?? p.detail }));
  useEffect(() => read(null), []);
  return (
    <>
      {problem && <Trouble problem={problem} retry={() => read(null)} />}
      {all?.length === 0 && <p role="status">{next === null ? t('none') : t('going')}</p>}
      {all !== null && all.length > 0 && <Rows all={all} />}
      {next !== null && <Button onClick={() => read(next)}>{t('more')}</Button>}
    </>
  );
}

/** Audit is an auditor's page: the standing lists, the log by filters, and the way to take it along. */
export function Audit() {
  const lists = useGet<List<Schemas['Standing']>>('/audit/lists');
  const [code, setCode] = useState('');
  const [asked, setAsked] = useState<Asked>(nothing);
  const [typed, setTyped] = useState<Asked>(nothing);
  const chosen = lists.data?.items.find((l) => l.code === code);
  const show = (e: FormEvent): void => { e.preventDefault(); setAsked(typed); };
  const period = { ...nothing, organization: asked.organization, from: asked.from, to: asked.to };
  const query = questionOf(chosen ? period : asked);
  const field = (name: 'actor' | 'organization' | 'action' | 'subject' | 'from' | 'to', type = 'text') => (
    <div key={name}><label htmlFor={`audit-${name}`}>{t(name)}</label><input id={`audit-${name}`} type={type} className="pick" value={typed[name]} onChange={(e) => setTyped({ ...typed, [name]: e.target.value })} /></div>
  );
  return (
    <>
      <h1>{t('title')}</h1>
      <p>{t('why')}</p>
      {lists.error && <Trouble problem={lists.error} retry={() => void lists.refetch()} />}
      <div className="row" role="group" aria-label={t('lists')}>
        <Button type={code === '' ? 'primary' : 'default'} aria-pressed={code === ''} onClick={() => setCode('')}>{t('all')}</Button>
        {lists.data?.items.map((l) => <Button key={l.code} type={code === l.code ? 'primary' : 'default'} aria-pressed={code === l.code} onClick={() => setCode(l.code)}>{l.name}</Button>)}
      </div>
      {chosen && <p>{chosen.why}</p>}
      <form className="row" onSubmit={show}>
        {!chosen && field('actor')}{field('organization')}{!chosen && <>{field('action')}{field('subject')}</>}{field('from', 'date')}{field('to', 'date')}
        {!chosen && <label><input type="checkbox" checked={typed.backdated} onChange={(e) => setTyped({ ...typed, backdated: e.target.checked })} /> {t('backdated')}</label>}
        <Button htmlType="submit">{t('look')}</Button>
      </form>
      {!chosen && <><LogFile query={query} /><p><small>{t('verify')}</small></p></>}
      <Found key={code + JSON.stringify(query)} path={chosen ? `/audit/lists/${chosen.code}` : '/audit/entries'} query={query} />
    </>
  );
}
