// A party downloads the receipt of its registration and checks it in a browser, with nothing but the public key;
// the two ends of a handoff write to each other.
import { readFile } from 'node:fs/promises';
import { at, axeOn, check, every, nasty, offered, origin, show, watched, widths } from './kit.mjs';

/** kept downloads what a link gives and returns its text. */
async function kept(page, name) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).first().click()]);
  return readFile(await download.path(), 'utf8');
}

async function receipt(browser, made, width) {
  const page = await watched(browser, width);
  await page.goto(origin + '/party');
  await page.getByLabel('编号').fill(made.number);
  await page.getByLabel('查询码').fill(made.query_code);
  await page.getByLabel('证件号或手机号后四位').fill('1234');
  await page.getByRole('button', { name: '查看我的事项' }).click();
  await page.getByRole('heading', { name: '编号 ' + made.number }).waitFor();
  const text = await kept(page, '下载登记回执');
  await page.getByRole('link', { name: '怎样核验' }).click();
  await page.getByRole('heading', { name: '核验回执' }).waitFor();
  await every(page, `proof ${width}`);
  return { page, text };
}

async function give(page, text) {
  await page.getByLabel('回执文件').setInputFiles({ name: 'receipt.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await page.getByRole('button', { name: '核验', exact: true }).click();
}

export async function proofStories(browser, clerk) {
  for (const width of widths()) {
    const made = await offered(clerk);
    const { page, text } = await receipt(browser, made, width);
    await page.getByRole('button', { name: '核验', exact: true }).click();
    await page.getByText('请先选择回执文件').waitFor();
    await axeOn(page, `proof errors ${width}`);
    await page.getByRole('button', { name: '读取本网站公布的公钥' }).click();
    await page.waitForFunction(() => document.getElementById('key').value.includes('PUBLIC KEY'));
    await page.context().setOffline(true); // from here on the page asks nobody
    await give(page, text);
    await page.getByText('核验通过').waitFor();
    check('it says which case', (await page.getByText('case/' + made.id).count()) === 1);
    await axeOn(page, `proof good ${width}`);
    await give(page, text.replace('"actor":"', '"actor":"x'));
    await page.getByText('回执里的记录被改动过').waitFor();
    await give(page, text.replace(/"leaf":\d+/, '"leaf":0'));
    await page.getByText('这条记录不在签名的日志里').waitFor();
    await axeOn(page, `proof bad ${width}`);
    await page.context().setOffline(false);
    await page.context().close();

    const desk = await at(browser, width, 'clerk');
    await show(desk, '/cases/' + made.id);
    await desk.getByRole('link', { name: '下载移交回执' }).first().waitFor();
    const several = JSON.parse(await kept(desk, '下载移交回执'));
    check('a handoff\'s receipts say that it was offered', several.items.some((p) => p.entry.action === 'referral.offered'));
    await written(desk, clerk, made, width);
    await desk.context().close();
  }
}

/** written: the two ends of a handoff write to each other. */
async function written(desk, clerk, made, width) {
  await desk.getByRole('button', { name: '往来留言' }).first().click();
  await desk.getByText('还没有留言。').waitFor();
  await desk.getByRole('dialog').getByRole('button', { name: '留言', exact: true }).click();
  await axeOn(desk, `messages errors ${width}`);
  await desk.getByRole('dialog').getByLabel('留言').fill('对方电话是否已核实？' + nasty[0]);
  await desk.getByRole('dialog').getByRole('button', { name: '留言', exact: true }).click();
  await desk.getByRole('dialog').getByText('对方电话是否已核实？').waitFor();
  await axeOn(desk, `messages ${width}`);
  const all = await clerk('GET', `/referrals/${made.referral}/messages`);
  check('the message is kept once', all.items.length === 1 && all.items[0].organization.id === 'org-petition', all.items.length);
}
