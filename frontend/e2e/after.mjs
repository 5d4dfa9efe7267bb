// After closing: what lives on is told in plain words, and one step takes the matter up again.
import { as, at, axeOn, check, every, offered, origin, show, watched, widths } from './kit.mjs';

async function closed(clerk, mediator) {
  const made = await offered(clerk);
  await mediator('POST', `/referrals/${made.referral}/accept`, {});
  const p = (await mediator('GET', `/cases/${made.id}/proceedings`)).items.find((x) => x.referral_id === made.referral);
  await mediator('POST', `/proceedings/${p.id}/agreement`, { terms: '高大山赔偿八千元。', form: 'written', performance: [{ what: '支付八千元', by_on: '2099-01-01' }] });
  const agreement = (await mediator('GET', `/proceedings/${p.id}/agreement`)).id;
  await mediator('POST', `/proceedings/${p.id}/agree`, { agreement_id: agreement });
  for (const x of (await mediator('GET', '/cases/' + made.id)).parties) await mediator('POST', `/proceedings/${p.id}/agreement/sign`, { party_id: x.id, grade: 'paper' });
  for (const x of [{ mediator: true, grade: 'attended' }, { seal: true, grade: 'paper' }]) await mediator('POST', `/proceedings/${p.id}/agreement/sign`, x);
  await mediator('POST', `/referrals/${made.referral}/complete`, { outcome: 'settled', text: '达成协议' });
  await clerk('POST', `/referrals/${made.referral}/acknowledge`, {});
  await mediator('POST', `/cases/${made.id}/close`, { outcome: 'settled' });
  return made;
}

async function takenUp(browser, clerk, mediator, width) {
  const made = await closed(clerk, mediator);
  const page = await watched(browser, width);
  await page.goto(origin + '/party');
  await page.getByLabel('编号').fill(made.number);
  await page.getByLabel('查询码').fill(made.query_code);
  await page.getByLabel('证件号或手机号后四位').fill('1234');
  await page.getByRole('button', { name: '查看我的事项' }).click();
  const after = page.getByRole('region', { name: '办结以后' });
  await after.getByText('说好的“支付八千元”，最迟2099年1月1日要做到').waitFor();
  check('the window to ask for confirmation is told', (await after.getByText('双方可以一起到法院申请确认调解协议').count()) === 1);
  await every(page, `after closing ${width}`);
  await after.getByRole('button', { name: '没有解决，重新办理' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('为什么').selectOption('breach');
  await dialog.getByLabel('想补充的话').fill('钱一分没给');
  await axeOn(page, `take up again ${width}`);
  await dialog.getByRole('button', { name: '没有解决，重新办理' }).click();
  await page.getByText('已经重新办理，编号不变。').waitFor();
  await axeOn(page, `taken up again ${width}`);
  check('the number is open again', (await mediator('GET', '/cases/' + made.id)).state === 'open');
  await page.context().close();

  const desk = await at(browser, width, 'mediator');
  await show(desk, '/cases/' + made.id);
  const rounds = desk.getByRole('region', { name: '办理轮次' });
  await rounds.getByText('钱一分没给').waitFor();
  await axeOn(desk, `rounds ${width}`);
  await mediator('POST', `/cases/${made.id}/close`, { outcome: 'handled' });
  await desk.reload();
  await desk.getByRole('button', { name: '重新办理' }).click();
  await desk.getByRole('dialog').getByText('用原编号重新办理').waitFor();
  await axeOn(desk, `reopen ${width}`);
  await desk.locator('dialog[open] #ground').selectOption('confirmation_refused');
  await desk.locator('dialog[open] #reason').fill('法院裁定驳回确认申请');
  await desk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await rounds.getByText('法院没有确认调解协议').waitFor();
  await desk.context().close();
}

/** What nobody opened is delivered on paper. The demo's clock goes on, so this comes last. */
async function unseen(browser, clerk, width) {
  const made = await offered(clerk);
  const now = new Date((await (await as('admin'))('GET', '/session')).today + 'T00:00:00+08:00').getTime();
  await (await as('admin'))('POST', '/demo/clock', { to: new Date(now + 5 * 86400_000).toISOString() });
  const desk = await at(browser, width, 'clerk');
  await show(desk, '/referrals/' + made.referral);
  const handoff = desk.getByRole('region', { name: '双方说法' });
  await desk.getByText('后一个工作日无人打开').first().waitFor();
  check('the bundle is offered', (await desk.getByRole('link', { name: '下载移交材料包' }).count()) === 1, await handoff.count());
  await every(desk, `unseen ${width}`);
  await desk.getByRole('button', { name: '登记纸质送达' }).click();
  await desk.locator('#paper-about').fill('窗口签收');
  await axeOn(desk, `deliver paper ${width}`);
  await desk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await desk.getByText('纸质送达：').waitFor();
  check('paper is no longer offered', (await desk.getByText('后一个工作日无人打开').count()) === 0);
  await desk.context().close();
}

/** The volume in one tap, with what is missing by name. */
async function volumes(browser, clerk, mediator, width) {
  const made = await closed(clerk, mediator);
  const desk = await at(browser, width, 'mediator');
  await show(desk, '/cases/' + made.id);
  const volume = desk.getByRole('region', { name: '卷宗', exact: true });
  await volume.getByText('还缺：').waitFor();
  check('the gaps are named', (await volume.getByText('回访记录').count()) === 1);
  const pdf = await desk.evaluate(async (path) => (await (await fetch(path)).arrayBuffer()).byteLength, await volume.getByRole('link', { name: '下载整卷（PDF）' }).getAttribute('href'));
  check('the volume is a file', pdf > 10_000, pdf);
  await axeOn(desk, `volume ${width}`);
  await show(desk, '/volumes');
  await desk.getByText(made.number).waitFor();
  await every(desk, `volumes ${width}`);
  check('no name stands in the list', !(await desk.locator('main').innerText()).includes('林小雨'));
  check('the order is the head’s to set', (await desk.getByRole('button', { name: '保存顺序' }).count()) === 0);
  await desk.context().close();
  const head = await at(browser, width, 'mediation_head');
  await show(head, '/volumes');
  const order = head.getByRole('region', { name: '本单位的卷内顺序' });
  const second = await order.getByRole('listitem').nth(1).innerText();
  await order.getByRole('button', { name: /^上移/ }).nth(1).click();
  check('the second is first', (await order.getByRole('listitem').first().innerText()) === second);
  await every(head, `volume order ${width}`);
  await order.getByRole('button', { name: '保存顺序' }).click();
  await head.getByText('已保存。').waitFor();
  check('the order is kept', second.startsWith((await (await as('mediation_head'))('GET', '/volume-order')).slots[0].name));
  await order.getByRole('button', { name: '恢复标准顺序' }).click();
  await order.getByRole('listitem').nth(1).filter({ hasText: second.split(' ')[0] }).waitFor();
  await head.context().close();
}

/** The file for another system, in the order that the office's head sets. */
async function extracts(browser, width) {
  const desk = await at(browser, width, 'clerk');
  await show(desk, '/extracts');
  const file = await desk.getByRole('link', { name: 'CSV' }).getAttribute('href');
  check('the file has the standard head', (await desk.evaluate(async (path) => (await fetch(path)).text(), file)).includes('编号,事项名称'));
  await every(desk, `extracts ${width}`);
  await desk.context().close();
  const head = await at(browser, width, 'head');
  await show(head, '/extracts');
  await head.locator('#extract-order').fill('nothing');
  await head.getByRole('button', { name: '保存顺序' }).click();
  await head.getByText('没有这个字段').waitFor();
  await head.locator('#extract-order').fill('applicants=信访人\nnumber\n=备注');
  await head.getByRole('button', { name: '保存顺序' }).click();
  await head.getByRole('listitem').filter({ hasText: '信访人' }).first().waitFor();
  await axeOn(head, `extract order ${width}`);
  await head.context().close();
}

export async function extractStories(browser) {
  for (const width of widths()) await extracts(browser, width);
}

export async function volumeStories(browser, clerk) {
  const mediator = await as('mediator');
  for (const width of widths()) await volumes(browser, clerk, mediator, width);
}

export async function unseenStories(browser, clerk) {
  for (const width of widths()) await unseen(browser, clerk, width);
}

export async function afterStories(browser, clerk) {
  const mediator = await as('mediator');
  for (const width of widths()) await takenUp(browser, clerk, mediator, width);
}
