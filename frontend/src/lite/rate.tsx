import { useState } from 'preact/hooks';
import type { components } from '../api';
import { send } from '../http';
import { Proved } from './factor';
import { p, type PartyKey } from './partywords';

/** Rate asks what somebody thought of an office: of the office, never of a person. */
export function Rate({ offices, close, done }: { offices: components['schemas']['Org'][]; close: () => void; done: () => void }) {
  const [office, setOffice] = useState(offices[0]?.id ?? '');
  const [score, setScore] = useState(0);
  return (
    <Proved title={p('rate')} effect={p('rateEffect')} button={p('rate')} ready={score > 0} close={close} done={done} go={() => send('POST', '/party/rating', { organization_id: office, score })}>
      <label for="rate-office">{p('rateWhich')}</label>
      <select id="rate-office" value={office} onChange={(e) => setOffice(e.currentTarget.value)}>{offices.map((o) => <option key={o.id} value={o.id}>{o.name}</option>)}</select>
      <fieldset>
        <legend>{p('rateHow')}</legend>
        {[5, 4, 3, 2, 1].map((n) => (
          <label key={n} class="choice"><input type="radio" name="score" value={n} checked={score === n} onChange={() => setScore(n)} /> {p(`score${n}` as PartyKey)}</label>
        ))}
      </fieldset>
    </Proved>
  );
}
