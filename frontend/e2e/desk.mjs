// The desk in a browser: the three stories of the spine, done by people, each in their own window.
import { as, at, axeOn, check, every, origin, show, watched, widths } from './kit.mjs';
import { poisonedDesk } from './hostile.mjs';

async function answer(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`dialog[open] #${name}`);
    await field.waitFor();
    if (await field.evaluate((e) => e.tagName === 'SELECT')) await field.selectOption(value);
    else await field.fill(value);
  }
}

/** act presses one of the allowed actions, answers its questions, and waits until it is done. */
async function act(page, title, values = {}) {
  await page.getByRole('region', { name: '可以做的事' }).getByRole('button', { name: title, exact: true }).click();
  await page.getByRole('dialog', { name: title }).waitFor();
  await answer(page, values);
  await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await page.getByText('已完成：' + title).first().waitFor();
}

/** refer sends a case through the dialog, and looks at what goes and what stays. */
async function refer(page, { route, to, mode, reason, override }, looks) {
  await page.getByRole('region', { name: '可以做的事' }).getByRole('button', { name: '移交案件' }).click();
  const dialog = page.getByRole('dialog', { name: '移交案件' });
  await dialog.getByRole('button', { name: '移交案件' }).click();
  await dialog.getByText('请选择途径').waitFor();
  if (looks) await axeOn(page, `${looks} refer errors`);
  await page.locator('#refer-route').selectOption(route);
  await dialog.getByRole('radio', { name: to }).check();
  await dialog.getByRole('heading', { name: '留下不移送' }).waitFor();
  if (mode) await dialog.getByRole('radio', { name: mode }).check();
  await page.locator('#refer-reason').fill(reason);
  if (override) await page.locator('#refer-override').fill(override);
  if (looks) await axeOn(page, `${looks} refer`);
  await dialog.getByRole('button', { name: '移交案件' }).click();
  await page.getByText('已完成：移交案件').waitFor();
}

const next = async (page, heading) => { await page.getByRole('button', { name: '下一步' }).click(); await page.getByRole('heading', { level: 2, name: heading }).waitFor(); };

/** fillIn types a registration, section by section. */
export async function fillIn(page, a) {
  const headings = ['谁来', '和谁有纠纷', '有没有危险', '什么事', '核对'];
  for (const part of [['received_on', 'proof', 'reason'], ['applicant_name', 'applicant_id', 'applicant_phone'], ['respondent_name', 'respondent_phone'], ['safety_violence'], ['title', 'summary', 'claims', 'relation', 'event_on', 'category']]) {
    for (const name of part) {
      if (a[name] === undefined) continue;
      if (name === 'category') {
        await page.locator('#category').fill(a.category);
        await page.locator('.ant-select-item-option', { hasText: a.category }).first().click();
        continue;
      }
      const field = page.locator('#' + name);
      await field.waitFor();
      if (await field.evaluate((e) => e.tagName === 'SELECT')) await field.selectOption(a[name]);
      else await field.fill(a[name]);
    }
    await next(page, headings.shift());
  }
}

export const matter = { applicant_name: '林小雨', applicant_phone: '13900001234', respondent_name: '高大山', respondent_phone: '13900005678', title: '楼上漏水赔偿', summary: '楼上卫生间漏水，要求修复并赔偿。', claims: '修复防水层\n赔偿八千元', relation: 'neighbours', category: '漏水' };

async function confirmRegistration(page) {
  await page.getByRole('button', { name: '确认登记' }).click();
  await page.getByRole('heading', { name: '登记完成' }).waitFor();
  await page.getByRole('button', { name: '看法定途径并移交' }).click();
  await page.getByRole('region', { name: '可以做的事' }).waitFor();
  return page.url().split('/').pop();
}

/** Story 1: a reception, a lawyer's opinion, registration, mediation that fails, the court's filing desk. */
async function courtStory(browser, width) {
  const looks = `desk ${width}`;
  const supervisor = await at(browser, width, 'supervisor');
  await show(supervisor, '/receptions');
  await every(supervisor, `${looks} receptions`);
  await supervisor.getByRole('button', { name: '安排接访' }).click();
  await axeOn(supervisor, `${looks} plan`);
  const place = `接访大厅 ${width}`;
  await answer(supervisor, { place, ends_at: '2099-01-01T17:00' });
  await supervisor.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await supervisor.getByRole('dialog').waitFor({ state: 'detached' });
  const open = async (page) => { await show(page, '/receptions'); await page.getByRole('listitem').filter({ hasText: place }).getByRole('link').click(); await page.getByRole('heading', { level: 1, name: place }).waitFor(); };

  const lawyer = await at(browser, width, 'lawyer');
  await open(lawyer);
  await lawyer.getByRole('button', { name: '报名参加' }).click();
  await lawyer.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await lawyer.getByText('还没有来访。').waitFor();
  // Whoever planned it also hosts it, and sits at its table.
  await open(supervisor);
  const clerk = await at(browser, width, 'clerk');
  await open(clerk);
  await clerk.getByRole('button', { name: '来访登记' }).click();
  await answer(clerk, { name: '林小雨', matter: '楼上漏水，物业不管。' });
  await clerk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await clerk.getByRole('link', { name: /林小雨/ }).waitFor();
  await every(clerk, `${looks} reception`);
  await clerk.getByRole('button', { name: '来访登记' }).click();
  await answer(clerk, { name: '只问一句', matter: '想知道去哪里。' });
  await clerk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await clerk.getByRole('link', { name: /只问一句/ }).click();
  await clerk.getByRole('button', { name: '来访结果' }).click();
  await axeOn(clerk, `${looks} visit outcome`);
  await clerk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await clerk.getByRole('dialog').waitFor({ state: 'detached' });
  await clerk.getByText('当场解答').waitFor();
  check('a visit ends once', (await clerk.getByRole('button', { name: '来访结果' }).count()) === 0);
  await open(clerk);
  await lawyer.reload();
  await lawyer.getByRole('link', { name: /林小雨/ }).click();
  await lawyer.getByText('没有发现利益冲突').waitFor();
  await lawyer.getByText('楼上漏水，物业不管。').waitFor();
  await lawyer.getByRole('button', { name: '留下意见' }).click();
  await answer(lawyer, { text: '可以先申请人民调解，不成再起诉。' });
  await lawyer.getByRole('checkbox', { name: '人民调解' }).check();
  await axeOn(lawyer, `${looks} opinion`);
  await lawyer.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await lawyer.locator('p.words', { hasText: '可以先申请人民调解' }).waitFor();
  await every(lawyer, `${looks} visit`);
  await lawyer.context().close();
  await supervisor.context().close();

  await clerk.getByRole('link', { name: /林小雨/ }).click();
  await clerk.getByRole('button', { name: '由此登记案件' }).click();
  await clerk.getByRole('button', { name: '下一步' }).waitFor();
  await every(clerk, `${looks} register`);
  await next(clerk, '谁来');
  await clerk.getByRole('button', { name: '下一步' }).click();
  await clerk.getByRole('alert').first().waitFor();
  await axeOn(clerk, `${looks} register errors`);
  await clerk.getByRole('button', { name: '上一步' }).click();
  await clerk.getByRole('heading', { name: '什么时候收到' }).waitFor();
  await fillIn(clerk, { ...matter, applicant_id: '110101199003070000' });
  await clerk.getByText(/草稿已保存/).waitFor();
  await every(clerk, `${looks} check answers`);
  await clerk.getByRole('heading', { name: '核对' }).waitFor();
  await clerk.getByRole('button', { name: '修改 身份证号码' }).click();
  await clerk.getByText('校验位不符').waitFor();
  await clerk.locator('#applicant_id').fill('');
  for (const heading of ['和谁有纠纷', '有没有危险', '什么事', '核对']) await next(clerk, heading);
  await clerk.getByRole('button', { name: '确认登记' }).click();
  await clerk.getByRole('heading', { name: '登记完成' }).waitFor();
  await every(clerk, `${looks} slip`);
  await clerk.getByRole('button', { name: '看法定途径并移交' }).click();
  await clerk.getByRole('region', { name: '可以做的事' }).waitFor();
  const id = clerk.url().split('/').pop();
  check('the draft is gone', !JSON.stringify(await (await as('clerk'))('GET', '/drafts')).includes('楼上漏水赔偿'));
  await every(clerk, `${looks} case`);

  // A missing fact has its control, and the answer changes.
  await clerk.locator('details.way', { hasText: '商事仲裁' }).locator('summary').click();
  await clerk.locator('details.way', { hasText: '商事仲裁' }).getByRole('button', { name: '有没有仲裁约定' }).first().click();
  await axeOn(clerk, `${looks} fact`);
  await answer(clerk, { value: 'none' });
  await clerk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await clerk.getByText('已完成：有没有仲裁约定').waitFor();
  for (const name of ['林小雨', '高大山']) {
    await clerk.getByRole('region', { name: '可以做的事' }).getByRole('button', { name: '登记同意或拒绝' }).click();
    await clerk.locator('dialog[open] #party_id').selectOption({ label: name });
    await answer(clerk, { subject: 'mediation', answer: 'yes', form: 'written' });
    await clerk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await clerk.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await refer(clerk, { route: 'people_mediation', to: /东风街道人民调解委员会/, mode: '移送协商、委托', reason: '邻里纠纷，双方愿意调解' }, looks);

  const mediator = await at(browser, width, 'mediator');
  await every(mediator, `${looks} inbox`);
  const number = (await (await as('clerk'))('GET', '/cases/' + id)).number;
  await mediator.getByRole('link', { name: number }).click();
  await mediator.getByText('接受之前只显示').waitFor();
  check('a card names no phone', !(await mediator.content()).includes('13900001234'));
  await every(mediator, `${looks} card`);
  await act(mediator, '接受');
  await act(mediator, '记录调解会', { present: '林小雨、高大山', text: '双方各执一词，对方愿意出五千。' });
  await act(mediator, '终止', { code: 'no_agreement', text: '数额谈不拢。' });
  await act(mediator, '办结反馈', { outcome: 'unsettled', text: '调解不成，建议起诉。' });
  await mediator.context().close();

  await show(clerk, '/cases/' + id);
  await clerk.reload();
  await act(clerk, '确认收悉');
  check('what was said in mediation stays there', !(await clerk.content()).includes('五千'));
  await refer(clerk, { route: 'civil_litigation', to: /示例区人民法院/, reason: '当事人要求起诉' });
  const court = await at(browser, width, 'court');
  await court.getByRole('link', { name: number }).click();
  await court.getByText('尚未立案').first().waitFor();
  await every(court, `${looks} filing`);
  await act(court, '登记立案受理', { number: '(2026)示0102民初1号' });
  const custody = await (await as('clerk'))('GET', `/cases/${id}/custody`);
  check('the court holds the case', custody.items.at(-1).organization.id === 'org-court', JSON.stringify(custody.items.at(-1)));
  check('no word of the mediation reached the court', !(await court.content()).includes('五千'));
  await court.context().close();
  await clerk.context().close();
}

/** Story 2: an agreement, signed by all, confirmed by the court. */
async function confirmedStory(browser) {
  const clerk = await at(browser, 1440, 'clerk');
  await show(clerk, '/register');
  await clerk.getByRole('button', { name: '下一步' }).waitFor();
  await fillIn(clerk, matter);
  const id = await confirmRegistration(clerk);
  await refer(clerk, { route: 'people_mediation', to: /东风街道人民调解委员会/, reason: '邻里纠纷' });
  const api = await as('clerk');
  const file = await api('GET', '/cases/' + id);
  for (const p of file.parties) await api('POST', `/cases/${id}/consents`, { party_id: p.id, subject: 'mediation', answer: 'yes', form: 'written' });
  const mediator = await at(browser, 1440, 'mediator');
  await mediator.getByRole('link', { name: file.number }).click();
  await act(mediator, '接受');
  await act(mediator, '记录调解会', { present: '双方', text: '达成一致。' });
  await act(mediator, '达成协议', { terms: '高大山赔偿八千元。', what: '支付八千元', by_on: '2099-01-01' });
  for (const signer of ['林小雨', '高大山', '调解员', '调解组织印章']) {
    await mediator.getByRole('region', { name: '可以做的事' }).getByRole('button', { name: '调解协议' }).click();
    await mediator.locator('dialog[open] #signer').selectOption({ label: signer });
    await mediator.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await mediator.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await mediator.getByText(/生效日期/).waitFor();
  await act(mediator, '办结反馈', { outcome: 'settled', text: '已达成协议。' });
  for (const p of file.parties) await (await as('mediator'))('POST', `/cases/${id}/consents`, { party_id: p.id, subject: 'judicial_confirmation', answer: 'yes', form: 'written' });
  await mediator.reload();
  await refer(mediator, { route: 'judicial_confirmation', to: /示例区人民法院/, reason: '双方共同申请司法确认' });
  const court = await at(browser, 1440, 'court');
  await court.getByRole('link', { name: file.number }).click();
  await act(court, '登记立案受理', { number: '(2026)示0102民特1号' });
  await act(court, '裁定确认', { text: '确认调解协议有效。' });
  await court.getByText('确认调解协议有效。').waitFor();
  await every(court, 'desk 1440 confirmed');
  for (const p of [clerk, mediator, court]) await p.context().close();
}

/** Story 3: sent, returned, sent again, contested, designated. */
async function pingPongStory(browser, width) {
  const looks = `desk ${width}`;
  const clerk = await at(browser, width, 'clerk');
  const api = await as('clerk');
  const made = await api('POST', '/cases', {
    title: '小区道路破损', purpose: 'claim', category: 'property_management.damage', source: 'visit', region: '990102001', summary: '小区道路多年破损无人维修。',
    parties: [{ role: 'applicant', kind: 'person', name: '林小雨', phone: '13900001234' }],
  });
  const assign = async (to) => { await show(clerk, '/cases/' + made.id); await clerk.reload(); await refer(clerk, { route: 'petition', to, mode: '转送、交办', reason: '依职责转送办理' }); };
  const object = async (user) => {
    const page = await at(browser, width, user);
    await page.getByRole('link', { name: made.number }).click();
    await act(page, '提出异议', { code: 'not_own_duty', text: '不是本单位职责。' });
    await page.context().close();
  };
  for (const [to, user] of [[/示例区住房和城乡建设局/, 'agency'], [/东风派出所/, 'police']]) {
    await assign(to);
    await object(user);
    await show(clerk, '/inbox/out');
    await clerk.reload();
    await clerk.getByRole('row', { name: new RegExp(made.number) }).filter({ hasText: '有异议' }).getByRole('link').click();
    await every(clerk, `${looks} objection ${user}`);
    await act(clerk, '同意退回');
  }
  await assign(/示例区市场监督管理局/);
  await object('market');
  await show(clerk, '/inbox/out');
  await clerk.reload();
  await clerk.getByRole('row', { name: new RegExp(made.number) }).filter({ hasText: '有异议' }).getByRole('link').click();
  await act(clerk, '同意退回');
  const supervisor = await at(browser, width, 'supervisor');
  await show(supervisor, '/inbox/contested');
  await every(supervisor, `${looks} contested`);
  await supervisor.getByRole('link', { name: made.number }).click();
  await supervisor.getByRole('region', { name: '可以做的事' }).getByRole('button', { name: '指定管辖' }).click();
  await supervisor.getByRole('region', { name: '双方理由' }).getByText('已经第三次退回或者形成循环').waitFor();
  await axeOn(supervisor, `${looks} designate`);
  await supervisor.locator('dialog[open] #to').selectOption({ label: '示例区住房和城乡建设局' });
  await answer(supervisor, { text: '物业监管属住建部门职责。' });
  await supervisor.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await supervisor.getByText('已完成：指定管辖').waitFor();
  check('the superior\'s word binds', (await api('GET', '/cases/' + made.id)).custodian.id === 'org-housing');
  await supervisor.context().close();
  await clerk.context().close();
}

/** Ten cases are accepted with keys only, and no key fires while somebody types. */
async function keyboard(browser) {
  const clerk = await as('clerk');
  for (let i = 0; i < 10; i++) {
    const c = await clerk('POST', '/cases', { title: '噪声', purpose: 'claim', category: 'neighbour.noise', source: 'visit', region: '990102002', summary: '夜间噪声。', parties: [{ role: 'applicant', kind: 'person', name: '林小雨', phone: '13900001234' }] });
    await clerk('POST', `/cases/${c.id}/referrals`, { to: 'org-mediation2', channel: 'people_mediation', route: 'people_mediation', mode: 'offered', reason: '邻里纠纷' });
  }
  const page = await at(browser, 1440, 'mediator2');
  const mine = await as('mediator2');
  const waiting = async () => (await mine('GET', '/referrals?box=in&state=offered')).items.length;
  const before = await waiting();
  const search = page.getByRole('search').getByRole('textbox');
  await search.focus();
  await page.keyboard.type('aajr');
  check('keys do nothing while somebody types', (await search.inputValue()) === 'aajr' && page.url().includes('/inbox/in'));
  await search.fill('');
  for (let i = 0; i < 10; i++) {
    await show(page, '/inbox/in');
    await page.getByRole('row').nth(1).waitFor();
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    const rows = page.locator('table.queue tbody tr');
    while (!(await page.locator('tr[aria-current="true"]').innerText()).includes('待接受')) await page.keyboard.press('j');
    check('one row is selected', (await rows.and(page.locator('[aria-current="true"]')).count()) === 1);
    await page.keyboard.press('a');
    await page.getByRole('dialog', { name: '接受' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '确定' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('已完成：接受').waitFor();
  }
  check('ten were accepted with keys', before - (await waiting()) === 10, `${before} ${await waiting()}`);
  await page.context().close();
}

export async function signIn(browser, width) {
  const page = await watched(browser, width);
  await page.goto(origin + '/desk');
  await page.locator('#username').waitFor();
  await every(page, `desk ${width} sign-in`);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByRole('alert').first().waitFor();
  await axeOn(page, `desk ${width} sign-in errors`);
  await page.getByRole('button', { name: '帮助' }).click();
  await page.getByRole('dialog').waitFor();
  await axeOn(page, `desk ${width} help`);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.context().close();
}

async function lists(browser, width) {
  const page = await at(browser, width, 'clerk');
  for (const hash of ['/inbox/out', '/cases/box/mine', '/cases/box/former']) {
    await show(page, hash);
    await every(page, `desk ${width} ${hash}`);
  }
  await page.context().close();
}

export async function deskStories(browser) {
  for (const width of widths()) {
    await signIn(browser, width);
    await courtStory(browser, width);
    await pingPongStory(browser, width);
    await lists(browser, width);
  }
  await confirmedStory(browser);
  await keyboard(browser);
  await poisonedDesk(browser);
}
