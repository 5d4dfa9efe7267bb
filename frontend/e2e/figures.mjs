// The figures of a period: the stock in words and numbers, each indicator with what it counts, handoffs and how it went.
import { as, at, axeOn, check, every, offered, show, widths } from './kit.mjs';

async function own(browser, width) {
  const clerk = await as('clerk');
  const desk = await at(browser, width, 'clerk');
  check('the menu offers the figures', (await desk.getByRole('link', { name: '统计', exact: true }).count()) === 1);
  await show(desk, '/statistics');
  const summary = await clerk('GET', '/statistics/summary');
  const stock = desk.getByRole('region', { name: '存量' });
  await stock.getByText(`期初未办结 ${summary.stock_start} + 新登记 ${summary.new} + 重新办理 ${summary.reopened} − 办结 ${summary.resolved.total} = 期末未办结 ${summary.stock_end}`).waitFor();
  const ages = summary.backlog_age.ages.reduce((n, a) => n + a.count, 0);
  check('the ages of the open ones add up to them', ages === summary.stock_end && (await desk.getByRole('region', { name: '期末未办结的时间' }).getByRole('row').count()) === 5, ages);
  const indicators = desk.getByRole('region', { name: '指标' });
  check('every indicator stands there', (await indicators.getByRole('heading', { level: 3 }).count()) === summary.indicators.length);
  check('each says what it counts', (await indicators.getByText('分母：', { exact: false }).count()) >= 9);
  check('too few ratings are not shown', (await indicators.getByText('数量太少，不显示').count()) === 2);
  await desk.getByRole('region', { name: '移交流向' }).getByRole('heading', { level: 2 }).waitFor();
  const series = desk.getByRole('region', { name: '趋势' });
  await series.getByRole('table').waitFor();
  const closed = await series.getByRole('row').nth(1).getByRole('cell').count();
  check('a number stands beside each bar', closed === 3, closed);
  await every(desk, `figures ${width}`);
  await series.getByLabel('按', { exact: true }).selectOption('day');
  await series.getByRole('row').nth(14).waitFor();
  await axeOn(desk, `figures by day ${width}`);
  check('a clerk is offered no other organisation', (await desk.getByLabel('所辖单位').count()) === 0);
  await desk.getByLabel('到', { exact: true }).fill('2019-01-01');
  await desk.getByRole('button', { name: '查询', exact: true }).click();
  await desk.getByRole('alert').first().waitFor();
  await axeOn(desk, `figures refused ${width}`);
  await desk.context().close();
}

async function below(browser, width) {
  const desk = await at(browser, width, 'supervisor');
  await show(desk, '/statistics');
  await desk.getByText('下级单位首接的事项').waitFor();
  await desk.getByLabel('所辖单位').selectOption('org-petition');
  await desk.getByRole('button', { name: '查询', exact: true }).click();
  await desk.getByText('该单位首接的事项').waitFor();
  await every(desk, `figures below ${width}`);
  await desk.context().close();
}

/** drawn: what may be shown is drawn, and every drawing has a sentence and its numbers in a table. */
async function drawn(browser, width) {
  const desk = await at(browser, width, 'clerk');
  await show(desk, '/statistics');
  for (const [name, rows] of [['期末未办结的时间', 5], ['移交流向', 3], ['趋势', 2]]) {
    const region = desk.getByRole('region', { name });
    await region.getByRole('img').waitFor();
    const says = await region.getByRole('img').getAttribute('aria-label');
    check(`${name} is drawn, said and written down ${width}`, says.startsWith(`图：${name}`) && /\d/.test(says) && (await region.getByRole('row').count()) >= rows, says);
  }
  const [box, page] = [await desk.getByRole('region', { name: '移交流向' }).getByRole('img').boundingBox(), await desk.locator('main').boundingBox()];
  check(`a drawing stays within the page ${width}`, box.x >= page.x && box.x + box.width <= page.x + page.width + 1);
  const report = desk.getByRole('region', { name: '年度报告' });
  await report.getByRole('button', { name: '生成年度报告' }).click();
  const [file] = await Promise.all([desk.waitForEvent('download'), report.getByRole('link', { name: '下载年度报告', exact: false }).click()]);
  check(`the year's report is a document ${width}`, file.suggestedFilename().endsWith('年度信访情况报告.docx'));
  await every(desk, `figures drawn ${width}`);
  await desk.context().close();
}

/** handed lets two flows grow until they may be shown. */
async function handed(clerk) {
  for (let i = 0; i < 7; i++) await offered(clerk);
  for (let i = 0; i < 5; i++) {
    const made = await clerk('POST', '/cases', { title: '欠款', purpose: 'claim', category: 'neighbour.leak', source: 'visit', region: '990102001', summary: '请求赔偿。', claims: ['赔偿'], parties: [{ role: 'applicant', kind: 'person', name: '林小雨' }, { role: 'respondent', kind: 'person', name: '高大山' }] });
    await clerk('POST', `/cases/${made.id}/referrals`, { to: 'org-court', channel: 'litigation', route: 'civil_litigation', mode: 'guided', reason: '当事人选择起诉' });
  }
}

export async function figureStories(browser) {
  await handed(await as('clerk'));
  for (const width of widths()) {
    await own(browser, width);
    await below(browser, width);
    await drawn(browser, width);
  }
}
