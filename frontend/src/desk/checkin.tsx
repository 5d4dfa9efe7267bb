import { Button, Radio } from 'antd';
import { type FormEvent, useState } from 'react';
import { type Problem, send } from '../http';
import { getLanguage } from '../text';
import type { List, Schemas } from './api';
import { Ask, Pick, Sheet, Trouble, type Values } from './ask';
import { w } from './words';

const words = {
  earlier: ['来访人以前的事项', 'The visitor’s earlier matters'], why: ['按完整的证件号、电话或者姓名查本单位的事项，只为登记这次来访；每次查询都记入日志。', 'By a whole id number, phone or name, among your own matters, for this check-in only. Each look is logged.'],
  by: ['按什么查', 'Look by'], id_number: ['证件号（完整）', 'ID number (whole)'], phone: ['电话（完整）', 'Phone (whole)'], name: ['姓名（完整）', 'Name (whole)'], value: ['完整的号码或者姓名', 'The whole number or name'], look: ['查询', 'Look'],
  none: ['本单位没有找到。', 'Nothing of your own was found.'], ask: ['是不是来访人的事项，请向本人核对。', 'Ask the visitor whether it is theirs.'], fresh: ['不关联，是新的事情', 'None of these: a new matter'], elsewhere: ['由别的单位负责，不能关联', 'with another body: not to be tied'],
} satisfies Record<string, [string, string]>;
const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];
const marks = ['id_number', 'phone', 'name'] as const;

/** Earlier looks for the visitor's earlier matters; one that the window works on can be chosen. */
function Earlier({ reception, chosen, choose }: { reception: string; chosen: string; choose: (id: string) => void }) {
  const [found, setFound] = useState<Schemas['EarlierMatter'][] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const look = async (by: string, value: string): Promise<void> => {
    setBusy(true);
    setProblem(null);
    choose('');
    try {
      setFound((await send<List<Schemas['EarlierMatter']>>('POST', `/receptions/${reception}/earlier-matters`, { by, value })).items);
    } catch (p) { setFound(null); setProblem(p as Problem); } finally { setBusy(false); }
  };
  const ask = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const f = new FormData(e.currentTarget);
    if (!busy) void look(String(f.get('by')), String(f.get('value') ?? '').trim());
  };
  return (
    <section aria-label={t('earlier')}>
      <h3>{t('earlier')}</h3>
      <p>{t('why')}</p>
      <form className="row" onSubmit={ask}>
        <Pick name="by" aria-label={t('by')} options={marks.map((m) => ({ code: m, name: t(m) }))} />
        <input className="pick" name="value" autoComplete="off" required maxLength={200} aria-label={t('value')} placeholder={t('value')} />
        <Button htmlType="submit" disabled={busy}>{t('look')}</Button>
      </form>
      {problem && <Trouble problem={problem} />}
      {found?.length === 0 && <p role="status">{t('none')}</p>}
      {found && found.length > 0 && (
        <>
          <p role="status">{t('ask')}</p>
          <Radio.Group value={chosen} onChange={(e) => choose(String(e.target.value))} className="stack">
            <Radio value="">{t('fresh')}</Radio>
            {found.map((x) => <Radio key={x.case_id} value={x.case_id} disabled={!x.linkable}>{x.number} {x.title} <small>{x.custodian.name}{!x.linkable && ` · ${t('elsewhere')}`}</small></Radio>)}
          </Radio.Group>
        </>
      )}
    </section>
  );
}

/** CheckIn takes a visitor into the queue, tied to an earlier matter where the visitor says so. */
export function CheckIn({ reception, busy, problem, send: checkIn, close }: { reception: string; busy: boolean; problem: Problem | null; send: (body: unknown) => void; close: () => void }) {
  const [chosen, choose] = useState('');
  const go = (v: Values): void => checkIn({ visitor: { name: v.name, phone: v.phone }, matter: v.matter, ...(chosen ? { case_id: chosen } : {}) });
  return (
    <Sheet title={w('checkIn')} close={close}>
      <Earlier reception={reception} chosen={chosen} choose={choose} />
      <Ask effect={w('checkInEffect')} busy={busy} problem={problem} send={go} cancel={close} fields={[{ name: 'name', label: w('visitor'), kind: 'text' }, { name: 'phone', label: w('phone'), kind: 'text', optional: true }, { name: 'matter', label: w('matter'), kind: 'long' }]} />
    </Sheet>
  );
}
