// Several handoffs are taken on in one act, and each has its result.
import { as, at, axeOn, check, every, offered, show, widths } from './kit.mjs';

async function accepted(browser, width) {
  const clerk = await as('clerk');
  const made = [await offered(clerk), await offered(clerk)];
  const page = await at(browser, width, 'mediator');
  await show(page, '/inbox/in');
  for (const m of made) await page.getByRole('checkbox', { name: `选中 ${m.number}` }).check();
  await every(page, `chosen ${width}`);
  await page.getByRole('button', { name: '批量接受（2）' }).click();
  await page.getByText('一件办不成不影响其他', { exact: false }).waitFor();
  await axeOn(page, `bulk dialog ${width}`);
  await page.getByRole('dialog').getByRole('button', { name: '批量接受', exact: true }).click();
  await page.getByRole('status').getByText('已办理2件').waitFor();
  await every(page, `bulk done ${width}`);
  for (const m of made) check(`taken on ${m.number}`, (await clerk('GET', '/cases/' + m.id)).custodian.id === 'org-mediation1');
  await show(page, '/jobs');
  await page.getByRole('article', { name: '批量办理 接受' }).first().getByRole('link', { name: '下载逐件结果' }).waitFor();
  await page.context().close();
}

/** many names one handler for what a head's house has in hand. */
async function named(browser, width) {
  const page = await at(browser, width, 'head');
  await show(page, '/cases/box/mine');
  await page.getByRole('button', { name: '批量指定承办人', exact: false }).waitFor();
  check(`nothing is chosen, nothing can be done ${width}`, await page.getByRole('button', { name: '批量指定承办人', exact: false }).isDisabled());
  await every(page, `bulk handler ${width}`);
  await page.context().close();
}

export async function bulkStories(browser) {
  for (const width of widths()) { await accepted(browser, width); await named(browser, width); }
}
