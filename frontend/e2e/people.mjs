// Who works in a case and who may not, what was promised and what became of it: at the desk, on the phone, on the party's page.
import { as, at, axeOn, check, every, offered, origin, show, watched, widths } from './kit.mjs';

const party = async (browser, made, width) => {
  const page = await watched(browser, width);
  await page.goto(origin + '/party');
  await page.getByLabel('编号').fill(made.number);
  await page.getByLabel('查询码').fill(made.query_code);
  await page.getByLabel('证件号或手机号后四位').fill('1234');
  await page.getByRole('button', { name: '查看我的事项' }).click();
  await page.getByRole('heading', { name: '编号 ' + made.number }).waitFor();
  return page;
};

/** settled brings an offered case to an agreement in two instalments, with a child among the parties. */
async function settled(clerk, mediator, second) {
  const made = await offered(clerk);
  const file = await clerk('GET', '/cases/' + made.id);
  await clerk('PATCH', `/cases/${made.id}/parties/${file.parties[0].id}`, { needs: { child: true, interpreter: true }, reason: '来访时说明' });
  await mediator('POST', `/referrals/${made.referral}/accept`, {});
  const all = await mediator('GET', `/cases/${made.id}/proceedings`);
  const p = all.items.find((x) => x.referral_id === made.referral);
  await mediator('POST', `/proceedings/${p.id}/hold`, { text: '双方到场。' });
  const a = await mediator('POST', `/proceedings/${p.id}/agreement`, { terms: '分两期赔偿八千元。', form: 'written', performance: [{ what: '第一期四千元', by_on: '2099-01-01' }, { what: '第二期四千元', by_on: '2099-02-01' }] });
  await mediator('POST', `/proceedings/${p.id}/agree`, { agreement_id: a.id });
  for (const s of [{ party_id: file.parties[0].id }, { party_id: file.parties[1].id }, { mediator: true }, { seal: true }]) await mediator('POST', `/proceedings/${p.id}/agreement/sign`, { ...s, grade: 'paper' });
  return { ...made, second };
}

export async function peopleStories(browser, clerk) {
  const mediator = await as('mediator');
  for (const width of widths()) {
    const made = await settled(clerk, mediator);
    const mine = await party(browser, made, width);
    await mine.getByRole('region', { name: '调解协议' }).getByText('第二期四千元').waitFor();
    check('the party reads the day of performance', (await mine.getByText('2099-02-01').count()) > 0);
    await mine.getByText('您还可以走的其他途径').click();
    await every(mine, `party agreement ${width}`);
    await mine.getByRole('button', { name: '我认为这个人不该办：王秀英' }).click();
    await axeOn(mine, `party object ${width}`);
    await mine.locator('dialog[open] [name="text"]').fill('她和对方是老同事');
    await mine.getByRole('dialog').getByRole('button', { name: '提交' }).click();
    await mine.getByText('等待决定').first().waitFor();
    await axeOn(mine, `party objected ${width}`);

    // Three taps on the phone: the result of the item, confirm.
    const phone = await watched(browser, width);
    await phone.goto(origin + '/mediator');
    await phone.getByLabel('用户名').fill('mediator');
    await phone.getByLabel('密码').fill('demo-liandong');
    await phone.getByRole('button', { name: '登录' }).click();
    await phone.getByRole('region', { name: '在办' }).getByRole('article').last().getByRole('button', { name: '打开' }).click();
    await phone.getByText('未成年人').first().waitFor();
    await phone.getByRole('button', { name: '第一期四千元：已履行' }).click();
    await axeOn(phone, `phone follow ${width}`);
    await phone.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await phone.getByText('已保存。').waitFor();
    await every(phone, `phone followed ${width}`);
    await phone.getByRole('button', { name: '第二期四千元：未履行' }).click();
    await phone.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await phone.getByText('现在可以走的途径').waitFor();
    await axeOn(phone, `phone breach ${width}`);

    // The head decides at the desk, and the case has a substitute.
    const head = await at(browser, width, 'mediation_head');
    await show(head, '/cases/' + made.id);
    await head.getByRole('region', { name: '办理人员和回避' }).getByRole('button', { name: '决定是否回避' }).click();
    await axeOn(head, `desk decide ${width}`);
    await head.locator('dialog[open] #text').fill('为免合理怀疑，决定回避');
    await head.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await head.getByText('须在此前指定接替人员').waitFor();
    await every(head, `desk people ${width}`);
    await head.getByRole('button', { name: '指定承办人' }).click();
    check('who is recused cannot be chosen', !(await head.locator('dialog[open] #user_id').innerText()).includes('王秀英'));
    await head.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await head.getByText('接替人员：李国强').waitFor();
    for (const page of [mine, phone, head]) await page.context().close();

    const again = await settled(clerk, mediator);
    const desk = await at(browser, width, 'mediator');
    await show(desk, '/cases/' + again.id);
    await desk.getByText('请先注意').waitFor();
    const hands = desk.getByRole('region', { name: '办理人员和回避' });
    await hands.getByRole('button', { name: '登记一次联系' }).click();
    await desk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await hands.getByRole('listitem').filter({ hasText: '没有联系上' }).waitFor();
    await desk.getByRole('button', { name: '回访：第一期四千元' }).click();
    await axeOn(desk, `desk follow ${width}`);
    await desk.locator('dialog[open] #result').selectOption('partly');
    await desk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await desk.getByRole('dialog').waitFor({ state: 'detached' });
    await hands.getByRole('button', { name: '登记参加人员' }).click();
    await desk.locator('dialog[open] #role').selectOption('witness');
    await desk.locator('dialog[open] #name').fill('王秀英');
    await desk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await desk.getByRole('dialog').getByRole('alert').waitFor();
    await axeOn(desk, `desk barred ${width}`);
    await desk.getByRole('dialog').getByRole('button', { name: '先不做' }).click();
    await every(desk, `desk hands ${width}`);
    await hands.getByRole('button', { name: '我要回避', exact: true }).click();
    await desk.locator('dialog[open] #text').fill('是我的亲戚');
    await desk.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await desk.getByRole('dialog').waitFor({ state: 'detached' });
    await hands.getByText('本人回避').waitFor();
    await hands.getByRole('button', { name: '我要回避', exact: true }).waitFor({ state: 'detached' });
    check('who is recused is offered nothing but to give the case back', (await desk.getByRole('region', { name: '可以做的事' }).getByRole('button').allInnerTexts()).join() === '办结反馈');
    await axeOn(desk, `desk recused ${width}`);
    await desk.context().close();
  }
}
