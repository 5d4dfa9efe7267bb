// A supervisor's morning begins with what needs a superior; a court's days are told and never red.
import { as, at, axeOn, check, every, offered, show, widths } from './kit.mjs';

export async function supervisionStories(browser, clerk) {
  for (const width of widths()) {
    const page = await at(browser, width, 'supervisor');
    await page.getByRole('heading', { level: 1, name: '要我处理的' }).waitFor();
    const { items } = await (await as('supervisor'))('GET', '/supervision/attention?limit=50');
    if (items.length > 0) await page.getByRole('link', { name: items[0].case_number }).first().waitFor();
    await every(page, `what needs me ${width}`);
    await page.getByLabel('事由').selectOption('contested');
    await page.waitForTimeout(300);
    check('one reason is shown alone', (await page.getByRole('region', { name: '没有进展' }).count()) === 0);
    await page.getByLabel('事由').selectOption('informed');
    await page.waitForTimeout(300);
    check('a court is never late', (await page.locator('.badge.late').count()) === 0);
    await page.context().close();
    await inHand(browser, clerk, width);
    await decided(browser, clerk, width);
  }
  check('nobody else is shown it', (await clerk('GET', '/session')).may.includes('supervision.read') === false);
  const desk = await at(browser, 1440, 'clerk');
  await show(desk, '/inbox/in');
  check('a clerk has no such page', (await desk.getByRole('link', { name: '要我处理的' }).count()) === 0);
  await desk.context().close();
}

/** inHand: a superior names a lead official, the window writes down what was done, and the superior ends it. */
async function inHand(browser, clerk, width) {
  const made = await offered(clerk);
  const { today } = await clerk('GET', '/session');
  const supervisor = await at(browser, width, 'supervisor');
  const sure = async (page) => {
    await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  await show(supervisor, '/cases/' + made.id);
  await supervisor.getByRole('button', { name: '确定包案领导' }).click();
  await axeOn(supervisor, `lead official dialog ${width}`);
  for (const [name, value] of Object.entries({ name: '何某', post: '副区长', reason: '多年没有解决', review_on: new Date(Date.parse(today) + 10 * 86_400_000).toISOString().slice(0, 10) })) await supervisor.locator(`dialog[open] #${name}`).fill(value);
  await sure(supervisor);
  await supervisor.getByRole('region', { name: '包案' }).getByText('多年没有解决').waitFor();
  check('one at a time', (await supervisor.getByRole('button', { name: '确定包案领导' }).count()) === 0);
  await every(supervisor, `lead official ${width}`);

  const desk = await at(browser, width, 'clerk');
  await show(desk, '/cases/' + made.id);
  await desk.getByRole('button', { name: '记录包案工作' }).click();
  await axeOn(desk, `lead official step ${width}`);
  await desk.locator('dialog[open] #code').selectOption('convened');
  await desk.locator('dialog[open] #text').fill('召集街道和物业会商');
  await sure(desk);
  await desk.getByText('召集街道和物业会商').waitFor();
  check('who did not name the official does not end it', (await desk.getByRole('button', { name: '结束包案' }).count()) === 0);
  await every(desk, `lead official led ${width}`);
  await desk.context().close();

  await supervisor.reload(); // the version on the page before is the one before the step
  await supervisor.getByRole('button', { name: '结束包案' }).click();
  await axeOn(supervisor, `lead official end ${width}`);
  await supervisor.locator('dialog[open] #code').selectOption('solved');
  await supervisor.locator('dialog[open] #reason').fill('漏水已经修好');
  await sure(supervisor);
  await supervisor.getByText(/^以前的包案/).click();
  await supervisor.getByText('漏水已经修好').waitFor();
  await supervisor.context().close();
}

/** decided: a superior writes down what a joint conference decided; the window reads it, and answers what it is to do as a directive. */
async function decided(browser, clerk, width) {
  const made = await offered(clerk);
  const { today } = await clerk('GET', '/session');
  const supervisor = await at(browser, width, 'supervisor');
  await show(supervisor, '/cases/' + made.id);
  await supervisor.getByRole('button', { name: '登记联席会议决定' }).click();
  await supervisor.getByRole('dialog').getByText('示例区信访局', { exact: true }).first().waitFor();
  await axeOn(supervisor, `conference dialog ${width}`);
  await supervisor.getByRole('dialog').getByRole('checkbox', { name: '示例区信访局', exact: true }).check();
  for (const [name, value] of Object.entries({ text: '由信访局牵头，三日内会商' + width, what1: '报送会商纪要', by1: new Date(Date.parse(today) + 5 * 86_400_000).toISOString().slice(0, 10) })) await supervisor.locator(`dialog[open] #${name}`).fill(value);
  await supervisor.locator('dialog[open] #to1').selectOption({ index: 1 });
  await supervisor.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await supervisor.getByRole('dialog').waitFor({ state: 'detached' });
  await supervisor.getByRole('region', { name: '联席会议决定' }).getByText('由信访局牵头，三日内会商' + width).waitFor();
  await every(supervisor, `conference decided ${width}`);
  await supervisor.context().close();

  const desk = await at(browser, width, 'clerk');
  await show(desk, '/conferences');
  await desk.getByText('由信访局牵头，三日内会商' + width).waitFor();
  await every(desk, `conferences ${width}`);
  await show(desk, '/directives');
  await desk.getByRole('article').filter({ hasText: '报送会商纪要' }).filter({ hasText: '联席会议决定的事项' }).first().waitFor();
  await desk.context().close();
}
