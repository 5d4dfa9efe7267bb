import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, listed, nameOf, pathOf, type Schemas, useGet, useHere } from './api';
import { Ask, Pick, Sheet, Trouble, type Values } from './ask';
import { Export } from './exporting';
import { Due, useList } from './inbox';
import { minute } from './path';

type Note = Schemas['TrendNote'];
type Row = Schemas['TrendRow'];

const words = {
  title: ['趋势和提示函', 'Trends and notes'], notes: ['提示函', 'Notes on trends'], why: ['两段同样长的时间并排：这一期和紧挨着的上一期。按名称列出，不排名次，只说事项，不说人。', 'Two times of equal length beside each other: this one and the one right before. By name, in no ranking; of matters, never of persons.'],
  by: ['按', 'By'], from: ['从', 'From'], to: ['到', 'To'], category: ['类别', 'Cause'], region: ['区划', 'Place'], organization: ['首接单位', 'First received at'], all: ['全部', 'All'], look: ['查询', 'Show'], name: ['名称', 'Name'], now: ['这一期', 'This time'], before: ['上一期', 'The one before'], says: ['说明', 'In words'], total: ['合计', 'Sum'], few: ['不显示', 'not shown'],
  none: ['这两段时间没有可以列出的。', 'There is nothing to list in these times.'], write: ['发提示函', 'Write a note'], receiver: ['发给', 'To'], text: ['提示的内容', 'The note'], due: ['希望哪天前答复', 'To be answered by'], about: ['关于', 'About'],
  effect: ['对方马上看到提示函和上面的数字（不显示的仍不显示），可以答复。只有两个单位看得到。法院、仲裁、复议机构、调解组织和纪检监察机关不接收提示函。', 'The receiver sees the note and the numbers as they stand here (what is not shown stays so) and may answer. Nobody but the two organisations sees it. No court, tribunal, reconsideration body, mediation committee or discipline organ gets one.'],
  in: ['收到的提示函', 'Notes received'], out: ['发出的提示函', 'Notes sent'], nothing: ['没有。', 'None.'], sender: ['来自', 'From'], period: ['时间', 'Time'], answer: ['答复', 'Answer'], answerText: ['答复内容', 'The answer'], answerEffect: ['答复马上送达发函单位，记入日志，不能修改。', 'The answer goes to the sender at once, is logged, and cannot be changed.'], within: ['范围', 'Within'],
} satisfies Record<string, [string, string]>;

const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

type Asked = { by: string; from: string; to: string; category: string; region: string; organization: string };

const query = (of: Record<string, string>): string => new URLSearchParams(Object.entries(of).filter(([, v]) => v !== '')).toString();

/** earlier is the day so many days before another. */
function earlier(day: string, days: number): string {
  const d = new Date(`${day}T00:00:00Z`);
  d.setUTCDate(d.getUTCDate() - days);
  return d.toISOString().slice(0, 10);
}

/** Table asks for two times and shows them beside each other; a note begins at a row. */
function Table() {
  const { codes, session } = useHere();
  const [typed, setTyped] = useState<Asked>({ by: 'category', from: earlier(session.today, 29), to: session.today, category: '', region: '', organization: '' });
  const [asked, setAsked] = useState(typed);
  const [about, setAbout] = useState<Row | null>(null);
  const regions = useGet<{ items: Schemas['Region'][] }>('/regions?limit=100');
  const below = useGet<List<Schemas['Organization']>>('/organizations?led=true&limit=100');
  const read = useGet<Schemas['Trends']>(`/supervision/trends?${query(asked)}`);
  const set = (name: keyof Asked) => (e: { target: { value: string } }): void => setTyped({ ...typed, [name]: e.target.value, ...(name === 'by' && e.target.value === 'organization' && { category: '' }) });
  const any = { code: '', name: t('all') };
  const look = (e: FormEvent): void => { e.preventDefault(); setAsked(typed); };
  const v = read.data;
  return (
    <section aria-label={t('title')}>
      <form className="row" onSubmit={look}>
        <label htmlFor="trends-by">{t('by')}</label><Pick id="trends-by" value={typed.by} onChange={set('by')} options={listed(codes, 'trend_by')} />
        <label htmlFor="trends-from">{t('from')}</label><input id="trends-from" type="date" className="pick" value={typed.from} onChange={set('from')} />
        <label htmlFor="trends-to">{t('to')}</label><input id="trends-to" type="date" className="pick" value={typed.to} onChange={set('to')} />
        {typed.by !== 'organization' && <><label htmlFor="trends-category">{t('category')}</label><Pick id="trends-category" value={typed.category} onChange={set('category')} options={[any, ...listed(codes, 'category')]} /></>}
        <label htmlFor="trends-region">{t('region')}</label><Pick id="trends-region" value={typed.region} onChange={set('region')} options={[any, ...(regions.data?.items ?? []).map((r) => ({ code: r.code, name: r.name }))]} />
        <label htmlFor="trends-organization">{t('organization')}</label><Pick id="trends-organization" value={typed.organization} onChange={set('organization')} options={[any, ...(below.data?.items ?? []).map((o) => ({ code: o.id, name: o.name }))]} />
        <Button htmlType="submit">{t('look')}</Button>
      </form>
      {read.error && <Trouble problem={read.error} retry={() => void read.refetch()} />}
      {v && <p>{t('now')} {v.from} — {v.to} · {t('before')} {v.before_from} — {v.before_to}。{v.counts}</p>}
      {v?.rows.length === 0 && <p>{t('none')}</p>}
      {v && v.rows.length > 0 && (
        <div className="scroll" tabIndex={0} role="group" aria-label={nameOf(codes, 'trend_by', v.by)}>
          <table className="numbers trends">
            <caption className="skip">{nameOf(codes, 'trend_by', v.by)}</caption>
            <thead><tr><th scope="col">{t('name')}</th><th scope="col">{t('now')}</th><th scope="col">{t('before')}</th><th scope="col">{t('says')}</th><th scope="col">{t('notes')}</th></tr></thead>
            <tbody>
              {v.rows.map((r) => <tr key={r.code}><th scope="row">{r.name}</th><td>{r.now ?? t('few')}</td><td>{r.before ?? t('few')}</td><td className="says">{r.says}</td><td>{below.data && <Button aria-label={`${t('write')}：${r.name}`} onClick={() => setAbout(r)}>{t('write')}</Button>}</td></tr>)}
              {v.by !== 'organization' && <tr><th scope="row">{t('total')}</th><td>{v.now ?? t('few')}</td><td>{v.before ?? t('few')}</td><td /><td /></tr>}
            </tbody>
          </table>
        </div>
      )}
      {about && below.data && v && <Write row={about} asked={{ ...asked, by: v.by, from: v.from, to: v.to }} below={below.data.items} close={() => setAbout(null)} />}
    </section>
  );
}

function Write({ row, asked, below, close }: { row: Row; asked: Asked; below: Schemas['Organization'][]; close: () => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (v: Values): Promise<void> => {
    setBusy(true);
    try {
      await send('POST', '/trend-notes', { ...Object.fromEntries(Object.entries(asked).filter(([, x]) => x !== '')), ...v, code: row.code });
      await again();
      close();
    } catch (e) { setProblem(e as Problem); } finally { setBusy(false); }
  };
  return (
    <Sheet title={t('write')} close={close}>
      <Ask
        effect={t('effect')} busy={busy} problem={problem} send={(v) => void go(v)} cancel={close}
        fields={[{ name: 'receiver', label: t('receiver'), kind: 'choice', blank: true, options: below.map((o) => ({ code: o.id, name: o.name })) }, { name: 'text', label: t('text'), kind: 'long' }, { name: 'due_on', label: t('due'), kind: 'day', optional: true }]}
      ><p><strong>{t('about')}：{row.says}</strong> <small>{asked.from} — {asked.to}</small></p></Ask>
    </Sheet>
  );
}

function One({ x }: { x: Note }) {
  const [asking, setAsking] = useState<Schemas['Action'] | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (v: Values): Promise<void> => {
    if (asking === null) return;
    setBusy(true);
    try { await send('POST', pathOf(asking), { text: v.text }, x.version); setAsking(null); setProblem(null); await again(); } catch (e) { setProblem(e as Problem); } finally { setBusy(false); }
  };
  return (
    <article className="card">
      <h3>{x.name}</h3>
      <dl className="facts">
        <div><dt>{t('sender')}</dt><dd>{x.from.name}</dd></div>
        <div><dt>{t('receiver')}</dt><dd>{x.to.name}</dd></div>
        <div><dt>{t('period')}</dt><dd>{x.period_from} — {x.period_to}</dd></div>
        {x.due_on && <div><dt>{t('due')}</dt><dd>{x.state === 'open' ? <Due on={x.due_on} state="running" /> : <time dateTime={x.due_on}>{x.due_on}</time>}</dd></div>}
      </dl>
      <p>{x.says}{x.narrowed.length > 0 && <small>（{t('within')}：{x.narrowed.join('、')}）</small>}</p>
      <p className="words">{x.text}</p>
      <p><small>{minute(x.given_at)}</small></p>
      {x.answer && <p className="words"><strong>{t('answer')}</strong>（{minute(x.answered_at)}）：{x.answer}</p>}
      {x.allowed_actions.map((a) => <Button key={a.action} type="primary" onClick={() => setAsking(a)}>{a.title}</Button>)}
      {asking && <Sheet title={asking.title} close={() => setAsking(null)}><Ask fields={[{ name: 'text', label: t('answerText'), kind: 'long' }]} effect={t('answerEffect')} button={t('answer')} busy={busy} problem={problem} send={(v) => void go(v)} cancel={() => setAsking(null)} /></Sheet>}
    </article>
  );
}

function Box({ box }: { box: 'in' | 'out' }) {
  const list = useList<Note>(`/trend-notes?box=${box}&limit=20`);
  return (
    <section aria-label={t(box)}>
      <h2>{t(box)}</h2>
      {list.problem}
      {list.items?.length === 0 && <p>{t('nothing')}</p>}
      {list.items?.map((x) => <One key={x.id} x={x} />)}
      {list.more}
      <Export list="trend_notes" query={{ box }} of={t(box)} />
    </section>
  );
}

/** Trends shows a supervisor how disputes go and what was written about it; to others, the notes that came. */
export function Trends() {
  const { session } = useHere();
  const supervisor = session.may.includes('supervision.read');
  return <><h1>{t(supervisor ? 'title' : 'notes')}</h1>{supervisor && <><p>{t('why')}</p><Table /><Box box="out" /></>}<Box box="in" /></>;
}
