// Words of a party's own acts. A missing translation does not compile.
import { getLanguage } from '../text';

const zh = {
  check: '先确认是您本人', checkWhy: '这一步会产生法律后果，只有您本人能办。请用只有您自己知道的方式确认。', byCode: '把验证码发到我的手机', byPIN: '用我的个人密码', codeSent: '验证码已发到', codeLabel: '6位验证码', pinLabel: '6位个人密码', never: '请不要把验证码告诉任何人，包括工作人员。', prove: '确认', again: '重新发送', noFactor: '没有可以接收验证码的手机，也没有个人密码。请带身份证到窗口，当面签字办理。',
  acts: '我可以做的事', withdraw: '撤回我的事项', withdrawEffect: '撤回后，这件事将不再办理。三个工作日内您可以反悔，一步就能撤销；您起诉、仲裁的权利不受影响。', withdrawn: '已提出撤回。', withdrawPending: '您已提出撤回。', undoUntil: '这一天结束之前都可以反悔：', undo: '我要继续办理', undone: '已撤销，继续办理。', withdrawDone: '已按撤回办结。', recordedNotYours: '窗口替您登记了撤回，还没有生效。', 
  agreements: '我的协议', noAgreements: '没有等您签署的协议。', terms: '协议内容', duties: '要做的事', before: '最迟', sign: '我同意，签署', signEffect: '签署后，这份协议对您有约束力。所有人都签署后生效。', signed: '您已签署。', inEffect: '协议已生效：', waitingOthers: '还在等其他人签署。',
  rate: '评价办理单位', rateWhich: '评价哪个单位', rateHow: '您满意吗', score1: '1分 很不满意', score2: '2分 不满意', score3: '3分 一般', score4: '4分 满意', score5: '5分 很满意', rateEffect: '评价只计入单位的总体情况，不记录谁评了多少分。', rated: '谢谢，评价已收到。',
  recorded: '窗口替我记录的事', noRecorded: '没有替您记录的事。', itIsSo: '是这样', notSo: '不是这样', itIsSoEffect: '确认后，这条记录视为您本人的意思。', notSoEffect: '否认后，这条记录不再算数，窗口会收到提醒。', confirmed: '您已确认', disputed: '您已否认', by: '记录单位', yes: '同意', no: '不同意', act_consent: '意愿', act_withdrawal: '撤回',
  certificate: '我的请求证明', print: '打印', askedOn: '提出日期', askedOf: '向谁提出', asked: '请求', against: '对方',
  pin: '设置个人密码', pinNew: '新的6位密码', pinEffect: '有了个人密码，不收短信也能确认是您本人。不要用生日、证件号或者手机号里的数字。', pinSet: '个人密码已设置。',
  agents: '谁可以替我办事', noAgents: '没有登记代理人。', allow: '我同意他按授权书办理', allowEffect: '同意后，他可以替您办理授权书写明的事。', dismiss: '不再让他替我办', dismissEffect: '马上生效。他的查询码同时作废。', dismissed: '已解除', allowed: '您已同意', canRead: '目前只能查看', acting: '您正在替当事人办理：', close: '关闭', subject_mediation: '调解', subject_disclosure: '提供材料', subject_undisputed_facts: '无争议事实', subject_judicial_confirmation: '申请司法确认', subject_opinion_sharing: '提供律师意见', subject_data: '个人信息', subject_electronic_service: '电子送达', subject_group_plan: '大家的事怎么一起办',
  plan: '大家的事怎么一起办', planWho: '写方案的单位', planWhy: '您的意见只代表您自己，不影响别人，也没有人能替您同意。方案改了会重新问您。', planYes: '我同意这个方案', planNo: '我不同意', planYesEffect: '同意后，办理单位可以按这个方案办您的事。您的诉讼、仲裁权利不受影响。', planNoEffect: '不同意也可以继续办，您的事单独处理。', planSaidYes: '您已同意这个方案。', planSaidNo: '您不同意这个方案。',
  power_consent: '表示意愿', power_sign: '签署协议', power_withdraw: '撤回',
};
export type PartyKey = keyof typeof zh;
const en: Record<PartyKey, string> = {
  check: 'First make sure that it is you', checkWhy: 'This has legal effect, and only you can do it. Show it in a way that nobody else knows.', byCode: 'Send a code to my phone', byPIN: 'Use my PIN', codeSent: 'A code was sent to', codeLabel: 'The 6-digit code', pinLabel: 'Your 6-digit PIN', never: 'Never tell the code to anyone, not even to staff.', prove: 'Confirm', again: 'Send again', noFactor: 'There is no phone for a code and no PIN. Come to a window with your ID and sign in person.',
  acts: 'What I can do', withdraw: 'Withdraw my matter', withdrawEffect: 'Nobody will go on with this matter. For three working days you can change your mind, in one step. Your right to sue or arbitrate stays.', withdrawn: 'You have withdrawn.', withdrawPending: 'You have withdrawn.', undoUntil: 'You can change your mind up to the end of', undo: 'Go on with my matter', undone: 'Undone. The matter goes on.', withdrawDone: 'The matter ended as withdrawn.', recordedNotYours: 'A window recorded a withdrawal for you. It has no effect yet.',
  agreements: 'My agreements', noAgreements: 'No agreement waits for you.', terms: 'Terms', duties: 'What is to be done', before: 'by', sign: 'I agree and sign', signEffect: 'Once signed it binds you. It takes effect when everyone has signed.', signed: 'You have signed.', inEffect: 'In effect from', waitingOthers: 'Others have still to sign.',
  rate: 'Rate the office', rateWhich: 'Which office', rateHow: 'Are you satisfied', score1: '1 very unsatisfied', score2: '2 unsatisfied', score3: '3 so-so', score4: '4 satisfied', score5: '5 very satisfied', rateEffect: 'It counts for the office as a whole. Who gave which score is not kept.', rated: 'Thank you, it was received.',
  recorded: 'What was recorded for me', noRecorded: 'Nothing was recorded for you.', itIsSo: 'It is so', notSo: 'It is not so', itIsSoEffect: 'It then counts as your own word.', notSoEffect: 'It then no longer counts, and the window is told.', confirmed: 'You confirmed it', disputed: 'You disputed it', by: 'Recorded by', yes: 'agrees', no: 'does not agree', act_consent: 'A word on', act_withdrawal: 'Withdrawal',
  certificate: 'My certificate of requests', print: 'Print', askedOn: 'Asked on', askedOf: 'Asked of', asked: 'What', against: 'Against',
  pin: 'Make a PIN', pinNew: 'A new 6-digit PIN', pinEffect: 'With a PIN you can show that it is you without a message. Use no birthday, and nothing of your ID or phone number.', pinSet: 'The PIN is set.',
  agents: 'Who may act for me', noAgents: 'Nobody is registered.', allow: 'I agree to what the paper says', allowEffect: 'They can then do for you what the authority paper says.', dismiss: 'They shall not act for me', dismissEffect: 'At once. Their code is dead too.', dismissed: 'Ended', allowed: 'You agreed', canRead: 'May only read for now', acting: 'You are acting for a party:', close: 'Close', subject_mediation: 'mediation', subject_disclosure: 'disclosure', subject_undisputed_facts: 'undisputed facts', subject_judicial_confirmation: 'judicial confirmation', subject_opinion_sharing: 'sharing a lawyer\'s opinion', subject_data: 'personal data', subject_electronic_service: 'electronic service', subject_group_plan: 'the plan of the group',
  plan: 'How all these matters are handled together', planWho: 'Written by', planWhy: 'Your word counts for you alone, and nobody can agree for you. If the plan changes you are asked again.', planYes: 'I agree to this plan', planNo: 'I do not agree', planYesEffect: 'The office may then handle your matter by this plan. Your right to sue or arbitrate stays.', planNoEffect: 'Your matter goes on all the same, by itself.', planSaidYes: 'You agreed to this plan.', planSaidNo: 'You do not agree to this plan.',
  power_consent: 'agree or refuse', power_sign: 'sign', power_withdraw: 'withdraw',
};

/** p says a party's word in the chosen language. */
export const p = (key: PartyKey): string => (getLanguage() === 'en' ? en : zh)[key];

/** pOf says a code of the server by its prefix, or the code itself. */
export const pOf = (prefix: string, code: string): string => ((getLanguage() === 'en' ? en : zh) as Record<string, string>)[prefix + code] ?? code;
