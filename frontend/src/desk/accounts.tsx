import { Button, Tag } from 'antd';
import { type FormEvent, useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, nameOf, type Schemas, useGet, useHere } from './api';
import { Pick, Sheet, Trouble } from './ask';
import { Export } from './exporting';
import { w } from './words';

const words = {
  people: ['账号', 'Accounts'],
  find: ['用户名开头', 'Username begins with'],
  username: ['用户名', 'Username'],
  roles: ['岗位', 'Roles'],
  closed: ['已停用', 'closed'],
  link: ['设置密码的链接（只显示这一次，24小时内有效）', 'Link to set a password: shown only now, valid for a day'],
  reset: ['重设密码链接', 'Link to a new password'],
  factors: ['重设第二道验证', 'Reset the second factor'], factorLink: ['重设第二道验证的链接（只显示这一次，24小时内有效；本人打开后还要输入登录密码。同一个人不能同时重设密码）', 'Link to reset the second factor: shown only now, valid for a day, and used with the password. The same person does not also reset the password'],
  endLogins: ['结束登录', 'End logins'], loginsEnded: ['已结束{n}个登录，本人下次登录时会看到通知', '{n} logins ended; the holder is told at the next one'],
  tie: ['绑定统一身份', 'Tie to an identity'], external: ['统一身份标识（原样填写；系统只保存它的摘要值）', 'External id, as the provider has it; only a digest is kept'], untie: ['解除绑定', 'End the tie'],
  handover: ['离岗移交', 'Hand over and close'],
  handEffect: ['承办的案件一次交给同单位的接手人，账号立即停用。接手人依法不能办的，案件暂无承办人，下面会列出。', 'All cases go to the colleague in one act and the account is closed at once. What the colleague may not have is listed and stands without anybody named.'],
  to: ['接手人', 'Who takes over'],
  handed: ['已移交', 'handed over'],
  nobody: ['暂无承办人', 'nobody named'],
  cases: ['移交结果', 'What was handed over'],
  add: ['新建账号', 'Add an account'], addEffect: ['不设初始密码：建好后给出一个链接，本人凭链接自己设置密码。', 'There is no first password: a link is shown, by which the holder sets one.'],
  house: ['单位', 'Organisation'], findHouse: ['按名称查找单位', 'Find an organisation by name'], team: ['组别（没有可不填）', 'Team, if any'],
  helperEffect: ['您可以管理本单位、所属单位和所指导单位的窗口人员、经办人员和调解员账号；其他账号请系统管理员办理。', 'You see to the accounts of clerks, officers and mediators of your own house, of those below it and those it guides; the administrator sees to others.'],
} as const;
const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** Accounts sees to people's accounts: an administrator's page, and a helper's for its own houses. */
export function Accounts() {
  const { codes, session } = useHere();
  const helper = !session.may.includes('organization.administer') && !session.may.includes('security.administer');
  const houses = useGet<List<Schemas['House']>>(helper ? '/helped-organizations' : null);
  const [house, setHouse] = useState('');
  const [adding, setAdding] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [q, setQ] = useState('');
  const found = useGet<List<Schemas['Account']>>(`/users?limit=50&organization=${encodeURIComponent(house)}&q=${encodeURIComponent(q)}`);
  const [link, setLink] = useState<{ name: string; path: string; what?: 'factorLink' } | null>(null);
  const provider = useGet<Schemas['Provider']>(helper ? null : '/session/provider').data?.name ?? '';
  const [tying, setTying] = useState<Schemas['Account'] | null>(null);
  const [leaver, setLeaver] = useState<Schemas['Account'] | null>(null);
  const [handed, setHanded] = useState<Schemas['Handed'][] | null>(null);
  const make = async (u: Schemas['Account']): Promise<void> => {
    try { setLink({ name: u.name, path: (await send<Schemas['Reset']>('POST', `/users/${u.id}/reset-link`, {})).path }); setProblem(null); } catch (e) { setProblem(e as Problem); }
  };
  const factors = async (u: Schemas['Account']): Promise<void> => {
    try { setLink({ name: u.name, path: (await send<Schemas['Reset']>('POST', `/users/${u.id}/factor-reset-link`, {})).path, what: 'factorLink' }); setProblem(null); } catch (e) { setProblem(e as Problem); }
  };
  const [ended, setEnded] = useState('');
  const end = async (u: Schemas['Account']): Promise<void> => {
    try { const n = (await send<Schemas['Ended']>('POST', `/users/${u.id}/end-logins`, {})).ended; setEnded(`${u.name}：${t('loginsEnded').replace('{n}', String(n))}`); setProblem(null); } catch (e) { setProblem(e as Problem); }
  };
  return (
    <section aria-label={t('people')}>
      {helper ? <h1>{t('people')}</h1> : <h2>{t('people')}</h2>}
      {helper && <p><small>{t('helperEffect')}</small></p>}
      {problem && <Trouble problem={problem} />}
      <div className="row"><Button onClick={() => setAdding(true)}>{t('add')}</Button></div>
      {helper && <p><label htmlFor="account-house">{t('house')}</label> <Pick id="account-house" value={house} options={(houses.data?.items ?? []).map((h, i) => ({ code: i === 0 ? '' : h.id, name: h.name }))} onChange={(e) => setHouse(e.target.value)} /></p>}
      <label htmlFor="account-q">{t('find')}</label> <input id="account-q" className="pick" value={q} maxLength={100} onChange={(e) => setQ(e.target.value)} />
      {ended && <p role="status">{ended}</p>}
      {link && <p role="status">{link.name}：{t(link.what ?? 'link')}<br /><span className="code">{location.origin + link.path}</span></p>}
      {handed && <><h3>{t('cases')}</h3><ul>{handed.map((h) => <li key={h.case_id + h.kind}>{h.number} {h.handed ? t('handed') : <span className="late">! {t('nobody')}：{h.why}</span>}</li>)}</ul></>}
      {found.error && <Trouble problem={found.error} retry={() => void found.refetch()} />}
      <table className="queue">
        <caption className="skip">{t('people')}</caption>
        <thead><tr><th scope="col">{t('username')}</th><th scope="col">{w('name')}</th><th scope="col">{t('roles')}</th><th scope="col">{w('actions')}</th></tr></thead>
        <tbody>{(found.data?.items ?? []).map((u) => (
          <tr key={u.id}>
            <td>{u.username}{u.disabled && <> <Tag>{t('closed')}</Tag></>}</td><td>{u.name}</td><td>{u.memberships.map((m) => nameOf(codes, 'role', m.role)).join('、')}</td>
            <td>{!u.disabled && <div className="row"><Button aria-label={`${t('reset')} ${u.name}`} onClick={() => void make(u)}>{t('reset')}</Button><Button aria-label={`${t('factors')} ${u.name}`} onClick={() => void factors(u)}>{t('factors')}</Button>{provider !== '' && <Button aria-label={`${t('tie')} ${u.name}`} onClick={() => setTying(u)}>{t('tie')}</Button>}<Button aria-label={`${t('endLogins')} ${u.name}`} onClick={() => void end(u)}>{t('endLogins')}</Button><Button aria-label={`${t('handover')} ${u.name}`} onClick={() => setLeaver(u)}>{t('handover')}</Button></div>}</td>
          </tr>
        ))}</tbody>
      </table>
      <Export list="users" query={{ organization: house, q }} of={t('people')} />
      {adding && <Sheet title={t('add')} close={() => setAdding(false)}><Add house={helper ? house || session.acting.organization.id : ''} cancel={() => setAdding(false)} done={(u) => { setLink({ name: u.name, path: u.link?.path ?? '' }); setAdding(false); }} /></Sheet>}
      {tying && <Sheet title={`${t('tie')} ${tying.name}`} close={() => setTying(null)}><Tie user={tying} close={() => setTying(null)} /></Sheet>}
      {leaver && <Sheet title={`${t('handover')} ${leaver.name}`} close={() => setLeaver(null)}><HandOver leaver={leaver} cancel={() => setLeaver(null)} done={(all) => { setHanded(all); setLeaver(null); }} /></Sheet>}
    </section>
  );
}

const helped = ['clerk', 'officer', 'mediator'];

function Add({ house, cancel, done }: { house: string; cancel: () => void; done: (u: Schemas['Account']) => void }) {
  const { codes } = useHere();
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const found = useGet<List<Schemas['Organization']>>(house === '' && name.length > 1 ? `/organizations?limit=20&q=${encodeURIComponent(name)}` : null);
  const roles = (codes.lists['role'] ?? []).filter((r) => house === '' || helped.includes(r.code));
  const go = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    const v = new FormData(e.currentTarget);
    try {
      done(await send<Schemas['Account']>('POST', '/users', { username: v.get('username'), name: v.get('name'), memberships: [{ organization_id: house || v.get('organization'), role: v.get('role'), ...(v.get('team') ? { team: v.get('team') } : {}) }] }));
      await again();
    } catch (p) { setProblem(p as Problem); }
  };
  return (
    <form className="upload" onSubmit={(e) => void go(e)}>
      <p>{t('addEffect')}</p>
      {problem && <p role="alert" className="wrong">{Object.values(problem.fields)[0] ?? problem.detail}</p>}
      <label htmlFor="add-username">{t('username')}</label><input id="add-username" name="username" className="pick" minLength={2} maxLength={100} pattern="[^ ]+" autoComplete="off" required />
      <label htmlFor="add-name">{w('name')}</label><input id="add-name" name="name" className="pick" maxLength={100} autoComplete="off" required />
      {house === '' && <>
        <label htmlFor="add-find">{t('findHouse')}</label><input id="add-find" className="pick" value={name} maxLength={100} onChange={(e) => setName(e.target.value)} />
        <label htmlFor="add-house">{t('house')}</label><select id="add-house" name="organization" className="pick" required><option value="">—</option>{(found.data?.items ?? []).map((o) => <option key={o.id} value={o.id}>{o.name}</option>)}</select>
      </>}
      <label htmlFor="add-role">{t('roles')}</label><select id="add-role" name="role" className="pick" required><option value="">—</option>{roles.map((r) => <option key={r.code} value={r.code}>{r.name}</option>)}</select>
      <label htmlFor="add-team">{t('team')}</label><input id="add-team" name="team" className="pick" maxLength={60} />
      <div className="row"><Button type="primary" htmlType="submit">{w('confirm')}</Button><Button onClick={cancel}>{w('cancel')}</Button></div>
    </form>
  );
}

function Tie({ user, close }: { user: Schemas['Account']; close: () => void }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (external: FormDataEntryValue | null): Promise<void> => {
    try {
      await (external === null ? send('POST', `/users/${user.id}/provider/remove`, {}) : send('PUT', `/users/${user.id}/provider`, { external_id: external }));
      close();
    } catch (p) { setProblem(p as Problem); }
  };
  return (
    <form className="upload" onSubmit={(e) => { e.preventDefault(); void go(new FormData(e.currentTarget).get('external')); }}>
      {problem && <p role="alert" className="wrong">{Object.values(problem.fields)[0] ?? problem.detail}</p>}
      <label htmlFor="tie-external">{t('external')}</label><input id="tie-external" name="external" className="pick" maxLength={200} autoComplete="off" required />
      <div className="row"><Button type="primary" htmlType="submit">{w('confirm')}</Button><Button onClick={() => void go(null)}>{t('untie')}</Button><Button onClick={close}>{w('cancel')}</Button></div>
    </form>
  );
}

function HandOver({ leaver, cancel, done }: { leaver: Schemas['Account']; cancel: () => void; done: (all: Schemas['Handed'][]) => void }) {
  const mates = useGet<List<Schemas['Account']>>(`/users?limit=100&organization=${leaver.memberships[0]?.organization_id ?? ''}`);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    const v = new FormData(e.currentTarget);
    try { done((await send<List<Schemas['Handed']>>('POST', `/users/${leaver.id}/handover`, { to: v.get('to'), reason: v.get('reason') })).items); await again(); } catch (p) { setProblem(p as Problem); }
  };
  return (
    <form className="upload" onSubmit={(e) => void go(e)}>
      <p>{t('handEffect')}</p>
      {problem && <p role="alert" className="wrong">{Object.values(problem.fields)[0] ?? problem.detail}</p>}
      <label htmlFor="hand-to">{t('to')}</label>
      <select id="hand-to" name="to" className="pick" required><option value="">—</option>{(mates.data?.items ?? []).filter((u) => u.id !== leaver.id && !u.disabled).map((u) => <option key={u.id} value={u.id}>{u.name}（{u.username}）</option>)}</select>
      <label htmlFor="hand-why">{w('reason')}</label><input id="hand-why" name="reason" className="pick" maxLength={200} required />
      <div className="row"><Button type="primary" htmlType="submit">{w('confirm')}</Button><Button onClick={cancel}>{w('cancel')}</Button></div>
    </form>
  );
}
