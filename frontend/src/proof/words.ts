import type { Finding } from './verify';

// The dictionary of the page that checks a receipt.
const zh = {
  title: '核验回执', about: '在您自己的设备上核验登记回执和移交回执：不登录，不上传，不联网也能核验。', file: '回执文件（.json）', key: '本系统的公钥（PEM）',
  keyHint: '请从另一个途径取得公钥，例如窗口公示的一份，不要只相信这个网站给出的公钥。', fetch: '读取本网站公布的公钥', check: '核验', other: 'English', large: '大字', dark: '深色',
  missing: '请先选择回执文件，并填写公钥。', what: '事项', at: '登记时间', organization: '登记单位', subject: '对象', log: '日志', covers: '签名时日志的条数', signed: '签名时间',
  good: '核验通过：这条记录确实写在经过签名的日志里，写入以后没有改动。',
};
const en: typeof zh = {
  title: 'Check a receipt', about: 'Checks a receipt on your own device: no sign-in, nothing is sent, and it works without a network.', file: 'Receipt (.json)', key: 'Public key of the installation (PEM)',
  keyHint: 'Get the key by another way, such as the one posted at the window: do not trust this site alone.', fetch: 'Read the key this site publishes', check: 'Check', other: '中文', large: 'Large type', dark: 'Dark',
  missing: 'First choose the receipt and give the public key.', what: 'Act', at: 'Entered', organization: 'Organisation', subject: 'About', log: 'Log', covers: 'Entries signed for', signed: 'Signed',
  good: 'It holds: this entry stands in the signed log and was not changed since.',
};
const findings: Record<Exclude<Finding, 'good'>, { zh: string; en: string }> = {
  format: { zh: '这不是本系统的回执文件。请选择下载的 .json 文件。', en: 'This is no receipt of this system. Choose the .json file that was downloaded.' },
  key: { zh: '公钥的格式不对：应以 -----BEGIN PUBLIC KEY----- 开头。', en: 'This is no public key: it begins with -----BEGIN PUBLIC KEY-----.' },
  entry: { zh: '核验未通过：回执里的记录被改动过。', en: 'It does not hold: the entry in the receipt was changed.' },
  signature: { zh: '核验未通过：签名与这把公钥不符。请核对公钥；公钥无误的，回执不是本系统签出的。', en: 'It does not hold: it was not signed with this key. If the key is right, the receipt is not ours.' },
  tree: { zh: '核验未通过：这条记录不在签名的日志里。', en: 'It does not hold: the entry does not stand in the log that was signed.' },
};
const acts: Record<string, { zh: string; en: string }> = {
  'case.registered': { zh: '登记', en: 'registered' }, 'referral.offered': { zh: '移送协商、委托调解', en: 'offered' }, 'referral.guided': { zh: '引导', en: 'guided' }, 'referral.assigned': { zh: '转送、交办', en: 'assigned' },
  'referral.accepted': { zh: '接受', en: 'accepted' }, 'referral.declined': { zh: '不予接受', en: 'declined' }, 'referral.recalled': { zh: '撤回', en: 'recalled' }, 'referral.filed': { zh: '立案受理', en: 'filed' }, 'referral.completed': { zh: '办结反馈', en: 'completed' },
};
export type Language = 'zh-CN' | 'en';
export const words = (l: Language): typeof zh => (l === 'en' ? en : zh);
export const wordsOfFinding = (l: Language, f: Exclude<Finding, 'good'>): string => findings[f][l === 'en' ? 'en' : 'zh'];
export const wordsOfAct = (l: Language, action: string): string => acts[action]?.[l === 'en' ? 'en' : 'zh'] ?? action;
