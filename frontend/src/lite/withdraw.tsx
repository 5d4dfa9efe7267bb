import { useState } from 'preact/hooks';
import type { components } from '../api';
import { type Problem, send } from '../http';
import { Proved } from './factor';
import { p } from './partywords';
import { Trouble } from './widgets';

type Own = components['schemas']['OwnCase'];

/** Withdrawal says that a matter was withdrawn, until when that can be undone, and undoes it in one step. */
export function Withdrawal({ own, again }: { own: Own; again: (said: string) => void }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const x = own.withdrawal;
  if (x === null) return null;
  if (x.state === 'done') return <p class="done">{p('withdrawDone')}</p>;
  const undo = (): Promise<void> => send('POST', '/party/withdraw/undo', {}).then(() => again(p('undone')), (e: Problem) => setProblem(e));
  return (
    <section class="card" aria-label={p('withdraw')}>
      <p><strong>{p(x.state === 'recorded' ? 'recordedNotYours' : 'withdrawPending')}</strong></p>
      {x.undo_until !== null && <p>{p('undoUntil')} <time dateTime={x.undo_until}>{x.undo_until}</time></p>}
      <Trouble problem={problem} />
      <button type="button" class="main" onClick={() => void undo()}>{p('undo')}</button>
    </section>
  );
}

/** Withdraw asks for it. */
export function Withdraw({ close, done }: { close: () => void; done: () => void }) {
  return <Proved title={p('withdraw')} effect={p('withdrawEffect')} button={p('withdraw')} close={close} done={done} go={() => send('POST', '/party/withdraw', {})} />;
}
