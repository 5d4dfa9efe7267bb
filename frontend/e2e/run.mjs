// The mediator's phone and the party's page in a browser, against the real program.
import { as, axeOn, check, every, fill, finish, launch, nasty, offered, origin, press, watched, widths } from './kit.mjs';
import { afterStories, extractStories, unseenStories, volumeStories } from './after.mjs';
import { credentialStories } from './credentials.mjs';
import { deskStories } from './desk.mjs';
import { decisionStories } from './decisions.mjs';
import { directiveStories } from './directive.mjs';
import { auditStories } from './audit.mjs';
import { bulkStories } from './bulk.mjs';
import { importStories } from './imports.mjs';
import { factorStories } from './factor.mjs';
import { figureStories } from './figures.mjs';
import { filingStories } from './filing.mjs';
import { partStories } from './parts.mjs';
import { peopleStories } from './people.mjs';
import { proofStories } from './proof.mjs';
import { jointStories } from './joint.mjs';
import { receptionStories } from './reception.mjs';
import { rosterStories } from './roster.mjs';
import { supervisionStories } from './supervision.mjs';
import { trendStories } from './trends.mjs';

async function mediatorStory(browser, clerk, width) {
  const made = await offered(clerk);
  const page = await watched(browser, width);
  await page.goto(origin + '/mediator');
  await every(page, `sign-in ${width}`);
  await page.getByRole('button', { name: '登录' }).click();
  await axeOn(page, `sign-in errors ${width}`);
  check('an empty field is named', (await page.getByText('请填写这一项').count()) === 2);
  await page.getByLabel('用户名').fill('mediator');
  await page.getByLabel('密码').fill('demo-liandong');
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('heading', { name: /待我接收（[1-9]/ }).waitFor();
  await every(page, `inbox ${width}`);
  const card = page.getByRole('region', { name: '待我接收' }).getByRole('article').filter({ hasText: '邻里纠纷，双方愿意调解' }).last();
  await card.getByRole('button', { name: '打开' }).click();
  await page.getByText('接受之前只显示').waitFor();
  check('the card names no phone', !(await page.content()).includes('13900001234'));
  check('at most three actions on a card', (await page.locator('main .row button').count()) <= 3);
  await every(page, `card ${width}`);
  await page.getByRole('button', { name: '接受', exact: true }).click();
  await page.getByText('接受后案件由本调解委员会保管').waitFor();
  await axeOn(page, `dialog ${width}`);
  await fill(page, {});
  check('custody moved', (await clerk('GET', '/cases/' + made.id)).custodian.id === 'org-mediation1');
  await page.getByRole('button', { name: '记录调解会' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await axeOn(page, `dialog errors ${width}`);
  await fill(page, { present: '林小雨、高大山', text: '双方各让一步。' });
  await page.getByRole('button', { name: '写记录' }).click();
  await fill(page, { text: '对方愿意先修复。' });
  await page.getByText('对方愿意先修复。').waitFor();
  check('at most three actions at once', (await page.locator('main > .row button:visible').count()) <= 3);
  await every(page, `case ${width}`);
  await press(page, '终止');
  await fill(page, { code: 'no_agreement', text: '未能就赔偿数额达成一致。' });
  await page.getByRole('button', { name: '终止', exact: true, includeHidden: true }).waitFor({ state: 'detached' });
  await press(page, '办结反馈');
  await fill(page, { outcome: 'unsettled', text: '调解不成，建议起诉。' });
  const after = await clerk('GET', '/cases/' + made.id);
  check('custody is back', after.custodian.id === 'org-petition', after.custodian.id);
  check('the note stays with the mediators', !JSON.stringify(after).includes('先修复'));
  await page.context().close();
}

async function agreementStory(browser, clerk) {
  const made = await offered(clerk);
  const page = await watched(browser, 390);
  await page.goto(origin + '/mediator');
  await page.getByLabel('用户名').fill('mediator');
  await page.getByLabel('密码').fill('demo-liandong');
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('region', { name: '待我接收' }).getByRole('article').filter({ hasText: '邻里纠纷，双方愿意调解' }).last().getByRole('button', { name: '打开' }).click();
  await page.getByRole('button', { name: '接受', exact: true }).click();
  await fill(page, {});
  await page.getByRole('button', { name: '记录调解会' }).click();
  await fill(page, { present: '双方', text: '达成一致。' });
  await press(page, '达成协议');
  await axeOn(page, 'agreement dialog 390');
  await fill(page, { terms: '高大山赔偿八千元。', what: '支付八千元' });
  for (const signer of ['林小雨', '高大山', '调解员', '调解组织印章']) {
    await page.getByText(new RegExp(`还没有签：.*${signer}`)).waitFor();
    await page.getByRole('button', { name: '登记签名' }).click();
    await page.locator('dialog[open] [name="signer"]').selectOption({ label: signer });
    await page.locator('dialog[open] [name="reason"]').fill('当面签署');
    await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await page.getByText(/生效日期/).waitFor();
  await every(page, 'agreement 390');
  await press(page, '办结反馈');
  await fill(page, { outcome: 'settled', text: '已达成协议。' });
  const referral = await clerk('GET', '/referrals/' + made.referral);
  check('settled', referral.outcome === 'settled', JSON.stringify(referral.outcome));
  await page.context().close();
}

async function partyStory(browser, clerk, width) {
  const made = await offered(clerk);
  const page = await watched(browser, width);
  await page.goto(origin + '/party');
  await every(page, `party way in ${width}`);
  const enter = async (second) => {
    await page.getByLabel('编号').fill(made.number);
    await page.getByLabel('查询码').fill(made.query_code);
    await page.getByLabel('证件号或手机号后四位').fill(second);
    await page.getByRole('button', { name: '查看我的事项' }).click();
  };
  await enter('0000');
  await page.getByRole('alert').waitFor();
  check('what was typed is kept', (await page.getByLabel('编号').inputValue()) === made.number);
  await axeOn(page, `party refused ${width}`);
  await enter('1234');
  await page.getByRole('heading', { name: '编号 ' + made.number }).waitFor();
  await every(page, `party case ${width}`);
  await page.getByRole('button', { name: '提交材料' }).click();
  await axeOn(page, `party paper ${width}`);
  await page.getByLabel('拍照或者选择文件').setInputFiles({ name: '漏水.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 1 0 obj') });
  await page.getByRole('dialog').getByRole('button', { name: '提交' }).click();
  await page.getByText('已经提交。').waitFor();
  await page.getByRole('link', { name: '查看 漏水.pdf' }).waitFor();
  await page.getByRole('button', { name: '拒绝调解' }).click();
  await page.getByText('提交后调解立即停止').waitFor();
  await axeOn(page, `party dialog ${width}`);
  await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await page.getByText('已记录：您拒绝调解。').waitFor();
  const sent = await clerk('GET', '/referrals/' + made.referral);
  check('the offer is gone', !['offered', 'accepted'].includes(sent.state), sent.state);
  await page.getByRole('button', { name: '退出' }).click();
  await page.getByRole('button', { name: '查看我的事项' }).waitFor();
  check('nothing personal stays in the browser', !(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).includes(made.number));
  await page.context().close();
}

async function lawPage(browser, width) {
  const page = await watched(browser, width);
  for (const [lang, button] of [['zh-CN', '看看有哪些途径'], ['en', 'Show the ways']]) {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${origin}/law?lang=${lang}`);
      await axeOn(page, `law ${lang} ${colorScheme} ${width}`);
      await page.locator('[name="category"]').selectOption('labour.unpaid_wages');
      await page.locator('[name="relation"]').selectOption('employer_worker');
      await page.locator('[name="event_on"]').fill('2026-11-01');
      await page.locator('[name="history"]').selectOption('none');
      await page.getByRole('button', { name: button }).click();
      await page.locator('article').first().waitFor();
      check('every way stands there', (await page.locator('article').count()) === 16);
      await axeOn(page, `law answer ${lang} ${colorScheme} ${width}`);
      const asked = page.locator('article.conditional a').first();
      await asked.click();
      check('what is missing has a control', (await page.locator(new URL(page.url()).hash.replaceAll('.', '\\.')).count()) === 1);
    }
  }
  await page.context().close();
}

async function poisoned(browser, clerk) {
  for (const poison of nasty) {
    const made = await offered(clerk, poison);
    const page = await watched(browser, 390);
    await page.goto(origin + '/party');
    await page.getByLabel('编号').fill(made.number);
    await page.getByLabel('查询码').fill(made.query_code);
    await page.getByLabel('证件号或手机号后四位').fill('1234');
    await page.getByRole('button', { name: '查看我的事项' }).click();
    await page.getByRole('heading', { name: '编号 ' + made.number }).waitFor();
    await page.goto(origin + '/mediator');
    await page.getByLabel('用户名').fill('mediator');
    await page.getByLabel('密码').fill('demo-liandong');
    await page.getByRole('button', { name: '登录' }).click();
    const card = page.getByRole('region', { name: '待我接收' }).getByRole('article').filter({ hasText: poison }).last();
    await card.getByRole('button', { name: '打开' }).click();
    await page.getByRole('button', { name: '接受', exact: true }).click();
    await fill(page, {});
    await page.getByText('楼上卫生间漏水。' + poison).waitFor();
    check('what was typed stands there as text', true);
    await page.context().close();
  }
}

const browser = await launch();
const trouble = [];
try {
  const clerk = await as('clerk');
  for (const width of widths()) {
    await mediatorStory(browser, clerk, width);
    await partyStory(browser, clerk, width);
    await lawPage(browser, width);
  }
  await agreementStory(browser, clerk);
  await poisoned(browser, clerk);
  await peopleStories(browser, clerk);
  await partStories(browser, clerk);
  await credentialStories(browser);
  await filingStories(browser);
  await rosterStories(browser);
  await factorStories(browser);
  await afterStories(browser, clerk);
  await deskStories(browser);
  await directiveStories(browser, clerk);
  await decisionStories(browser, clerk);
  await proofStories(browser, clerk);
  await receptionStories(browser);
  await jointStories(browser);
  await auditStories(browser);
  await supervisionStories(browser, clerk);
  await trendStories(browser, clerk);
  await importStories(browser);
  await bulkStories(browser);
  await volumeStories(browser, clerk);
  await figureStories(browser);
  await extractStories(browser);
  await unseenStories(browser, clerk);
} catch (e) {
  trouble.push(String(e.stack ?? e));
}
await finish(browser, trouble);
