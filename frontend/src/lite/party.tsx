import { useState } from 'preact/hooks';
import type { components } from '../api';
import { get, type Problem, send, setCSRF } from '../http';
import { t } from '../text';
import { After } from './after';
import { Notices } from './notices';
import { Papers } from './papers';
import { Around, Leads, Needs } from './people';
import { OwnActs } from './own';
import { Plan } from './plan';
import { Ask, Badge, Sheet, start, Trouble, useLoaded } from './widgets';

type Own = components['schemas']['OwnCase'];
type Agreements = { items: components['schemas']['OwnAgreement'][] };
type Entered = components['schemas']['PartySession'];

function Party() {
  const [inside, setInside] = useState(false);
  return inside ? <Mine leave={() => setInside(false)} /> : <Enter entered={() => setInside(true)} />;
}

function Enter({ entered }: { entered: () => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (v: Record<string, string>): Promise<void> => {
    setBusy(true);
    try {
      const s = await send<Entered>('POST', '/party/session', { number: v.number, query_code: v.query_code, second_secret: v.second_secret });
      setCSRF(s.csrf_token);
      entered();
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return (
    <>
      <h1>{t('partyTitle')}</h1>
      <Ask button={t('enter')} busy={busy} problem={problem} send={go} questions={[
        { name: 'number', label: 'number', hint: 'numberHint', kind: 'text' },
        { name: 'query_code', label: 'code', kind: 'text' },
        { name: 'second_secret', label: 'second', kind: 'number' },
      ]} />
      <p><a href="/law">{t('other') === 'English' ? '我的事该找谁' : 'Which way for my matter'}</a></p>
    </>
  );
}

function Mine({ leave }: { leave: () => void }) {
  const { value, problem, again } = useLoaded(async () => ({ own: await get<Own>('/party/case'), agreements: (await get<Agreements>('/party/agreements')).items }), 'own');
  const [asked, setAsked] = useState<'yes' | 'no' | null>(null);
  const [said, setSaid] = useState<'yes' | 'no' | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Problem | null>(null);
  if (value === null) return problem ? <Trouble problem={problem} retry={again} /> : <p role="status">{t('loading')}</p>;
  const { own, agreements } = value;
  const answer = async (yes: 'yes' | 'no'): Promise<void> => {
    setBusy(true);
    try {
      await send('POST', '/party/consents', { party_id: own.party.id, subject: 'mediation', answer: yes });
      setSaid(yes);
      setAsked(null);
      setRefusal(null);
      again();
    } catch (p) { setRefusal(p as Problem); } finally { setBusy(false); }
  };
  const out = async (): Promise<void> => {
    await send('DELETE', '/session', undefined).catch(() => undefined);
    setCSRF('');
    leave();
  };
  return (
    <>
      <h1>{t('number')} {own.number}</h1>
      {said !== null && <p class="done" role="status">{t(said === 'yes' ? 'agreed' : 'refused')}</p>}
      <dl>
        <dt>{t('now')}</dt><dd>{own.now}</dd>
        <dt>{t('next')}</dt><dd>{own.next}</dd>
        <dt>{t('byWhen')}</dt><dd>{own.by_when === null ? t('noDate') : <Badge due={own.by_when} state="running" />}</dd>
        <dt>{t('who')}</dt><dd>{own.who.name}</dd>
        <Leads own={own} />
      </dl>
      <After own={own} again={again} />
      {own.after.length === 0 && <h2>{t('myClocks')}</h2>}
      {own.after.length === 0 && own.clocks.length === 0 && <p>{t('noClocks')}</p>}
      {own.after.length === 0 && own.clocks.map((c) => <div class="card" key={c.name + (c.due_on ?? '')}><p><strong>{c.name}</strong></p><p><Badge due={c.due_on} state={c.state} /></p><p>{c.text}</p></div>)}
      {own.can_agree && (
        <>
          <p>{own.refuse}</p>
          <div class="row">
            <button type="button" onClick={() => setAsked('yes')}>{t('agree')}</button>
            <button type="button" onClick={() => setAsked('no')}>{t('refuse')}</button>
          </div>
        </>
      )}
      {own.group_plan && <Plan plan={own.group_plan} open={own.state === 'open'} again={again} />}
      <Needs needs={own.needs} first={[]} />
      <Around own={own} agreements={agreements} done={again} />
      <Notices />
      <Papers closed={own.state === 'closed'} />
      <OwnActs own={own} again={again} />
      <p>{t('receiptWhy')}</p>
      <p class="row"><a class="button" href="/api/v1/party/receipt" download={`${own.number}.json`}>{t('receiptFile')}</a><a class="button" href="/proof">{t('receiptCheck')}</a></p>
      <h2>{t('steps')}</h2>
      <ol>{own.steps.map((s) => <li key={s.id}><time dateTime={s.on ?? s.at}>{s.on ?? s.at.slice(0, 10)}</time> {s.text}{s.organization && `（${s.organization.name}）`}</li>)}</ol>
      <button type="button" onClick={out}>{t('leave')}</button>
      {asked !== null && (
        <Sheet title={t(asked === 'yes' ? 'agree' : 'refuse')} close={() => setAsked(null)}>
          <Ask questions={[]} effect={t(asked === 'yes' ? 'agreeEffect' : 'refuseEffect')} button={t('send')} busy={busy} problem={refusal} send={() => answer(asked)} cancel={() => setAsked(null)} />
        </Sheet>
      )}
    </>
  );
}

start(() => <Party />);
