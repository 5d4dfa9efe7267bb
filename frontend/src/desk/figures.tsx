import { Button } from 'antd';
import { useState } from 'react';
import { getLanguage } from '../text';
import { listed, type Schemas, useGet, useHere } from './api';
import { Pick, Trouble } from './ask';
import { Columns, Flows, Lines } from './charts';
import { Annual, Export } from './exporting';

const words = {
  title: ['统计', 'Figures'], why: ['数字只用于分析工作，不给人和单位排名、打分。每个数字旁边写明数的是什么。', 'Figures are for understanding the work; nobody is ranked or scored by them. Beside each stands what it counts.'],
  from: ['从', 'From'], to: ['到', 'To'], organization: ['所辖单位', 'An organisation below'], region: ['区划', 'Region'], all: ['全部', 'All'], look: ['查询', 'Show'],
  stock: ['存量', 'Stock'], start: ['期初未办结', 'Open at the start'], fresh: ['新登记', 'Newly registered'], again: ['重新办理', 'Taken up again'], closed: ['办结', 'Closed'], ofStock: ['其中期初存量', 'of the stock'], ofNew: ['其中期内新增', 'of the new'], end: ['期末未办结', 'Open at the end'],
  backlog: ['期末未办结的时间', 'How long the open ones have been open'],
  indicators: ['指标', 'Indicators'], counted: ['分子 / 分母', 'Numerator / denominator'], source: ['出处', 'Source'], few: ['数量太少，不显示', 'Too few to show'], nothing: ['没有可以计算的', 'Nothing to count'], days: ['天', 'days'], of: ['件', 'counted'],
  flow: ['移交流向', 'Handoffs'], sender: ['发出单位类型', 'From'], receiver: ['去向', 'To'], count: ['件数', 'Count'], total: ['合计', 'Total'], noFlow: ['这段时间没有移交。', 'Nothing was handed off in this time.'], small: ['少于5件的不显示；能推算出它的相邻数字也不显示。', 'Counts below 5 are not shown, nor those from which one could be worked out.'],
  lasted: ['各渠道办理天数', 'Days by channel'], median: ['中位天数', 'Median days'], p90: ['九成天数', '90th percentile'], noneEnded: ['这段时间没有结束的程序。', 'No proceeding ended in this time.'],
  drawn: ['图', 'Chart'], mostly: ['最多的是', 'The most'], hidden: ['少于5件的流向没有画出', 'Flows below 5 are not drawn'],
  report: ['年度报告', 'Annual report'], reportWhy: ['《信访工作条例》第四十一条要求的年度报告：数字、图表、口径和出处由系统写好，需要判断的部分留给本单位填写。', 'The yearly report under article 41 of the Regulations on Petitions: numbers, charts, definitions and sources are written; what is a judgement is left to the office.'], year: ['年份', 'Year'],
  series: ['趋势', 'Over time'], by: ['按', 'By'], day: ['日', 'day'], month: ['月', 'month'], channel: ['渠道', 'Channel'], category: ['类别', 'Category'], on: ['日期', 'Date'],
} satisfies Record<string, [string, string]>;

const f = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

type Asked = { from: string; to: string; organization: string; region: string };

const query = (of: Record<string, string>): string => new URLSearchParams(Object.entries(of).filter(([, v]) => v !== '')).toString();

/** Statistics shows a period: the stock, the indicators, the handoffs and how it went. */
export function Statistics() {
  const { session } = useHere();
  const supervisor = session.acting.role === 'supervisor';
  const [typed, setTyped] = useState<Asked>({ from: `${session.today.slice(0, 4)}-01-01`, to: session.today, organization: '', region: '' });
  const [asked, setAsked] = useState(typed);
  const summary = useGet<Schemas['Figures']>(`/statistics/summary?${query(asked)}`);
  const set = (name: keyof Asked) => (e: { target: { value: string } }): void => setTyped({ ...typed, [name]: e.target.value });
  return (
    <>
      <h1>{f('title')}</h1>
      <p>{f('why')}</p>
      <form className="row" onSubmit={(e) => { e.preventDefault(); setAsked(typed); }}>
        <label htmlFor="figures-from">{f('from')}</label><input id="figures-from" type="date" className="pick" value={typed.from} onChange={set('from')} />
        <label htmlFor="figures-to">{f('to')}</label><input id="figures-to" type="date" className="pick" value={typed.to} onChange={set('to')} />
        {supervisor && <Below typed={typed} set={set} />}
        <Button htmlType="submit">{f('look')}</Button>
      </form>
      {summary.error && <Trouble problem={summary.error} retry={() => void summary.refetch()} />}
      {summary.data && <><Stock of={summary.data} /><Backlog of={summary.data.backlog_age} asked={asked} /><Indicators all={summary.data.indicators} asked={asked} /><Lasted asked={asked} /><Flow asked={asked} /><Series asked={asked} /><Report asked={asked} /></>}
    </>
  );
}

function Below({ typed, set }: { typed: Asked; set: (name: keyof Asked) => (e: { target: { value: string } }) => void }) {
  const regions = useGet<{ items: Schemas['Region'][] }>('/regions?limit=100');
  const organizations = useGet<{ items: Schemas['Organization'][] }>('/organizations?led=true&limit=100');
  return (
    <>
      <label htmlFor="figures-organization">{f('organization')}</label><Pick id="figures-organization" value={typed.organization} onChange={set('organization')} options={[{ code: '', name: f('all') }, ...(organizations.data?.items ?? []).map((o) => ({ code: o.id, name: o.name }))]} />
      <label htmlFor="figures-region">{f('region')}</label><Pick id="figures-region" value={typed.region} onChange={set('region')} options={[{ code: '', name: f('all') }, ...(regions.data?.items ?? []).map((r) => ({ code: r.code, name: r.name }))]} />
    </>
  );
}

function Stock({ of }: { of: Schemas['Figures'] }) {
  const r = of.resolved;
  const rows: [string, number][] = [[f('start'), of.stock_start], [f('fresh'), of.new], [f('again'), of.reopened], [f('closed'), r.total], [f('ofStock'), r.of_stock], [f('ofNew'), r.of_new], [f('end'), of.stock_end]];
  return (
    <section aria-label={f('stock')}>
      <h2>{f('stock')}</h2>
      <p>{of.counts} · {of.from} — {of.to}</p>
      <dl className="facts">{rows.map(([name, n]) => <div key={name}><dt>{name}</dt><dd><strong>{n}</strong></dd></div>)}</dl>
      <p>{f('start')} {of.stock_start} + {f('fresh')} {of.new} + {f('again')} {of.reopened} − {f('closed')} {r.total} = {f('end')} {of.stock_end}</p>
    </section>
  );
}

function Backlog({ of, asked }: { of: Schemas['Backlog']; asked: Asked }) {
  const most = Math.max(0, ...of.ages.map((a) => a.count));
  return (
    <section aria-label={f('backlog')}>
      <h2>{f('backlog')}</h2>
      <p>{of.definition}</p>
      <Columns says={`${f('drawn')}：${f('backlog')}。${of.ages.map((a) => `${a.name} ${a.count}`).join('，')}`} of={of.ages} />
      <Export list="backlog_age" query={asked} of={f('backlog')} />
      <table className="numbers">
        <caption className="skip">{f('backlog')}</caption>
        <tbody>{of.ages.map((a) => <tr key={a.code}><th scope="row">{a.name}</th><Bar n={a.count} most={most} /></tr>)}</tbody>
      </table>
    </section>
  );
}

function Indicators({ all, asked }: { all: Schemas['Indicator'][]; asked: Asked }) {
  const said = (i: Schemas['Indicator']): string => {
    if (i.suppressed) return f('few');
    if (i.value === null || i.value === undefined) return f('nothing');
    return i.unit === 'days' ? `${Math.round(i.value * 10) / 10} ${f('days')}` : `${(i.value * 100).toFixed(1)}%`;
  };
  return (
    <section aria-label={f('indicators')}>
      <h2>{f('indicators')}</h2>
      <Export list="indicators" query={asked} of={f('indicators')} />
      {all.map((i) => (
        <div className="record" key={i.code}>
          <h3>{i.name}：{said(i)}</h3>
          {!i.suppressed && <p>{i.numerator === null ? `${i.denominator} ${f('of')}` : `${f('counted')}：${i.numerator} / ${i.denominator}`}</p>}
          <p>{i.definition}</p>
          <small>{f('source')}：{i.source}</small>
        </div>
      ))}
    </section>
  );
}

function Flow({ asked }: { asked: Asked }) {
  const flow = useGet<Schemas['Flow']>(`/statistics/flow?${query(asked)}`);
  return (
    <section aria-label={f('flow')}>
      <h2>{f('flow')}</h2>
      <Export list="flow" query={asked} of={f('flow')} />
      {flow.error && <Trouble problem={flow.error} retry={() => void flow.refetch()} />}
      {flow.data?.rows.length === 0 && <p>{f('noFlow')}</p>}
      {flow.data !== undefined && flow.data.rows.length > 0 && (
        <>
        <p>{f('small')}</p>
        <Stream rows={flow.data.rows} />
        <div className="scroll" tabIndex={0} role="group" aria-label={f('flow')}>
          <table className="numbers">
            <caption className="skip">{f('flow')}</caption>
            <thead><tr><th scope="col">{f('sender')}</th><th scope="col">{f('receiver')}</th><th scope="col">{f('count')}</th></tr></thead>
            <tbody>
              {flow.data.rows.map((r) => <tr key={r.from + r.to}><td>{r.from_name}</td><td>{r.to_name}</td><td>{r.count ?? f('few')}</td></tr>)}
              <tr><th scope="row" colSpan={2}>{f('total')}</th><td>{flow.data.total ?? f('few')}</td></tr>
            </tbody>
          </table>
        </div>
        </>
      )}
    </section>
  );
}

/** Lasted is how long proceedings took, in each channel that has enough of them. */
function Lasted({ asked }: { asked: Asked }) {
  const days = useGet<Schemas['Days']>(`/statistics/days?${query(asked)}`);
  if (days.error) return <Trouble problem={days.error} retry={() => void days.refetch()} />;
  return (
    <section aria-label={f('lasted')}>
      <h2>{f('lasted')}</h2>
      <p>{days.data?.definition}</p>
      <Export list="days" query={asked} of={f('lasted')} />
      {days.data?.rows.length === 0 && <p>{f('noneEnded')}</p>}
      {days.data !== undefined && days.data.rows.length > 0 && (
        <div className="scroll" tabIndex={0} role="group" aria-label={f('lasted')}>
          <table className="numbers">
            <caption className="skip">{f('lasted')}</caption>
            <thead><tr><th scope="col">{f('channel')}</th><th scope="col">{f('count')}</th><th scope="col">{f('median')}</th><th scope="col">{f('p90')}</th></tr></thead>
            <tbody>{days.data.rows.map((r) => <tr key={r.channel}><th scope="row">{r.name}</th>{r.suppressed ? <td colSpan={3}>{f('few')}</td> : <><td>{r.count}</td><td>{r.median_days}</td><td>{r.p90_days}</td></>}</tr>)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** Stream draws the handoffs that may be shown. */
function Stream({ rows }: { rows: Schemas['FlowRow'][] }) {
  const shown = rows.flatMap((r) => (r.count === null ? [] : [{ from: r.from_name, to: r.to_name, count: r.count }])).filter((r) => r.count > 0);
  if (shown.length === 0) return null;
  const most = [...shown].sort((a, b) => b.count - a.count).slice(0, 3).map((r) => `${r.from} → ${r.to} ${r.count}`).join('，');
  return <Flows says={`${f('drawn')}：${f('flow')}。${f('mostly')}：${most}。${shown.length < rows.length ? f('hidden') : ''}`} rows={shown} />;
}

/** Bar draws a number beside the number, which is its text. */
function Bar({ n, most }: { n: number; most: number }) {
  return <td>{n} <svg className="bar" aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none"><rect width={most === 0 ? 0 : (n / most) * 100} height="10" /></svg></td>;
}

function Report({ asked }: { asked: Asked }) {
  const { session } = useHere();
  const [year, setYear] = useState(asked.from.slice(0, 4));
  const years = Array.from({ length: 10 }, (_, i) => String(Number(session.today.slice(0, 4)) - i));
  return (
    <section aria-label={f('report')}>
      <h2>{f('report')}</h2>
      <p>{f('reportWhy')}</p>
      <div className="row"><label htmlFor="report-year">{f('year')}</label><Pick id="report-year" value={year} onChange={(e) => setYear(e.target.value)} options={(years.includes(year) ? years : [year, ...years]).map((y) => ({ code: y, name: y }))} /></div>
      <Annual year={Number(year)} organization={asked.organization} region={asked.region} />
    </section>
  );
}

function Series({ asked }: { asked: Asked }) {
  const { codes } = useHere();
  const [by, setBy] = useState('month');
  const [channel, setChannel] = useState('');
  const [category, setCategory] = useState('');
  const series = useGet<Schemas['Series']>(`/statistics/series?${query({ ...asked, by, channel, category })}`);
  const points = series.data?.points ?? [];
  const most = Math.max(0, ...points.map((p) => Math.max(p.new, p.reopened, p.closed)));
  const lines = [{ name: f('fresh'), values: points.map((p) => p.new) }, { name: f('again'), values: points.map((p) => p.reopened) }, { name: f('closed'), values: points.map((p) => p.closed) }];
  const any = [{ code: '', name: f('all') }];
  return (
    <section aria-label={f('series')}>
      <h2>{f('series')}</h2>
      <div className="row">
        <label htmlFor="figures-by">{f('by')}</label><Pick id="figures-by" value={by} onChange={(e) => setBy(e.target.value)} options={[{ code: 'month', name: f('month') }, { code: 'day', name: f('day') }]} />
        <label htmlFor="figures-channel">{f('channel')}</label><Pick id="figures-channel" value={channel} onChange={(e) => setChannel(e.target.value)} options={[...any, ...listed(codes, 'channel')]} />
        <label htmlFor="figures-category">{f('category')}</label><Pick id="figures-category" value={category} onChange={(e) => setCategory(e.target.value)} options={[...any, ...listed(codes, 'category')]} />
      </div>
      <Export list="series" query={{ ...asked, by, channel, category }} of={f('series')} />
      {series.error && <Trouble problem={series.error} retry={() => void series.refetch()} />}
      {series.data && (
        <>
        <Lines
          says={`${f('drawn')}：${f('series')}，${series.data.from} — ${series.data.to}。${lines.map((l) => `${l.name} ${l.values.reduce((a, b) => a + b, 0)}`).join('，')}`}
          at={points.map((p) => p.on)} lines={lines}
        />
        <div className="scroll" tabIndex={0} role="group" aria-label={f('series')}>
          <table className="numbers">
            <caption className="skip">{f('series')}</caption>
            <thead><tr><th scope="col">{f('on')}</th><th scope="col">{f('fresh')}</th><th scope="col">{f('again')}</th><th scope="col">{f('closed')}</th></tr></thead>
            <tbody>{points.map((p) => <tr key={p.on}><th scope="row">{p.on}</th><Bar n={p.new} most={most} /><Bar n={p.reopened} most={most} /><Bar n={p.closed} most={most} /></tr>)}</tbody>
          </table>
        </div>
        </>
      )}
    </section>
  );
}
