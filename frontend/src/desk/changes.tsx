import { Alert, Button, Tag } from 'antd';
import { useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type List, type Schemas, useGet } from './api';
import { Trouble } from './ask';
import { minute } from './path';
import { w } from './words';

const words = {
  title: ['接访变动', 'Receptions that changed'], know: ['知道了', 'I know'], knows: ['已知悉', 'knows'], unaware: ['尚未知悉', 'does not know yet'], call: ['还没有表示知悉的律师（请打电话告知）', 'Lawyers who have not said that they know (please call)'],
} satisfies Record<string, [string, string]>;
const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** Unaware names to who plans there whom the change has not reached. */
export function Unaware({ reception: r }: { reception: Schemas['Reception'] }) {
  if (r.unaware.length === 0) return null;
  return <p role="status"><strong>{t('call')}：</strong>{r.unaware.map((l) => `${l.name}（${l.firm}）`).join('、')}</p>;
}

/** ReceptionChanges is a firm's inbox of receptions that were moved or cancelled. */
export function ReceptionChanges() {
  const read = useGet<List<Schemas['ReceptionChange']>>('/reception-changes?limit=100', true);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (read.error) return <Trouble problem={read.error} retry={() => void read.refetch()} />;
  const all = read.data?.items ?? [];
  if (all.length === 0) return null;
  const know = async (id: string): Promise<void> => {
    setProblem(null);
    try {
      await send('POST', `/receptions/${id}/change-known`, {});
      await again();
    } catch (p) { setProblem(p as Problem); }
  };
  return (
    <section aria-label={t('title')}>
      <h2>{t('title')}</h2>
      {problem && <Trouble problem={problem} />}
      <ul className="cards">{all.map(({ reception: r, lawyers, to_say }) => (
        <li key={r.id}>
          <a href={`#/receptions/${r.id}`}><strong>{minute(r.starts_at)}</strong> {r.host_organization.name}</a> {r.place}
          <Alert type="warning" title={`${w(r.state === 'cancelled' ? 'cancelled' : 'moved')}：${r.change ?? ''}`} description={r.moved_from ? `${w('movedFrom')} ${minute(r.moved_from)}` : undefined} />
          <p>{lawyers.map((l, i) => <span key={i}>{l.name} <Tag>{t(l.knows ? 'knows' : 'unaware')}</Tag></span>)}</p>
          {to_say && <Button type="primary" onClick={() => void know(r.id)}>{t('know')}</Button>}
        </li>
      ))}</ul>
    </section>
  );
}
