// A joint reception: the host asks, an organisation comes, both answer one visitor, who takes it home on paper.
import { as, at, axeOn, check, every, nasty, show, widths } from './kit.mjs';

const done = async (page) => {
  await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};

export async function jointStories(browser) {
  for (const width of widths()) {
    const clerk = await as('clerk');
    const place = `联合接访 ${width}`;
    const r = await clerk('POST', '/receptions', { place, starts_at: new Date(Date.now() + 3_600_000).toISOString(), ends_at: new Date(Date.now() + 7_200_000).toISOString(), public: true });
    const host = await at(browser, width, 'clerk');
    await show(host, '/receptions/' + r.id);
    const table = host.getByRole('region', { name: '联合接访单位' });
    await table.getByRole('button', { name: '邀请单位' }).click();
    await axeOn(host, `ask to the table ${width}`);
    await host.getByRole('dialog').getByLabel('单位').selectOption('org-housing');
    await done(host);
    await table.getByText('等待答复').waitFor();

    const guest = await at(browser, width, 'agency');
    await show(guest, '/inbox/in');
    const invitation = guest.getByRole('region', { name: '联合接访邀请' }).getByRole('listitem').filter({ hasText: place });
    await axeOn(guest, `invited ${width}`);
    await invitation.getByRole('button', { name: '参加', exact: true }).click();
    await guest.locator('dialog[open] #people').fill(`物业科 何科长${nasty[0]}`);
    await axeOn(guest, `who comes ${width}`);
    await done(guest);
    await invitation.getByText('参加', { exact: true }).first().waitFor();

    const v = await clerk('POST', `/receptions/${r.id}/visits`, { visitor: { name: '林小雨', phone: '13900001234' }, matter: '楼上漏水，物业和住建互相推。' });
    await show(host, '/visits/' + v.id);
    await host.reload(); // reads what others did meanwhile at once
    const answers = host.getByRole('region', { name: '当场答复' });
    await answers.getByRole('button', { name: '请单位共同接待' }).click();
    await host.getByRole('dialog').getByRole('checkbox', { name: /住房/ }).check();
    await axeOn(host, `call ${width}`);
    await done(host);
    await answers.getByText(/共同接待的单位：.*住房/).waitFor();

    await show(guest, '/visits/' + v.id);
    const theirs = guest.getByRole('region', { name: '当场答复' });
    await theirs.getByRole('button', { name: '当场答复' }).click();
    await guest.locator('dialog[open] #text').fill('三天内派人查看渗漏点。');
    await done(guest);
    await theirs.getByText('三天内派人查看渗漏点。').waitFor();
    check('a guest reads no phone', !(await guest.content()).includes('13900001234'));
    check('a guest calls nobody', (await theirs.getByRole('button', { name: '请单位共同接待' }).count()) === 0);
    await every(guest, `a guest's visit ${width}`);

    await host.reload();
    await answers.getByText('三天内派人查看渗漏点。').waitFor();
    await every(host, `a joint visit ${width}`);
    await answers.getByRole('link', { name: '打印带走' }).click();
    await host.getByRole('heading', { name: '各单位当场给您的答复' }).waitFor();
    await every(host, `what they take home ${width}`);
    await show(host, '/receptions/' + r.id);
    await table.getByText('何科长').waitFor();
    await every(host, `a joint reception ${width}`);
    await guest.context().close();
    await host.context().close();
  }
}
