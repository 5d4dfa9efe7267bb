// An administrator brings people in and closes a leaver's account; a newcomer sets a password; somebody is away.
import { readFileSync } from 'node:fs';
import { as, at, axeOn, check, every, origin, show, watched, widths } from './kit.mjs';

export async function rosterStories(browser) {
  for (const width of widths()) {
    const admin = await at(browser, width, 'admin');
    await show(admin, '/people');
    await every(admin, `desk ${width} people`);
    const [download] = await Promise.all([admin.waitForEvent('download'), admin.getByRole('link', { name: '下载空白工作簿' }).click()]);
    await admin.locator('#roster-file').setInputFiles({ name: '单位人员.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: readFileSync(await download.path()) });
    await admin.getByRole('button', { name: '先看看' }).click();
    await admin.getByText('没有这个区划代码', { exact: false }).or(admin.getByText('没有找到上级单位', { exact: false })).first().waitFor();
    await axeOn(admin, `desk ${width} roster preview`);
    await admin.locator('#account-q').fill('legal');
    await admin.getByRole('button', { name: /^重设密码链接/ }).first().click();
    const path = (await admin.locator('p[role="status"] .code').textContent()).replace(/^https?:\/\/[^/]+/, '');
    await every(admin, `desk ${width} reset link`);
    await admin.getByRole('button', { name: /^离岗移交/ }).first().click();
    await axeOn(admin, `desk ${width} hand over`);
    await admin.getByRole('dialog').getByRole('button', { name: '先不做' }).click();
    await housesStory(admin, width);
    await admin.context().close();

    const page = await watched(browser, width);
    await page.goto(origin + path);
    await page.getByRole('heading', { name: '设置密码' }).waitFor();
    await every(page, `desk ${width} set password`);
    await page.getByLabel('新密码').fill('a-password-of-mine');
    await page.getByRole('button', { name: '确定' }).click();
    await page.getByText('密码已设置，请登录。').waitFor();
    await page.goto('about:blank');
    await page.goto(origin + path);
    await page.getByLabel('新密码').fill('another-password-x');
    await page.getByRole('button', { name: '确定' }).click();
    await page.getByRole('alert').waitFor();
    check('a link is used once', true);
    await page.context().close();

    const clerk = await at(browser, width, 'street_clerk');
    await show(clerk, '/away');
    await every(clerk, `desk ${width} away`);
    await clerk.getByRole('button', { name: '确定' }).click();
    await clerk.getByRole('button', { name: '提前回岗' }).click();
    await clerk.getByText('没有人登记不在岗。').waitFor();
    await clerk.context().close();
    await helperStory(browser, width);
    await deputyStory(browser, width);
  }
}

/** A street's helper adds an account for the committee it guides, and sees no other. */
async function helperStory(browser, width) {
  const helper = await at(browser, width, 'street_helper');
  await show(helper, '/people');
  check('a helper brings in no workbook', (await helper.locator('#roster-file').count()) === 0);
  await helper.locator('#account-house').selectOption({ label: '东风街道人民调解委员会' });
  await helper.getByRole('cell', { name: 'mediator', exact: true }).waitFor();
  check('the head is the administrator’s', (await helper.getByRole('cell', { name: 'mediation_head' }).count()) === 0);
  await every(helper, `desk ${width} helper`);
  await helper.getByRole('button', { name: '新建账号' }).click();
  await axeOn(helper, `desk ${width} new account`);
  check('three roles to give', (await helper.locator('#add-role option').count()) === 4);
  await helper.locator('#add-username').fill(`street-new-${width}`);
  await helper.locator('#add-name').fill('新来的');
  await helper.locator('#add-role').selectOption('mediator');
  await helper.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await helper.getByText('设置密码的链接').waitFor();
  await helper.getByRole('cell', { name: `street-new-${width}` }).waitFor();
  await helper.context().close();
}

/** Who stands in for the head takes the head's place from the list of roles. */
async function deputyStory(browser, width) {
  const head = await as('head');
  const mates = await head('GET', '/colleagues');
  const { today } = await head('GET', '/session');
  const away = await head('POST', '/absences', { from: today, until: today, deputy: mates.items.find((m) => m.name === '钱伟').id });
  const page = await at(browser, width, 'agency');
  const role = page.getByRole('combobox', { name: '切换岗位' });
  await role.locator('option').filter({ hasText: '代理 冯涛' }).waitFor({ state: 'attached' });
  await axeOn(page, `desk ${width} deputy`);
  await role.selectOption({ label: await role.locator('option').filter({ hasText: '代理 冯涛' }).innerText() });
  await page.getByRole('link', { name: '文书模板' }).waitFor();
  check('the deputy acts as the head', true);
  await page.context().close();
  await head('POST', '/absences/end', { id: away.id }).catch((e) => check('the answer has no body', /JSON/.test(String(e)), String(e)));
}

/** An organisation gets another name, and one ends and another takes its place. */
async function housesStory(admin, width) {
  const houses = admin.getByRole('region', { name: '单位', exact: true });
  await admin.locator('#house-q').fill('仲裁委员会');
  await houses.getByRole('button', { name: /^更名 示例仲裁委员会/ }).click();
  await axeOn(admin, `desk ${width} rename`);
  await admin.locator('#house-name').fill('示例仲裁委员会' + width);
  await admin.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await houses.getByText('已更名：示例仲裁委员会' + width).waitFor();
  const api = await as('admin');
  const made = await api('POST', '/organizations', { name: `旧所${width}`, kind: 'street', region: '990102001', channels: ['petition'], routes: ['petition'] });
  await admin.locator('#house-q').fill(`旧所${width}`);
  await houses.getByRole('button', { name: `撤销并由其他单位承接 旧所${width}` }).click();
  await axeOn(admin, `desk ${width} succession`);
  await admin.locator('#heir-q').fill('东风街道办事处');
  await admin.locator('#heir option', { hasText: '东风街道办事处' }).waitFor({ state: 'attached' });
  await admin.locator('#heir').selectOption({ label: '东风街道办事处' });
  await admin.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await houses.getByText(`旧所${width} → 东风街道办事处`).waitFor();
  check('it has ended', (await api('GET', '/organizations/' + made.id)).ended_on !== undefined);
  await axeOn(admin, `desk ${width} houses`);
}
