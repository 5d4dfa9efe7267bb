// The filing desk of a court: the list beside an application, defects named once, many filed at once.
import { as, at, axeOn, check, every, show, widths } from './kit.mjs';

async function guided(n) {
  const clerk = await as('clerk');
  const made = await clerk('POST', '/cases', {
    title: '货款纠纷', purpose: 'claim', category: 'neighbour.leak', source: 'visit', region: '990102001', summary: '漏水赔偿。', claims: ['赔偿八千元'], facts: { relation: 'neighbours', event_on: '2026-11-01', history: [] },
    parties: [{ role: 'applicant', kind: 'person', name: '林小雨', phone: '13900001234', id_kind: 'resident', id_number: '11010519491231002X' }, { role: 'respondent', kind: 'person', name: '高大山', phone: '13900005678' }],
  });
  const ref = await clerk('POST', `/cases/${made.id}/referrals`, { to: 'org-court', channel: 'litigation', route: 'civil_litigation', mode: 'guided', reason: `起诉${n}` });
  return { ...made, referral: ref.id };
}

async function askOnce(browser, width) {
  const made = await guided(1);
  const page = await at(browser, width, 'court');
  await show(page, '/filing/to_file');
  await page.getByRole('link', { name: made.number }).waitFor();
  await every(page, `desk ${width} filing desk`);
  await page.getByRole('link', { name: made.number }).click();
  await page.getByText('还缺2项').waitFor();
  await every(page, `desk ${width} filing list`);
  const acts = page.getByRole('region', { name: '可以做的事' });
  const dialog = page.getByRole('dialog');
  await acts.getByRole('button', { name: '登记收到申请' }).click();
  await dialog.getByText('收到申请不等于立案').waitFor();
  await axeOn(page, `desk ${width} hand in`);
  await dialog.getByRole('button', { name: '确定' }).click();
  await page.getByText('已完成：登记收到申请').waitFor();
  await acts.getByRole('button', { name: '一次性要求补齐材料' }).click();
  check('what is missing is chosen beforehand', await dialog.getByRole('checkbox', { name: '起诉状', exact: true }).isChecked());
  await axeOn(page, `desk ${width} ask items`);
  await dialog.getByRole('button', { name: '确定' }).click();
  await page.getByText('已完成：一次性要求补齐材料').waitFor();
  check('it cannot be asked for twice', (await acts.getByRole('button', { name: '一次性要求补齐材料' }).count()) === 0);
  await acts.getByRole('button', { name: '补齐材料' }).click();
  await dialog.getByRole('checkbox', { name: '起诉状', exact: true }).check();
  await dialog.getByRole('checkbox', { name: /起诉状副本/ }).check();
  await dialog.getByRole('button', { name: '确定' }).click();
  await page.getByText('清单所需材料已齐').waitFor();
  await page.context().close();
}

async function manyAtOnce(browser, width) {
  const all = [await guided(2), await guided(3)];
  const page = await at(browser, width, 'court');
  await show(page, '/filing/to_file');
  for (const [i, made] of all.entries()) {
    await page.getByRole('checkbox', { name: `选择 ${made.number}` }).check();
    if (i === 0) await page.getByRole('textbox', { name: `案号 ${made.number}` }).fill(`（2026）示0102民初${width}1号`);
  }
  await axeOn(page, `desk ${width} many chosen`);
  await page.getByRole('button', { name: '登记选中的2件' }).click();
  await page.getByText('没有办理').waitFor();
  check('one refusal stops no other', (await page.getByText('已办理 1').count()) === 1);
  await axeOn(page, `desk ${width} one refused`);
  await page.getByRole('textbox', { name: `案号 ${all[1].number}` }).fill(`（2026）示0102民初${width}2号`);
  await page.getByRole('button', { name: '登记选中的1件' }).click();
  await page.getByText('已办理 1').waitFor();
  await page.getByRole('link', { name: all[1].number }).waitFor({ state: 'detached' });
  for (const made of all) check('the court holds it', (await (await as('court'))('GET', '/cases/' + made.id)).custodian.id === 'org-court');
  await page.getByRole('search').getByRole('textbox').fill(`(2026)示0102民初${width}2号`);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1 }).filter({ hasText: all[1].number }).waitFor();
  await page.context().close();
}

export async function filingStories(browser) {
  for (const width of widths()) {
    await askOnce(browser, width);
    await manyAtOnce(browser, width);
  }
  const clerk = await at(browser, 1440, 'clerk');
  check('an office that files nothing has no filing desk', (await clerk.getByRole('link', { name: '立案窗口' }).count()) === 0);
  await clerk.context().close();
}
