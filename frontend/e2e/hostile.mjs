// Texts that would be markup, script or a formula anywhere else: typed into every field, read on every page.
import { as, at, check, nasty, show } from './kit.mjs';

/** A mediation in which every text is hostile: sessions, notes, terms, duties, reports, and a filing. */
async function poisonedMediation(clerk, poison) {
  const c = await clerk('POST', '/cases', { title: '漏水' + poison, purpose: 'claim', category: 'neighbour.leak', source: 'visit', region: '990102001', summary: '漏水' + poison, parties: [{ role: 'applicant', kind: 'person', name: '林小雨', phone: '13900001234' }, { role: 'respondent', kind: 'person', name: '高大山' }] });
  for (const p of (await clerk('GET', '/cases/' + c.id)).parties) await clerk('POST', `/cases/${c.id}/consents`, { party_id: p.id, subject: 'mediation', answer: 'yes', form: 'written' });
  const r = await clerk('POST', `/cases/${c.id}/referrals`, { to: 'org-mediation1', channel: 'people_mediation', route: 'people_mediation', mode: 'offered', reason: '移交' + poison });
  const mediator = await as('mediator');
  await mediator('POST', `/referrals/${r.id}/ask-items`, { items: ['材料' + poison] });
  await clerk('POST', `/referrals/${r.id}/supply-items`, { text: '补齐' + poison });
  await mediator('POST', `/referrals/${r.id}/accept`, {});
  const p = (await mediator('GET', `/cases/${c.id}/proceedings`)).items.find((x) => x.channel === 'people_mediation');
  await mediator('POST', `/proceedings/${p.id}/schedule`, { at: '2099-01-01T09:00:00+08:00', place: '地点' + poison });
  await mediator('POST', `/proceedings/${p.id}/hold`, { present: ['到场' + poison], text: '谈话' + poison });
  await mediator('POST', `/proceedings/${p.id}/notes`, { class: 'channel', text: '笔录' + poison });
  await mediator('POST', `/proceedings/${p.id}/agreement`, { terms: '协议' + poison, form: 'written', performance: [{ what: '履行' + poison, by_on: '2099-01-01' }] });
  const guided = await clerk('POST', '/cases', { title: '起诉', purpose: 'claim', category: 'neighbour.leak', source: 'visit', region: '990102001', summary: '漏水', parties: [{ role: 'applicant', kind: 'person', name: '林小雨', phone: '13900001234' }] });
  const g = await clerk('POST', `/cases/${guided.id}/referrals`, { to: 'org-court', channel: 'litigation', route: 'civil_litigation', mode: 'guided', reason: '当事人要求' + poison, override_reason: '坚持' + poison });
  await (await as('court'))('POST', `/referrals/${g.id}/file`, { number: '案号' + poison });
  return [['mediator', '/cases/' + c.id, '谈话', '笔录', '协议', '履行', '到场'], ['mediator', '/referrals/' + r.id, '移交', '材料'], ['court', '/referrals/' + g.id, '案号', '当事人要求']];
}

/** A reception in which every text is hostile. */
async function poisonedReception(clerk, poison) {
  const supervisor = await as('supervisor');
  const lawyer = await as('lawyer2');
  const day = new Date(Date.now() + 86_400_000).toISOString();
  const r = await supervisor('POST', '/receptions', { place: '大厅' + poison, starts_at: day, ends_at: '2099-01-01T17:00:00+08:00', host_organization: 'org-petition', lead: '领导' + poison, lawyers_wanted: 1, public: true });
  await lawyer('POST', `/receptions/${r.id}/join`, {});
  const v = await clerk('POST', `/receptions/${r.id}/visits`, { visitor: { name: '来人' + poison, phone: '139' + poison.slice(0, 20) }, matter: '事项' + poison });
  await lawyer('POST', `/visits/${v.id}/opinions`, { text: '意见' + poison, routes: [], for_party: '来人' + poison });
  return [['clerk', '/receptions', '大厅'], ['lawyer2', '/receptions/' + r.id, '大厅', '来人'], ['lawyer2', '/visits/' + v.id, '事项', '意见'], ['clerk', '/visits/' + v.id, '来人', '事项']];
}

/** What strangers typed stands on every page as text. */
export async function poisonedDesk(browser) {
  const api = await as('clerk');
  for (const poison of nasty) {
    const c = await api('POST', '/cases', {
      title: '标题' + poison, purpose: 'claim', category: 'neighbour.leak', source: 'visit', region: '990102001', summary: '情况' + poison, claims: ['诉求' + poison],
      parties: [{ role: 'applicant', kind: 'person', name: '林' + poison, phone: '13900001234', address: '地址' + poison }, { role: 'respondent', kind: 'person', name: '高' + poison }],
    });
    const r = await api('POST', `/cases/${c.id}/referrals`, { to: 'org-housing', channel: 'petition', route: 'petition', mode: 'assigned', reason: '理由' + poison });
    const agency = await as('agency');
    await agency('POST', `/referrals/${r.id}/object`, { code: 'not_own_duty', text: '异议' + poison });
    await api('PUT', '/drafts/p' + nasty.indexOf(poison), { title: '草稿' + poison, body: { title: '草稿' + poison, applicant_name: poison, source: 'visit' } });
    const pages = [['clerk', '/referrals/' + r.id, '异议'], ['agency', '/cases/' + c.id, '情况'], ['agency', '/cases/box/mine', '标题'], ['clerk', '/inbox/out', '理由'], ['supervisor', '/referrals/' + r.id, '理由'], ...(await poisonedMediation(api, poison)), ...(await poisonedReception(api, poison))];
    for (const [user, hash, ...texts] of pages) {
      const page = await at(browser, 1440, user);
      await show(page, hash);
      for (const text of texts) await page.getByText(text + poison).first().waitFor();
      check('text stays text', true);
      await page.context().close();
    }
    const page = await at(browser, 1440, 'clerk');
    await show(page, '/register');
    await page.locator('details.drafts summary').click();
    await page.getByRole('button', { name: '继续 草稿' + poison }).click();
    await page.getByRole('button', { name: '下一步' }).click();
    await page.locator('#applicant_name').waitFor();
    check('a draft comes back as it was typed', (await page.locator('#applicant_name').inputValue()) === poison);
    await api('DELETE', '/drafts/p' + nasty.indexOf(poison));
    await page.context().close();
  }
}
