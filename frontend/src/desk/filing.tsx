import { getLanguage } from '../text';
import type { Schemas } from './api';

const words = {
  list: ['材料核对', 'Filing list'], complete: ['清单所需材料已齐。', 'Everything the list wants is here.'], lacking: ['还缺{}项', '{} missing'], present: ['已有', 'here'], missing: ['缺少', 'missing'], later: ['可后补', 'may follow'], not_needed: ['不需要', 'not needed'],
  once: ['一次性告知', 'Named once and completely'], leftOut: ['要求补正时没有列入', 'Missing, and not asked for'], steps: ['申请的经过', 'The application on its way'], unconfirmed: ['条文待核', 'text not confirmed'],
  handed_in: ['收到申请', 'Handed in'], asked: ['要求补正', 'Defects named'], supplied: ['已补正', 'Mended'], filed: ['立案受理', 'Filed'], refused: ['不予受理', 'Refused'], deemed_accepted: ['视为受理', 'Deemed accepted'], given_up: ['视为放弃', 'Given up'],
  filingDesk: ['立案窗口', 'Filing desk'], to_file: ['待立案', 'To be filed'], waiting: ['已要求补正', 'Defects named'], delegated: ['委派中', 'Delegated'], reported: ['委派结果待确认', 'Results to acknowledge'], to_confirm: ['司法确认', 'Confirmations'], to_report: ['结果待反馈', 'To be reported'],
  empty: ['这里没有案件。', 'Nothing here.'], filedOn: ['立案日期', 'Day of filing'], number: ['案号', 'Number'], fileAll: ['登记选中的{}件', 'File the {} chosen'], confirmAll: ['确认选中的{}件', 'Acknowledge the {} chosen'],
  notToday: ['有立案日期不是今天的：凭证和理由', 'Some were filed on another day: proof and reason'],
  choose: ['选择', 'Choose'], done: ['已办理', 'done'], notDone: ['没有办理', 'not done'], fileEffect: ['逐件登记立案：责任和当事人的期限按立案日期转移、判断。一件不成，不影响其他件。', 'Each is filed on its own: custody and the time limits follow the day of filing. One refusal stops no other.'],
} as const;
export type Key = keyof typeof words;
export const t = (key: Key, fill?: number): string => words[key][getLanguage() === 'en' ? 1 : 0].replace('{}', String(fill ?? ''));

export type Completeness = Schemas['Completeness'];
const marks: Record<string, string> = { present: '●', missing: '!', later: '◐', not_needed: '○' };

/** FilingList is an application beside what its kind wants, and how it came this far. */
export function FilingList({ known }: { known: Completeness }) {
  if (known.items.length === 0) return null;
  const missing = known.items.filter((i) => i.status === 'missing').length;
  return (
    <details className="filing" open={missing > 0}>
      <summary>{t('list')}：{known.list} <span className={known.complete ? 'calm' : 'late'}>{known.complete ? `● ${t('complete')}` : `! ${t('lacking', missing)}`}</span></summary>
      <ul>
        {known.items.filter((i) => i.status !== 'not_needed').map((i) => (
          <li key={i.code} className={i.status === 'missing' ? 'late' : undefined}>
            <span aria-hidden="true">{marks[i.status]} </span>{i.name} <small>{t(i.status as Key)} · {i.why}{i.cite && <> · {i.cite}</>}{i.known === 'unconfirmed' && i.cite && <> · {t('unconfirmed')}</>}</small>
          </li>
        ))}
      </ul>
      {known.left_out.length > 0 && <p className="late">! {t('leftOut')}：{known.items.filter((i) => known.left_out.includes(i.code)).map((i) => i.name).join('、')}</p>}
      {known.once && <p><small>{t('once')}：{known.once}</small></p>}
      {known.steps.length > 0 && <><h3>{t('steps')}</h3><ol>{known.steps.map((s) => <li key={s.kind + s.entered_at}><time dateTime={s.on}>{s.on}</time> {t(s.kind as Key)}（{s.organization.name}）{(s.items ?? []).join('、')}</li>)}</ol></>}
      {known.warnings.map((x) => <p key={x.code} className="late">! {x.detail}</p>)}
    </details>
  );
}
