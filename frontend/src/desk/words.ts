import { getLanguage } from '../text';

// Every sentence of the desk, in both languages: a missing one does not compile.
const words = {
  desk: ['工作台', 'Desk'], inbox: ['收件箱', 'Inbox'], cases: ['案件', 'Cases'], register: ['登记来访', 'Register'], receptions: ['接访', 'Receptions'], help: ['帮助', 'Help'],
  large: ['大字', 'Large type'], dark: ['深色', 'Dark'], other: ['English', '中文'], skip: ['跳到正文', 'Skip to content'], leave: ['退出', 'Sign out'], role: ['岗位', 'Role'], waysOf: ['看哪一项诉求的途径', 'The ways of which claim'], wholeCase: ['整件事项', 'The whole case'], leaveSeat: ['退出本场', 'Give the seat back'], leaveSeatEffect: ['接访开始前可以退出，名额留给其他律师。', 'Before it begins the seat can be given back, for another lawyer.'], visitOutcome: ['来访结果', 'What became of it'], visitEndEffect: ['来访结果登记一次，计入接访情况，不含姓名。登记事项的会自动写明。', 'Recorded once, and counted without a name. A registration records itself.'], standsIn: ['（代理 {}）', ' (for {})'], switchRole: ['切换岗位', 'Act as'],
  signIn: ['登录', 'Sign in'], again: ['再验证一次', 'Show it again'], username: ['用户名', 'Username'], password: ['密码', 'Password'], loading: ['正在读取……', 'Loading…'], retry: ['再试一次', 'Try again'], working: ['正在提交……', 'Sending…'],
  required: ['请填写这一项', 'Please fill this in'], fix: ['请先改正下面几项', 'Please mend these first'], confirm: ['确定', 'Confirm'], cancel: ['先不做', 'Not now'], close: ['关闭', 'Close'], done: ['已完成：{}', 'Done: {}'],
  changed: ['别人刚刚改动了这件案件，已为您重新读取，请再看一遍。', 'Somebody just changed this case. It was read again: please look once more.'],
  find: ['按编号查找', 'Find by number'], findGo: ['查找', 'Find'], notFound: ['没有找到这个编号的案件，或者不在本单位经办范围内。', 'No case of that number is within your sight.'],
  in: ['收到的', 'Received'], out: ['发出的', 'Sent'], contested: ['争议', 'Contested'], mine: ['在办', 'In hand'], former: ['办过的', 'Handled before'], superior: ['下级的', 'Below us'], all: ['全部', 'All'],
  emptyIn: ['没有收到的移交。有新的移交时会出现在这里。', 'No referrals received. New ones will show here.'], emptyOut: ['没有发出的移交。登记或者办理中的案件可以从案件页移交。', 'Nothing sent. A case is sent from its own page.'],
  emptyContested: ['没有需要指定管辖的争议。', 'No dispute waits for a designation.'], emptyCases: ['这里没有案件。点“登记来访”登记第一件。', 'No cases here. Register the first one.'],
  number: ['编号', 'Number'], category: ['类别', 'Category'], from: ['来自', 'From'], to: ['发往', 'To'], way: ['途径', 'Way'], state: ['状态', 'State'], due: ['期限', 'Time left'], title: ['标题', 'Title'], custodian: ['责任单位', 'Custodian'],
  firstReceiver: ['首接单位', 'First receiver'], receivedOn: ['收到日期', 'Received on'], more: ['再看一些', 'More'], open: ['打开', 'Open'], select: ['当前选中', 'selected'],
  keys: ['快捷键', 'Keys'], keysOn: ['使用快捷键', 'Use keys'], keysText: ['J 下一件，K 上一件，Enter 打开，A 接受，R 退回或者不接受，? 显示本说明。输入文字时不起作用。', 'J next, K previous, Enter open, A accept, R return or decline, ? this help. They do nothing while you type.'],
  back: ['返回', 'Back'], path: ['案件走到哪里', 'Where the case has been'], now: ['现在', 'now'], cameBack: ['回到本单位', 'came back'], beside: ['同时在办', 'beside'],
  actions: ['可以做的事', 'What can be done'], noActions: ['现在没有需要您做的事。', 'There is nothing for you to do now.'], card: ['接受之前只显示办理所需的最少信息。', 'Before acceptance only the least that is needed is shown.'],
  follows: ['本单位现在只能看到案件走到哪里和期限。', 'Your organisation now follows the path and the time limits only.'],
  routes: ['法定途径', 'Ways the law offers'], routesOpen: ['现在可以走', 'Open now'], routesMaybe: ['取决于还不知道的情况', 'Depends on what is not known yet'], routesClosed: ['为什么现在走不通', 'Closed now, and why'],
  cite: ['依据', 'By'], used: ['依据的事实', 'Facts used'], askFirst: ['先问清这几项，多数途径就有结论', 'Ask these first: they decide most ways'], stopped: ['已停止的期限', 'Time limits that ended'], missing: ['还要知道', 'Still to be known'], wouldChange: ['什么会改变结论', 'What would change it'], known: ['条文来源待核实', 'text not confirmed yet'], send: ['移交到这条途径', 'Send this way'],
  decides: ['由人决定，平台只说明理由。', 'A person decides; this only gives reasons.'], ranked: ['排在前面的理由', 'Why it stands first'], until: ['最迟', 'by'],
  notices: ['通知', 'Notices'], templates: ['文书模板', 'Letter templates'], bundles: ['接收材料包', 'Take a bundle in'],
  clocks: ['期限', 'Time limits'], noClocks: ['没有正在计算的期限。', 'No time limit is running.'], timeline: ['经过', 'What has happened'], parties: ['当事人', 'Parties'], consents: ['意愿和同意', 'Consents'], noConsents: ['还没有登记。', 'None recorded yet.'],
  papers: ['材料', 'Papers'], noPapers: ['还没有材料。', 'No papers yet.'], addPaper: ['上传材料', 'Add a paper'], file: ['选择文件（PDF、图片、Word、Excel、文本，不超过10 MB）', 'File: PDF, picture, Word, Excel or text, up to 10 MB'],
  paperTitle: ['名称', 'Name'], paperClass: ['谁能看', 'Who may see it'], paperKind: ['种类', 'Kind'], original: ['这是原件', 'This is the original'], paperEffect: ['上传后按所选范围可见；“调解内部”的材料不随案移交。', 'It is seen as chosen; what belongs to the mediation does not follow the case.'],
  look: ['查看', 'Look'], save: ['下载', 'Download'], receipt: ['清点签收材料', 'Sign for the documents'], undisputed: ['记载无争议事实', 'Undisputed facts'], unconfirmed: ['尚未经双方书面确认，不随案移交', 'not yet confirmed in writing by both sides: it does not follow the case'],
  confirmedOn: ['双方书面确认日期', 'confirmed by both sides on'], missingPapers: ['缺少', 'missing'], differ: ['与清单不符', 'not as sent'], signedFor: ['已签收', 'signed for'],
  documents: ['文书和记录', 'Documents and records'], noDocuments: ['还没有可以查看的文书。', 'There is nothing to read yet.'], agreement: ['调解协议', 'Agreement'], effective: ['生效日期', 'In effect from'], unsigned: ['还没有签', 'still to sign'], notes: ['记录', 'Notes'], sessions: ['调解会', 'Sessions'],
  result: ['结果', 'Result'], served: ['送达', 'Served'], claims: ['诉求', 'Claims'], summary: ['情况', 'Matter'], sent: ['移送方说', 'The sender says'], answered: ['接收方说', 'The receiver says'], silent: ['还没有说明。', 'Nothing yet.'],
  returns: ['已退回{}次', 'returned {} times'], goes: ['随案移送', 'Goes with the case'], stays: ['留下不移送', 'Stays here'], lacks: ['接收方还会要', 'The receiver will still want'], costs: ['这一步会失去', 'What this step costs'],
  refer: ['移交案件', 'Refer the case'], chooseRoute: ['走哪条途径', 'Which way'], chooseTo: ['交给谁', 'To whom'], chooseMode: ['怎么交', 'How'], noReceiver: ['没有单位办理这条途径，请换一条途径。', 'No organisation takes this way: choose another.'], closedTag: ['走不通', 'closed'], openTag: ['可以走', 'open'], maybeTag: ['未定', 'open question'],
  why: ['理由', 'Reason'], override: ['坚持移交的理由', 'Why it is sent all the same'], overrideHint: ['依现有事实这条途径走不通，仍要移交请写明理由。', 'On these facts the law closes this way: say why it is sent all the same.'], custodyWhat: ['责任', 'Custody'], previewFirst: ['移交前请看清哪些随案走、哪些留下。', 'Look first at what goes and what stays.'],
  regTitle: ['登记来访', 'Register a dispute'], partWho: ['谁来', 'Who comes'], partOther: ['和谁有纠纷', 'With whom'], partWhat: ['什么事', 'What it is about'], partWhen: ['什么时候收到', 'When it came'], partCheck: ['核对', 'Check answers'], next: ['下一步', 'Next'], previous: ['上一步', 'Back a step'], change: ['修改', 'Change'], registerNow: ['确认登记', 'Register'],
  regEffect: ['确认后本单位成为责任单位，期限开始计算。此前什么都没有发出。', 'Your organisation then becomes the custodian and the time limits begin. Nothing was sent before.'],
  drafts: ['我的草稿', 'My drafts'], continue: ['继续', 'Continue'], drop: ['删除', 'Delete'], savedAt: ['草稿已保存 {}', 'draft kept {}'], notSaved: ['草稿没有保存：{}', 'draft not kept: {}'], filling: ['填写中', 'being filled in'], untitled: ['未写标题', 'no title yet'],
  purpose: ['想要什么', 'What is asked'], source: ['怎么来的', 'How it came'], region: ['发生在哪里', 'Where'], claim: ['诉求（每行一条）', 'Claims, one a line'], relation: ['双方是什么关系', 'How the two sides are related'], eventOn: ['事情发生或者知道的日期', 'Day it happened or was known'], optional: ['可以不填', 'optional'],
  applicant: ['申请人', 'Applicant'], respondent: ['被申请人', 'Respondent'], name: ['姓名或者名称', 'Name'], idNumber: ['身份证号码', 'Identity number'], phone: ['电话', 'Phone'], address: ['地址', 'Address'], kind: ['是人还是单位', 'Person or organisation'],
  notToday: ['不是今天收到的，请写明凭证和理由；期限从收到之日算。', 'Not received today: give the proof and the reason. Time runs from the day of receipt.'], proof: ['凭证', 'Proof'], reason: ['理由', 'Reason'], nothing: ['未填', 'not given'],
  checkID: ['证件号码的校验位不符，请核对原件；不影响登记。', 'The identity number does not add up: look at the paper. It does not stop the registration.'], checkPhone: ['没有电话和证件号码，登记后会给一个纸质口令。', 'Without phone and identity number a secret on paper will be given.'],
  rights: ['您自己的期限', 'Your own time limits'], registered: ['登记完成', 'Registered'], queryCode: ['查询码（只显示这一次）', 'Query code, shown only now'], secret: ['纸质口令（只显示这一次）', 'Secret on paper, shown only now'], whatNext: ['接下来', 'What comes next'], print: ['打印受理单', 'Print the slip'], slip: ['受理单', 'Slip'], scan: ['扫码或者打开网址，凭编号、查询码和证件号或者手机号后四位查看进度。', 'Scan or open the address; number, query code and the last four of an identity or phone number show the progress.'],
  toCase: ['打开案件', 'Open the case'], toRoutes: ['看法定途径并移交', 'See the ways and refer'], another: ['再登记一件', 'Register another'], warnings: ['提示', 'Remarks'], slipKeep: ['请妥善保管。查询码不要告诉别人。', 'Keep it safe and tell nobody the code.'],
  today: ['今天', 'Today'], plan: ['安排接访', 'Plan a reception'], planEffect: ['安排后律师可以报名；勾选公开的，公众在网上能看到。', 'Lawyers can then join; a public one is shown to everybody.'], place: ['地点', 'Place'], startsAt: ['开始', 'Begins'], endsAt: ['结束', 'Ends'], dutySheet: ['值班表', 'Duty sheet'], lawyersWanted: ['需要几位律师', 'Lawyers wanted'], isPublic: ['公开', 'public'], noReceptions: ['今天起没有安排接访。', 'No reception is planned from today.'],
  lawyers: ['律师', 'Lawyers'], queue: ['来访队列', 'Queue'], emptyQueue: ['还没有来访。', 'Nobody has come yet.'], join: ['报名参加', 'Join'], joinEffect: ['报名后您会看到这次接访的来访人姓名，用于核对利益冲突。', 'You then see the names of its visitors, to check for a conflict.'], checkIn: ['来访登记', 'Check in a visitor'], checkInEffect: ['登记后排入队列，律师先只看到姓名。', 'Enters the queue; a lawyer sees only the name at first.'], visitor: ['来访人', 'Visitor'], matter: ['来访事项', 'Matter'],
  proofFile: ['下载移交回执（可核验）', 'Download the receipts of this handoff'], proofCheck: ['怎样核验', 'How to check them'],
  lead: ['接待人（职务、姓名）', 'Who receives (office and name)'],
  cancelled: ['已取消', 'Cancelled'], moved: ['已改期或者改地点', 'Moved'], movedFrom: ['原定时间', 'First announced for'], cancelReception: ['取消接访', 'Cancel it'], moveReception: ['改期、改地点', 'Move it'],
  cancelEffect: ['公开页面和日历马上写明取消和原因，律师能看到；队列里的来访人请逐一打电话告知。', 'The public page and calendars say so at once, with the reason, and lawyers see it; call everybody in the queue.'], moveEffect: ['公开页面和日历马上写明改动和原因，律师和队列保留；队列里的来访人请逐一打电话告知。', 'The public page and calendars say so at once, with the reason; lawyers and the queue stay. Call everybody in the queue.'],
  factsTold: ['来访人说的情况', 'What the visitor told'], byLaw: ['依据', 'By law'], bring: ['下次请带', 'Please bring'], lawLines: ['法律依据，每行一条', 'Articles, one a line'], bringLines: ['下次请带的材料，每行一项', 'What to bring, one a line'], takeHome: ['打印给来访人带走', 'Print for the visitor'],
  visit: ['来访', 'Visit'], conflictNone: ['姓名核对：没有发现利益冲突。', 'Names checked: no conflict found.'], conflictYes: ['姓名核对：您所在律所代理对方，请回避。', 'Names checked: your firm acts for the other side. Please stand back.'], namesChecked: ['核对过的姓名', 'Names checked'], opinion: ['法律意见', 'Opinion'], opinions: ['法律意见', 'Opinions'], noOpinions: ['还没有意见。', 'No opinions yet.'], opine: ['留下意见', 'Leave an opinion'], opineEffect: ['意见只给来访人本人；来访人同意后，下一位律师也能看到。', 'It is for the visitor alone; with the visitor\'s yes the next lawyer sees it too.'], suggest: ['建议走的途径', 'Ways suggested'], registerVisit: ['由此登记案件', 'Register a case from this'],
  sideBySide: ['两边的说法', 'Both sides'], withdrawnCode: ['补发查询码', 'New query code'], at: ['于', 'on'], nobody: ['没有', 'none'],
  heldWaiting: ['正在安全检查，通过后就能查看和移交', 'Being checked: it can be opened and sent on once it has passed'], heldHarmful: ['! 安全检查发现文件有害，内容已删除，请重新提交', '! Harm was found and the content is gone: hand in a clean file'],
  withdrawnOn: ['撤回于', 'taken back on'],
  filedAs: ['立案号', 'Filed as'], names: ['只核对姓名', 'Names-only check'], home: ['首页', 'Home'], pickTo: ['请选择接收单位', 'Choose a receiver'], pickRoute: ['请选择途径', 'Choose a way'], toUnit: ['指定给', 'Designate'],
} satisfies Record<string, [string, string]>;

export type Word = keyof typeof words;

/** w says a sentence in the chosen language; {} is filled in. */
export function w(key: Word, fill?: string | number): string {
  const s = words[key][getLanguage() === 'en' ? 1 : 0];
  return fill === undefined ? s : s.replace('{}', String(fill));
}
