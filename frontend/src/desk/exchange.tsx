import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { type Problem, send, upload } from '../http';
import { getLanguage } from '../text';
import { again, type List, listed, type Schemas, useGet, useHere } from './api';
import { Pick, Sheet, Trouble } from './ask';
import { w } from './words';

const words = {
  outside: ['对方使用自己的系统', 'The receiver works in a system of its own'], download: ['下载移交材料包', 'Download the bundle'], back: ['登记送回的回执', 'Record a receipt that came back'], result: ['登记对方的结果', 'Record their result'],
  signed: ['回执文件（receipt.json）', 'Receipt file (receipt.json)'], paper: ['没有文件，按纸质回执登记', 'No file: a receipt on paper'], number: ['对方的编号', 'Their number'], accepted: ['对方接收日期', 'Day they took it on'], filed: ['立案日期（已立案的）', 'Day of filing, if filed'], filingNumber: ['立案号', 'Number of the filing'],
  proofKind: ['凭证', 'Proof'], proof: ['凭证说明', 'About the proof'], why: ['说明', 'Explanation'], backEffect: ['有签名的回执由系统核对；对方接收的，责任按移交方式转移；引导申请的，只有立案才转移。', 'A signed receipt is checked. Where they took the case on, custody moves as the handoff says; a guided one only by its filing.'],
  outcome: ['结果', 'Outcome'], resultEffect: ['按对方的书面通知登记，附凭证。', 'Recorded from their written notice, with its proof.'], came: ['已登记的回执', 'Receipts recorded'], import: ['接收材料包', 'Take a bundle in'], choose: ['选择材料包（.zip）', 'Choose a bundle (.zip)'],
  look: ['先看看', 'Look first'], take: ['接收入库', 'Take it in'], makes: ['接收后会建立这个案件', 'Taking it in makes this case'], untrusted: ['这把密钥还没有人担保：请安全管理员核对指纹后添加。', 'Nobody here answers for this key: the security administrator compares its fingerprint and adds it.'], known: ['这次移交已经接收过。', 'This handoff was taken in before.'],
  documents: ['材料', 'Documents'], parties: ['当事人', 'Parties'], made: ['已接收', 'Taken in'], receipt: ['下载回执，送回移交单位', 'Download the receipt for the sender'], fingerprint: ['密钥指纹', 'Key'],
} as const;
const t = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** Outside is what a sender does about a handoff to a body in a system of its own. */
export function Outside({ referral }: { referral: Schemas['Referral'] }) {
  const { session } = useHere();
  const mine = referral.outside && referral.from.id === session.acting.organization.id;
  const came = useGet<List<Schemas['ReceiptBack']>>(mine ? `/referrals/${referral.id}/external-receipts` : null);
  const [asking, setAsking] = useState<'back' | 'result' | null>(null);
  if (!mine) return null;
  return (
    <div className="record">
      <p><strong>{t('outside')}</strong></p>
      <div className="row">
        <a href={`/api/v1/referrals/${referral.id}/bundle`} download>{t('download')}</a>
        <Button onClick={() => setAsking('back')}>{t('back')}</Button>
        {referral.state === 'accepted' && <Button onClick={() => setAsking('result')}>{t('result')}</Button>}
      </div>
      {came.data?.items.map((r) => <p key={r.id}><small>{t('came')}：{r.number} <time dateTime={r.accepted_on ?? ''}>{r.accepted_on}</time></small></p>)}
      {asking && <Sheet title={t(asking)} close={() => setAsking(null)}>{asking === 'back' ? <Back referral={referral} done={() => setAsking(null)} /> : <Result referral={referral} done={() => setAsking(null)} />}</Sheet>}
    </div>
  );
}

function useSending(done: () => void): { busy: boolean; problem: Problem | null; run: (go: () => Promise<unknown>) => Promise<void> } {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (go: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    try { await go(); await again(); done(); } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return { busy, problem, run };
}

const given = (v: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(v).filter(([, x]) => x.trim() !== ''));
const Wrong = ({ problem }: { problem: Problem | null }) => problem && <p role="alert" className="wrong">{Object.values(problem.fields)[0] ?? problem.detail}</p>;

function Back({ referral, done }: { referral: Schemas['Referral']; done: () => void }) {
  const { codes } = useHere();
  const { busy, problem, run } = useSending(done);
  const go = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const form = new FormData(e.currentTarget);
    void run(async () => {
      const file = form.get('file') as File | null;
      if (file && file.size > 0) return send('POST', `/referrals/${referral.id}/external-receipt`, { receipt: JSON.parse(await file.text()) as unknown });
      const v = given(Object.fromEntries([...form].filter(([k]) => k !== 'file')) as Record<string, string>);
      const { kind, text, ...rest } = v;
      return send('POST', `/referrals/${referral.id}/external-receipt`, { ...rest, proof: { kind, text: text ?? '' }, items: referral.bundle.items.map((i) => ({ id: i.id, digest: i.digest, state: 'received' })) });
    });
  };
  return (
    <form className="upload" onSubmit={go}>
      <p>{t('backEffect')}</p><Wrong problem={problem} />
      <label htmlFor="back-file">{t('signed')}</label><input id="back-file" name="file" type="file" accept=".json,application/json" />
      <h3>{t('paper')}</h3>
      <label htmlFor="back-number">{t('number')}</label><input id="back-number" name="number" className="pick" maxLength={100} />
      <label htmlFor="back-on">{t('accepted')}</label><input id="back-on" name="accepted_on" type="date" className="pick" />
      {referral.mode === 'guided' && <><label htmlFor="back-filed">{t('filed')}</label><input id="back-filed" name="filed_on" type="date" className="pick" /><label htmlFor="back-no">{t('filingNumber')}</label><input id="back-no" name="filing_number" className="pick" maxLength={100} /></>}
      <label htmlFor="back-kind">{t('proofKind')}</label><Pick id="back-kind" name="kind" options={listed(codes, 'proof_kind')} />
      <label htmlFor="back-text">{t('proof')}</label><input id="back-text" name="text" className="pick" maxLength={200} />
      <label htmlFor="back-why">{w('reason')}</label><input id="back-why" name="reason" className="pick" maxLength={200} />
      <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{w('confirm')}</Button><Button onClick={done}>{w('cancel')}</Button></div>
    </form>
  );
}

function Result({ referral, done }: { referral: Schemas['Referral']; done: () => void }) {
  const { codes } = useHere();
  const { busy, problem, run } = useSending(done);
  const go = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const v = Object.fromEntries(new FormData(e.currentTarget)) as Record<string, string>;
    void run(() => send('POST', `/referrals/${referral.id}/external-result`, { outcome: v.outcome, text: v.text, proof: { kind: v.kind, text: v.about } }));
  };
  return (
    <form className="upload" onSubmit={go}>
      <p>{t('resultEffect')}</p><Wrong problem={problem} />
      <label htmlFor="result-outcome">{t('outcome')}</label><Pick id="result-outcome" name="outcome" options={listed(codes, 'referral_outcome')} />
      <label htmlFor="result-text">{t('why')}</label><textarea id="result-text" name="text" className="pick" rows={4} maxLength={2000} required />
      <label htmlFor="result-kind">{t('proofKind')}</label><Pick id="result-kind" name="kind" options={listed(codes, 'proof_kind')} />
      <label htmlFor="result-about">{t('proof')}</label><input id="result-about" name="about" className="pick" maxLength={200} />
      <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{w('confirm')}</Button><Button onClick={done}>{w('cancel')}</Button></div>
    </form>
  );
}

/** TakeIn takes a case in out of a bundle, after saying what that makes. */
export function TakeIn() {
  const [file, setFile] = useState<File | null>(null);
  const [seen, setSeen] = useState<Schemas['PackedCase'] | null>(null);
  const [made, setMade] = useState<Schemas['TakenIn'] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (go: (form: FormData) => Promise<void>): Promise<void> => {
    if (file === null) return;
    const form = new FormData();
    form.set('file', file);
    setBusy(true);
    try { await go(form); setProblem(null); } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return (
    <>
      <h1>{t('import')}</h1>
      {problem && <Trouble problem={problem} />}
      <div className="upload">
        <label htmlFor="bundle-file">{t('choose')}</label><input id="bundle-file" type="file" accept=".zip" onChange={(e) => { setFile(e.target.files?.[0] ?? null); setSeen(null); setMade(null); }} />
        <div className="row"><Button disabled={file === null} loading={busy} onClick={() => void run(async (f) => setSeen(await upload<Schemas['PackedCase']>('/bundles/preview', f)))}>{t('look')}</Button></div>
      </div>
      {seen && (
        <section aria-label={t('makes')}>
          <h2>{t('makes')}：{seen.title}</h2>
          <p>{seen.from} → {seen.to} · {seen.case_number}</p>
          <p>{t('parties')}：{seen.parties.map((p) => p.name).join('、')}</p>
          <p>{t('documents')}：{seen.documents.map((d) => d.title).join('、')}</p>
          <p><small>{t('fingerprint')} {seen.key}</small></p>
          {!seen.trusted && <p className="late">! {t('untrusted')}</p>}
          {seen.known && <p>{t('known')}</p>}
          <Button type="primary" loading={busy} disabled={!seen.trusted} onClick={() => void run(async (f) => { setMade(await upload<Schemas['TakenIn']>('/bundles', f)); await again(); })}>{t('take')}</Button>
        </section>
      )}
      {made && <p role="status">{t('made')}：<Link to={`/cases/${made.id}`}>{made.number}</Link> · <a href={`/api/v1/cases/${made.id}/origin/receipt`} download="receipt.json">{t('receipt')}</a>{made.query_code && ` · ${made.query_code}`}</p>}
    </>
  );
}
