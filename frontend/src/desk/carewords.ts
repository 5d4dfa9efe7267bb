import { getLanguage } from '../text';

// Sentences of identity, withdrawal, oral records, late entries and safety, in both languages.
const words = {
  safetyPart: ['有没有危险', 'Is anyone in danger'], safetyWhy: ['每件事都问这三句，只问这件事，不记在人身上。', 'These three are asked in every matter, of the matter only. Nothing is kept about a person.'], yes: ['有', 'Yes'], no: ['没有', 'No'], notAsked: ['没有问到', 'not asked'],
  helpFirst: ['先看这里：马上能帮上忙的', 'First: what can be done at once'], unread: ['条文待核对', 'article to be checked'], mediationLast: ['有人可能受到伤害：先保护，再谈怎么解决。调解排在最后，由当事人自己决定。', 'Somebody may be hurt: protection first. Mediation stands last, and is for the parties to decide.'],
  withdrawals: ['撤回', 'Withdrawal'], pending: ['撤回待生效', 'Withdrawal pending'], recorded: ['代录的撤回，待本人确认', 'A withdrawal recorded for the party, to be confirmed by them'], doneW: ['已撤回', 'Withdrawn'], undoUntil: ['当事人在这一天结束之前可以撤销：', 'The party can undo it up to the end of'], recordW: ['代录撤回', 'Record a withdrawal'], recordWEffect: ['登记后不生效，须由当事人本人验证确认。', 'It has no effect until the party confirms it with a factor of their own.'],
  protected: ['受保护的地址', 'Protected address'], showAddress: ['查看地址（记入日志）', 'Show the address (this is logged)'],
  identity: ['核实身份补发查询码', 'Identity check, new code'], identityMenu: ['补发查询码', 'New code'], identityEffect: ['核对本人证件后补发。您看不到案件内容；原查询码马上作废，责任单位和当事人的手机会收到提醒。', 'Check the person\'s paper first. You see nothing of the case; the old code is dead at once; the custodian and the party\'s phone are told.'], caseNumber: ['案件编号（完整）', 'Case number (whole)'], fullName: ['姓名', 'Name'], idNumber: ['证件号（完整）', 'ID number (whole)'], phone: ['或者手机号（完整）', 'or phone number (whole)'], how: ['怎么核对的', 'How it was checked'], remark: ['说明', 'Remark'], newCode: ['新的查询码，只显示这一次', 'The new code, shown only now'], paperSecret: ['纸质口令，只显示这一次', 'The secret on paper, shown only now'], another: ['再办一位', 'Next person'],
  oral: ['口头陈述笔录', 'Oral records'], noOral: ['没有口头陈述笔录。', 'No oral records.'], writeOral: ['记录口头陈述', 'Write down what is said'], writeEffect: ['按本人说的记。写好后读给他听，改到他认可，再签字或者按指印；每一稿都保留。', 'Write what the person says. Read it back, correct it until they agree, then they sign or put a fingerprint. Every version is kept.'], who: ['谁说的', 'Who spoke'], what: ['说了什么', 'What was said'], readBack: ['请读给本人听', 'Read this to the person'], correct: ['更正', 'Correct'], correctWhy: ['改了什么、为什么', 'What was changed, and why'], confirmOral: ['已宣读，本人确认', 'Read back and confirmed'], confirmEffect: ['确认后不能再改。', 'It cannot be changed after that.'], confirmedAs: ['已宣读并确认', 'Read back and confirmed'], version: ['第{}稿', 'version {}'], on: ['日期', 'Day'],
  late: ['补录清单', 'Late entries'], lateMenu: ['补录', 'Late entries'], noLate: ['没有补录。', 'No late entries.'], happened: ['发生日期', 'Happened on'], entered: ['录入时间', 'Entered'], action: ['事项', 'Entry'], reason: ['原因', 'Reason'], proof: ['证明', 'Proof'], dated: ['证明上的日期', 'dated'], byWhom: ['录入单位', 'Entered by'],
  agents: ['监护人、代理人', 'Guardians and agents'], addAgent: ['登记代理人', 'Register an agent'], agentEffect: ['登记后可以查看；授权书写明的事，须当事人本人确认后才能代办。', 'They may read; what the paper allows holds once the party has confirmed it.'], forWhom: ['替谁办', 'For whom'], kind: ['身份', 'Kind'], powers: ['授权书写明可以', 'The paper allows'], authority: ['授权书', 'Authority paper'], untilDay: ['有效到', 'Until'], waitsParty: ['待当事人确认', 'to be confirmed by the party'], confirmedP: ['当事人已确认', 'confirmed by the party'], ended: ['已解除', 'ended'], reads: ['只能查看', 'may read'], byLaw: ['依法代理', 'acts by law'],
  recordedFor: ['代录', 'Recorded for a party'], waiting: ['本人尚未确认', 'not confirmed yet'], confirmed: ['本人已确认', 'confirmed'], disputed: ['本人否认', 'disputed'], consent: ['意愿', 'a word'], withdrawal: ['撤回', 'withdrawal'], optional: ['选填', 'optional'],
} satisfies Record<string, [string, string]>;

export type CareWord = keyof typeof words;

/** c says a sentence in the chosen language; {} is filled in. */
export function c(key: CareWord, fill?: string | number): string {
  const s = words[key][getLanguage() === 'en' ? 1 : 0];
  return fill === undefined ? s : s.replace('{}', String(fill));
}
