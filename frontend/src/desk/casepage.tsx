import { Alert, Button, Tag } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { Act, Buttons, Done, type Step, steps, type Told } from './act';
import { type List, nameOf, type Schemas, useGet, useHere } from './api';
import { CameBack, Follow } from './agreements';
import { Pick, Trouble } from './ask';
import { Export } from './exporting';
import { type Completeness, FilingList } from './filing';
import { factForm, signer } from './forms';
import { Due } from './inbox';
import { ToldParties } from './notices';
import { Letters } from './letters';
import { Manifest, Papers, Undisputed } from './papers';
import { day, minute, Path } from './path';
import { Hands, Needs } from './people';
import { Refer } from './refer';
import { DecisionsOf } from './decisions';
import { ConferencesOf, recording } from './conferences';
import { DirectivesOf } from './directives';
import { LeadOfficialsOf } from './leadofficials';
import { Rounds } from './rounds';
import { Agents } from './agents';
import { Arrange } from './arrange';
import { Outside } from './exchange';
import { Messages } from './messages';
import { LateOf } from './late';
import { OralRecords } from './oral';
import { Care, Sheltered } from './safety';
import { Sides } from './sides';
import { Arrived } from './unseen';
import { VolumeOf } from './volume';
import { Ways } from './ways';
import { w } from './words';

type Referral = Schemas['Referral'];

/** CasePage is a case, or a referral with its case: the path, what can be done, the ways, the clocks, the records. */
export function CasePage() {
  const { id, referral: rid } = useParams();
  const referral = useGet<Referral>(rid ? `/referrals/${rid}` : null);
  const caseID = id ?? referral.data?.case_id ?? null;
  const file = useGet<Schemas['Case']>(caseID ? `/cases/${caseID}` : null);
  const problem = referral.error ?? file.error;
  if (problem) return <Trouble problem={problem} retry={() => { void referral.refetch(); void file.refetch(); }} />;
  if (!file.data || (rid && !referral.data)) return <p role="status">{w('loading')}</p>;
  return <Whole key={caseID} file={file.data} focus={referral.data ?? null} />;
}

function Whole({ file, focus }: { file: Schemas['Case']; focus: Referral | null }) {
  const { codes, session } = useHere();
  const [query, setQuery] = useSearchParams();
  const go = useNavigate();
  const full = file.view === 'full';
  const at = `/cases/${file.id}`;
  const custody = useGet<List<Schemas['Stay']>>(`${at}/custody?limit=100`);
  const timeline = useGet<List<Schemas['Event']>>(`${at}/timeline?limit=100`);
  const [claim, setClaim] = useState('');
  const routes = useGet<Schemas['CaseRoutes']>(`${at}/routes${claim && `?claim=${claim}`}`);
  const sent = useGet<List<Referral>>(full ? `${at}/referrals?limit=100` : null);
  const own = useGet<List<Schemas['Proceeding']>>(full ? `${at}/proceedings?limit=100` : null);
  const referrals = sent.data?.items ?? (focus ? [focus] : []);
  const live = focus ? (referrals.find((r) => r.id === focus.id) ?? focus) : (referrals.find((r) => r.allowed_actions.length > 0) ?? null);
  const proceeding = own.data?.items.find((p) => p.allowed_actions.length > 0) ?? own.data?.items.slice(-1)[0] ?? null;
  const agreement = useAgreement(proceeding);
  const known = useGet<Completeness>(live && ['offered', 'guided', 'accepted'].includes(live.state) && [live.to.id, live.from.id].includes(session.acting.organization.id) ? `/referrals/${live.id}/completeness` : null);
  const [step, setStep] = useState<Step | null>(null);
  const [told, setTold] = useState<Told | null>(null);
  const [refer, setRefer] = useState<string | null>(null);
  const about = { file, referral: live, proceeding, agreement, list: known.data ?? null };

  const onReferral = live ? steps('referral', live.allowed_actions, live.version) : [];
  if (live?.state === 'accepted' && live.bundle.items.length > 0 && !live.bundle.receipt && live.to.id === session.acting.organization.id) {
    onReferral.push({ key: 'receipt', title: w('receipt'), path: `/referrals/${live.id}/receipt` });
  }
  const onProceeding = proceeding ? steps('proceeding', proceeding.allowed_actions, proceeding.version) : [];
  if (proceeding && onProceeding.length > 0) {
    if (/mediation/.test(proceeding.channel)) onProceeding.push({ key: 'undisputed', title: w('undisputed'), path: `/proceedings/${proceeding.id}/undisputed-facts` });
    onProceeding.push({ key: 'note', title: w('notes'), path: `/proceedings/${proceeding.id}/notes` });
    if (agreement && agreement.missing.length > 0) onProceeding.push({ key: 'sign', title: w('agreement'), path: `/proceedings/${proceeding.id}/agreement/sign` });
  }
  const onCase = [...steps('case', file.allowed_actions, file.version), ...recording(file, session.may)];
  const mayRefer = file.allowed_actions.some((a) => a.action === 'refer');
  const mayAdd = file.allowed_actions.find((a) => a.action === 'add_facts');
  const wanted = query.get('do');
  const asked = step ?? (wanted === null ? null : (onReferral.find((s) => (wanted === 'accept' ? s.key.endsWith('.accept') : /\.(decline|object)$/.test(s.key))) ?? null));
  const leave = (): void => { setStep(null); if (wanted !== null) setQuery({}, { replace: true }); };
  const press = (s: Step): void => { setTold(null); setStep(s); };
  const supply = (f: Schemas['Fact']): void => {
    if (f.kind === 'consent') press({ key: 'case.record_consent', title: f.name, path: `${at}/consents`, version: file.version });
    else press({ key: 'case.add_facts', title: claim === '' ? f.name : `${f.name}（${file.claims.find((c) => c.id === claim)?.text ?? ''}）`, path: `${at}/facts`, version: file.version, form: factForm(f, claim) });
  };
  return (
    <>
      <p><Button onClick={() => void go(-1)}>{w('back')}</Button></p>
      <h1>{file.title || nameOf(codes, 'category', file.category)} <small>{file.number}</small></h1>
      <Done told={told} />
      <Care file={file} />
      <Needs needs={file.needs} first={file.say_first} />
      <dl className="facts">
        <div><dt>{w('custodian')}</dt><dd><strong>{file.custodian.name}</strong></dd></div>
        <div><dt>{w('firstReceiver')}</dt><dd>{file.first_receiver.name}</dd></div>
        <div><dt>{w('state')}</dt><dd><Tag>{nameOf(codes, 'case_state', file.state)}</Tag>{file.outcome && nameOf(codes, 'case_outcome', file.outcome)}</dd></div>
        <div><dt>{w('receivedOn')}</dt><dd><time dateTime={file.received_on}>{file.received_on}</time></dd></div>
        <div><dt>{w('due')}</dt><dd><Due on={file.next_due_on} state={file.state === 'closed' ? 'ended' : 'running'} /></dd></div>
        <div><dt>{w('category')}</dt><dd>{nameOf(codes, 'category', file.category)}</dd></div>
      </dl>
      <section aria-label={w('path')}><h2>{w('path')}</h2>{custody.data && <Path custody={custody.data.items} referrals={referrals} />}</section>
      <Rounds file={file} />
      <LeadOfficialsOf file={file} />
      <DirectivesOf file={file} />
      <ConferencesOf file={file} />
      {live && <OneReferral referral={live} known={known.data ?? null} />}
      <section aria-label={w('actions')} className="do">
        <h2>{w('actions')}</h2>
        {!full && <p>{w(live?.state === 'offered' && live.to.id === session.acting.organization.id ? 'card' : 'follows')}</p>}
        <Buttons all={onReferral} press={press} main />
        <Buttons all={onProceeding} press={press} main={onReferral.length === 0} />
        <div className="row">
          {mayRefer && <Button type={onReferral.length + onProceeding.length === 0 ? 'primary' : 'default'} onClick={() => { setTold(null); setRefer(''); }}>{w('refer')}</Button>}
          {onCase.map((s) => <Button key={s.key} onClick={() => press(s)}>{s.title}</Button>)}
        </div>
        {onReferral.length + onProceeding.length + onCase.length === 0 && !mayRefer && <p>{w('noActions')}</p>}
      </section>
      <Arrange file={file} told={setTold} />
      <div className="halves">
        <div>
          <section aria-label={w('summary')}><h2>{w('summary')}</h2><p className="words">{file.summary ?? '—'}</p>{file.claims.length > 0 && <ul>{file.claims.map((c) => <li key={c.id}>{c.text}{c.category && c.category !== file.category && <small>（{nameOf(codes, 'category', c.category)}）</small>}</li>)}</ul>}</section>
          <section aria-label={w('routes')}><h2>{w('routes')}</h2>
            {file.claims.length > 1 && <p><label htmlFor="ways-of">{w('waysOf')}</label> <Pick id="ways-of" value={claim} options={[{ code: '', name: w('wholeCase') }, ...file.claims.map((c) => ({ code: c.id, name: c.text }))]} onChange={(e) => setClaim(e.target.value)} /></p>}
            {routes.data && <Ways key={claim} routes={routes.data.routes} refer={mayRefer ? (r) => setRefer(r.route) : null} supply={mayAdd ? supply : null} />}
          </section>
        </div>
        <div>
          <People file={file} press={full && mayAdd ? press : null} />
          <section aria-label={w('clocks')}><h2>{w('clocks')}</h2>
            {file.clocks.length === 0 && <p>{w('noClocks')}</p>}
            {file.clocks.filter(ticking).map((c) => <OneClock key={c.id} clock={c} />)}
            {file.clocks.some((c) => !ticking(c)) && <details><summary>{w('stopped')}</summary>{file.clocks.filter((c) => !ticking(c)).map((c) => <OneClock key={c.id} clock={c} />)}</details>}
          </section>
          {full && <VolumeOf file={file} proceedings={own.data?.items ?? []} />}
          {full && <DecisionsOf file={file} told={setTold} />}
          {full && <Hands file={file} proceedings={own.data?.items ?? []} />}
          {full && <Sheltered file={file} />}
          {full && <Agents file={file} add={mayAdd !== undefined} told={setTold} />}
          {full && <OralRecords file={file} add={mayAdd !== undefined} />}
          {full && <LateOf id={file.id} />}
          {full && <Papers file={file} add={mayAdd !== undefined} />}
          {full && mayAdd && <Letters file={file} />}
          {full && <ToldParties file={file} act={mayAdd !== undefined} />}
          <Records file={file} proceedings={own.data?.items ?? []} agreement={agreement} />
          <section aria-label={w('timeline')}><h2>{w('timeline')}</h2>
            <ol className="timeline">{timeline.data?.items.map((e) => <li key={e.id}><time dateTime={e.at}>{e.on ?? day(e.at)}</time> {e.text}{e.organization && `（${e.organization.name}${e.other ? ` → ${e.other.name}` : ''}）`}</li>)}</ol>
            <Export list="timeline" query={{ id: file.id }} of={w('timeline')} />
          </section>
        </div>
      </div>
      {asked && <Act key={asked.key + asked.path} step={asked} about={about} close={leave} told={(t) => { leave(); setTold(t); }} />}
      {refer !== null && routes.data && <Refer file={file} routes={routes.data.routes} start={refer} close={() => setRefer(null)} done={() => { setRefer(null); setTold({ title: w('refer'), answer: null }); }} />}
    </>
  );
}

const ticking = (c: Schemas['Clock']): boolean => c.state === 'running' || c.state === 'paused';

function OneClock({ clock: c }: { clock: Schemas['Clock'] }) {
  const { codes } = useHere();
  return (
    <div className="clock">
      <strong>{c.name}</strong> <small>{nameOf(codes, 'clock_kind', c.kind)}</small><br /><Due on={c.due_on} state={c.state} />
      {c.ground && <p><small>{c.ground}{c.review_on && <> · <time dateTime={c.review_on}>{c.review_on}</time></>}</small></p>}
      {c.waiting && c.state === 'running' && <p><small>{c.waiting}</small></p>}{c.cite && <p><small>{c.cite}</small></p>}
    </div>
  );
}

function useAgreement(p: Schemas['Proceeding'] | null): Schemas['Agreement'] | null {
  const read = useGet<Schemas['Agreement']>(p && /mediation/.test(p.channel) ? `/proceedings/${p.id}/agreement` : null);
  return read.data ?? null;
}

/** OneReferral is a handoff: both sides' words, the check of names, what goes and what stays. */
function OneReferral({ referral: r, known }: { referral: Referral; known: Completeness | null }) {
  const { codes } = useHere();
  const names = useGet<Schemas['Names']>(r.state === 'offered' && r.allowed_actions.some((a) => a.action === 'accept') ? `/referrals/${r.id}/conflict-check` : null);
  return (
    <section aria-label={w('sideBySide')}>
      <h2>{nameOf(codes, 'mode', r.mode)} · {nameOf(codes, 'route', r.route)} <Tag>{nameOf(codes, 'referral_state', r.state)}</Tag> {r.answer_due_on && <Due on={r.answer_due_on} />}</h2>
      {r.notice && <Alert type="warning" title={r.notice} />}
      <Arrived referral={r} />
      <Sides referral={r} />
      {names.data && <p><strong>{w('names')}</strong> {names.data.names.join('、')} {names.data.conflict ? <span className="late">! {w('conflictYes')}</span> : <span className="calm">● {w('conflictNone')}</span>}</p>}
      {known && <FilingList known={known} />}
      <details><summary>{w('goes')} / {w('stays')}</summary><ul className="goes">{r.bundle.goes.map((i) => <li key={i.item}>{i.name} <small>{i.why}</small></li>)}</ul><ul className="stays">{r.bundle.stays.map((i) => <li key={i.item}>{i.name} <small>{i.why}</small></li>)}</ul></details>
      <Manifest bundle={r.bundle} />
      <Messages referral={r} />
      <p><a href={`/api/v1/referrals/${r.id}/proof`} download={`${r.id}.json`}>{w('proofFile')}</a> · <a href="/proof">{w('proofCheck')}</a></p>
      <Outside referral={r} />
      <CameBack bundle={r.bundle} />
    </section>
  );
}

function People({ file, press }: { file: Schemas['Case']; press: ((s: Step) => void) | null }) {
  const { codes } = useHere();
  const consents = useGet<List<Schemas['ApiConsent']>>(file.view === 'full' ? `/cases/${file.id}/consents?limit=100` : null);
  const of = (id: string): Schemas['ApiConsent'][] => (consents.data?.items ?? []).filter((c) => c.party_id === id);
  return (
    <section aria-label={w('parties')}>
      <h2>{w('parties')}</h2>
      {file.parties.map((p) => (
        <div key={p.id} className="party">
          <strong>{p.name}</strong> <Tag>{nameOf(codes, 'party_role', p.role)}</Tag>
          {p.phone && (p.phone.includes('*') ? <span>{p.phone}</span> : <a href={`tel:${encodeURIComponent(p.phone)}`}>{p.phone}</a>)} {p.id_number && <small>{p.id_number}</small>}
          {p.address && <p><small>{p.address}</small></p>}
          {file.view === 'full' && of(p.id).length === 0 && <p><small>{w('consents')}：{w('noConsents')}</small></p>}
          <ul>{of(p.id).map((c) => <li key={c.id}>{nameOf(codes, 'consent_subject', c.subject)}：{nameOf(codes, 'answer', c.answer)} <small>{nameOf(codes, 'consent_form', c.form)} <time dateTime={c.given_on}>{c.given_on}</time>{c.withdrawn_on && <> → {w('withdrawnOn')} <time dateTime={c.withdrawn_on}>{c.withdrawn_on}</time></>}</small></li>)}</ul>
          {press && <Button aria-label={`${w('withdrawnCode')} ${p.name}`} onClick={() => press({ key: 'party.query_code', title: w('withdrawnCode'), path: `/cases/${file.id}/parties/${p.id}/query-code`, version: file.version })}>{w('withdrawnCode')}</Button>}
        </div>
      ))}
    </section>
  );
}

/** Records is what may be read here: agreements, opinions, decisions, and the team's own notes. */
function Records({ file, proceedings, agreement }: { file: Schemas['Case']; proceedings: Schemas['Proceeding'][]; agreement: Schemas['Agreement'] | null }) {
  const { codes } = useHere();
  const mine = proceedings.find((p) => p.allowed_actions.length > 0) ?? null;
  const notes = useGet<List<Schemas['Note']>>(mine ? `/proceedings/${mine.id}/notes?limit=100` : null);
  const sessions = useGet<List<Schemas['Meeting']>>(mine ? `/proceedings/${mine.id}/sessions?limit=100` : null);
  const some = [...(notes.data?.items ?? []), ...(sessions.data?.items ?? [])];
  return (
    <section aria-label={w('documents')}>
      <h2>{w('documents')}</h2>
      {proceedings.length === 0 && some.length === 0 && agreement === null && <p>{w('noDocuments')}</p>}
      {proceedings.map((p) => (
        <div key={p.id} className="record">
          <strong>{nameOf(codes, 'channel', p.channel)}</strong> {p.organization.name} <Tag>{nameOf(codes, 'proceeding_state', p.state)}</Tag>
          {p.number && <p>{w('filedAs')} {p.number}</p>}
          {p.result && <p className="words">{p.result} <time dateTime={p.decided_on ?? ''}>{p.decided_on}</time></p>}
          {p.served?.map((s) => <p key={s.party_id}><small>{w('served')}：{signer({ file }, s.party_id)} {s.served_on}</small></p>)}
        </div>
      ))}
      {agreement && (
        <div className="record">
          <strong>{w('agreement')}</strong><p className="words">{agreement.terms}</p>
          <Follow agreement={agreement} />
          {agreement.signatures.map((s) => <p key={s.signer}><small>{signer({ file }, s.signer)} {s.signed_on}</small></p>)}
          {agreement.missing.length > 0 && <p>{w('unsigned')}：{agreement.missing.map((s) => signer({ file }, s)).join('、')}</p>}
          {agreement.effective_on && <p><strong>{w('effective')} {agreement.effective_on}</strong></p>}
        </div>
      )}
      {sessions.data?.items.map((s) => <div key={s.id} className="record"><strong>{w('sessions')}</strong> {s.held_on ?? minute(s.scheduled_at)} {s.place} {(s.present ?? []).join('、')}<p className="words">{s.text}</p></div>)}
      <Undisputed proceeding={mine ?? proceedings.slice(-1)[0] ?? null} />
      {notes.data?.items.map((n) => <div key={n.id} className="record"><strong>{w('notes')}</strong> <small>{minute(n.at)}</small><p className="words">{n.text}</p></div>)}
    </section>
  );
}
