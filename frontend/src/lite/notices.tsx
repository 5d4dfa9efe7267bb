import { useState } from 'preact/hooks';
import type { components } from '../api';
import { get, type Problem, send } from '../http';
import { getLanguage } from '../text';
import { Trouble, useLoaded } from './widgets';

type Notice = components['schemas']['Notice'];

const zh = { notices: '通知', none: '还没有通知。', got: '我收到了', served: '已送达', on: '日期', you: '您可以', serves: '您同意过电子送达：点“我收到了”就算送达，期限从今天开始计算。' };
const en: Record<keyof typeof zh, string> = { notices: 'Notices', none: 'No notices yet.', got: 'I have it', served: 'Served', on: 'on', you: 'You may', serves: 'You agreed to electronic service: with «I have it» it is served, and the time runs from today.' };
const p = (key: keyof typeof zh): string => (getLanguage() === 'en' ? en : zh)[key];

/** Notices shows a party what it is told, what it may do and until when. */
export function Notices() {
  const { value, problem, again } = useLoaded(() => get<{ items: Notice[] }>('/party/notices?limit=100'), 'notices');
  const [wrong, setWrong] = useState<Problem | null>(null);
  const got = async (n: Notice): Promise<void> => {
    try {
      await send('POST', `/party/notices/${n.id}/received`, {});
      setWrong(null);
      again();
    } catch (x) { setWrong(x as Problem); }
  };
  return (
    <>
      <h2>{p('notices')}</h2>
      <Trouble problem={problem ?? wrong} retry={again} />
      {value?.items.length === 0 && <p>{p('none')}</p>}
      {value?.items.map((n) => (
        <div class="card" key={n.id}>
          <p><strong>{n.text}</strong></p>
          {n.remedies.map((r) => <p key={r.rule}>{p('you')}：{r.text}</p>)}
          <p>{n.from?.name} <time dateTime={n.made_at ?? ''}>{n.made_at?.slice(0, 10)}</time>{n.service && <> · {p('served')} <time dateTime={n.service.served_on}>{n.service.served_on}</time></>}</p>
          {n.serve && n.service === null && <p>{p('serves')}</p>}
          {n.read_at === null && <div class="row"><button type="button" onClick={() => void got(n)} aria-label={`${p('got')}：${n.text}`}>{p('got')}</button></div>}
        </div>
      ))}
    </>
  );
}
