import { Card } from 'antd';
import { nameOf, type Schemas, useHere } from './api';
import { minute } from './path';
import { w } from './words';

/** Sides is both sides of a handoff, side by side, each with its own words. */
export function Sides({ referral: r }: { referral: Schemas['Referral'] }) {
  const { codes } = useHere();
  return (
      <div className="sides">
        <Card title={`${w('sent')} · ${r.from.name}`}><p className="words">{r.reason}</p>{r.decision && <p className="words">{r.decision}</p>}<p><small>{minute(r.sent_at)}</small></p></Card>
        <Card title={`${w('answered')} · ${r.to.name}`}>
          {r.answer ? <p className="words"><strong>{nameOf(codes, 'decline_code', r.answer.code)}</strong> {r.answer.text}</p> : <p>{w('silent')}</p>}
          {r.asked_items && r.asked_items.length > 0 && <ul>{r.asked_items.map((i) => <li key={i}>{i}</li>)}</ul>}
          {r.filing_number && <p>{w('filedAs')} {r.filing_number} <time dateTime={r.filed_on ?? ''}>{r.filed_on}</time></p>}
          {r.outcome && <p>{w('result')}：{nameOf(codes, 'referral_outcome', r.outcome)}</p>}
          {r.return_count > 0 && <p className="soon">▲ {w('returns', r.return_count)}</p>}
        </Card>
      </div>
  );
}
