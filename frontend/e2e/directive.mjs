// A superior directs an organisation about a case; it answers; a court has no such page.
import { as, at, axeOn, check, every, offered, show, widths } from './kit.mjs';

async function directed(browser, clerk, width) {
  const made = await offered(clerk);
  const supervisor = await at(browser, width, 'supervisor');
  await show(supervisor, '/cases/' + made.id);
  await supervisor.getByRole('button', { name: '督办', exact: true }).click();
  await supervisor.getByText('只有两个单位看得到').waitFor();
  await axeOn(supervisor, `direct dialog ${width}`);
  await supervisor.locator('dialog[open] #text').fill('请说明办理情况' + width);
  await supervisor.locator('dialog[open] #ground').selectOption('delayed');
  const { today } = await clerk('GET', '/session');
  await supervisor.locator('dialog[open] #due_on').fill(today);
  await supervisor.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await supervisor.getByRole('dialog').getByText('应在今天以后').first().waitFor();
  await axeOn(supervisor, `direct refused ${width}`);
  await supervisor.locator('dialog[open] #due_on').fill(new Date(Date.parse(today) + 5 * 86_400_000).toISOString().slice(0, 10));
  await supervisor.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await supervisor.getByRole('region', { name: '督办' }).getByText('请说明办理情况' + width).waitFor();
  await every(supervisor, `directed ${width}`);
  await supervisor.getByRole('link', { name: '责任倒查' }).click();
  await supervisor.getByRole('heading', { level: 1, name: '责任倒查' }).waitFor();
  await every(supervisor, `trace ${width}`);
  check('a trace says who had the case', (await supervisor.getByRole('row', { name: /至今/ }).count()) === 1);
  await supervisor.context().close();

  const page = await at(browser, width, 'clerk');
  await page.getByRole('link', { name: '督办', exact: true }).click();
  const card = page.getByRole('article').filter({ hasText: '请说明办理情况' + width });
  await card.waitFor();
  await every(page, `directives ${width}`);
  await card.getByRole('button', { name: '答复督办' }).click();
  await axeOn(page, `answer dialog ${width}`);
  await page.locator('dialog[open] #text').fill('已经移送调解');
  await page.getByRole('dialog').getByRole('button', { name: '答复', exact: true }).click();
  await card.waitFor({ state: 'hidden' });
  await page.getByText(/^已答复（/).first().click();
  await card.getByText('已经移送调解').waitFor();
  check('who is directed traces nobody', (await page.getByRole('link', { name: '责任倒查' }).count()) === 0);
  check('it is answered once', (await card.getByRole('button', { name: '答复督办' }).count()) === 0);
  await page.context().close();
}

export async function directiveStories(browser, clerk) {
  for (const width of widths()) await directed(browser, clerk, width);
  const court = await at(browser, 1440, 'court');
  check('nobody directs a court', (await court.getByRole('link', { name: '督办', exact: true }).count()) === 0);
  check('a court is asked for none', (await (await as('court'))('GET', '/directives')).items.length === 0);
  await court.context().close();
}
