import { Card } from 'antd';
import { getLanguage } from '../text';
import { nameOf, type Schemas, useGet, useHere } from './api';
import { Trouble } from './ask';
import { Due } from './inbox';
import { minute } from './path';
import { w } from './words';

const words = {
  sides: ['双方理由', 'Both sides'], silent: ['移送单位没有在期限内答复异议。', 'The sender did not answer the objection in time.'], bounced: ['移送单位同意退回，但已经第三次退回或者形成循环，由共同上级决定。', 'The sender would take it back, but it would be the third return, or a circle: the superior decides.'], none: ['没有说明理由。', 'It gave no reasons.'], custody: ['由谁负责过', 'Who has had it'], earlier: ['以前的争议', 'Earlier disputes'],
  days: ['{n}天', '{n} days'], until: ['至今', 'until now'], designated: ['经指定', 'designated'], due: ['指定的最后一天', 'Designate by'], noEarlier: ['以前没有争议。', 'There was none.'], decision: ['指定意见', 'Designation'], lost: ['理由由当时的上级掌握。', 'Its reasons are for the superior of that time.'],
} satisfies Record<string, [string, string]>;

const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

function Side({ title, side, cause }: { title: string; side: Schemas['Side']; cause: string }) {
  const { codes } = useHere();
  return (
    <Card title={`${title} · ${side.organization.name}`}>
      {side.words.length === 0 && <p>{t('none')}</p>}
      {side.words.map((x) => <p key={x.at} className="words">{x.code && <strong>{nameOf(codes, 'decline_code', x.code)} </strong>}{x.text} <small>{minute(x.at)}</small></p>)}
      {(cause === 'silent' || cause === 'bounced') && <p className="soon">▲ {t(cause)}</p>}
      <p><small>{side.cite}</small></p>
    </Card>
  );
}

/** Contest is what the common superior has before it: both sides' reasons, who has had the case and for how long, and what was disputed before. */
export function Contest({ id }: { id: string }) {
  const { codes } = useHere();
  const it = useGet<Schemas['Contest']>(`/referrals/${id}/contest`);
  if (it.error) return <Trouble problem={it.error} retry={() => void it.refetch()} />;
  if (!it.data) return <p role="status">{w('loading')}</p>;
  const x = it.data;
  return (
    <section aria-label={t('sides')}>
      <h3>{t('sides')}</h3>
      {x.due_on && <p>{t('due')} <Due on={x.due_on} /> <small>{x.cite}</small></p>}
      <div className="sides"><Side title={w('sent')} side={x.sender} cause={x.cause} /><Side title={w('answered')} side={x.receiver} cause="" /></div>
      {x.decision && <p className="words"><strong>{t('decision')}</strong>：{x.decision}</p>}
      <h3>{t('custody')}</h3>
      <ol>{x.custody.map((s) => <li key={s.from}>{s.organization.name}：{minute(s.from)} — {s.until ? minute(s.until) : t('until')}（{t('days').replace('{n}', String(s.days))}）</li>)}</ol>
      <h3>{t('earlier')}</h3>
      {x.earlier.length === 0 && <p>{t('noEarlier')}</p>}
      <ul>{x.earlier.map((e) => (
        <li key={e.referral_id}>{minute(e.sent_at)} {e.from.name} → {e.to.name}：{nameOf(codes, 'referral_state', e.state)}{e.designated && `（${t('designated')}）`} {e.code && nameOf(codes, 'decline_code', e.code)} {e.said ?? ''} {e.decision ?? ''}{!e.said && !e.decision && e.code && <small> {t('lost')}</small>}</li>
      ))}</ul>
    </section>
  );
}
