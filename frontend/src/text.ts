// The dictionary. A missing translation does not compile.
const zh = {
  skip: '跳到正文', large: '大字', dark: '深色', other: 'English', leave: '退出', loading: '正在读取……', retry: '再试一次', working: '正在提交……',
  offline: '网络不通，刚才的操作没有完成。请检查网络后再试。', back: '返回', send: '确定', cancel: '先不做', required: '请填写这一项',
  partyTitle: '查进度', number: '编号', numberHint: '受理单上的编号', code: '查询码', second: '证件号或手机号后四位', enter: '查看我的事项',
  now: '现在', next: '接下来', byWhen: '期限', who: '谁在办', phone: '电话', myClocks: '我的期限', noClocks: '目前没有正在计算的期限。', steps: '经过',
  refuse: '拒绝调解', refuseEffect: '提交后调解立即停止，您的起诉、仲裁等权利不受影响。', refused: '已记录：您拒绝调解。', agreed: '已记录：您同意调解。', agree: '同意调解',
  agreeEffect: '您同意由调解组织主持调解，随时可以反悔。', undecided: '日期待定', until: '截至',
  signIn: '登录', username: '用户名', password: '密码', factor: '第二道验证', factorCode: '验证码', factorCodeHint: '手机验证器上的6位数字', recoveryCode: '备用码', recoveryHint: '打印的那一张上的，每个只能用一次', byApp: '用手机验证器', byPasskey: '用通行密钥', byRecovery: '手机不在身边，用备用码', factorDesk: '您的岗位除密码外还需要第二道验证。请先在电脑上打开工作台登录，登记一次。', toDesk: '打开工作台', inbox: '我的案件', waiting: '待我接收', doing: '在办', done: '已办结', empty: '这里现在没有案件。有新的移交时会出现在这里。',
  from: '来自', answerBy: '请在此日期前答复', noDate: '没有期限', open: '打开', call: '拨打', parties: '当事人', claims: '诉求', summary: '情况', card: '接受之前只显示办理所需的最少信息。',
  accept: '接受', acceptEffect: '接受后案件由本调解委员会保管，调解期限从今天开始计算，双方会看到。', decline: '不予接受', declineEffect: '不接受后案件仍由移送单位办理，理由会告诉移送单位。',
  reason: '理由', words: '说明', outside_scope: '不属于受理范围', party_refuses: '当事人不同意调解', no_agreement: '未达成协议', no_show: '当事人不到场', other_reason: '其他', conflict: '需要回避', capacity: '人手不足',
  hold: '记录一次调解会', holdEffect: '只有本调解组能看到内容。', heldOn: '日期', present: '到场的人', presentHint: '用顿号分开', said: '谈了什么',
  note: '写记录', noteEffect: '调解记录只留在调解组，不随案移送。', notes: '记录', sessions: '调解会', noNotes: '还没有记录。',
  terminate: '终止调解', terminateEffect: '终止后调解结束，材料退回移送单位，调解中说过的话不移送。', complete: '办结反馈', completeEffect: '反馈后移送单位会看到结果；未达成协议的，案件回到移送单位。',
  outcome: '结果', settled: '已达成协议', unsettled: '未达成协议', more: '更多操作', consent: '登记双方意愿', consentEffect: '登记当事人对调解的意愿。拒绝后调解不能继续。', yes: '同意', no: '拒绝', whose: '谁的意愿',
  agreement: '调解协议', agreementEffect: '登记双方达成的协议。双方、调解员和印章都签署后生效。', terms: '协议内容', duty: '要履行的事', dutyBy: '履行期限', sign: '登记签名', signEffect: '登记谁在哪一天签了名。最后一个签署后协议生效。', signer: '谁签的', mediatorSelf: '调解员', seal: '调解组织印章', signedOn: '签署日期', effective: '生效日期', unsigned: '还没有签', why: '补录的原因或者说明',
  receiptFile: '下载登记回执（可核验）', receiptWhy: '回执证明您的事项什么时候由哪个单位登记，登记以后没有人能改动而不被发现。', receiptCheck: '怎样核验',
  today: '今天到期', left: '还剩{n}天', late: '超期{n}天', paused: '暂停计算', stopped: '已停止', changed: '别人刚刚改动了这件案件，已为您重新读取，请再看一遍。', saved: '已保存。', session: '登录已过期，请重新登录。',
};
export type Key = keyof typeof zh;
const en: Record<Key, string> = {
  skip: 'Skip to content', large: 'Large type', dark: 'Dark', other: '中文', leave: 'Sign out', loading: 'Loading…', retry: 'Try again', working: 'Sending…',
  offline: 'There is no connection, and what you did was not finished. Check it and try again.', back: 'Back', send: 'Confirm', cancel: 'Not now', required: 'Please fill this in',
  partyTitle: 'Where is my case', number: 'Number', numberHint: 'as on the slip you were given', code: 'Query code', second: 'Last four of your ID or phone number', enter: 'Show my case',
  now: 'Now', next: 'Next', byWhen: 'By when', who: 'Who has it', phone: 'Phone', myClocks: 'My time limits', noClocks: 'No time limit of yours is running.', steps: 'What has happened',
  refuse: 'Refuse mediation', refuseEffect: 'Mediation stops at once. Your right to sue or arbitrate stays as it is.', refused: 'Recorded: you refuse mediation.', agreed: 'Recorded: you agree to mediation.', agree: 'Agree to mediation',
  agreeEffect: 'You agree to mediation and may change your mind at any time.', undecided: 'the day is not certain yet', until: 'until',
  signIn: 'Sign in', username: 'Username', password: 'Password', factor: 'Second factor', factorCode: 'Code', factorCodeHint: 'the six digits in your app', recoveryCode: 'Recovery code', recoveryHint: 'from your printed sheet; each is good once', byApp: 'Use the app', byPasskey: 'Use a passkey', byRecovery: 'No phone at hand: use a recovery code', factorDesk: 'Your role needs a second factor beside the password. Sign in once at the desk, on a computer, and enrol it.', toDesk: 'Open the desk', inbox: 'My cases', waiting: 'Waiting for me', doing: 'In hand', done: 'Finished', empty: 'Nothing here now. New referrals will show here.',
  from: 'from', answerBy: 'answer by', noDate: 'no time limit', open: 'Open', call: 'Call', parties: 'Parties', claims: 'Claims', summary: 'Matter', card: 'Before you accept only the least that is needed is shown.',
  accept: 'Accept', acceptEffect: 'Your committee then keeps the case, the time for mediation runs from today, and both sides see it.', decline: 'Decline', declineEffect: 'The case stays with the sender, who is told the reason.',
  reason: 'Reason', words: 'Explanation', outside_scope: 'outside our scope', party_refuses: 'a party refuses mediation', no_agreement: 'no agreement', no_show: 'a party did not come', other_reason: 'other', conflict: 'conflict of interest', capacity: 'no capacity',
  hold: 'Record a session', holdEffect: 'Only your mediation team sees it.', heldOn: 'Day', present: 'Who was there', presentHint: 'separated by commas', said: 'What was said',
  note: 'Write a note', noteEffect: 'Notes stay with the mediation team and never follow the case.', notes: 'Notes', sessions: 'Sessions', noNotes: 'No notes yet.',
  terminate: 'End mediation', terminateEffect: 'Mediation ends, papers go back to the sender; what was said in it does not.', complete: 'Report the result', completeEffect: 'The sender sees the result; without an agreement the case goes back to the sender.',
  outcome: 'Result', settled: 'agreement reached', unsettled: 'no agreement', more: 'More', consent: 'Record a side\'s answer', consentEffect: 'Records what a party says about mediation. After a refusal mediation cannot go on.', yes: 'agrees', no: 'refuses', whose: 'Whose answer',
  agreement: 'Agreement', agreementEffect: 'Records what both sides agreed. It takes effect when both sides, the mediator and the seal have signed.', terms: 'Terms', duty: 'What is to be done', dutyBy: 'By when', sign: 'Record a signature', signEffect: 'Records who signed on which day. The agreement takes effect with the last signature.', signer: 'Who signed', mediatorSelf: 'the mediator', seal: 'the seal', signedOn: 'Day of signing', effective: 'In effect from', unsigned: 'still to sign', why: 'Why it is entered now',
  receiptFile: 'Download my receipt', receiptWhy: 'It proves when your matter was registered and by whom; nobody can change that unnoticed.', receiptCheck: 'How to check it',
  today: 'due today', left: '{n} days left', late: '{n} days late', paused: 'paused', stopped: 'stopped', changed: 'Somebody just changed this case. It was read again: please look once more.', saved: 'Saved.', session: 'Your sign-in ran out. Sign in again.',
};

export type Language = 'zh-CN' | 'en';
let language: Language = 'zh-CN';
export const setLanguage = (l: Language): void => { language = l; };
export const getLanguage = (): Language => language;

/** t says a sentence in the chosen language; {n} is filled in. */
export function t(key: Key, n?: number): string {
  const s = (language === 'en' ? en : zh)[key];
  return n === undefined ? s : s.replace('{n}', String(n));
}
