import { Button } from 'antd';
import { useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, listed, pathOf, type Schemas, useGet, useHere } from './api';
import { Ask, type Field, Sheet, Trouble, type Values } from './ask';
import { useList } from './inbox';
import { minute } from './path';

type Proposal = Schemas['Proposal'];

const words = {
  title: ['双人办理', 'Acts of two persons'], why: ['大批量导出、修改权限、更换密钥，一个人不能单独办：一人提出，另一人确认，才会执行，而且只执行一次。每一步都记入审计日志。', 'A large export, a change of the policy or a new key is nobody’s alone: one person proposes, another confirms, and it is done once. Each step stands in the log.'],
  waits: ['等我确认的', 'Waits for me'], mine: ['我提出的', 'What I proposed'], none: ['没有。', 'None.'], by: ['提出人', 'Proposed by'], reason: ['理由', 'Reason'], what: ['要做什么', 'What would be done'], until: ['有效期到', 'Valid until'], second: ['另一人', 'The other person'], answer: ['不同意的理由', 'Why not'],
  declineWhy: ['为什么不同意', 'Why not'], confirmEffect: ['请核对下面的内容。确认后就不能收回。', 'Look at what would be done. A confirmation is not taken back.'],
  propose: ['提出申请', 'Propose'], policy: ['申请修改权限', 'Propose a change of the policy'], keys: ['申请更换数据密钥', 'Propose a new data key'], keysEffect: ['另一位管理员确认后，由运维人员在一天内执行。', 'Once another administrator confirms, the operator carries it out within a day.'],
  policyEffect: ['另一位管理员确认后立即生效。', 'In force once another administrator confirms.'], change: ['增加还是删除', 'Add or take away'], add: ['增加一行', 'add a row'], remove: ['删除一行', 'take a row away'], role: ['岗位或者岗位组', 'Role or group'], standing: ['与案件的关系（代码）', 'Standing (code)'], permission: ['权限（代码）', 'Permission (code)'],
  reasonHint: ['不要写案件内容和个人信息。', 'No words of a case, and nothing personal.'], profile: ['算法', 'Profile'], same: ['与现用的相同', 'as the one in use'], job: ['行数较多，下载前须由本单位负责人或者安全管理员确认。', 'A long list: the head of your house or a security administrator confirms it before it is taken.'], asked: ['已提出，等待确认。', 'Proposed: it waits for a second person.'],
} satisfies Record<string, [string, string]>;

const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

const reason = (): Field => ({ name: 'reason', label: t('reason'), kind: 'long', hint: t('reasonHint') });

/** useDoing sends something and says what was refused. */
function useDoing(done: () => void): { busy: boolean; problem: Problem | null; go: (method: 'POST', path: string, body: unknown) => void } {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = (method: 'POST', path: string, body: unknown): void => {
    setBusy(true);
    send(method, path, body).then(async () => { setProblem(null); await again(); done(); }, (p: Problem) => setProblem(p)).finally(() => setBusy(false));
  };
  return { busy, problem, go };
}

function What({ x }: { x: Proposal }) {
  return <ul aria-label={t('what')}>{x.what.map((line) => <li key={line}>{line}</li>)}</ul>;
}

function One({ x }: { x: Proposal }) {
  const [asking, setAsking] = useState<Schemas['Action'] | null>(null);
  const { busy, problem, go } = useDoing(() => setAsking(null));
  const declines = asking?.action === 'decline';
  return (
    <article className="card" aria-label={`${x.act_name} ${x.by.name}`}>
      <h3>{x.act_name}</h3>
      <What x={x} />
      <p><strong>{x.state_name}</strong></p>
      <dl className="facts">
        <div><dt>{t('by')}</dt><dd>{x.by.name}（{x.organization.name}，{x.by_role}） {minute(x.made_at ?? '')}</dd></div>
        <div><dt>{t('reason')}</dt><dd className="words">{x.reason}</dd></div>
        {x.ended_at === null && <div><dt>{t('until')}</dt><dd><time dateTime={x.until ?? ''}>{minute(x.until ?? '')}</time></dd></div>}
        {x.second && <div><dt>{t('second')}</dt><dd>{x.second.name} {minute(x.answered_at ?? '')}</dd></div>}
        {x.answer && <div><dt>{t('answer')}</dt><dd className="words">{x.answer}</dd></div>}
      </dl>
      <div className="row">{x.allowed_actions.map((a) => <Button key={a.action} type={a.action === 'confirm' ? 'primary' : 'default'} aria-label={`${a.title}：${x.act_name}`} onClick={() => setAsking(a)}>{a.title}</Button>)}</div>
      {asking && (
        <Sheet title={`${asking.title}：${x.act_name}`} close={() => setAsking(null)}>
          <Ask
            fields={declines ? [{ name: 'text', label: t('declineWhy'), kind: 'long' }] : []} effect={asking.action === 'confirm' ? t('confirmEffect') : ''} button={asking.title} busy={busy} problem={problem}
            send={(v) => go('POST', pathOf(asking), declines ? { text: v.text } : {})} cancel={() => setAsking(null)}
          ><What x={x} />{asking.effect && <p>{asking.effect}</p>}</Ask>
        </Sheet>
      )}
    </article>
  );
}

function Box({ box, title }: { box: 'mine' | 'to_confirm'; title: string }) {
  const list = useList<Proposal>(`/proposals?box=${box}&limit=20`);
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {list.problem}
      {list.items?.length === 0 && <p>{t('none')}</p>}
      {list.items?.map((x) => <One key={x.id} x={x} />)}
      {list.more}
    </section>
  );
}

/** Secure is where a security administrator proposes. */
function Secure() {
  const { codes } = useHere();
  const [asking, setAsking] = useState<'policy' | 'keys' | null>(null);
  const { busy, problem, go } = useDoing(() => setAsking(null));
  const rows = useGet<Schemas['Policy']>(asking === 'policy' ? '/policy' : null);
  const unique = (all: string[]): string[] => [...new Set(all)].sort();
  const names = new Map(listed(codes, 'role').map((r) => [r.code, r.name]));
  const kept = rows.data?.rows ?? [];
  const pick = (key: 'role' | 'standing' | 'permission') => unique([...kept.map((r) => r[key] ?? ''), ...(key === 'role' ? [...names.keys()] : [])]).map((code) => ({ code, name: names.has(code) && key === 'role' ? `${names.get(code) ?? ''}（${code}）` : code }));
  const fields: Field[] = asking === 'policy' ? [
    { name: 'change', label: t('change'), kind: 'choice', options: [{ code: 'add', name: t('add') }, { code: 'remove', name: t('remove') }] },
    { name: 'role', label: t('role'), kind: 'choice', blank: true, options: pick('role') }, { name: 'standing', label: t('standing'), kind: 'choice', blank: true, options: pick('standing') }, { name: 'permission', label: t('permission'), kind: 'choice', blank: true, options: pick('permission') }, reason(),
  ] : [{ name: 'profile', label: t('profile'), kind: 'choice', optional: true, options: [{ code: 'aes-256-gcm', name: 'AES-256-GCM' }, { code: 'sm4-gcm', name: 'SM4-GCM' }] }, reason()];
  const propose = (v: Values): void => {
    if (asking === 'keys') go('POST', '/proposals', { act: 'keys.rotate', reason: v.reason, ...(v.profile ? { profile: v.profile } : {}) });
    else go('POST', '/proposals', { act: 'policy.change', reason: v.reason, policy: { [v.change === 'remove' ? 'remove' : 'add']: [{ role: v.role, standing: v.standing, permission: v.permission }] } });
  };
  return (
    <section aria-label={t('propose')}>
      <h2>{t('propose')}</h2>
      <div className="row"><Button onClick={() => setAsking('policy')}>{t('policy')}</Button><Button onClick={() => setAsking('keys')}>{t('keys')}</Button></div>
      {rows.error && <Trouble problem={rows.error} />}
      {asking && (asking === 'keys' || rows.data) && <Sheet title={t(asking)} close={() => setAsking(null)}><Ask fields={fields} effect={t(asking === 'policy' ? 'policyEffect' : 'keysEffect')} busy={busy} problem={problem} send={propose} cancel={() => setAsking(null)} /></Sheet>}
    </section>
  );
}

/** Hands lists what waits for a second person. */
export function Hands() {
  const { session } = useHere();
  return (
    <>
      <h1>{t('title')}</h1>
      <p>{t('why')}</p>
      {session.may.includes('proposal.confirm') && <Box box="to_confirm" title={t('waits')} />}
      {session.may.includes('security.administer') && <Secure />}
      <Box box="mine" title={t('mine')} />
    </>
  );
}

/** Release asks a second person to let a long list go, beside its job. */
export function Release({ job }: { job: string }) {
  const [asking, setAsking] = useState(false);
  const [asked, setAsked] = useState(false);
  const { busy, problem, go } = useDoing(() => { setAsking(false); setAsked(true); });
  return (
    <>
      <p>{t('job')} <a href="#/hands">{t('mine')}</a></p>
      {asked ? <p role="status">{t('asked')}</p> : <Button onClick={() => setAsking(true)}>{t('propose')}</Button>}
      {asking && <Sheet title={t('propose')} close={() => setAsking(false)}><Ask fields={[reason()]} effect={t('job')} busy={busy} problem={problem} send={(v) => go('POST', '/proposals', { act: 'export.release', job_id: job, reason: v.reason })} cancel={() => setAsking(false)} /></Sheet>}
    </>
  );
}
