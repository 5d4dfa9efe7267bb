import { Button, Tag } from 'antd';
import { useState } from 'react';
import { type Problem, send } from '../http';
import { again, type List, listed, nameOf, type Schemas, useGet, useHere } from './api';
import { Ask, Sheet, type Values } from './ask';
import { c } from './carewords';
import { minute } from './path';

type Oral = Schemas['Oral'];
type Doing = { do: 'write' } | { do: 'correct' | 'confirm'; of: Oral };

/** OralRecords writes down what somebody says, reads it back, corrects it and takes the signature or fingerprint. */
export function OralRecords({ file, add }: { file: Schemas['Case']; add: boolean }) {
  const { codes } = useHere();
  const all = useGet<List<Oral>>(`/cases/${file.id}/oral-records?limit=100`);
  const [doing, setDoing] = useState<Doing | null>(null);
  const spoke = (o: Oral): string => file.parties.find((p) => p.id === o.party_id)?.name ?? '';
  return (
    <section aria-label={c('oral')}>
      <h2>{c('oral')}</h2>
      {all.data?.items.length === 0 && <p>{c('noOral')}</p>}
      {all.data?.items.map((o) => {
        const last = o.versions[o.versions.length - 1];
        return (
          <div key={o.id} className="record">
            <strong>{spoke(o)}</strong> <Tag>{c('version', o.versions.length)}</Tag>
            {o.confirmed !== null && <span className="calm">● {c('confirmedAs')}（{nameOf(codes, 'oral_confirm', o.how)}）<time dateTime={o.confirmed_on ?? ''}>{o.confirmed_on}</time></span>}
            <p className="words">{last?.text}</p>
            {o.versions.length > 1 && <details><summary>{c('version', `1–${o.versions.length - 1}`)}</summary>{o.versions.slice(0, -1).map((v) => <p key={v.number} className="words"><small>{c('version', v.number)} {minute(v.at)}</small><br />{v.text}</p>)}</details>}
            {last?.reason && <p><small>{last.reason}</small></p>}
            {add && o.confirmed === null && (
              <div className="row">
                <Button onClick={() => setDoing({ do: 'correct', of: o })}>{c('correct')}</Button>
                <Button onClick={() => setDoing({ do: 'confirm', of: o })}>{c('confirmOral')}</Button>
              </div>
            )}
          </div>
        );
      })}
      {add && <Button onClick={() => setDoing({ do: 'write' })}>{c('writeOral')}</Button>}
      {doing && <Speaking file={file} doing={doing} close={() => setDoing(null)} />}
    </section>
  );
}

function Speaking({ file, doing, close }: { file: Schemas['Case']; doing: Doing; close: () => void }) {
  const { codes, session } = useHere();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const of = doing.do === 'write' ? null : doing.of;
  const last = of?.versions[of.versions.length - 1];
  const path = `/cases/${file.id}/oral-records${of ? `/${of.id}/${doing.do}` : ''}`;
  const go = async (v: Values): Promise<void> => {
    setBusy(true);
    try {
      await send('POST', path, doing.do === 'confirm' ? { ...v, number: last?.number } : v);
      await again();
      close();
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  const ask = { busy, problem, send: (v: Values) => void go(v), cancel: close };
  const people = file.parties.map((p) => ({ code: p.id, name: p.name }));
  return (
    <Sheet title={c(doing.do === 'write' ? 'writeOral' : doing.do === 'correct' ? 'correct' : 'confirmOral')} close={close} wide>
      {doing.do === 'write' && <Ask {...ask} effect={c('writeEffect')} fields={[{ name: 'party_id', label: c('who'), kind: 'choice', options: people }, { name: 'text', label: c('what'), kind: 'long' }]} />}
      {doing.do === 'correct' && <Ask {...ask} effect={c('writeEffect')} fields={[{ name: 'text', label: c('what'), kind: 'long', value: last?.text ?? '' }, { name: 'reason', label: c('correctWhy'), kind: 'text' }]} />}
      {doing.do === 'confirm' && (
        <Ask
          {...ask} effect={c('confirmEffect')}
          fields={[
            { name: 'how', label: c('how'), kind: 'choice', options: listed(codes, 'oral_confirm'), blank: true }, { name: 'confirmed_on', label: c('on'), kind: 'day', value: session.today },
            { name: 'reason', label: c('reason'), kind: 'text', optional: true },
          ]}
        >
          <h3>{c('readBack')}</h3><blockquote className="words readback">{last?.text}</blockquote>
        </Ask>
      )}
    </Sheet>
  );
}
