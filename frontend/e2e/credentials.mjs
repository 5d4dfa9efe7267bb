// A party's own acts with the factor that staff do not hold, and what the desk does for people who come in person.
import { as, at, axeOn, check, every, origin, show, watched, widths } from './kit.mjs';
import { fillIn, matter } from './desk.mjs';

async function codeOn(phone) {
  const all = await (await as('admin'))('GET', '/demo/messages');
  return all.items.find((m) => m.to === phone).text.match(/\d{6}/)[0];
}

async function agreed(clerk, mediator, phone) {
  const made = await clerk('POST', '/cases', {
    title: '楼上漏水赔偿', purpose: 'claim', category: 'neighbour.leak', source: 'visit', region: '990102001', summary: '楼上卫生间漏水。', claims: ['修复防水层'], facts: { relation: 'neighbours' },
    parties: [{ role: 'applicant', kind: 'person', name: '林小雨', phone }, { role: 'respondent', kind: 'person', name: '高大山', phone: '13900005678' }],
  });
  const file = await clerk('GET', '/cases/' + made.id);
  for (const p of file.parties) await clerk('POST', `/cases/${made.id}/consents`, { party_id: p.id, subject: 'mediation', answer: 'yes', form: 'written' });
  const ref = await clerk('POST', `/cases/${made.id}/referrals`, { to: 'org-mediation1', channel: 'people_mediation', route: 'people_mediation', mode: 'offered', reason: '调解' });
  await mediator('POST', `/referrals/${ref.id}/accept`, {});
  const all = await mediator('GET', `/cases/${made.id}/proceedings`);
  const proceeding = all.items.find((p) => p.referral_id === ref.id);
  await mediator('POST', `/proceedings/${proceeding.id}/agreement`, { terms: '高大山赔偿八千元。', form: 'written', performance: [{ what: '支付八千元', by_on: '2099-01-01' }] });
  return made;
}

async function enter(page, made, second) {
  await page.goto(origin + '/party');
  await page.getByLabel('编号').fill(made.number);
  await page.getByLabel('查询码').fill(made.query_code);
  await page.getByLabel('证件号或手机号后四位').fill(second);
  await page.getByRole('button', { name: '查看我的事项' }).click();
  await page.getByRole('heading', { name: '编号 ' + made.number }).waitFor();
}

/** One factor for one sitting: the first act asks for it, those after do not. */
async function ownActs(browser, clerk, mediator, width) {
  const phone = width === 390 ? '13922221234' : '13933331234';
  const made = await agreed(clerk, mediator, phone);
  const page = await watched(browser, width);
  await enter(page, made, '1234');
  await page.getByRole('button', { name: '我的协议' }).click();
  await page.getByText('高大山赔偿八千元。').waitFor();
  await every(page, `party agreement ${width}`);
  await page.getByRole('button', { name: '我同意，签署' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('签署后，这份协议对您有约束力').waitFor();
  await axeOn(page, `party sign ${width}`);
  await dialog.getByRole('button', { name: '我同意，签署' }).click();
  await dialog.getByRole('button', { name: /把验证码发到我的手机/ }).waitFor();
  await axeOn(page, `party factor ${width}`);
  await dialog.getByRole('button', { name: /把验证码发到我的手机/ }).click();
  await dialog.getByLabel('6位验证码').waitFor();
  check('the code has the focus', await dialog.getByLabel('6位验证码').evaluate((e) => e === document.activeElement));
  await dialog.getByRole('button', { name: '确认' }).click();
  await dialog.getByText('请填写这一项').waitFor();
  await axeOn(page, `party code ${width}`);
  await dialog.getByLabel('6位验证码').fill('000000');
  const code = await codeOn(phone);
  if (code !== '000000') {
    await dialog.getByRole('button', { name: '确认' }).click();
    await dialog.getByRole('alert').waitFor();
  }
  await dialog.getByLabel('6位验证码').fill(code);
  await dialog.getByRole('button', { name: '确认' }).click();
  await page.getByText('您已签署。').waitFor();

  await page.getByRole('button', { name: '评价办理单位' }).click();
  check('a rating is not chosen for anyone', await dialog.getByRole('button', { name: '评价办理单位' }).isDisabled());
  await dialog.getByRole('radio', { name: /4分/ }).check();
  await axeOn(page, `party rating ${width}`);
  await dialog.getByRole('button', { name: '评价办理单位' }).click();
  await page.getByText('谢谢，评价已收到。').waitFor();

  await page.getByRole('button', { name: '设置个人密码' }).click();
  await dialog.getByLabel('新的6位密码').fill('123456');
  await dialog.getByRole('button', { name: '设置个人密码' }).click();
  await dialog.getByRole('alert').waitFor();
  await axeOn(page, `party pin ${width}`);
  await dialog.getByLabel('新的6位密码').fill('482915');
  await dialog.getByRole('button', { name: '设置个人密码' }).click();
  await page.getByText('个人密码已设置。').waitFor();

  await page.getByRole('button', { name: '撤回我的事项' }).click();
  await dialog.getByText('三个工作日内您可以反悔').waitFor();
  await dialog.getByRole('button', { name: '撤回我的事项' }).click();
  await page.getByText('您已提出撤回。').waitFor();
  await every(page, `party withdrawn ${width}`);
  check('the case shows it', (await mediator('GET', '/cases/' + made.id)).withdrawals[0].state === 'pending');
  await page.getByRole('button', { name: '我要继续办理' }).click();
  await page.getByText('已撤销，继续办理。').waitFor();
  check('undone in one step', (await mediator('GET', '/cases/' + made.id)).withdrawals.length === 0);

  await page.getByRole('button', { name: '窗口替我记录的事' }).click();
  await page.getByText('意愿：调解 · 同意').waitFor();
  await axeOn(page, `party recorded ${width}`);
  await page.getByRole('button', { name: /^不是这样/ }).first().click();
  await dialog.getByRole('button', { name: '确定' }).click();
  await page.getByText('您已否认').waitFor();
  await page.getByRole('button', { name: '我的请求证明' }).click();
  await page.getByText('诉讼时效从提出请求之日起中断', { exact: false }).waitFor();
  await every(page, `party certificate ${width}`);
  await page.context().close();
}

/** A yes to one question shows what helps before the slip; the address is looked at one by one; what is said is read back. */
async function windowActs(browser, width) {
  const page = await at(browser, width, 'clerk');
  await show(page, '/register');
  await page.getByRole('button', { name: '下一步' }).waitFor();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('heading', { level: 2, name: '谁来' }).waitFor();
  await page.locator('#applicant_address').fill('杏花巷九十九号');
  await page.getByRole('button', { name: '上一步' }).click();
  await fillIn(page, { ...matter, safety_violence: 'yes' });
  await page.getByRole('button', { name: '修改 这件事里，有没有人动手、威胁或者限制人身自由？' }).click();
  await page.getByText('不记在人身上').waitFor();
  await every(page, `desk ${width} questions`);
  for (const heading of ['什么事', '核对']) {
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('heading', { level: 2, name: heading }).waitFor();
  }
  await page.getByRole('button', { name: '确认登记' }).click();
  await page.getByRole('heading', { name: '登记完成' }).waitFor();
  const order = await page.evaluate(() => [...document.querySelectorAll('h1, h2')].map((h) => h.textContent));
  check('what helps stands first', order.findIndex((t) => t.includes('马上能帮上忙的')) < order.findIndex((t) => t.includes('登记完成')), order.join('|'));
  check('72 and 24 hours', (await page.content()).includes('72小时') && (await page.content()).includes('24小时'));
  await every(page, `desk ${width} help first`);
  check('the address is not printed', !(await page.content()).includes('杏花巷'));
  const number = await page.locator('.slip .code').first().textContent();
  await page.getByRole('button', { name: '看法定途径并移交' }).click();
  await page.getByRole('region', { name: '可以做的事' }).waitFor();
  check('the case page has no address', !(await page.content()).includes('杏花巷'));
  await page.getByRole('button', { name: '查看地址（记入日志） 林小雨' }).click();
  await page.getByText('杏花巷九十九号').waitFor();

  const oral = page.getByRole('region', { name: '口头陈述笔录' });
  await oral.getByRole('button', { name: '记录口头陈述' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#text').fill('漏水从三月开始。');
  await axeOn(page, `desk ${width} oral write`);
  await dialog.getByRole('button', { name: '确定' }).click();
  await dialog.waitFor({ state: 'detached' });
  await oral.getByRole('button', { name: '更正' }).click();
  await dialog.locator('#text').fill('漏水从五月开始。');
  await dialog.locator('#reason').fill('本人说是五月');
  await dialog.getByRole('button', { name: '确定' }).click();
  await dialog.waitFor({ state: 'detached' });
  await oral.getByRole('button', { name: '已宣读，本人确认' }).click();
  await dialog.getByText('漏水从五月开始。').waitFor();
  await axeOn(page, `desk ${width} oral read back`);
  await dialog.locator('#how').selectOption('fingerprint');
  await dialog.getByRole('button', { name: '确定' }).click();
  await oral.getByText('已宣读并确认').waitFor();
  await every(page, `desk ${width} case with care`);

  const before = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);
  await (await as('clerk'))('POST', '/cases', {
    title: '补录的来信', purpose: 'claim', category: 'neighbour.leak', source: 'letter', region: '990102001', summary: '周五收信。', received_on: before, reason: '周五收信，周二录入', proof: { kind: 'stamp', text: '收文章', dated_on: before },
    parties: [{ role: 'applicant', kind: 'person', name: '林小雨' }],
  });
  await show(page, '/backdated');
  await page.getByText('周五收信，周二录入').first().waitFor();
  await every(page, `desk ${width} late entries`);
  const elsewhere = await at(browser, width, 'agency');
  await show(elsewhere, '/identity');
  await every(elsewhere, `desk ${width} identity`);
  await elsewhere.locator('#number').fill(number);
  await elsewhere.locator('#name').fill('林小雨');
  await elsewhere.locator('#how').selectOption('original_paper');
  await elsewhere.getByRole('button', { name: '补发查询码' }).click();
  await elsewhere.getByRole('alert').first().waitFor();
  await axeOn(elsewhere, `desk ${width} identity errors`);
  await elsewhere.locator('#phone').fill('13900001234');
  await elsewhere.getByRole('button', { name: '补发查询码' }).click();
  await elsewhere.getByText('新的查询码，只显示这一次').waitFor();
  await every(elsewhere, `desk ${width} new code`);
  check('the window learns nothing of the case', !/漏水|高大山/.test(await elsewhere.content()));
  await elsewhere.context().close();
  await page.context().close();
}

export async function credentialStories(browser) {
  const clerk = await as('clerk');
  const mediator = await as('mediator');
  for (const width of widths()) {
    await ownActs(browser, clerk, mediator, width);
    await windowActs(browser, width);
  }
}
