import { Button } from 'antd';
import { useNavigate, useParams } from 'react-router';
import { getLanguage } from '../text';
import { type List, nameOf, type Schemas, useGet, useHere } from './api';
import { Trouble } from './ask';
import { minute } from './path';
import { w } from './words';

const words = {
  title: ['律师给您的建议', 'What the lawyer advises you'], matter: ['您来说的事', 'What you came for'], advice: ['建议', 'Advice'], ways: ['您可以走的途径', 'Ways open to you'], law: ['法律依据', 'By law'], bring: ['下次请带', 'Please bring'],
  yours: ['这张纸只给您本人，没有交给任何单位。要不要给别人看，由您决定。', 'This sheet is for you alone; no office has it. Whether to show it is for you to decide.'], by: ['接待律师所在律所', 'The lawyer’s firm'], on: ['日期', 'Day'],
  print: ['打印', 'Print'], free: ['本次咨询不收费。建议供您参考，期限和结果以法律和办理单位的书面答复为准。', 'This advice was free. It is for your guidance: time limits and results are as the law and the office’s written answer say.'],
} satisfies Record<string, [string, string]>;
const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** TakeHome is the sheet a visitor takes home: plain words, nothing of an office's. */
export function TakeHome() {
  const { id = '', opinion = '' } = useParams();
  const { codes } = useHere();
  const go = useNavigate();
  const visit = useGet<Schemas['Visit']>(`/visits/${id}`);
  const opinions = useGet<List<Schemas['Opinion']>>(`/visits/${id}/opinions`);
  const o = opinions.data?.items.find((x) => x.id === opinion);
  if (visit.error || opinions.error) return <Trouble problem={(visit.error ?? opinions.error)!} />;
  if (!visit.data || !opinions.data) return <p role="status">{w('loading')}</p>;
  if (!o) return <p role="alert">{w('noOpinions')}</p>;
  return (
    <>
      <div className="row"><Button onClick={() => void go(`/visits/${id}`)}>{w('back')}</Button><Button type="primary" onClick={() => window.print()}>{t('print')}</Button></div>
      <article className="slip">
        <h1>{t('title')}</h1>
        <h2>{t('matter')}</h2><p className="words">{o.facts || visit.data.matter}</p>
        <h2>{t('advice')}</h2><p className="words">{o.text}</p>
        {o.routes.length > 0 && <><h2>{t('ways')}</h2><ol>{o.routes.map((r) => <li key={r}>{nameOf(codes, 'route', r)}</li>)}</ol></>}
        {o.law.length > 0 && <><h2>{t('law')}</h2><ul>{o.law.map((l) => <li key={l}>{l}</li>)}</ul></>}
        {o.bring.length > 0 && <><h2>{t('bring')}</h2><ul>{o.bring.map((b) => <li key={b}>{b}</li>)}</ul></>}
        <p>{t('by')}：{o.firm}　{t('on')}：{minute(o.at).slice(0, 10)}</p>
        <p><strong>{t('yours')}</strong></p>
        <p><small>{t('free')}</small></p>
      </article>
    </>
  );
}
