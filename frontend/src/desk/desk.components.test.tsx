import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { type Here, HereContext, type Schemas } from './api';
import { Pick } from './ask';
import { Due } from './inbox';
import { Path } from './path';
import { Ways } from './ways';

const here = { session: { today: '2026-11-24' }, codes: { lists: { mode: [{ code: 'offered', name: '移送协商、委托' }] }, facts: [{ fact: 'relation', kind: 'choice', name: '双方是什么关系', options: [] }] }, redraw: () => undefined } as unknown as Here;
const html = (x: React.ReactNode): string => renderToStaticMarkup(<HereContext.Provider value={here}>{x}</HereContext.Provider>);

describe('Due', () => {
  it('says a deadline in words against the day of the office, not of the browser', () => {
    expect(html(<Due on="2026-11-24" />)).toContain('今天到期');
    expect(html(<Due on="2026-11-20" />)).toContain('超期4天');
    expect(html(<Due on="2026-12-01" state="paused" />)).toContain('暂停计算');
  });
});

describe('Path', () => {
  const stay = (seq: number, name: string, until: string | null): Schemas['Stay'] => ({ seq, organization: { id: name, name }, from: '2026-11-24T01:00:00Z', until, referral_id: null });
  const referral = (to: string, state: string): Schemas['Referral'] => ({ id: to + state, to: { id: to, name: to }, state, mode: 'offered', route: 'people_mediation', custody: 'moves' }) as Schemas['Referral'];

  it('marks exactly one holder, and shows what waits beside it', () => {
    const out = html(<Path custody={[stay(1, '信访局', '2026-11-24T02:00:00Z'), stay(2, '派出所', null)]} referrals={[referral('调委会', 'offered'), referral('派出所', 'objected'), referral('法院', 'declined')]} />);
    expect(out.match(/aria-current="step"/g)?.length).toBe(1);
    expect(out).toContain('调委会');
    expect(out.match(/派出所/g)?.length).toBe(1);
    expect(out).not.toContain('法院');
  });
});

describe('Ways', () => {
  const way = (verdict: string, missing: string[]): Schemas['Route'] => ({
    route: verdict, channel: null, name: `途径${verdict}`, verdict, rank: 1, missing_facts: missing, conditions: [], clocks: [], would_change: [], warnings: [], preferred: [],
    reasons: [{ rule: 'r', text: '<b>理由</b>', cite: [{ law: '信访工作条例', version: '2022', article: '22条' }], facts_used: [], known: 'read', reviewer: null, reviewed_on: null }],
  });

  it('gives every way its reason and article, asks for what is missing, and lets no markup through', () => {
    const out = html(<Ways routes={[way('open', []), way('conditional', ['relation']), way('closed', [])]} refer={() => undefined} supply={() => undefined} />);
    expect(out.match(/《信访工作条例》（2022）22条/g)?.length).toBe(3);
    expect(out).toContain('双方是什么关系');
    expect(out).not.toContain('<b>');
  });

  it('has no button for somebody who may do nothing', () => {
    expect(html(<Ways routes={[way('conditional', ['relation'])]} refer={null} supply={null} />)).not.toContain('<button');
  });
});

describe('Pick', () => {
  it('groups options by family', () => {
    expect(html(<Pick options={[{ code: 'a', name: '漏水', family: '邻里' }, { code: 'b', name: '噪声', family: '邻里' }]} />)).toContain('<optgroup label="邻里"><option value="a">漏水</option><option value="b">噪声</option></optgroup>');
  });
});
