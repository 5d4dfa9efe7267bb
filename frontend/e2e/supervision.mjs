// A supervisor's morning begins with what needs a superior; a court's days are told and never red.
import { as, at, check, every, show, widths } from './kit.mjs';

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
  }
  check('nobody else is shown it', (await clerk('GET', '/session')).may.includes('supervision.read') === false);
  const desk = await at(browser, 1440, 'clerk');
  await show(desk, '/inbox/in');
  check('a clerk has no such page', (await desk.getByRole('link', { name: '要我处理的' }).count()) === 0);
  await desk.context().close();
}
