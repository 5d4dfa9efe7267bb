import { Alert, Button, Input, Radio, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { type Problem, send } from '../http';
import { again, type List, nameOf, type Schemas, useGet, useHere } from './api';
import { Pick, Sheet, Trouble, Wrong } from './ask';
import { w } from './words';

/** Refer sends a case: which way, to whom, how, and before all what goes, what stays and what it costs. */
export function Refer({ file, routes, start, close, done }: { file: Schemas['Case']; routes: Schemas['Route'][]; start: string; close: () => void; done: () => void }) {
  const { codes } = useHere();
  const [route, setRoute] = useState(start);
  const [to, setTo] = useState('');
  const [mode, setMode] = useState('');
  const [custody, setCustody] = useState('');
  const [reason, setReason] = useState('');
  const [override, setOverride] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [wrong, setWrong] = useState<{ name: string; text: string }[]>([]);
  const way = routes.find((r) => r.route === route);
  const channel = way?.channel ?? '';
  const units = useGet<List<Schemas['Organization']>>(route === '' ? null : `/organizations?limit=100&route=${route}&channel=${channel}`);
  const offered = (units.data?.items ?? []).filter((o) => o.id !== file.custodian.id);
  const preview = useGet<Schemas['Preview']>(to === '' || route === '' ? null : `/cases/${file.id}/referrals/preview?to=${to}&channel=${channel}&route=${route}`);
  const modes = preview.data?.modes ?? [];
  const chosen = modes.find((m) => m.mode === mode) ?? modes[0];
  useEffect(() => { if (chosen && !chosen.custody.includes(custody)) setCustody(chosen.custody[0] ?? ''); }, [chosen, custody]);
  useEffect(() => setWrong([]), [route, to, reason, override]); // what was named wrong is being mended
  const say: Record<string, string> = { open: w('openTag'), conditional: w('maybeTag'), closed: w('closedTag') };
  const go = async (): Promise<void> => {
    const left = [[route, 'refer-route', w('pickRoute')], [to, 'refer-to', w('pickTo')], [reason.trim(), 'refer-reason', `${w('why')}：${w('required')}`], [chosen?.needs_override ? override.trim() : 'x', 'refer-override', `${w('override')}：${w('required')}`]]
      .filter(([value]) => value === '').map(([, name, text]) => ({ name: name ?? '', text: text ?? '' }));
    setWrong(left);
    setProblem(null);
    if (left.length > 0 || chosen === undefined) return;
    setBusy(true);
    try {
      await send('POST', `/cases/${file.id}/referrals`, { to, channel: way?.channel ?? null, route, mode: chosen.mode, custody, reason, ...(chosen.needs_override ? { override_reason: override } : {}) }, file.version);
      await again();
      done();
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  const focus = (name: string): void => document.getElementById(name)?.focus();
  return (
    <Sheet title={w('refer')} close={close} wide>
      <Wrong problem={problem} fields={wrong} go={focus} />
      <div className="halves">
        <div>
          <label htmlFor="refer-route">{w('chooseRoute')}</label>
          <Pick id="refer-route" value={route} onChange={(e) => { setRoute(e.target.value); setTo(''); }} empty="—" options={routes.map((r) => ({ code: r.route, name: `${r.name} · ${say[r.verdict] ?? ''}` }))} />
          {route !== '' && (
            <fieldset id="refer-to" tabIndex={-1}>
              <legend>{w('chooseTo')}</legend>
              {units.error && <Trouble problem={units.error} />}
              {units.data && offered.length === 0 && <p>{w('noReceiver')}</p>}
              <Radio.Group value={to} onChange={(e) => setTo(String(e.target.value))} className="stack" options={offered.map((o) => ({ value: o.id, label: <>{o.name} <small>{nameOf(codes, 'organization_kind', o.kind)}</small></> }))} />
            </fieldset>
          )}
          {modes.length > 0 && (
            <>
              <fieldset><legend>{w('chooseMode')}</legend><Radio.Group value={chosen?.mode} onChange={(e) => setMode(String(e.target.value))} className="stack" options={modes.map((m) => ({ value: m.mode, label: nameOf(codes, 'mode', m.mode) }))} /></fieldset>
              <fieldset><legend>{w('custodyWhat')}</legend><Radio.Group value={custody} onChange={(e) => setCustody(String(e.target.value))} className="stack" options={(chosen?.custody ?? []).map((c) => ({ value: c, label: nameOf(codes, 'custody', c) }))} /></fieldset>
            </>
          )}
          {preview.data && modes.length === 0 && <p>{w('noReceiver')}</p>}
          <label htmlFor="refer-reason">{w('why')}</label>
          <Input.TextArea id="refer-reason" rows={3} maxLength={2000} value={reason} onChange={(e) => setReason(e.target.value)} />
          {chosen?.needs_override && (
            <>
              <label htmlFor="refer-override">{w('override')}</label><p><small>{w('overrideHint')}</small></p>
              <Input.TextArea id="refer-override" rows={2} maxLength={2000} value={override} onChange={(e) => setOverride(e.target.value)} />
            </>
          )}
        </div>
        <section aria-label={w('previewFirst')}>
          {preview.data ? <Preview preview={preview.data} /> : <Alert type="info" title={w('previewFirst')} />}
        </section>
      </div>
      <div className="row"><Button type="primary" disabled={busy} onClick={() => void go()}>{busy ? w('working') : w('refer')}</Button><Button onClick={close}>{w('cancel')}</Button></div>
    </Sheet>
  );
}

function Preview({ preview: p }: { preview: Schemas['Preview'] }) {
  return (
    <>
      {p.costs.length > 0 && <><h3>{w('costs')}</h3><ul>{p.costs.map((c) => <li key={c.code} className="late">! {c.text}</li>)}</ul></>}
      {p.lacks.length > 0 && <><h3>{w('lacks')}</h3><ul>{p.lacks.map((l) => <li key={l}>{l}</li>)}</ul></>}
      <h3>{w('goes')}</h3><ul className="goes">{p.goes.map((i) => <li key={i.item}>{i.name} <small>{i.why}</small></li>)}</ul>
      <h3>{w('stays')}</h3><ul className="stays">{p.stays.map((i) => <li key={i.item}>{i.name} <small>{i.why}{i.cite && <Tag>{i.cite}</Tag>}</small></li>)}</ul>
    </>
  );
}
