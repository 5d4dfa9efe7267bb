// Trends: a superior sees two times beside each other and writes a note; the organisation below answers it.
import { as, at, axeOn, check, every, nasty, offered, show, widths } from './kit.mjs';

export async function trendStories(browser, clerk) {
  for (const width of widths()) {
    for (let n = 0; n < 5; n++) await offered(clerk);
    const above = await at(browser, width, 'supervisor');
    await show(above, '/trends');
    const table = above.getByRole('table');
    await table.getByRole('rowheader', { name: '漏水' }).waitFor();
    check('a row says itself', /漏水：这一期\d+件，上一期/.test(await table.textContent()));
    await every(above, `trends ${width}`);
    await above.getByRole('button', { name: '发提示函：漏水' }).click();
    const sheet = above.getByRole('dialog');
    await sheet.locator('#receiver').selectOption('org-housing');
    await sheet.locator('#text').fill('请排查漏水的原因' + width + nasty[0]);
    await axeOn(above, `trend note form ${width}`);
    await sheet.getByRole('button', { name: '确定' }).click();
    await sheet.waitFor({ state: 'detached' });
    await above.getByRole('region', { name: '发出的提示函' }).getByText('请排查漏水的原因' + width).waitFor();
    await above.getByLabel('按', { exact: true }).selectOption('place');
    await above.getByRole('button', { name: '查询' }).click();
    await table.getByRole('rowheader', { name: '东风街道' }).waitFor();
    await axeOn(above, `trends by place ${width}`);
    await above.context().close();

    const below = await at(browser, width, 'agency');
    await below.getByRole('link', { name: /^提示函 [1-9]/ }).click();
    const card = below.getByRole('article').filter({ hasText: '请排查漏水的原因' + width });
    await card.getByRole('button', { name: '答复提示函' }).click();
    await below.locator('dialog[open] #text').fill('已排查' + width);
    await below.getByRole('dialog').getByRole('button', { name: '答复' }).click();
    await card.getByText('已排查' + width).waitFor();
    await every(below, `trend notes ${width}`);
    await below.context().close();
  }
  check('nobody else reads it', (await (await as('street_clerk'))('GET', '/trend-notes')).items.length === 0);
}
