import { Button } from 'antd';
import { useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import { again, type Schemas, useGet, useHere } from './api';
import { Take } from './exporting';

const words = {
  title: ['导出案件', 'Export of cases'], why: ['导出本单位正在负责或者参与办理的案件，供录入其他系统。每一件都会记入日志，当事人能看到。一次最多500件。', 'The cases your organisation works on, to take into another system. Each is written down in its log, which its parties see. At most 500 at a time.'],
  from: ['收到日期从', 'Received from'], to: ['到', 'to'], order: ['本单位的字段顺序', 'The order of fields'], edit: ['每行一列：字段代码，或者“字段代码=列名”；只写“=列名”是空列。清空即恢复标准顺序。', 'One column a line: a field, or «field=title»; «=title» alone is an empty column. Leave all empty for the standard.'],
  fields: ['可用的字段', 'Fields there are'], other: ['在其他系统的编号', 'the number in another system'], save: ['保存顺序', 'Keep this order'], saved: ['已保存。', 'Kept.'],
} satisfies Record<string, [string, string]>;

const x = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** Extracts takes the cases one works on into a file, in the office's own order. */
export function Extracts() {
  const { session } = useHere();
  const order = useGet<Schemas['ExportOrder']>('/export-order');
  const [from, setFrom] = useState(`${session.today.slice(0, 4)}-01-01`);
  const [to, setTo] = useState(session.today);
  if (!order.data) return null;
  const file = (ext: string): string => `/api/v1/exports/cases.${ext}?from=${from}&to=${to}`;
  return (
    <>
      <h1>{x('title')}</h1>
      <p>{x('why')}</p>
      {order.data.can_export && <><div className="row">
        <label htmlFor="extract-from">{x('from')}</label><input id="extract-from" type="date" className="pick" value={from} onChange={(e) => setFrom(e.target.value)} />
        <label htmlFor="extract-to">{x('to')}</label><input id="extract-to" type="date" className="pick" value={to} onChange={(e) => setTo(e.target.value)} />
      </div>
      <p className="row"><Take href={file('xlsx')}>Excel</Take> <Take href={file('csv')}>CSV</Take></p></>}
      <Columns key={JSON.stringify(order.data.columns)} order={order.data} />
    </>
  );
}

function Columns({ order }: { order: Schemas['ExportOrder'] }) {
  const [text, setText] = useState(order.columns.map((c) => (c.title ? `${c.field ?? ''}=${c.title}` : c.field)).join('\n'));
  const [said, setSaid] = useState('');
  const keep = (): void => {
    const columns = text.split('\n').map((l) => l.trim()).filter((l) => l !== '').map((l) => { const at = l.indexOf('='); return at < 0 ? { field: l } : { ...(at > 0 ? { field: l.slice(0, at) } : {}), title: l.slice(at + 1) }; });
    void send('PUT', '/export-order', { columns }).then(async () => { setSaid(x('saved')); await again(); }, (p: Problem) => setSaid(Object.values(p.fields)[0] ?? p.detail));
  };
  return (
    <section aria-label={x('order')}>
      <h2>{x('order')}</h2>
      <ol>{order.columns.map((c, i) => <li key={i}>{c.title ?? order.fields.find((f) => f.code === c.field)?.name ?? c.field}</li>)}</ol>
      {order.can_keep && (
        <div className="upload">
          <label htmlFor="extract-order">{x('edit')}</label><textarea id="extract-order" className="pick" rows={10} value={text} onChange={(e) => setText(e.target.value)} />
          <Button onClick={keep}>{x('save')}</Button>
          {said !== '' && <p role="status">{said}</p>}
          <details><summary>{x('fields')}</summary><ul>{order.fields.map((f) => <li key={f.code}><code>{f.code}</code> {f.name}</li>)}<li><code>reference:…</code> {x('other')}</li></ul></details>
        </div>
      )}
    </section>
  );
}
