// The second factor in a browser, over a server without a demo: enrolled at the first sign-in, a passkey beside it,
// shown again before an export, reset by an administrator's link, and at the mediator's page.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { axeOn, check, every, widths } from './kit.mjs';

const password = 'a long enough password';

/** county starts an empty installation, with its first administrator, on an address that has passkeys. */
async function county() {
  const port = await new Promise((found) => { const s = createServer().listen(0, '127.0.0.1', () => { const p = s.address().port; s.close(() => found(p)); }); });
  const data = mkdtempSync(join(tmpdir(), 'liandong-factor-'));
  const origin = `http://localhost:${port}`;
  const server = spawn(resolve(process.argv[2]), ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, '--public-url', origin], { stdio: ['ignore', 'pipe', 'inherit'] });
  const token = await new Promise((found, lost) => {
    let out = '';
    server.stdout.on('data', (chunk) => { out += chunk; const m = out.match(/\/setup\): (\S+)\n/); if (m) found(m[1]); });
    server.on('exit', () => lost(new Error(out)));
  });
  const api = async (method, path, body, session = {}) => {
    const res = await fetch(`${origin}/api/v1${path}`, { method, headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID(), ...(session.cookie ? { cookie: session.cookie, 'X-CSRF-Token': session.csrf } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
    const answer = await res.json().catch(() => ({}));
    return { status: res.status, answer, session: { cookie: res.headers.get('set-cookie')?.split(';')[0], csrf: answer.csrf_token } };
  };
  const made = await api('POST', '/setup', { token, username: 'chief', name: '系统管理员', password, region_name: '某县', organization: { name: '某县信访局', kind: 'petition_office', region: '330100', channels: ['petition'] } });
  const stop = async () => { server.kill('SIGTERM'); await new Promise((done) => server.once('exit', done)); rmSync(data, { recursive: true, force: true }); };
  return { origin, api, office: made.answer.memberships[0].organization_id, stop };
}

/** code is that of an authenticator app, some steps from now. */
function code(secret, steps = 0) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function opened(browser, origin, width) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'zh-CN' });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('dialog', (d) => { check('no dialog opens', false, d.message()); void d.dismiss(); });
  page.on('pageerror', (e) => check('no page error', false, e.message));
  page.on('console', (m) => { if (/Content Security Policy/i.test(m.text())) check('no policy is broken', false, m.text()); });
  page.on('request', (r) => { if (!r.url().startsWith(origin) && !r.url().startsWith('data:')) check('no request leaves the origin', false, r.url()); });
  return page;
}

async function signIn(page, origin, username, words) {
  await page.goto(`${origin}/desk`);
  await page.getByLabel('用户名').fill(username);
  await page.getByLabel('密码').fill(words);
  await page.getByRole('main').getByRole('button', { name: '登录' }).click();
}

export async function factorStories(browser) {
  for (const width of widths()) {
    const here = await county();
    try { await walk(browser, width, here); } finally { await here.stop(); }
  }
}

async function walk(browser, width, { origin, api, office }) {
  const chief = await opened(browser, origin, width);
  await signIn(chief, origin, 'chief', password);
  await chief.getByRole('heading', { name: '登记第二道验证' }).waitFor();
  await every(chief, `desk ${width} factor first`);
  await chief.getByRole('button', { name: '手机验证器' }).click();
  const secret = (await chief.locator('.upload .code').textContent()).replace(/ /g, '');
  await every(chief, `desk ${width} factor enrol`);
  await chief.getByLabel('二、输入验证器上显示的6位数字').fill('000000');
  await chief.getByRole('button', { name: '确定' }).click();
  await chief.getByRole('alert').waitFor();
  await chief.getByLabel('二、输入验证器上显示的6位数字').fill(code(secret));
  await chief.getByLabel('名称').fill('办公室手机');
  await chief.getByRole('button', { name: '确定' }).click();
  await chief.getByRole('heading', { name: '备用码', exact: true }).waitFor();
  const sheet = await chief.locator('.slip li .code').allTextContents();
  check('ten codes on paper', sheet.length === 10 && new Set(sheet).size === 10);
  await every(chief, `desk ${width} factor sheet`);
  await chief.emulateMedia({ media: 'print' });
  await axeOn(chief, `desk ${width} factor sheet print`);
  check('the sheet is printed and nothing else', await chief.locator('.slip').isVisible() && !(await chief.getByRole('button', { name: '打印' }).isVisible()));
  await chief.emulateMedia({ media: 'screen' });
  await chief.getByRole('button', { name: '已收好，继续' }).click();
  await chief.getByRole('link', { name: /^登录安全/ }).click();
  await chief.getByText('办公室手机').waitFor();
  await every(chief, `desk ${width} factors`);
  await chief.getByRole('button', { name: '都看过了' }).click();
  await chief.getByRole('button', { name: '都看过了' }).waitFor({ state: 'detached' });

  const keys = await chief.context().newCDPSession(chief);
  await keys.send('WebAuthn.enable');
  await keys.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
  await chief.getByRole('button', { name: '添加', exact: true }).click();
  await chief.getByRole('dialog').getByLabel('登录密码').fill(password);
  await axeOn(chief, `desk ${width} factor add`);
  await chief.getByRole('dialog').getByRole('button', { name: '通行密钥' }).click();
  await chief.locator('.factors li').nth(1).waitFor();
  await chief.getByRole('button', { name: '改名 通行密钥' }).click();
  await chief.getByLabel('新名称').fill('这台电脑');
  await chief.getByRole('dialog').getByLabel('登录密码').fill(password);
  await axeOn(chief, `desk ${width} factor rename`);
  await chief.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await chief.getByText('这台电脑').waitFor();
  await chief.getByRole('button', { name: '退出' }).click();
  await signIn(chief, origin, 'chief', password);
  await chief.getByRole('heading', { name: '第二道验证' }).waitFor();
  await every(chief, `desk ${width} factor show`);
  await chief.getByRole('button', { name: '用通行密钥' }).click();
  await chief.getByRole('button', { name: '用通行密钥' }).click();
  await chief.getByRole('link', { name: /^登录安全/ }).waitFor();
  check('a passkey opens', true);

  // A clerk who has enrolled elsewhere is asked before an export, in place.
  const due = await api('POST', '/session', { username: 'chief', password });
  const admin = (await api('POST', '/session/factor', { challenge_id: due.answer.challenge.id, recovery_code: sheet[0] })).session;
  await api('POST', '/users', { username: 'window', name: '窗口', password, memberships: [{ organization_id: office, role: 'clerk' }] }, admin);
  const clerk = await opened(browser, origin, width);
  await signIn(clerk, origin, 'window', password);
  await clerk.getByRole('link', { name: /^登录安全/ }).waitFor();
  const other = (await api('POST', '/session', { username: 'window', password })).session;
  const begun = (await api('POST', '/session/factors/enrolment', { kind: 'totp', password }, other)).answer;
  const added = await api('POST', '/session/factors', { challenge_id: begun.challenge_id, code: code(begun.secret) }, other);
  await clerk.goto(`${origin}/desk#/extracts`);
  await clerk.getByRole('link', { name: 'Excel' }).click();
  await clerk.getByRole('dialog', { name: '再验证一次' }).waitFor();
  await axeOn(clerk, `desk ${width} factor step up`);
  await clerk.getByRole('dialog').getByRole('button', { name: '先不做' }).click();
  for (const look of ['深色', '大字']) await clerk.getByRole('banner').getByRole('button', { name: look, exact: true }).click();
  await clerk.getByRole('link', { name: 'Excel' }).click();
  await clerk.getByRole('dialog', { name: '再验证一次' }).waitFor();
  await axeOn(clerk, `desk ${width} factor step up dark large`);
  await clerk.getByRole('dialog').getByRole('button', { name: '手机不在身边，用备用码' }).click();
  await clerk.getByLabel('备用码').fill(added.answer.recovery_codes[0]);
  const [file] = await Promise.all([clerk.waitForEvent('download'), clerk.getByRole('dialog').getByRole('button', { name: '确定' }).click()]);
  check('the export goes on by itself', file.suggestedFilename().endsWith('.xlsx'), file.suggestedFilename());

  // The mediator's page asks too.
  const lite = await opened(browser, origin, width);
  await lite.goto(`${origin}/mediator`);
  await lite.getByLabel('用户名').fill('window');
  await lite.getByLabel('密码').fill(password);
  await lite.getByRole('main').getByRole('button', { name: '登录' }).click();
  await lite.getByLabel('验证码').waitFor();
  await every(lite, `lite ${width} factor`);
  await lite.getByRole('button', { name: '手机不在身边，用备用码' }).click();
  await lite.getByLabel('备用码').fill(added.answer.recovery_codes[1]);
  await lite.getByRole('button', { name: '登录' }).click();
  await lite.getByRole('heading', { name: '我的案件' }).waitFor();
  await lite.context().close();

  // The phone is lost: the administrator makes a link, the holder uses it.
  await chief.goto(`${origin}/desk#/people`);
  await chief.reload();
  await chief.getByRole('button', { name: '重设第二道验证 窗口' }).click();
  const asked = chief.getByRole('dialog', { name: '再验证一次' });
  const link = chief.locator('p[role="status"] .code');
  await asked.or(link).first().waitFor();
  const refused = chief.getByText('同一个人不能既重设密码又重设第二道验证', { exact: false });
  const path = (await link.textContent()).replace(/^https?:\/\/[^/]+/, '');
  check('no secret is shown to the administrator', (await refused.count()) === 0);
  await axeOn(chief, `desk ${width} factor link`);
  await clerk.goto('about:blank');
  await clerk.goto(origin + path);
  await clerk.getByRole('heading', { name: '重设第二道验证' }).waitFor();
  await every(clerk, `desk ${width} factor reset`);
  await clerk.getByLabel('登录密码').fill(password);
  await clerk.getByRole('button', { name: '确定' }).click();
  await clerk.getByText('已重设，请登录。').waitFor();
  await clerk.goto('about:blank');
  await signIn(clerk, origin, 'window', password);
  await clerk.getByRole('link', { name: /^登录安全/ }).waitFor();
  check('after the reset the password alone opens, for a role that needs no more', true);
  await clerk.context().close();
  await chief.context().close();
}
