import { getLanguage } from '../text';
import { type List, nameOf, type Schemas, useGet, useHere } from './api';
import { Trouble } from './ask';
import { Export } from './exporting';

const words = {
  title: ['领导接访频次', 'How often leaders receive'], organization: ['单位', 'Organisation'], rule: ['要求', 'Wanted'], period: ['期间', 'From – to'], days: ['接访天数', 'Days'], state: ['情况', 'How it stands'],
  week: ['每周至少{n}天', 'at least {n} day(s) a week'], month: ['每月至少{n}天', 'at least {n} day(s) a month'], why: ['只统计写明接待人的接访；没有工作日的一周不要求。单位按名称排列，不排名。', 'Counts receptions that say who receives; a week without a working day asks for nothing. By name: this is no ranking.'],
  unconfirmed: ['这项频次没有查到公开发布的条文，请以本地文件为准。', 'No published text of this frequency was read: what your own place has issued decides.'],
} satisfies Record<string, [string, string]>;
const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** Frequency shows, here and below, on how many days of this month leaders received people. */
export function Frequency() {
  const { codes } = useHere();
  const read = useGet<List<Schemas['Frequency']>>('/reception-frequency?limit=100');
  if (read.error) return <Trouble problem={read.error} retry={() => void read.refetch()} />;
  const all = read.data?.items ?? [];
  if (all.length === 0) return null;
  return (
    <section aria-label={t('title')}>
      <h2>{t('title')}</h2>
      <p><small>{t('why')}</small></p>
      <div className="scroll" tabIndex={0} role="group" aria-label={t('title')}>
      <table className="numbers">
        <thead><tr><th scope="col">{t('organization')}</th><th scope="col">{t('rule')}</th><th scope="col">{t('period')}</th><th scope="col">{t('days')}</th><th scope="col">{t('state')}</th></tr></thead>
        <tbody>{all.flatMap((f) => f.stretches.map((s) => (
          <tr key={f.organization.id + s.from}>
            <th scope="row">{f.organization.name}</th>
            <td>{nameOf(codes, 'reception_level', f.level)}，{t(f.each === 'week' ? 'week' : 'month').replace('{n}', String(f.days))}</td>
            <td><time dateTime={s.from}>{s.from.slice(5)}</time> – <time dateTime={s.to}>{s.to.slice(5)}</time></td>
            <td>{s.days}</td>
            <td><span className={{ met: 'calm', missed: 'soon', running: 'still' }[s.state] ?? 'still'}>{{ met: '✓', missed: '!', running: '…' }[s.state]} {nameOf(codes, 'reception_stretch', s.state)}</span></td>
          </tr>
        )))}</tbody>
      </table>
      </div>
      <Export list="frequency" query={{}} of={t('title')} />
      {all.some((f) => f.known === 'unconfirmed') && <p><small>{t('unconfirmed')}</small></p>}
    </section>
  );
}
