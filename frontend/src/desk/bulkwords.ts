import { getLanguage } from '../text';
import type { Act } from './bulk';

const say = (zh: string, en: string): string => (getLanguage() === 'en' ? en : zh);

/** bulkActs are what may be done to many referrals of a box: acts without words of judgement on the single one. */
export function bulkActs(box: string): Act[] {
  if (box === 'in') return [{ code: 'accept', name: say('批量接受', 'Accept'), effect: say('接受后开始办理，期限从今天计算；责任按移交方式转移，双方都会看到。', 'Handling begins and time runs from today; custody moves as the mode says, and both sides see it.'), fields: [] }];
  if (box !== 'out') return [];
  return [
    { code: 'acknowledge', name: say('批量确认收悉', 'Acknowledge'), effect: say('确认后这些移交闭环。', 'The loop of these referrals is closed.'), fields: [] },
    { code: 'recall', name: say('批量撤回', 'Recall'), effect: say('撤回后案件留在本单位，对方不再看到全部材料。理由对每一件相同。', 'The cases stay here and the receiver no longer sees the files. The reason is one for all.'), fields: [{ name: 'text', label: say('理由', 'Reason'), kind: 'long' }] },
  ];
}

/** handlerAct names one handler for many cases. */
export function handlerAct(people: { id: string; name: string }[]): Act {
  return {
    code: 'handler', name: say('批量指定承办人', 'Name the handler'), effect: say('指定后由该人员承办；应当回避的，该件不办并写明原因。', 'The person handles them from now on; where a recusal stands in the way, that case is refused with the reason.'),
    fields: [{ name: 'user_id', label: say('承办人', 'Handler'), kind: 'choice', options: people.map((p) => ({ code: p.id, name: p.name })) }],
  };
}
