import { Button } from 'antd';
import { useNavigate, useParams } from 'react-router';
import { getLanguage } from '../text';
import { nameOf, type Schemas, useGet, useHere } from './api';
import { Trouble } from './ask';
import { minute } from './path';
import { w } from './words';

const words = {
  title: ['责任倒查', 'Responsibility trace'], why: ['对象是单位，不是个人。依据下面这件督办，从台账和日志取出；法院、仲裁、复议、调解组织和纪检监察机关依法独立办理，不列期限。打开本页已记入日志，被督办单位看得到。', 'Its subject is organisations, not persons. Drawn from ledger and log on the directive below; nothing is said of the days of courts, tribunals, reconsideration bodies, mediation committees and discipline organs, which decide for themselves. That this page was opened is in the log, where the directed organisation sees it.'],
  on: ['督办', 'Directive'], asOf: ['截至', 'As of'], custody: ['谁负责、从什么时候到什么时候', 'Who had the case, and when'], limits: ['应当办理的事、期限和实际办理', 'What was due of whom, by when, and when it was done'], deeds: ['办了什么', 'What was done'],
  organization: ['单位', 'Organisation'], from: ['从', 'From'], until: ['到', 'Until'], days: ['天数', 'Days'], now: ['至今', 'until now'], limit: ['事项和依据', 'What, and by which article'], start: ['起算', 'From'], due: ['最后一天', 'Last day'], done: ['办理日', 'Done on'], state: ['情况', 'How it stands'],
  late: ['逾期{n}天', '{n} day(s) late'], inTime: ['按期', 'in time'], runs: ['期限内', 'not over yet'], paused: ['中止计算', 'stands still'], notDone: ['未办理', 'not done'], step: ['办理情况', 'Step'], silence: ['逾期后依规则发生', 'followed from silence'], more: ['步骤太多，没有全部显示；日志里是全的。', 'There are more steps than are shown; the log has all of them.'],
  print: ['打印', 'Print'], at: ['时间', 'When'], proof: ['下载日志证明', 'Proofs from the log'], check: ['核对证明', 'Check them'], none: ['没有应当列出的期限。', 'There is no time limit to show.'],
} satisfies Record<string, [string, string]>;
const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

type Limit = Schemas['Limit'];

/** Stand says how one limit was kept: in words, in colour and with a sign. */
function Stand({ of: x }: { of: Limit }) {
  if (x.late_days > 0) return <span className="late">! {t('late').replace('{n}', String(x.late_days))}{!x.done_on && `，${t('notDone')}`}</span>;
  if (x.done_on) return <span className="calm">✓ {t('inTime')}</span>;
  return <span className="still">… {t(x.state === 'paused' ? 'paused' : 'runs')}</span>;
}

/** Trace shows, on one page, who had a case when, what was due of whom and what was done. */
export function TracePage() {
  const { id = '' } = useParams();
  const { codes } = useHere();
  const go = useNavigate();
  const it = useGet<Schemas['Trace']>(`/directives/${id}/trace`);
  if (it.error) return <Trouble problem={it.error} retry={() => void it.refetch()} />;
  if (!it.data) return <p role="status">{w('loading')}</p>;
  const x = it.data;
  return (
    <>
      <div className="row">
        <Button onClick={() => void go(`/cases/${x.case_id}`)}>{w('back')}</Button><Button type="primary" onClick={() => window.print()}>{t('print')}</Button>
        <a href={`/api/v1/directives/${id}/trace/proof`} download={`${x.case_number}.json`}>{t('proof')}</a><a href="/proof">{t('check')}</a>
      </div>
      <article>
        <h1>{t('title')} · {x.case_number}</h1>
        <p>{t('on')}：{x.to.name}，{nameOf(codes, 'directive_ground', x.ground)}，{minute(x.given_at)}（{x.cite}）。{t('asOf')} {minute(x.as_of)}</p>
        <p><small>{t('why')}</small></p>
        <h2>{t('custody')}</h2>
        <div className="scroll" tabIndex={0} role="group" aria-label={t('custody')}><table className="numbers"><thead><tr><th scope="col">{t('organization')}</th><th scope="col">{t('from')}</th><th scope="col">{t('until')}</th><th scope="col">{t('days')}</th></tr></thead>
          <tbody>{x.custody.map((s) => <tr key={s.from}><th scope="row">{s.organization.name}</th><td>{minute(s.from)}</td><td>{s.until ? minute(s.until) : t('now')}</td><td>{s.days}</td></tr>)}</tbody></table></div>
        <h2>{t('limits')}</h2>
        {x.limits.length === 0 ? <p>{t('none')}</p> : (
          <div className="scroll" tabIndex={0} role="group" aria-label={t('limits')}><table className="numbers broad"><thead><tr><th scope="col">{t('organization')}</th><th scope="col">{t('limit')}</th><th scope="col">{t('start')}</th><th scope="col">{t('due')}</th><th scope="col">{t('done')}</th><th scope="col">{t('state')}</th></tr></thead>
            <tbody>{x.limits.map((l, i) => <tr key={i}><th scope="row">{l.organization.name}</th><td>{l.name} <small>{l.cite}</small></td><td>{l.start_on}</td><td>{l.due_on}</td><td>{l.done_on ?? '—'}</td><td><Stand of={l} /></td></tr>)}</tbody></table></div>
        )}
        <h2>{t('deeds')}</h2>
        <div className="scroll" tabIndex={0} role="group" aria-label={t('deeds')}><table className="numbers"><thead><tr><th scope="col">{t('at')}</th><th scope="col">{t('step')}</th><th scope="col">{t('organization')}</th></tr></thead>
          <tbody>{x.deeds.map((d, i) => <tr key={i}><td>{minute(d.at)}{d.on && d.on !== d.at.slice(0, 10) && <small> {d.on}</small>}</td><td>{d.text}</td><td>{d.organization?.name ?? t('silence')}</td></tr>)}</tbody></table></div>
        {x.more && <p>{t('more')}</p>}
      </article>
    </>
  );
}
