import { Button, Input } from 'antd';
import { type FormEvent, lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from 'react';
import { NavLink, Navigate, Route, Routes, useNavigate } from 'react-router';
import { type Challenge, get, onStepUp, type Problem, send, setCSRF } from '../http';
import { getLanguage, setLanguage } from '../text';
import { type List, memory, nameOf, type Schemas, HereContext, useGet, useHere } from './api';
import { Ask, Pick, Sheet, Trouble } from './ask';
import { c } from './carewords';
import { TakeIn } from './exchange';
import { Identity } from './identity';
import { Lates } from './late';
import { Volumes, volumesMenu } from './volume';
import { Cases, Inbox } from './inbox';
import { TemplatesPage } from './letters';
import { keep, kept, look } from './look';
import { menu } from './menu';
import { NoticesPage, useUnread } from './notices';
import { leaveProvider, Provider } from './provider';
import { w } from './words';

// The inbox comes with the first load; every other large page is fetched when it is first opened, and kept.
const CasePage = lazy(async () => ({ default: (await import('./casepage')).CasePage }));
const Register = lazy(async () => ({ default: (await import('./register')).Register }));
const MergePage = lazy(async () => ({ default: (await import('./mergepage')).MergePage }));
const GroupPage = lazy(async () => ({ default: (await import('./grouppage')).GroupPage }));
const SplitPage = lazy(async () => ({ default: (await import('./splitpage')).SplitPage }));
const FilingDesk = lazy(async () => ({ default: (await import('./filingdesk')).FilingDesk }));
const Extracts = lazy(async () => ({ default: (await import('./extract')).Extracts }));
const Imports = lazy(async () => ({ default: (await import('./imports')).Imports }));
const MyJobs = lazy(async () => ({ default: (await import('./imports')).MyJobs }));
const Statistics = lazy(async () => ({ default: (await import('./figures')).Statistics }));
const Receptions = lazy(async () => ({ default: (await import('./receptions')).Receptions }));
const Reception = lazy(async () => ({ default: (await import('./receptions')).Reception }));
const Duty = lazy(async () => ({ default: (await import('./duty')).Duty }));
const Visit = lazy(async () => ({ default: (await import('./receptions')).Visit }));
const AnswerSheet = lazy(async () => ({ default: (await import('./table')).AnswerSheet }));
const TakeHome = lazy(async () => ({ default: (await import('./takehome')).TakeHome }));
const Roster = lazy(async () => ({ default: (await import('./roster')).Roster }));
const Conferences = lazy(async () => ({ default: (await import('./conferences')).Conferences }));
const Directives = lazy(async () => ({ default: (await import('./directives')).Directives }));
const TracePage = lazy(async () => ({ default: (await import('./trace')).TracePage }));
const Decisions = lazy(async () => ({ default: (await import('./decisions')).Decisions }));
const Trends = lazy(async () => ({ default: (await import('./trends')).Trends }));
const Supervision = lazy(async () => ({ default: (await import('./supervision')).Supervision }));
const Audit = lazy(async () => ({ default: (await import('./audit')).Audit }));
const Away = lazy(async () => ({ default: (await import('./roster')).Away }));
const AtSignIn = lazy(async () => ({ default: (await import('./secondfactor')).AtSignIn }));
const Again = lazy(async () => ({ default: (await import('./secondfactor')).Again }));
const ResetFactors = lazy(async () => ({ default: (await import('./secondfactor')).ResetFactors }));
const Factors = lazy(async () => ({ default: (await import('./factors')).Factors }));
const Hands = lazy(async () => ({ default: (await import('./hands')).Hands }));
const SetPassword = lazy(async () => ({ default: (await import('./roster')).SetPassword }));

/** Shell is the page around every page: who is here, where to go, how it looks. */
export function Shell({ redraw }: { redraw: () => void }) {
  // What is asked for after the password outlives a change of language.
  const [asked, setAsked] = useState<{ challenge: Challenge; username: string } | null>(null);
  const session = useGet<Schemas['Session']>('/session');
  const codes = useGet<Schemas['Codes']>('/public/codes');
  const out = session.error?.status === 401 || session.data?.acting.role === 'party';
  const into = (s: Schemas['Session']): void => { memory.clear(); setAsked(null); memory.setQueryData([getLanguage(), '/session'], s); redraw(); };
  if (session.data) setCSRF(session.data.csrf_token);
  const link = /^#\/password\/([\w-]+)$/.exec(window.location.hash)?.[1];
  if (link !== undefined) return <Frame redraw={redraw}><SetPassword token={link} /></Frame>;
  const reset = /^#\/factor\/([\w-]+)$/.exec(window.location.hash)?.[1];
  if (reset !== undefined) return <Frame redraw={redraw}><ResetFactors token={reset} /></Frame>;
  if (asked !== null) return <Frame redraw={redraw}><AtSignIn key={asked.challenge.id} {...asked} done={into} cancel={() => setAsked(null)} /></Frame>;
  if (out) return <Frame redraw={redraw}><SignIn done={into} ask={setAsked} /></Frame>;
  const problem = session.error ?? codes.error;
  if (!session.data || !codes.data) {
    return <Frame redraw={redraw}>{problem ? <Trouble problem={problem} retry={() => void memory.invalidateQueries()} /> : <p role="status">{w('loading')}</p>}</Frame>;
  }
  return (
    <HereContext.Provider value={{ session: session.data, codes: codes.data, redraw }}>
      <Frame redraw={redraw} session={session.data}><Pages /><StepUp /></Frame>
    </HereContext.Provider>
  );
}

/** worksCases: who is told of cases, or joins receptions, has an inbox; who keeps accounts or audits has none. */
const worksCases = (session: Schemas['Session']): boolean => session.may.includes('notice.read') || session.may.includes('reception.join');

function Pages() {
  const { session } = useHere();
  // Until a password that is over is changed, the server answers nothing else.
  if (session.password_due) return <Factors />;
  const home = session.may.includes('supervision.read') ? '/supervision' : worksCases(session) ? '/inbox/in' : session.may.includes('account.help') ? '/people' : session.may.includes('audit.read') ? '/audit' : '/receptions';
  return (
    <Routes>
      <Route path="/" element={<Navigate to={home} replace />} />
      <Route path="/inbox/:box" element={<Inbox />} />
      <Route path="/cases" element={<Navigate to="/cases/box/mine" replace />} />
      <Route path="/cases/box/:box" element={<Cases />} />
      <Route path="/cases/:id" element={<CasePage />} />
      <Route path="/cases/:id/split" element={<SplitPage />} />
      <Route path="/cases/:id/merge" element={<MergePage />} />
      <Route path="/groups/:id" element={<GroupPage />} />
      <Route path="/referrals/:referral" element={<CasePage />} />
      <Route path="/identity" element={<Identity />} />
      <Route path="/backdated" element={<Lates />} />
      <Route path="/volumes" element={<Volumes />} />
      <Route path="/statistics" element={<Statistics />} />
      <Route path="/extracts" element={<Extracts />} />
      <Route path="/imports" element={<Imports />} />
      <Route path="/jobs" element={<MyJobs />} />
      <Route path="/register" element={<Register />} />
      <Route path="/filing" element={<Navigate to="/filing/to_file" replace />} />
      <Route path="/filing/:shelf" element={<FilingDesk />} />
      <Route path="/people" element={<Roster />} />
      <Route path="/directives" element={<Directives />} />
      <Route path="/directives/:id/trace" element={<TracePage />} />
      <Route path="/decisions" element={<Decisions />} />
      <Route path="/trends" element={<Trends />} />
      <Route path="/conferences" element={<Conferences />} />
      <Route path="/supervision" element={<Supervision />} />
      <Route path="/audit" element={<Audit />} />
      <Route path="/away" element={<Away />} />
      <Route path="/factors" element={<Factors />} />
      <Route path="/hands" element={<Hands />} />
      <Route path="/bundles" element={<TakeIn />} />
      <Route path="/letters" element={<TemplatesPage />} />
      <Route path="/notices" element={<NoticesPage />} />
      <Route path="/duty" element={<Duty />} />
      <Route path="/receptions" element={<Receptions />} />
      <Route path="/receptions/:id" element={<Reception />} />
      <Route path="/visits/:id" element={<Visit />} />
      <Route path="/visits/:id/answers" element={<AnswerSheet />} />
      <Route path="/visits/:id/sheet/:opinion" element={<TakeHome />} />
      <Route path="*" element={<Navigate to={home} replace />} />
    </Routes>
  );
}

function Frame({ redraw, session, children }: { redraw: () => void; session?: Schemas['Session']; children: ReactNode }) {
  const { large, dark } = look();
  const [help, setHelp] = useState(false);
  const turn = (name: 'size' | 'theme', value: string): void => { keep(name, value); redraw(); };
  const language = (): void => {
    setLanguage(getLanguage() === 'en' ? 'zh-CN' : 'en');
    keep('language', getLanguage());
    redraw();
  };
  return (
    <>
      <a className="skip" href="#main" onClick={(e) => { e.preventDefault(); document.getElementById('main')?.focus(); }}>{w('skip')}</a>
      <header>
        <strong className="brand">联动 {w('desk')}</strong>
        {session && !session.password_due && <Menu />}
        <div className="looks">
          <button type="button" aria-pressed={large} onClick={() => turn('size', large ? 'normal' : 'large')}>{w('large')}</button>
          <button type="button" aria-pressed={dark} onClick={() => turn('theme', dark ? 'light' : 'dark')}>{w('dark')}</button>
          <button type="button" lang={getLanguage() === 'en' ? 'zh-CN' : 'en'} onClick={language}>{w('other')}</button>
          <button type="button" onClick={() => setHelp(true)}>{w('help')}</button>
        </div>
        {session && <Who session={session} />}
      </header>
      <main id="main" tabIndex={-1}><Suspense fallback={<p role="status">{w('loading')}</p>}>{children}</Suspense></main>
      {help && <Help close={() => { setHelp(false); redraw(); }} />}
    </>
  );
}

function Menu() {
  const { session } = useHere();
  const unread = useUnread();
  // Nobody is told of a note by a notice: it is of no case. What waits for an answer stands here.
  const notes = useGet<List<Schemas['TrendNote']>>(session.directives && session.may.includes('trend_note.answer') ? '/trend-notes?box=in&state=open&limit=100' : null).data?.items.length ?? 0;
  const hands = useGet<List<Schemas['Proposal']>>(session.may.includes('proposal.confirm') ? '/proposals?box=to_confirm&limit=100' : null).data?.items.length ?? 0;
  // A page is offered where the server says that its acts may be done.
  const pages: [string, string, string][] = [['/supervision', menu('supervision'), 'supervision.read'], ...(worksCases(session) ? [['/inbox/in', w('inbox'), ''] as [string, string, string]] : []), ...(session.filing_desk ? [['/filing/to_file', menu('filing'), ''] as [string, string, string]] : []), ...(worksCases(session) ? [['/cases/box/mine', w('cases'), ''] as [string, string, string]] : []), ['/register', w('register'), 'case.register'], ['/notices', w('notices') + (unread > 0 ? ` ${unread >= 100 ? '99+' : unread}` : ''), 'notice.read'], ...(session.directives ? [['/directives', menu('directives'), 'directive.read'] as [string, string, string]] : []), ...(session.directives ? [['/conferences', menu('conferences'), 'conference.read'] as [string, string, string]] : []), ['/decisions', menu('decisions'), 'decision.read'], ...(session.directives ? [['/trends', menu(session.may.includes('supervision.read') ? 'trends' : 'notes') + (notes > 0 ? ` ${notes >= 100 ? '99+' : notes}` : ''), 'trend_note.read'] as [string, string, string]] : []), ['/receptions', w('receptions'), 'reception.read'], ['/statistics', menu('statistics'), 'stock.read'], ['/identity', c('identityMenu'), 'credential.reissue'], ['/backdated', c('lateMenu'), 'backdated.read'], ['/volumes', volumesMenu(), 'volume.list'], ['/extracts', menu('extract'), 'case.export'], ['/extracts', menu('extract'), 'order.keep'], ['/imports', menu('imports'), 'case.import'], ['/jobs', menu('jobs'), 'job.read'], ['/bundles', w('bundles'), 'case.register'], ['/letters', w('templates'), 'letter.keep'], ['/hands', menu('hands') + (hands > 0 ? ` ${hands >= 100 ? '99+' : hands}` : ''), 'proposal.confirm'], ['/audit', menu('audit'), 'audit.read'], ['/away', menu('away'), ''], ['/factors', menu('factors') + ((session.told ?? 0) > 0 ? ` ${session.told}` : ''), ''], ['/people', menu('people'), 'account.help']];
  return <nav aria-label={w('home')}>{pages.filter(([, , may]) => may === '' || session.may.includes(may)).map(([to, name]) => <NavLink key={to} to={to}>{name}</NavLink>)}</nav>;
}

function Who({ session }: { session: Schemas['Session'] }) {
  const { codes } = useHere();
  const [problem, setProblem] = useState<Problem | null>(null);
  const acting = session.acting;
  const leave = async (): Promise<void> => {
    await send('DELETE', '/session', undefined).catch(() => undefined);
    setCSRF('');
    memory.clear();
    window.location.hash = '';
    const leave = leaveProvider();
    if (leave === '') window.location.reload();
    else window.location.assign(leave);
  };
  const act = async (value: string): Promise<void> => {
    const [organization_id, role] = value.split(' ');
    try {
      await send('PUT', '/session', { organization_id, role });
      memory.clear();
      window.location.reload();
    } catch (p) { setProblem(p as Problem); }
  };
  const name = (o: { name: string }, role: string): string => `${o.name} · ${nameOf(codes, 'role', role)}`;
  return (
    <div className="who">
      <Find />
      <span>{session.user.name}</span>
      {session.memberships.length > 1
        ? <Pick aria-label={w('switchRole')} value={`${acting.organization.id} ${acting.role}`} onChange={(e) => void act(e.target.value)} options={session.memberships.map((m) => ({ code: `${m.organization.id} ${m.role}`, name: name(m.organization, m.role) + (m.stands_in_for ? w('standsIn', `${m.stands_in_for} ${m.until ?? ''}`) : '') }))} />
        : <span>{name(acting.organization, acting.role)}</span>}
      <button type="button" onClick={() => void leave()}>{w('leave')}</button>
      {problem && <Trouble problem={problem} />}
    </div>
  );
}

function Find() {
  const go = useNavigate();
  const [lost, setLost] = useState(false);
  const find = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    const form = e.currentTarget;
    const q = String(new FormData(form).get('q') ?? '').trim();
    if (q === '') return;
    const found = await get<List<Schemas['CaseHead']>>(`/cases?box=all&limit=1&q=${encodeURIComponent(q)}`).catch(() => null);
    const one = found?.items[0];
    setLost(one === undefined);
    if (one) { form.reset(); void go(`/cases/${one.id}`); }
  };
  return (
    <form role="search" className="find" onSubmit={(e) => void find(e)}>
      <Input name="q" aria-label={w('find')} placeholder={w('find')} autoComplete="off" />
      <Button htmlType="submit">{w('findGo')}</Button>
      {lost && <p role="alert">{w('notFound')}</p>}
    </form>
  );
}

function Help({ close }: { close: () => void }) {
  return (
    <Sheet title={w('keys')} close={close}>
      <p>{w('keysText')}</p>
      <p><label><input type="checkbox" defaultChecked={kept('keys') !== 'off'} onChange={(e) => keep('keys', e.target.checked ? 'on' : 'off')} /> {w('keysOn')}</label></p>
      <p><a href="/law">{w('routes')}</a></p>
      <div className="row"><Button onClick={close}>{w('close')}</Button></div>
    </Sheet>
  );
}

/** StepUp asks for the second factor where the server wants it shown anew, and lets what was refused go on. */
function StepUp() {
  const [asked, setAsked] = useState<{ challenge: Challenge; answer: (shown: boolean) => void } | null>(null);
  useEffect(() => {
    onStepUp((challenge) => new Promise((answer) => setAsked({ challenge, answer })));
    return () => onStepUp(null);
  }, []);
  if (asked === null) return null;
  const end = (s: Schemas['Session'] | null): void => {
    if (s !== null) {
      setCSRF(s.csrf_token);
      memory.setQueryData([getLanguage(), '/session'], s);
    }
    setAsked(null);
    asked.answer(s !== null);
  };
  return <Sheet key={asked.challenge.id} title={w('again')} close={() => end(null)}><Suspense fallback={<p role="status">{w('loading')}</p>}><Again challenge={asked.challenge} done={end} cancel={() => end(null)} /></Suspense></Sheet>;
}

function SignIn({ done, ask }: { done: (s: Schemas['Session']) => void; ask: (a: { challenge: Challenge; username: string }) => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (username: unknown, password: unknown): Promise<void> => {
    setBusy(true);
    leaveProvider(); // whoever comes by a password leaves here alone
    try { done(await send<Schemas['Session']>('POST', '/session', { username, password })); } catch (e) {
      const { challenge } = e as Problem;
      setProblem(challenge ? null : e as Problem);
      if (challenge) ask({ challenge, username: String(username) });
    } finally { setBusy(false); }
  };
  const fail = useCallback((p: Problem | null): void => {
    const challenge = p?.challenge;
    setProblem(challenge ? null : p);
    if (challenge) ask({ challenge, username: '' });
  }, [ask]);
  return (
    <div className="narrow">
      <h1>{w('signIn')}</h1>
      <Provider done={done} fail={fail} />
      <Ask
        busy={busy} problem={problem} button={w('signIn')} send={(v) => void go(v.username, v.password)}
        fields={[{ name: 'username', label: w('username'), kind: 'text', complete: 'username' }, { name: 'password', label: w('password'), kind: 'password', complete: 'current-password' }]}
      />
    </div>
  );
}
