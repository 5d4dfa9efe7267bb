// An auditor's desk: the standing lists, the log by its filters, and a signed file of it; and what waits for a second person.
import { as, at, axeOn, check, offered, show, widths } from './kit.mjs';

export async function auditStories(browser) {
  for (const width of widths()) {
    await offered(await as('clerk'));
    const page = await at(browser, width, 'auditor');
    await show(page, '/audit');
    await page.getByRole('heading', { name: '审计', level: 1 }).waitFor();
    await page.getByRole('row').nth(2).waitFor();
    await axeOn(page, `audit ${width}`);
    await page.getByLabel('动作（代码）').fill('case.registered');
    await page.getByRole('button', { name: '查询' }).click();
    await page.getByRole('cell', { name: 'case.registered' }).first().waitFor();
    check(`only what was asked for is listed ${width}`, (await page.getByRole('cell', { name: /^case\.(?!registered)/ }).count()) === 0);
    await page.getByRole('button', { name: '导出签名文件' }).click();
    await page.getByRole('status').getByText('已导出').waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /audit\.jsonl\.gz/ }).click()]);
    check(`the file has its name ${width}`, /^audit-.*\.jsonl\.gz$/.test(file.suggestedFilename()), file.suggestedFilename());
    await page.getByRole('button', { name: '代录' }).click();
    await page.getByText('没有符合条件的记录').or(page.getByRole('row').nth(1)).first().waitFor();
    await axeOn(page, `a standing list ${width}`);
    await page.context().close();

    const security = await at(browser, width, 'security_admin');
    await show(security, '/hands');
    await security.getByRole('heading', { name: '双人办理' }).waitFor();
    await security.getByRole('button', { name: '申请更换数据密钥' }).click();
    await security.locator('dialog[open] #reason').fill('年度更换');
    await axeOn(security, `a new key ${width}`);
    await security.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    const mine = security.getByRole('region', { name: '我提出的' }).getByRole('article').first();
    await mine.getByText('等待另一人确认').waitFor();
    check(`nobody confirms their own ${width}`, (await security.getByRole('button', { name: /^确认：/ }).count()) === 0);

    const admin = await at(browser, width, 'admin');
    await show(admin, '/hands');
    const waits = admin.getByRole('region', { name: '等我确认的' }).getByRole('article').first();
    await waits.getByRole('button', { name: /^确认：/ }).click();
    await axeOn(admin, `confirm ${width}`);
    await admin.getByRole('dialog').getByRole('button', { name: '确认', exact: true }).click();
    await admin.getByRole('dialog').waitFor({ state: 'detached' });
    await security.reload();
    await mine.getByText('已确认，待执行').waitFor();
    await mine.getByRole('button', { name: /^撤回：/ }).click();
    await security.getByRole('dialog').getByRole('button', { name: '撤回', exact: true }).click();
    await mine.getByText('已撤回').waitFor();
    await axeOn(security, `two persons ${width}`);
    await security.context().close();
    await admin.context().close();
  }
}
