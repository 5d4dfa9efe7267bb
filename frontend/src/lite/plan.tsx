import { useState } from 'preact/hooks';
import type { components } from '../api';
import { send } from '../http';
import { Proved } from './factor';
import { p } from './partywords';

/** Plan is how this matter and others of the same cause are handled, and the party's own word on it. */
export function Plan({ plan, open, again }: { plan: components['schemas']['OwnPlan']; open: boolean; again: () => void }) {
  const [asked, setAsked] = useState<'yes' | 'no' | null>(null);
  return (
    <section aria-label={p('plan')}>
      <h2>{p('plan')}</h2>
      <p class="card words">{plan.text}</p>
      <p>{p('planWho')}：{plan.organization.name} <time dateTime={plan.made_at ?? ''}>{(plan.made_at ?? '').slice(0, 10)}</time></p>
      <p>{p('planWhy')}</p>
      {plan.answer !== '' && <p class="done" role="status">{p(plan.answer === 'yes' ? 'planSaidYes' : 'planSaidNo')}</p>}
      {open && (
        <div class="row">
          {plan.answer !== 'yes' && <button type="button" onClick={() => setAsked('yes')}>{p('planYes')}</button>}
          {plan.answer !== 'no' && <button type="button" onClick={() => setAsked('no')}>{p('planNo')}</button>}
        </div>
      )}
      {asked !== null && (
        <Proved
          title={p(asked === 'yes' ? 'planYes' : 'planNo')} effect={p(asked === 'yes' ? 'planYesEffect' : 'planNoEffect')} button={p(asked === 'yes' ? 'planYes' : 'planNo')}
          close={() => setAsked(null)} done={() => { setAsked(null); again(); }} go={() => send('POST', '/party/consents', { subject: 'group_plan', answer: asked })}
        />
      )}
    </section>
  );
}
