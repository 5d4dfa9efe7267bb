// An administrator brings people in and closes a leaver's account; a newcomer sets a password; somebody is away.
import { readFileSync } from 'node:fs';
import { at, axeOn, check, every, origin, show, watched, widths } from './kit.mjs';

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
  }
}
