import { Button, Tag } from 'antd';
import { type FormEvent, useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, type Schemas, useGet, useHere } from './api';
import { Sheet, Trouble } from './ask';
import { Logins } from './logins';
import { minute } from './path';
import { Codes, Enrol, f } from './secondfactor';
import { w } from './words';

const words = {
  page: ['我的登录安全', 'My sign-in'], none: ['还没有登记第二道验证。登记后，每次登录和办理重要事项时都会用到它。', 'No second factor is enrolled. Once there is one, every sign-in and every dangerous act asks for it.'],
  needed: ['您的岗位必须有第二道验证。', 'Your role must have a second factor.'], last: ['这次登录最近一次验证：', 'Last shown in this sign-in:'], left: ['备用码还剩{n}个。', '{n} recovery codes are left.'], few: ['快用完了，请生成新的一张。', 'Few are left: make a new sheet.'],
  add: ['添加', 'Add one'], rename: ['改名', 'Rename'], remove: ['删除', 'Remove'], sheet: ['生成新的备用码', 'New recovery codes'], made: ['登记于', 'Enrolled'], used: ['最近使用', 'Last used'], kind: ['方式', 'Kind'], newName: ['新名称', 'New name'],
  addEffect: ['先输入登录密码。', 'Your password first.'], removeEffect: ['删除后不能再用它登录。', 'It can no longer be used to sign in.'], sheetEffect: ['新的一张生成后，旧的备用码全部作废。', 'The old sheet is dead once there is a new one.'],
  due: ['密码到期，或者还不是您本人设置的：请先在这里修改密码，再办理其他事项。', 'Your password is over its time, or was set by somebody else: change it here before anything else.'],
  password: ['修改密码', 'Change the password'], newPassword: ['新密码（12至128个字符）', 'New password (12 to 128 characters)'], changed: ['密码已修改。', 'The password is changed.'],
  told: ['账号通知', 'What was done to your account'], seen: ['都看过了', 'I have seen all of it'], notMe: ['不是本人操作的，请立即告诉管理员并修改密码。', 'If it was not you, tell the administrator at once and change your password.'], other: ['他人办理', 'by somebody else'], quiet: ['没有通知。', 'Nothing.'],
} as const;
const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

type Change = { act: 'sheet' } | { act: 'rename' | 'remove'; factor: Schemas['StaffFactor'] };
type Doing = { act: 'add' } | Change;

/** Factors is what a person does with their own second factors, and what was done to their account. */
export function Factors() {
  const { session } = useHere();
  const own = useGet<Schemas['OwnFactors']>('/session/factors');
  const [doing, setDoing] = useState<Doing | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const close = (): void => setDoing(null);
  if (codes !== null) return <div className="narrow"><h1>{f('sheet')}</h1><Codes codes={codes} whose={session.user.name} done={() => { setCodes(null); void again(); }} /></div>;
  if (!own.data) return own.error ? <Trouble problem={own.error} retry={() => void own.refetch()} /> : <p role="status">{w('loading')}</p>;
  const { items, needed, codes_left: left, factor_at: at } = own.data;
  const ended = async (sheet?: string[]): Promise<void> => {
    close();
    if (sheet) setCodes(sheet);
    await again();
  };
  return (
    <>
      <h1>{t('page')}</h1>
      {session.password_due && <><p role="alert" className="wrong">{t('due')}</p><Password /></>}
      <section aria-label={f('title')}>
        <h2>{f('title')}</h2>
        {needed && <p>{t('needed')}</p>}
        {at && <p>{t('last')}<time dateTime={at}>{minute(at)}</time></p>}
        {items.length === 0 ? <p>{t('none')}</p> : (
          <ul className="factors">{items.map((x) => (
            <li key={x.id}>
              <strong>{x.name}</strong> <Tag>{f(x.kind === 'passkey' ? 'key' : 'app')}</Tag>
              <br /><small>{t('made')} <time dateTime={x.made_at ?? ''}>{minute(x.made_at ?? '')}</time> · {t('used')} <time dateTime={x.used_at ?? ''}>{minute(x.used_at ?? '')}</time></small>
              <div className="row"><Button aria-label={`${t('rename')} ${x.name}`} onClick={() => setDoing({ act: 'rename', factor: x })}>{t('rename')}</Button><Button aria-label={`${t('remove')} ${x.name}`} onClick={() => setDoing({ act: 'remove', factor: x })}>{t('remove')}</Button></div>
            </li>
          ))}</ul>
        )}
        {items.length > 0 && <p>{t('left').replace('{n}', String(left))} {left < 4 && <strong>{t('few')}</strong>}</p>}
        <div className="row"><Button type="primary" onClick={() => setDoing({ act: 'add' })}>{t('add')}</Button>{items.length > 0 && <Button onClick={() => setDoing({ act: 'sheet' })}>{t('sheet')}</Button>}</div>
      </section>
      {!session.password_due && <Password />}
      <Logins />
      <Told />
      {doing?.act === 'add' && <Sheet title={f('first')} close={close}><Add kinds={own.data.kinds} done={ended} cancel={close} /></Sheet>}
      {doing !== null && doing.act !== 'add' && <Sheet title={doing.act === 'sheet' ? t('sheet') : `${t(doing.act)} ${doing.factor.name}`} close={close}><Changing doing={doing} done={ended} cancel={close} /></Sheet>}
    </>
  );
}

type Ended = (sheet?: string[]) => Promise<void>;

function Add({ kinds, done, cancel }: { kinds: string[]; done: Ended; cancel: () => void }) {
  const [password, setPassword] = useState('');
  return (
    <>
      <p>{t('addEffect')}</p>
      <div className="upload"><label htmlFor="add-password">{f('password')}</label><input id="add-password" type="password" autoComplete="current-password" className="pick" maxLength={128} value={password} onChange={(e) => setPassword(e.target.value)} /></div>
      <Enrol kinds={kinds} cancel={cancel} begin={(kind) => send<Schemas['Enrolment']>('POST', '/session/factors/enrolment', { kind, password })}
        finish={async (body) => done((await send<Schemas['AddedFactor']>('POST', '/session/factors', body)).recovery_codes)} />
    </>
  );
}

function Changing({ doing, done, cancel }: { doing: Change; done: Ended; cancel: () => void }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    const v = Object.fromEntries(new FormData(e.currentTarget));
    try {
      if (doing.act === 'sheet') await done((await send<Schemas['Sheet']>('POST', '/session/recovery-codes', v)).recovery_codes);
      else if (doing.act === 'rename') { await send('PATCH', `/session/factors/${doing.factor.id}`, v); await done(); }
      else { await send('POST', `/session/factors/${doing.factor.id}/remove`, v); await done(); }
    } catch (p) { setProblem(p as Problem); }
  };
  return (
    <form className="upload" onSubmit={(e) => void go(e)}>
      {doing.act !== 'rename' && <p>{t(doing.act === 'sheet' ? 'sheetEffect' : 'removeEffect')}</p>}
      {problem && <p role="alert" className="wrong">{Object.values(problem.fields)[0] ?? problem.detail}</p>}
      {doing.act === 'rename' && <><label htmlFor="change-name">{t('newName')}</label><input id="change-name" name="name" className="pick" maxLength={60} defaultValue={doing.factor.name} required /></>}
      <label htmlFor="change-password">{f('password')}</label><input id="change-password" name="password" type="password" autoComplete="current-password" className="pick" maxLength={128} required />
      <div className="row"><Button type="primary" htmlType="submit">{w('confirm')}</Button><Button onClick={cancel}>{w('cancel')}</Button></div>
    </form>
  );
}

function Password() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [done, setDone] = useState(false);
  const go = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    const form = e.currentTarget;
    try { await send('POST', '/session/password', Object.fromEntries(new FormData(form))); setProblem(null); setDone(true); form.reset(); await again(); } catch (p) { setDone(false); setProblem(p as Problem); }
  };
  return (
    <section aria-label={t('password')}>
      <h2>{t('password')}</h2>
      <form className="upload" onSubmit={(e) => void go(e)}>
        {problem && <p role="alert" className="wrong">{Object.values(problem.fields)[0] ?? problem.detail}</p>}
        {done && <p role="status">{t('changed')}</p>}
        <label htmlFor="own-current">{f('password')}</label><input id="own-current" name="current" type="password" autoComplete="current-password" className="pick" maxLength={128} required />
        <label htmlFor="own-new">{t('newPassword')}</label><input id="own-new" name="new" type="password" autoComplete="new-password" className="pick" minLength={12} maxLength={128} required />
        <div className="row"><Button htmlType="submit">{t('password')}</Button></div>
      </form>
    </section>
  );
}

function Told() {
  const { session } = useHere();
  const all = useGet<List<Schemas['AccountNotice']>>('/session/notices?limit=20');
  const seen = async (): Promise<void> => { await send('POST', '/session/notices/seen', {}); await again(); };
  return (
    <section aria-label={t('told')}>
      <h2>{t('told')}</h2>
      {all.error && <Trouble problem={all.error} retry={() => void all.refetch()} />}
      {all.data?.items.length === 0 && <p>{t('quiet')}</p>}
      {(session.told ?? 0) > 0 && <p>{t('notMe')}</p>}
      <ul>{(all.data?.items ?? []).map((n) => <li key={n.id}><time dateTime={n.at ?? ''}>{minute(n.at ?? '')}</time> {n.seen ? n.text : <strong>{n.text}</strong>}{!n.own && `（${t('other')}）`}</li>)}</ul>
      {(session.told ?? 0) > 0 && <div className="row"><Button onClick={() => void seen()}>{t('seen')}</Button></div>}
    </section>
  );
}
