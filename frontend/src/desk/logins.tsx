import { Button, Tag } from 'antd';
import { useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, nameOf, type Schemas, useGet, useHere } from './api';
import { Trouble } from './ask';
import { minute } from './path';

const words = {
  title: ['我的登录', 'Where I am signed in'], here: ['当前', 'this one'], opened: ['登录于', 'Signed in'], used: ['最近使用', 'Last used'],
  end: ['结束', 'End'], others: ['结束其他全部登录', 'End all others'], alone: ['没有其他登录。', 'You are signed in nowhere else.'],
  strange: ['有不认识的设备，请结束它并立即修改密码。', 'If you do not know a device, end it and change your password at once.'], ended: ['已结束{n}个登录。', '{n} ended.'],
} as const;
const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** Logins shows where a person is signed in, and ends one or all others. */
export function Logins() {
  const { codes } = useHere();
  const all = useGet<List<Schemas['Login']>>('/session/logins');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [done, setDone] = useState(0);
  const end = async (id?: string): Promise<void> => {
    try {
      const ended = id === undefined ? (await send<Schemas['Ended']>('POST', '/session/logins/end-others', {})).ended : (await send('POST', `/session/logins/${id}/end`, {}), 1);
      setProblem(null);
      setDone(ended);
      await again();
    } catch (p) { setProblem(p as Problem); }
  };
  const items = all.data?.items ?? [];
  return (
    <section aria-label={t('title')}>
      <h2>{t('title')}</h2>
      {all.error && <Trouble problem={all.error} retry={() => void all.refetch()} />}
      {problem && <Trouble problem={problem} />}
      {done > 0 && <p role="status">{t('ended').replace('{n}', String(done))}</p>}
      <p><small>{items.length > 1 ? t('strange') : t('alone')}</small></p>
      <ul className="factors">{items.map((x) => (
        <li key={x.id}>
          <strong>{x.device_name}</strong> {x.current && <Tag>{t('here')}</Tag>}
          <br /><small>{x.organization.name} · {nameOf(codes, 'role', x.role)} · {t('opened')} <time dateTime={x.opened_at ?? ''}>{minute(x.opened_at ?? '')}</time> · {t('used')} <time dateTime={x.used_at ?? ''}>{minute(x.used_at ?? '')}</time></small>
          {!x.current && <div className="row"><Button aria-label={`${t('end')} ${x.device_name} ${minute(x.opened_at ?? '')}`} onClick={() => void end(x.id)}>{t('end')}</Button></div>}
        </li>
      ))}</ul>
      {items.length > 1 && <div className="row"><Button onClick={() => void end()}>{t('others')}</Button></div>}
    </section>
  );
}
