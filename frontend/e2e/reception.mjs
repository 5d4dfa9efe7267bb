// Leaders' receptions: a window announces one, everybody reads it without an account, host and superior see how often there are.
import { as, at, axeOn, check, every, nasty, origin, show, watched, widths } from './kit.mjs';

export async function receptionStories(browser) {
  for (const width of widths()) {
    const desk = await at(browser, width, 'clerk');
    await show(desk, '/receptions');
    const frequency = desk.getByRole('region', { name: '领导接访频次' });
    await frequency.getByRole('table').waitFor();
    const before = Number(await frequency.getByRole('row').nth(1).getByRole('cell').nth(2).textContent());
    await desk.getByRole('button', { name: '安排接访' }).click();
    await axeOn(desk, `reception plan ${width}`);
    for (const [name, value] of Object.entries({ place: '区接访中心' + nasty[0], lead: '区长 何某' })) await desk.locator(`dialog[open] #${name}`).fill(value);
    await desk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await desk.getByRole('dialog').waitFor({ state: 'detached' });
    await desk.getByText('区接访中心').first().waitFor();
    check('the day counts once at most', [0, 1].includes(Number(await frequency.getByRole('row').nth(1).getByRole('cell').nth(2).textContent()) - before));
    await every(desk, `receptions ${width}`);
    await changed(browser, desk, width);
    await desk.context().close();

    await known(browser, width);
    await advised(browser, width);
    await handedOn(browser, width);

    const superior = await at(browser, width, 'supervisor');
    await show(superior, '/receptions');
    await superior.getByRole('region', { name: '领导接访频次' }).getByRole('rowheader').nth(2).waitFor();
    await axeOn(superior, `reception frequency below ${width}`);
    await superior.context().close();

    const page = await watched(browser, width);
    await page.goto(origin + '/receptions');
    await page.getByText('接待人：区长 何某').first().waitFor();
    await axeOn(page, `public receptions ${width}`);
    check('the calendar is offered', (await page.getByRole('link', { name: '加入手机日历' }).getAttribute('href')) === '/api/v1/public/receptions.ics');
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByText('received by: 区长 何某').first().waitFor();
    await page.emulateMedia({ media: 'print' });
    await axeOn(page, `public receptions english print ${width}`);
    await page.context().close();
  }
}

/** changed: one that was announced is moved, and another is cancelled; both say why. */
async function changed(browser, desk, width) {
  const say = async (button, values) => {
    await desk.getByRole('button', { name: button }).click();
    await axeOn(desk, `reception ${button === '取消接访' ? 'cancel' : 'move'} ${width}`);
    for (const [name, value] of Object.entries(values)) await desk.locator(`dialog[open] #${name}`).fill(value);
    await desk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await desk.getByRole('dialog').waitFor({ state: 'detached' });
  };
  const place = `变动的接访 ${width}`;
  await desk.getByRole('button', { name: '安排接访' }).click();
  for (const [name, value] of Object.entries({ place, starts_at: '2099-03-02T09:00', ends_at: '2099-03-02T17:00' })) await desk.locator(`dialog[open] #${name}`).fill(value);
  await desk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await desk.getByRole('dialog').waitFor({ state: 'detached' });
  await desk.getByRole('listitem').filter({ hasText: place }).getByRole('link').click();
  const lawyer = await as('lawyer');
  const here = (await lawyer('GET', '/receptions?from=2099-03-02&limit=100')).items.find((r) => r.place === place);
  await lawyer('POST', `/receptions/${here.id}/join`, {});
  await say('改期、改地点', { starts_at: '2099-03-03T09:00', ends_at: '2099-03-03T17:00', text: '会场维修' });
  await desk.getByText('已改期或者改地点：会场维修').waitFor();
  await desk.getByText('请打电话告知').waitFor();
  const seat = await at(browser, width, 'lawyer');
  await show(seat, '/inbox/in');
  const told = seat.getByRole('region', { name: '接访变动' }).getByRole('listitem').filter({ hasText: place });
  await told.getByText('已改期或者改地点：会场维修').waitFor();
  await axeOn(seat, `a reception that changed ${width}`);
  await told.getByRole('button', { name: '知道了' }).click();
  await told.getByText('已知悉').waitFor();
  await seat.context().close();
  await say('取消接访', { text: '领导出差' });
  await desk.getByText('已取消：领导出差').waitFor();
  check('what does not take place is not changed', (await desk.getByRole('button', { name: '改期、改地点' }).count()) === 0);
  await axeOn(desk, `reception cancelled ${width}`);
}

/** known: a window finds a visitor's earlier matter at check-in, and ties the visit to it. */
async function known(browser, width) {
  const clerk = await as('clerk');
  await clerk('POST', '/cases', { title: `阳台漏水 ${width}`, purpose: 'claim', category: 'neighbour.leak', source: 'visit', region: '990102001', summary: '漏水', parties: [{ role: 'applicant', kind: 'person', name: `常来 ${width}`, phone: '13900004321' }] });
  const r = await clerk('POST', '/receptions', { place: '窗口', starts_at: new Date(Date.now() + 3_600_000).toISOString(), ends_at: new Date(Date.now() + 7_200_000).toISOString() });
  const page = await at(browser, width, 'clerk');
  await show(page, '/receptions/' + r.id);
  await page.getByRole('button', { name: '来访登记' }).click();
  const box = page.getByRole('dialog');
  await box.getByLabel('按什么查').selectOption('name');
  await box.getByLabel('完整的号码或者姓名').fill(`常来${width}`);
  await box.getByRole('button', { name: '查询' }).click();
  await box.getByRole('radio', { name: new RegExp(`阳台漏水 ${width}`) }).check();
  await axeOn(page, `earlier matters ${width}`);
  for (const [name, value] of Object.entries({ name: `常来 ${width}`, matter: '问进展' })) await page.locator(`dialog[open] #${name}`).fill(value);
  await box.getByRole('button', { name: '确定' }).click();
  await box.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: new RegExp(`常来 ${width}`) }).click();
  await page.getByRole('button', { name: '打开案件' }).waitFor();
  await page.context().close();
}

/** handedOn: a lawyer says when they are free, the planner sees it, a seat goes to a colleague, and the month's sheet says who sits there. */
async function handedOn(browser, width) {
  const place = `接替 ${width}`;
  const on = new Date(Date.now() + 2 * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
  const page = await at(browser, width, 'lawyer');
  await show(page, '/receptions');
  const days = page.getByRole('region', { name: '我可以接访的日子' });
  const day = days.locator(`[data-day="${on}"]`);
  await days.getByRole('group').waitFor();
  if ((await day.count()) === 0) await days.getByRole('button', { name: '下个月' }).click();
  if ((await day.getAttribute('aria-pressed')) === 'false') {
    await day.click();
    await days.getByRole('button', { name: '保存' }).click();
    await days.getByText('已保存。').waitFor();
  }
  await every(page, `availability ${width}`);

  const desk = await at(browser, width, 'clerk');
  await show(desk, '/receptions');
  await desk.getByRole('button', { name: '安排接访' }).click();
  for (const [name, value] of Object.entries({ place, starts_at: `${on}T09:00`, ends_at: `${on}T17:00` })) await desk.locator(`dialog[open] #${name}`).fill(value);
  await desk.getByRole('dialog').getByText('吕律（明理律师事务所）').waitFor();
  await axeOn(desk, `who is available ${width}`);
  await desk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await desk.getByRole('dialog').waitFor({ state: 'detached' });

  const confirm = async (from, button) => {
    await from.getByRole('button', { name: button }).first().click();
    if (button === '请同行接替') await from.locator('dialog[open] #user_id').selectOption({ label: '施言' });
    await axeOn(from, `${button} ${width}`);
    await from.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await from.getByRole('dialog').waitFor({ state: 'detached' });
  };
  await page.reload();
  await page.getByRole('listitem').filter({ hasText: place }).getByRole('link').first().click();
  await confirm(page, '报名参加');
  await confirm(page, '请同行接替');
  const colleague = await at(browser, width, 'lawyer2');
  await show(colleague, '/receptions');
  await colleague.getByText('请您接替').first().waitFor();
  await confirm(colleague, '同意接替');
  await colleague.getByText('已接替').first().waitFor();
  await axeOn(colleague, `seat taken over ${width}`);
  await colleague.context().close();

  await desk.getByRole('button', { name: '值班表' }).click();
  await desk.getByRole('heading', { name: /接访值班表/ }).waitFor();
  if ((await desk.getByRole('heading', { level: 1 }).textContent()).includes(on.slice(0, 7).replace('-', '年')) === false) await desk.getByRole('button', { name: '下个月' }).click();
  const row = desk.getByRole('row').filter({ hasText: place });
  await row.getByText('施言（正言律师事务所）').waitFor();
  check('who handed the seat over is not on the sheet', !(await row.textContent()).includes('吕律'));
  await every(desk, `duty sheet ${width}`);
  await desk.emulateMedia({ media: 'print' });
  check('the sheet alone is printed', !(await desk.getByRole('banner').isVisible()) && (await row.isVisible()));
  await axeOn(desk, `duty sheet print ${width}`);
  await desk.context().close();
  await page.context().close();
}

/** advised: a lawyer writes an opinion in parts and prints the sheet that the visitor takes home. */
async function advised(browser, width) {
  const [clerk, lawyer] = [await as('clerk'), await as('lawyer')];
  const day = new Date(Date.now() + 3_600_000).toISOString();
  const r = await clerk('POST', '/receptions', { place: '律师接访', starts_at: day, ends_at: new Date(Date.now() + 7_200_000).toISOString(), lawyers_wanted: 1, public: true });
  await lawyer('POST', `/receptions/${r.id}/join`, {});
  const v = await clerk('POST', `/receptions/${r.id}/visits`, { visitor: { name: '苏小满' }, matter: '楼上漏水，泡坏了地板。' });
  const page = await at(browser, width, 'lawyer');
  await show(page, '/visits/' + v.id);
  await page.getByRole('button', { name: '留下意见' }).click();
  await axeOn(page, `opinion ${width}`);
  const said = { facts: '楼上九月起漏水，泡坏地板。', law: '民法典1165条\n民法典296条', text: '可以先请街道人民调解委员会调解；谈不成的，可以向法院起诉。', bring: '身份证\n房产证\n漏水照片' };
  for (const [name, value] of Object.entries(said)) await page.locator(`dialog[open] #${name}`).fill(value);
  await page.getByRole('dialog').getByText('人民调解', { exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('民法典1165条；民法典296条').waitFor();
  await axeOn(page, `opinion written ${width}`);
  await page.getByRole('link', { name: '打印给来访人带走' }).click();
  await page.getByRole('heading', { name: '律师给您的建议' }).waitFor();
  check('the sheet says what to bring', (await page.getByRole('listitem').filter({ hasText: '漏水照片' }).count()) === 1);
  await every(page, `take-home sheet ${width}`);
  await page.emulateMedia({ media: 'print' });
  check('the sheet alone is printed', !(await page.getByRole('banner').isVisible()) && (await page.getByText('民法典296条').isVisible()));
  await axeOn(page, `take-home sheet print ${width}`);
  await page.context().close();
}
