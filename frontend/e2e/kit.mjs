// What every story in a browser needs: the real program, pages that are watched, and the checks of a page.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.env.LIANDONG_PICTURES; // a directory, to look at the pages
// The gate walks each story at the width the printed seed names for it, and the next at the other; the soak at both.
const seed = Number(process.env.LIANDONG_SEED ?? Date.now() % 1e6);
let walked = 0;
let passed = 0;
const failures = [];

/** widths says at which widths the next story is walked. */
export function widths() {
  return process.env.LIANDONG_SOAK ? [1440, 390] : [[390, 1440][(seed + walked++) % 2]];
}

export function check(what, ok, detail = '') {
  if (ok) passed++;
  else failures.push(`${what} ${detail}`);
}

const data = mkdtempSync(join(tmpdir(), 'liandong-screens-'));
const server = spawn(resolve(process.argv[2]), ['serve', '--demo', '--data', data, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] });
export const origin = await new Promise((found, lost) => {
  let out = '';
  const read = (chunk) => {
    out += chunk;
    const at = out.match(/http:\/\/127\.0\.0\.1:\d+/);
    if (at) found(at[0]);
  };
  server.stdout.on('data', read);
  server.stderr.on('data', read);
  server.on('exit', () => lost(new Error(out)));
});

/** as signs in over the API and returns how to ask as that account. */
export async function as(username) {
  const res = await fetch(origin + '/api/v1/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username, password: 'demo-liandong' }) });
  const cookie = res.headers.get('set-cookie').split(';')[0];
  const { csrf_token } = await res.json();
  return async (method, path, body) => {
    const headers = { cookie, 'Content-Type': 'application/json', 'X-CSRF-Token': csrf_token, 'Idempotency-Key': crypto.randomUUID() };
    const answer = await fetch(origin + '/api/v1' + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

export const nasty = ['<img src=x onerror=alert(1)>', '"><script>alert(2)</script>', "javascript:alert(3)//'", '<svg/onload=alert(4)>', '{{constructor.constructor("alert(5)")()}}'];

export async function offered(clerk, poison = '') {
  const made = await clerk('POST', '/cases', {
    title: '楼上漏水赔偿' + poison, purpose: 'claim', category: 'neighbour.leak', source: 'visit', region: '990102001', summary: '楼上卫生间漏水。' + poison,
    claims: ['修复防水层' + poison], facts: { relation: 'neighbours', event_on: '2026-11-10', arbitration_clause: 'none', history: [] },
    parties: [{ role: 'applicant', kind: 'person', name: '林小雨' + poison, phone: '13900001234' }, { role: 'respondent', kind: 'person', name: '高大山' + poison, phone: '13900005678' }],
  });
  const file = await clerk('GET', '/cases/' + made.id);
  for (const p of file.parties) await clerk('POST', `/cases/${made.id}/consents`, { party_id: p.id, subject: 'mediation', answer: 'yes', form: 'written' });
  const referral = await clerk('POST', `/cases/${made.id}/referrals`, { to: 'org-mediation1', channel: 'people_mediation', route: 'people_mediation', mode: 'offered', reason: '邻里纠纷，双方愿意调解' + poison });
  return { ...made, referral: referral.id };
}

/** watched opens a page that reports dialogs, policy violations, errors and requests that leave the origin. */
export async function watched(browser, width) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'zh-CN' });
  // What browsers of the age of Chrome 87 do not have is taken away, so that a page that leans on it fails here.
  await context.addInitScript(() => {
    for (const on of [Array, String, Int8Array.__proto__]) delete on.prototype.at;
    for (const name of ['findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with']) delete Array.prototype[name];
    for (const name of ['hasOwn', 'groupBy']) delete Object[name];
    delete Promise.withResolvers;
    delete window.structuredClone;
    delete Crypto.prototype.randomUUID;
    delete AbortSignal.timeout;
    delete AbortSignal.any;
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('dialog', (d) => { failures.push('a dialog opened: ' + d.message()); void d.dismiss(); });
  page.on('pageerror', (e) => failures.push('page error: ' + e.message));
  page.on('console', (m) => { if (/Content Security Policy/i.test(m.text())) failures.push('policy: ' + m.text()); });
  page.on('request', (r) => { if (!r.url().startsWith(origin)) failures.push('a request left the origin: ' + r.url()); });
  return page;
}

export async function axeOn(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  check(`axe ${where}`, found.violations.length === 0, JSON.stringify(found.violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 120))])));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  check(`no sideways scroll ${where}`, !wide);
  if (pictures) await page.screenshot({ path: join(pictures, where.replace(/[^a-z0-9]+/g, '-') + '.png'), fullPage: true });
}

/** every looks at the page as it stands in each look: light, dark, largest type, English. */
export async function every(page, where) {
  const button = (name) => page.getByRole('banner').getByRole('button', { name, exact: true });
  await axeOn(page, where + ' light');
  await button('深色').click();
  await axeOn(page, where + ' dark');
  await button('大字').click();
  await axeOn(page, where + ' dark large');
  await button('深色').click();
  await axeOn(page, where + ' large');
  await button('大字').click();
  await button('English').click();
  await page.getByRole('button', { name: '中文' }).waitFor();
  await axeOn(page, where + ' english');
  await button('中文').click();
}

export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`dialog[open] [name="${name}"]`);
    if (await field.evaluate((e) => e.tagName === 'SELECT')) await field.selectOption(value);
    else await field.fill(value);
  }
  await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await page.getByText('已保存。').waitFor();
}

/** press finds a button, among the further actions too. */
export async function press(page, name) {
  const button = page.getByRole('button', { name, exact: true, includeHidden: true });
  await button.first().waitFor({ state: 'attached' });
  if (!(await button.isVisible())) await page.getByText('更多操作').click();
  await button.click();
}


export function launch() {
  console.log(`LIANDONG_SEED=${seed}`);
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
}

/** finish stops what was started, says what was found, and ends with it. */
export async function finish(browser, trouble) {
  failures.push(...trouble);
  await browser.close();
  server.kill('SIGTERM');
  await new Promise((done) => server.once('exit', done));
  rmSync(data, { recursive: true, force: true });
  for (const f of failures) console.error('FAIL ' + f);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exit(failures.length > 0 ? 1 : 0);
}

/** at opens the desk as somebody, through the page's own sign-in. */
export async function at(browser, width, username) {
  const page = await watched(browser, width);
  await page.goto(origin + '/desk');
  await page.locator('#username').fill(username);
  await page.locator('#password').fill('demo-liandong');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByRole('navigation').first().waitFor();
  return page;
}

/** show opens a page of the desk. */
export const show = async (page, hash) => { await page.goto(`${origin}/desk#${hash}`); await page.getByRole('heading', { level: 1 }).waitFor(); };
