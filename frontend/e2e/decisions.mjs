// Major decisions: a head registers one and its steps, a window links a case to it, and nothing but a number comes back.
import { as, at, axeOn, check, every, nasty, offered, show, widths } from './kit.mjs';

export async function decisionStories(browser, clerk) {
  for (const width of widths()) {
    const head = await at(browser, width, 'head');
    await show(head, '/decisions');
    await head.getByRole('button', { name: '登记重大决策' }).click();
    const sheet = head.getByRole('dialog');
    await sheet.locator('#title').fill('老旧小区改造' + width + nasty[0]);
    await sheet.locator('#region').selectOption('990102');
    await sheet.locator('#text').fill('更换管网，拆除违建。' + nasty[1]);
    await axeOn(head, `decision form ${width}`);
    await sheet.getByRole('button', { name: '确定' }).click();
    await sheet.waitFor({ state: 'detached' });
    const card = head.getByRole('article').filter({ hasText: '老旧小区改造' + width }).first();
    await card.getByText('还没有登记的步骤：公示、听证、对话、协商、实施后评价').waitFor();
    await card.getByRole('button', { name: '登记评估步骤' }).click();
    await head.locator('dialog[open] #kind').selectOption('hearing');
    await head.locator('dialog[open] #text').fill('二十人到会');
    await head.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await card.getByText('还没有登记的步骤：公示、对话、协商、实施后评价').waitFor();
    await card.getByText('少于5件，不显示').waitFor();
    await every(head, `decisions ${width}`);
    await head.context().close();

    const made = await offered(clerk);
    const desk = await at(browser, width, 'clerk');
    await show(desk, '/cases/' + made.id);
    const about = desk.getByRole('region', { name: '关联的重大决策' });
    await about.getByRole('button', { name: '关联重大决策' }).click();
    const { items } = await (await as('clerk'))('GET', '/decisions?limit=100');
    await desk.locator('dialog[open] #decision_id').selectOption(items[0].id);
    await axeOn(desk, `link a decision ${width}`);
    await desk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await desk.getByRole('dialog').waitFor({ state: 'detached' });
    await about.getByRole('paragraph').filter({ hasText: '老旧小区改造' }).waitFor();
    await axeOn(desk, `linked decision ${width}`);
    check('a window registers none', (await clerk('GET', '/session')).may.includes('decision.keep') === false);
    await about.getByRole('button', { name: '取消关联' }).click();
    await desk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await about.getByRole('paragraph').filter({ hasText: '老旧小区改造' }).waitFor({ state: 'detached' });
    await desk.context().close();
  }
}
