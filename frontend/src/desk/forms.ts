import { getLanguage } from '../text';
import { listed, type Schemas } from './api';
import type { Field, Option, Values } from './ask';
import { w } from './words';

/** What a form may look at. */
export type About = {
  codes: Schemas['Codes']; today: string; file: Schemas['Case']; referral: Schemas['Referral'] | null; proceeding: Schemas['Proceeding'] | null;
  agreement: Schemas['Agreement'] | null; organizations: Option[]; list?: Schemas['Completeness'] | null; own?: Option;
};

/** A form says what an action does before it is done, and which fields it takes. Whether it is allowed, the server says. */
export type FormOf = { effect: [string, string]; fields: (a: About) => Field[]; body?: (v: Values, a: About) => unknown; organizations?: true };

const effect = (zh: string, en: string): [string, string] => [zh, en];
const label = (zh: string, en: string): string => (getLanguage() === 'en' ? en : zh);
const words = (name = 'text'): Field => ({ name, label: label('说明', 'Explanation'), kind: 'long' });
const day = (a: About, name: string, zh: string, en: string): Field => ({ name, label: label(zh, en), kind: 'day', value: a.today });
const late = (): Field => ({ name: 'reason', label: label('不是今天的，写明理由', 'If not today, why'), kind: 'text', optional: true });
const pick = (a: About, name: string, list: string, zh: string, en: string): Field => ({ name, label: label(zh, en), kind: 'choice', options: listed(a.codes, list) });
const people = (a: About): Option[] => a.file.parties.map((p) => ({ code: p.id, name: p.name }));
const split = (v: unknown): string[] => String(v ?? '').split(/[\n、]/).map((s) => s.trim()).filter((s) => s !== '');

const result = (zh: string, en: string): FormOf => ({
  effect: effect(zh, en),
  fields: (a) => [words(), day(a, 'decided_on', '作出日期', 'Day of the decision'), { name: 'served', label: label('今天已送达谁', 'Served today on'), kind: 'many', options: people(a), optional: true }, late()],
  body: (v, a) => ({ text: v.text, decided_on: v.decided_on, reason: v.reason, served: ((v.served as string[] | undefined) ?? []).map((party_id) => ({ party_id, served_on: a.today })) }),
});

const coded = (list: string, zh: string, en: string): FormOf => ({ effect: effect(zh, en), fields: (a) => [{ ...pick(a, 'code', list, '理由', 'Reason'), blank: true } as Field, words()] });
const said = (zh: string, en: string): FormOf => ({ effect: effect(zh, en), fields: () => [words()] });
const plain = (zh: string, en: string): FormOf => ({ effect: effect(zh, en), fields: () => [] });

const proof = (a: About): Field[] => [{ name: 'proof_kind', label: label('凭证', 'Proof'), kind: 'choice', options: listed(a.codes, 'proof_kind'), optional: true }, { name: 'proof_text', label: label('凭证说明', 'About the proof'), kind: 'text', optional: true }];
const proven = (v: Values): object => (v.proof_kind ? { proof: { kind: v.proof_kind, text: v.proof_text ?? '' } } : {});
/** onList is what the receiver's filing list says of an application, by how it stands. */
const onList = (a: About, ...stand: string[]): Option[] => (a.list?.items ?? []).filter((i) => stand.includes(i.status)).map((i) => ({ code: i.code, name: i.name }));

export const forms: Record<string, FormOf> = {
  'case.record_consent': {
    effect: effect('登记当事人的意愿。明确拒绝调解的，调解立即停止，不影响其他权利。', 'Records what a party says. A clear refusal stops mediation at once and touches no other right.'),
    fields: (a) => [
      { name: 'party_id', label: label('谁', 'Who'), kind: 'choice', options: people(a), blank: true }, pick(a, 'subject', 'consent_subject', '关于什么', 'About what'), { ...pick(a, 'answer', 'answer', '意愿', 'Answer'), blank: true } as Field,
      pick(a, 'form', 'consent_form', '怎么表示的', 'How it was said'), day(a, 'given_on', '哪一天', 'Which day'), late(),
    ],
  },
  'case.add_party': {
    effect: effect('增加的当事人进入案件；以后的移交会带上。', 'The party enters the case and goes with it from now on.'),
    fields: (a) => [pick(a, 'role', 'party_role', '身份', 'Part'), pick(a, 'kind', 'party_kind', '是人还是单位', 'Person or organisation'), { name: 'name', label: w('name'), kind: 'text' }, { name: 'phone', label: w('phone'), kind: 'text', optional: true }, { name: 'address', label: w('address'), kind: 'text', optional: true }],
  },
  'case.add_claim': {
    effect: effect('增加的诉求单独判断法定途径和期限。又有检举控告又有其他诉求的，增加后请分案。', 'The claim has ways and time limits of its own. Where one accuses and another asks, split the case afterwards.'),
    fields: (a) => [
      { name: 'text', label: label('诉求', 'Claim'), kind: 'long' }, { ...pick(a, 'category', 'category', '类别（与本案相同的可不填）', 'Category (leave out where it is the case’s)'), optional: true } as Field,
      { name: 'parties', label: label('谁的诉求（都有的可不填）', 'Whose (leave out where everybody’s)'), kind: 'many', options: a.file.parties.filter((p) => p.role === 'applicant').map((p) => ({ code: p.id, name: p.name })), optional: true },
    ],
    body: (v) => ({ text: v.text, ...(v.category ? { category: v.category } : {}), ...((v.parties as string[] | undefined)?.length ? { parties: v.parties } : {}) }),
  },
  'case.direct': {
    effect: effect('督办马上送达该单位，要求在这一天前书面答复；只有两个单位看得到，记入日志。', 'The order reaches the organisation at once and wants a written answer by the day. Only the two of you see it; it is logged.'),
    fields: (a) => [
      { name: 'to', label: label('督办哪个单位', 'Whom'), kind: 'choice', options: [...new Map([a.file.custodian, a.file.first_receiver].map((o) => [o.id, { code: o.id, name: o.name }])).values()] },
      { ...pick(a, 'ground', 'directive_ground', '看到了什么', 'What was seen'), optional: true } as Field, words(), { name: 'due_on', label: label('答复的最后一天', 'Answer by'), kind: 'day' },
    ],
    body: (v) => ({ to: v.to, text: v.text, due_on: v.due_on, ...(v.ground ? { ground: v.ground } : {}) }),
  },
  'case.name_lead_official': {
    effect: effect('包案领导负责推动这件事化解。确定单位、领导所在单位和责任单位看得到；当事人只看到姓名和职务。案件办结或者转到法院等单位时自动结束。', 'The official sees to it that the matter is solved. Who names them, their own organisation and who has the case read it; a party reads name and post only. It ends by itself when the case is closed or goes to a court.'),
    fields: (a) => [
      { name: 'organization_id', label: label('领导所在单位', 'The official’s organisation'), kind: 'choice', options: [...new Map([a.file.custodian, ...(a.own ? [{ id: a.own.code, name: a.own.name }] : [])].map((o) => [o.id, { code: o.id, name: o.name }])).values()] },
      { name: 'name', label: w('name'), kind: 'text' }, { name: 'post', label: label('职务', 'Post'), kind: 'text' }, { name: 'reason', label: label('为什么包案', 'Why it is taken in hand'), kind: 'long' },
      day(a, 'from_on', '从哪一天起', 'From'), { name: 'review_on', label: label('下次复查日', 'Next review day'), kind: 'day' },
    ],
  },
  'case.change': {
    effect: effect('更正登记，原来的内容保留在记录里。', 'Corrects the registration; what stood there is kept in the log.'),
    fields: (a) => [{ name: 'title', label: w('title'), kind: 'text', value: a.file.title }, { name: 'summary', label: w('summary'), kind: 'long', value: a.file.summary ?? '' }, { name: 'reason', label: w('reason'), kind: 'text' }],
  },
  'case.close': { effect: effect('办结后办理期限停止；当事人自己的权利期限和协议的履行不受影响。', 'Ends the handling time limits; the parties\' own time limits and the duties of an agreement go on.'), fields: (a) => [{ ...pick(a, 'outcome', 'case_outcome', '结果', 'Result'), blank: true } as Field] },
  'case.reopen': { effect: effect('用原编号重新办理，期限从今天重新计算。', 'Goes on under the same number; time begins anew today.'), fields: (a) => [{ ...pick(a, 'ground', 'reopen_ground', '依据', 'Ground'), blank: true } as Field, { name: 'reason', label: w('reason'), kind: 'long' }] },
  'party.query_code': {
    effect: effect('旧的查询码立即作废。新的只显示一次。怎么核实的身份会记下来。', 'The old code dies at once. The new one is shown once. How the identity was checked is kept.'),
    fields: (a) => [{ ...pick(a, 'how', 'identity_check', '怎么核实的身份（本案认识的可不填）', 'How the identity was checked (not needed where you know the person from the case)'), optional: true } as Field],
    body: (v) => (v.how ? { identity: { how: v.how } } : {}),
  },

  'referral.accept': plain('接受后开始办理，期限从今天计算；责任按移交方式转移，双方都会看到。', 'Handling begins and time runs from today; custody moves as the mode says, and both sides see it.'),
  'referral.decline': coded('decline_code', '不接受后案件仍由移送单位办理，理由会告诉移送单位。', 'The case stays with the sender, who is told the reason.'),
  'referral.object': coded('decline_code', '异议只能提一次，移送单位五个工作日内答复；答复前案件仍由本单位负责。', 'You object once; the sender answers within five working days. Until then the case stays yours.'),
  'referral.ask_items': {
    effect: effect('只能要求一次，请一次列全；答复期限暂停，补齐后继续计算。', 'You may ask once, so list everything; the time to answer pauses until it is there.'),
    fields: (a) => {
      const wanted = onList(a, 'missing', 'later');
      return [
        ...(wanted.length > 0 ? [{ name: 'chosen', label: label('清单上缺少的', 'Missing by the list'), kind: 'many', options: wanted, value: onList(a, 'missing').map((o) => o.code), optional: true } as Field] : []),
        { name: 'items', label: wanted.length > 0 ? label('清单以外的，每行一项', 'Anything else, one a line') : label('缺少的材料，每行一项', 'What is missing, one a line'), kind: 'long', optional: wanted.length > 0 },
      ];
    },
    body: (v, a) => ({ items: [...onList(a, 'missing', 'later').filter((o) => ((v.chosen as string[] | undefined) ?? []).includes(o.code)).map((o) => o.name), ...split(v.items)] }),
  },
  'referral.hand_in': {
    effect: effect('收到申请不等于立案：受理机构的审查期限从这一天计算，案件仍由原单位负责。', 'Handing in is not a filing: the body\'s time to examine runs from this day, and the case stays where it is.'),
    fields: (a) => [day(a, 'handed_in_on', '收到申请的日期', 'Day it was handed in'), { name: 'papers', label: label('纸质递交的材料', 'Handed over on paper'), kind: 'many', options: onList(a, 'missing', 'later'), optional: true }, ...proof(a), late()],
    body: (v) => ({ handed_in_on: v.handed_in_on, papers: v.papers, reason: v.reason, ...proven(v) }),
  },
  'referral.supply_items': {
    effect: effect('材料已补齐：答复期限继续计算；申请的审查期限从这一天重新计算。', 'It is all there: the time to answer runs on; for an application the time to examine begins anew.'),
    fields: (a) => [{ ...words(), optional: true } as Field, ...(a.referral?.mode === 'guided' ? [day(a, 'supplied_on', '补齐的日期', 'Day it was all there'), { name: 'papers', label: label('纸质补交的材料', 'Supplied on paper'), kind: 'many', options: onList(a, 'missing', 'later'), optional: true } as Field, ...proof(a), late()] : [])],
    body: (v) => ({ text: v.text, supplied_on: v.supplied_on, papers: v.papers, reason: v.reason, ...proven(v) }),
  },
  'referral.recall': said('撤回后案件留在本单位，对方不再看到全部材料。', 'The case stays here and the receiver no longer sees the file.'),
  'referral.file': {
    effect: effect('登记立案后责任转到受理机构，权利期限按立案日期判断。', 'After the filing the body that took it is the custodian; the party\'s time limits are judged by that day.'),
    fields: (a) => [{ name: 'number', label: label('立案号', 'Number of the filing'), kind: 'text' }, day(a, 'filed_on', '立案日期', 'Day of filing'), { name: 'proof_kind', label: w('proof'), kind: 'choice', options: listed(a.codes, 'proof_kind') }, late()],
    body: (v) => ({ number: v.number, filed_on: v.filed_on, reason: v.reason, proof: { kind: v.proof_kind } }),
  },
  'referral.refused': {
    effect: effect('登记不予受理，案件留在原单位；当事人不服的，救济期限从送达之日计算。', 'Records the refusal: the case stays where it was; the time for the remedies runs from service.'),
    fields: (a) => [words(), day(a, 'refused_on', '作出日期', 'Day of the refusal'), { name: 'served_on', label: label('送达申请人的日期', 'Day the applicant had it'), kind: 'day', optional: true }, ...proof(a), late()],
    body: (v) => ({ text: v.text, refused_on: v.refused_on, served_on: v.served_on, reason: v.reason, ...proven(v) }),
  },
  'referral.uphold': plain('同意退回后案件回到本单位，立即由本单位负责。', 'The case comes back and is yours at once.'),
  'referral.overrule': said('异议不成立的，对方继续办理；对方仍不同意可以提请上级指定。', 'The receiver goes on; it may still ask the superior to designate.'),
  'referral.contest': said('提请共同上级指定管辖。指定前案件仍由本单位负责。', 'Asks the common superior to designate. Until then the case stays yours.'),
  'referral.designate': {
    effect: effect('指定后立即生效，双方不得再提异议。指定移送单位的，案件退回；指定第三个单位的，案件直接由它接收。', 'It binds at once and nobody may object again. A third unit receives the case directly.'),
    fields: (a) => [{ name: 'to', label: w('toUnit'), kind: 'choice', options: a.organizations, blank: true }, words()], organizations: true,
  },
  'referral.complete': { effect: effect('反馈后移送单位会看到结果；未达成协议或者不予受理的，案件回到移送单位。', 'The sender sees the result; without an agreement, or refused, the case goes back.'), fields: (a) => [{ ...pick(a, 'outcome', 'referral_outcome', '结果', 'Result'), blank: true } as Field, words()] },
  'referral.send_back': said('退回补充办理只有一次，对方继续办理。', 'You may send it back once; the receiver goes on with it.'),
  'referral.acknowledge': plain('确认后这次移交闭环。', 'The loop of this referral is closed.'),

  receipt: {
    effect: effect('逐项清点。没有勾选的记为缺少，告诉移送单位；不改变办理状态。', 'Item by item. What is not ticked counts as missing and the sender is told; nothing else changes.'),
    fields: (a) => [{ name: 'items', label: label('收到的材料', 'What is here'), kind: 'many', optional: true, options: (a.referral?.bundle.items ?? []).map((i) => ({ code: i.id, name: i.title ?? i.id })) }],
    body: (v, a) => ({ items: (a.referral?.bundle.items ?? []).filter((i) => ((v.items as string[] | undefined) ?? []).includes(i.id)).map((i) => ({ id: i.id, digest: i.digest })) }),
  },
  undisputed: said('写下双方都不争的事实。双方书面确认后才随案移交；不写让步和方案。', 'Facts both sides agree on. They follow the case once both confirmed them in writing; no offers here.'),
  'proceeding.accept': plain('受理后办理期限从今天开始计算。', 'Taken on: the time to handle it runs from today.'),
  'proceeding.schedule': {
    effect: effect('安排后双方会看到时间和地点。', 'Both sides see time and place.'), fields: () => [{ name: 'at', label: label('时间', 'Time'), kind: 'time' }, { name: 'place', label: w('place'), kind: 'text' }],
    body: (v) => ({ at: new Date(`${String(v.at)}:00+08:00`).toISOString(), place: v.place }),
  },
  'proceeding.hold': {
    effect: effect('只有本调解组能看到内容。', 'Only your mediation team sees it.'),
    fields: (a) => [day(a, 'held_on', '日期', 'Day'), { name: 'present', label: label('到场的人，用顿号分开', 'Who was there, separated by 、'), kind: 'text' }, words()], body: (v) => ({ held_on: v.held_on, present: split(v.present), text: v.text }),
  },
  'proceeding.agree': {
    effect: effect('登记双方达成的协议。双方、调解员和印章都签署后生效。', 'Records what both sides agreed. It takes effect when both sides, the mediator and the seal have signed.'),
    fields: (a) => (a.agreement !== null ? [] : [{ name: 'terms', label: label('协议内容', 'Terms'), kind: 'long' }, pick(a, 'form', 'agreement_form', '形式', 'Form'), { name: 'what', label: label('要履行的事', 'What is to be done'), kind: 'text' }, day(a, 'by_on', '履行期限', 'By when')]),
    body: (v) => ({ terms: v.terms, form: v.form, performance: [{ what: v.what, by_on: v.by_on }] }),
  },
  'proceeding.terminate': coded('terminate_code', '终止后调解结束，材料退回移送单位，调解中说过的话不移送。', 'Mediation ends, papers go back to the sender; what was said in it does not.'),
  'proceeding.suspend': {
    effect: effect('中止期间期限暂停，到复查日提醒。', 'Time stands still until the review day.'),
    fields: (a) => [{ name: 'ground', label: label('法定理由', 'Ground in law'), kind: 'text' }, words(), day(a, 'review_on', '复查日', 'Review day')],
  },
  'proceeding.resume': plain('恢复后期限从今天继续计算。', 'Time runs on from today.'),
  'proceeding.extend': {
    effect: effect('延长以法律允许的最长期限为限，须经本单位负责人批准。', 'At most as long as the law allows, and approved by the head of your organisation.'),
    fields: () => [
      { name: 'amount', label: label('延长多少', 'How much'), kind: 'number' },
      { name: 'unit', label: label('单位', 'Unit'), kind: 'choice', options: [{ code: 'natural_day', name: label('日', 'days') }, { code: 'working_day', name: label('工作日', 'working days') }, { code: 'month', name: label('月', 'months') }] },
      { name: 'ground', label: label('理由', 'Ground'), kind: 'long' }, { name: 'approved_by', label: label('批准人', 'Approved by'), kind: 'text' },
    ],
    body: (v) => ({ amount: Number(v.amount), unit: v.unit, ground: v.ground, approved_by: v.approved_by }),
  },
  'proceeding.file': { effect: effect('登记本单位的立案号和日期。', 'Records the number and the day of filing.'), fields: (a) => [{ name: 'number', label: label('立案号', 'Number of the filing'), kind: 'text' }, day(a, 'filed_on', '立案日期', 'Day of filing'), late()] },
  'proceeding.opine': result('出具后当事人三十日内可以请求复查，期限按各人送达日计算。', 'A party may ask for review within thirty days of being served.'),
  'proceeding.award': result('裁决作出后，当事人起诉或者申请撤销的期限按各人送达日计算。', 'The time to sue or to ask for annulment runs for each party from service.'),
  'proceeding.decide': result('决定作出后，当事人起诉的期限按各人送达日计算。', 'The time to sue runs for each party from service.'),
  'proceeding.award_final': result('终局裁决自作出之日起生效；劳动者可以起诉，用人单位可以申请撤销，期限按各人送达日计算。', 'Final from the day it is made; the worker may sue, the employer may ask for it to be set aside, each from service.'),
  'proceeding.rule': result('裁定作出后，上诉期限按各人送达日计算。', 'The time to appeal against the ruling runs for each party from service.'),
  'proceeding.settle_by_mediation': result('调解书送达后生效，可以申请执行。', 'The mediation paper binds when served and can be enforced.'),
  'proceeding.judge': result('裁判作出后，上诉期限按各人送达日计算。', 'The time to appeal runs for each party from service.'),
  'proceeding.confirm': result('裁定确认后协议可以申请强制执行。', 'The agreement can then be enforced.'),
  'proceeding.deny': result('裁定驳回后当事人可以重新协商、起诉或者申请仲裁。', 'The parties may negotiate again, sue or arbitrate.'),
  'proceeding.close': plain('结束程序，办理期限停止。', 'The proceeding ends and its time limits stop.'),
  note: { effect: effect('记录只留在本组，不随案移送。', 'Notes stay with your team and never follow the case.'), fields: () => [words()], body: (v) => ({ class: 'channel', text: v.text }) },
  sign: {
    effect: effect('登记谁在哪一天签了名。最后一个签署后协议生效。', 'Records who signed on which day. The agreement takes effect with the last signature.'),
    fields: (a) => [{ name: 'signer', label: label('谁签的', 'Who signed'), kind: 'choice', options: (a.agreement?.missing ?? []).map((s) => ({ code: s, name: signer(a, s) })) }, day(a, 'signed_on', '签署日期', 'Day of signing'), pick(a, 'grade', 'grade', '怎么签的', 'How'), late()],
    body: (v) => ({ ...(v.signer === 'mediator' ? { mediator: true } : v.signer === 'seal' ? { seal: true } : { party_id: v.signer }), signed_on: v.signed_on, grade: v.grade, reason: v.reason }),
  },
};

/** formOf finds the form of a step. What the tables of the lives add needs no more than its day and its words; its effect comes with it. */
export function formOf(key: string, said?: string): FormOf | undefined {
  if (forms[key] !== undefined || !key.startsWith('proceeding.')) return forms[key];
  const asks = key === 'proceeding.ask_correction';
  return {
    effect: said ? [said, said] : effect('按程序办理到下一步，记入案件经过。', 'The proceeding goes one step on, and the timeline says so.'),
    fields: (a) => [
      ...(asks ? [{ name: 'items', label: label('要补正的内容，每行一项', 'What is to be mended, one a line'), kind: 'long' } as Field] : []),
      { ...words(), optional: !inWords.includes(key.slice('proceeding.'.length)) } as Field, day(a, 'on', '哪一天', 'Which day'), late(),
    ],
    body: (v) => ({ text: v.text, on: v.on, reason: v.reason, ...(asks ? { items: split(v.items) } : {}) }),
  };
}

/** What is said to a party must be written. */
const inWords = ['refuse', 'no_further', 'guide_out', 'reply', 'conclude', 'breach', 'transfer', 'judge_appeal'];

/** signer says who signs, in words. */
export function signer(a: Pick<About, 'file'>, s: string): string {
  if (s === 'mediator') return label('调解员', 'the mediator');
  if (s === 'seal') return label('调解组织印章', 'the seal');
  return a.file.parties.find((p) => p.id === s)?.name ?? s;
}

/** effectOf is the sentence of what an action does. */
export const effectOf = (f: FormOf): string => label(f.effect[0], f.effect[1]);

/** factForm asks for one fact, of the case or of one claim, as the server says it is asked. */
export function factForm(fact: Schemas['Fact'], claim = ''): FormOf {
  const options = fact.options ?? [];
  return {
    effect: effect('补充后重新判断十六条途径，原来的内容保留在记录里。', 'The sixteen ways are judged again; what stood there is kept in the log.'),
    fields: (a) => (fact.kind === 'day' ? [day(a, 'value', fact.name, fact.name)] : [
      { name: 'value', label: fact.name, kind: 'choice', options },
      ...(fact.kind === 'history' ? [{ ...day(a, 'on', '那一步是哪一天', 'The day of that step'), optional: true }] : []),
    ]),
    body: (v, a) => ({ facts: factBody(fact, String(v.value), String(v.on ?? ''), factsOf(a.file, claim)), ...(claim === '' ? {} : { claim }) }),
  };
}

/** factsOf is what is known: a claim's own facts lie over the case's. */
const factsOf = (file: Schemas['Case'], claim: string): Schemas['Facts'] => ({ ...file.facts, ...file.claims.find((c) => c.id === claim)?.facts });

/** factBody puts an answer where it belongs among the routing facts; lists and groups are sent whole, as the server takes them. */
export function factBody(fact: Schemas['Fact'], value: string, on: string, known: Schemas['Facts']): unknown {
  if (fact.kind === 'circumstance') {
    const code = fact.fact.replace('circumstances.', '');
    return value === 'yes' ? { circumstances: [...(known.circumstances ?? []), code] } : { circumstances_ruled_out: [...(known.circumstances_ruled_out ?? []), code] };
  }
  if (fact.kind === 'history') {
    const [procedure, status] = value.split(':');
    return { history: value === 'none' ? [] : [...(known.history ?? []), { procedure, status, ...(on === '' ? {} : { on }) }] };
  }
  const answer = fact.kind === 'yes_no' ? value === 'yes' : value;
  const [group = '', inner] = fact.fact.split('.');
  if (inner === undefined) return { [group]: answer };
  return { [group]: { ...(known as Record<string, object | null | undefined>)[group], [inner]: answer } };
}
