// Splitting a letter, merging two registrations, and a group of workers, at the desk.
import { at, axeOn, check, every, show, widths } from './kit.mjs';

const mixed = {
  title: '施工损坏房屋并举报', purpose: 'claim', category: 'tort.property_damage', source: 'letter', region: '990102001', summary: '震裂墙体，要求赔偿；经办人收钱。',
  claims: [{ text: '赔偿墙体损失', category: 'tort.property_damage' }, { text: '查处经办人收钱', category: 'accusation.misconduct' }],
  facts: { event_on: '2026-10-08', arbitration_clause: 'none', history: [] },
  parties: [{ role: 'applicant', kind: 'person', name: '林小雨', phone: '13900001234' }, { role: 'respondent', kind: 'person', name: '经手人甲' }],
};

const worker = (name, phone) => ({
  title: '拖欠工资', purpose: 'claim', category: 'labour.migrant_wages', source: 'visit', region: '990102001', summary: '工资未付。', claims: ['支付拖欠的工资'],
  facts: { relation: 'employer_worker', event_on: '2026-10-31', arbitration_clause: 'none', history: [] },
  parties: [{ role: 'applicant', kind: 'person', name, phone }, { role: 'respondent', kind: 'organization', name: '甲建筑公司' }],
});

async function splitStory(page, clerk, width) {
  const made = await clerk('POST', '/cases', mixed);
  await show(page, `/cases/${made.id}`);
  await page.getByRole('button', { name: '增加诉求', exact: true }).click();
  await page.locator('dialog[open] #text').fill('赔偿误工损失');
  await axeOn(page, `claim dialog ${width}`);
  await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await page.getByRole('region', { name: '事项' }).getByText('赔偿误工损失').or(page.getByRole('listitem').filter({ hasText: '赔偿误工损失' })).first().waitFor();
  await page.locator('#ways-of').selectOption({ label: '查处经办人收钱' });
  await page.locator('section[aria-label="现在可以走"] details.way').filter({ hasText: '纪检监察检举控告' }).waitFor();
  check('a claim has ways of its own', true);
  await axeOn(page, `ways of a claim ${width}`);
  await page.locator('#ways-of').selectOption({ label: '赔偿误工损失' });
  await page.locator('.ask').getByRole('button', { name: '要求查处违法行为' }).click();
  const asked = page.getByRole('dialog');
  await asked.getByRole('heading', { name: /（赔偿误工损失）/ }).waitFor();
  await axeOn(page, `fact of a claim ${width}`);
  await asked.locator('select').first().selectOption('no');
  await asked.getByRole('button', { name: '确定' }).click();
  await asked.waitFor({ state: 'detached' });
  const learned = await clerk('GET', '/cases/' + made.id);
  check('a fact is kept with its claim only', learned.claims.filter((c) => c.facts).map((c) => c.text).join() === '赔偿误工损失');
  await page.getByRole('button', { name: '分案', exact: true }).click();
  await page.getByText('先勾选要分出去的诉求').waitFor();
  await page.getByLabel('查处经办人收钱').check();
  await page.getByText('两侧分开办理').waitFor();
  await every(page, `split ${width}`);
  check('the side that stays is not worded by the accusation', !(await page.locator('#stays-summary').inputValue()).includes('收钱'));
  await page.locator('#stays-title').fill('赔偿，经手人甲');
  await page.getByRole('button', { name: '确认分案' }).click();
  await page.getByRole('button', { name: /这一侧不得出现/ }).waitFor();
  await axeOn(page, `split refused ${width}`);
  await page.locator('#stays-title').fill('施工损坏房屋赔偿');
  await page.getByRole('button', { name: '确认分案' }).click();
  await page.getByRole('heading', { level: 1, name: '已分案' }).waitFor();
  await every(page, `split done ${width}`);
  const file = await clerk('GET', '/cases/' + made.id);
  const child = await clerk('GET', '/cases/' + file.links[0].case_id);
  check('the accusation is a case of its own', child.purpose === 'accusation' && !JSON.stringify({ ...file, links: [] }).includes('收钱'));
}

async function mergeStory(page, clerk, width) {
  const name = `王小明${width}`;
  const first = await clerk('POST', '/cases', worker(name, `1380000${width}`.padEnd(11, '0')));
  const second = await clerk('POST', '/cases', worker(name, `1380000${width}`.padEnd(11, '0')));
  await show(page, `/cases/${second.id}`);
  await page.getByRole('button', { name: '合并重复登记' }).click();
  await page.getByRole('button', { name: `对照 ${first.number}` }).click();
  await page.getByRole('region', { name: '两件对照' }).waitFor();
  await every(page, `merge ${width}`);
  await page.getByRole('button', { name: '确认合并' }).click();
  await page.getByRole('heading', { level: 1, name: first.number }).waitFor();
  const gone = await clerk('GET', '/cases/' + second.id);
  check('the later one ended as merged', gone.outcome === 'merged' && gone.links[0].number === first.number);
  await axeOn(page, `merged ${width}`);
}

async function groupStory(page, clerk, width) {
  const made = await clerk('POST', '/cases', worker('工人一', '13900000001'));
  await show(page, `/cases/${made.id}`);
  await page.getByRole('button', { name: '串并', exact: true }).click();
  await axeOn(page, `group dialog ${width}`);
  await page.locator('dialog[open] #title').fill(`某工地欠薪${width}`);
  await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await page.getByRole('link', { name: `某工地欠薪${width}` }).click();
  await page.getByRole('heading', { level: 1, name: `某工地欠薪${width}` }).waitFor();
  await page.getByRole('button', { name: '登记更多人' }).click();
  await axeOn(page, `people dialog ${width}`);
  await page.locator('#list').fill('工人二 13900000002\n工人三 13900000003\n工人四');
  await page.getByRole('button', { name: '逐件办理' }).click();
  await page.getByRole('region', { name: '结果' }).waitFor();
  check('three cases with a code each', (await page.locator('[aria-label="结果"] .code').allTextContents()).filter((x) => x !== '').length === 3);
  await page.getByRole('checkbox', { name: /工人四/ }).waitFor();
  await page.getByRole('button', { name: '写方案' }).click();
  await axeOn(page, `plan dialog ${width}`);
  await page.locator('dialog[open] #text').fill('先核对工资，再分别调解');
  await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await page.getByRole('region', { name: '办理方案' }).getByText('先核对工资').waitFor();
  await page.getByText('未征求').nth(3).waitFor(); // each of the four is asked by themself
  await every(page, `group ${width}`);
  await page.getByRole('button', { name: '登记代表' }).click();
  await page.getByText('这一件还没有材料').waitFor();
  await axeOn(page, `representative dialog ${width}`);
  await page.getByRole('dialog').getByRole('button', { name: '先不做' }).click();
  await page.getByRole('checkbox', { name: /工人三/ }).check();
  await page.getByRole('checkbox', { name: /工人四/ }).check();
  await page.getByRole('button', { name: /批量办理/ }).click();
  await page.locator('#to').selectOption('org-street1');
  await page.locator('#reason').fill('属地办理');
  await axeOn(page, `batch dialog ${width}`);
  await page.getByRole('dialog').getByRole('button', { name: '逐件办理' }).click();
  await page.getByText('成功 2 / 2').waitFor();
  check('each row has its result', (await page.getByRole('region', { name: '结果' }).locator('tbody').getByText('成功').count()) === 2);
  await every(page, `group results ${width}`);
}

export async function partStories(browser, clerk) {
  for (const width of widths()) {
    const page = await at(browser, width, 'clerk');
    await splitStory(page, clerk, width);
    await mergeStory(page, clerk, width);
    await groupStory(page, clerk, width);
    await page.context().close();
  }
}
