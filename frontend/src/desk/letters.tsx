import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { type Problem, send, upload } from '../http';
import { getLanguage } from '../text';
import { again, type List, type Schemas, useGet } from './api';
import { Pick, Sheet, Trouble } from './ask';
import { w } from './words';

type Letter = Schemas['Letter'];
type Template = Schemas['Template'];

const words = {
  letters: ['出具文书', 'Letters'], due: ['现在应当出具', 'Called for now'], other: ['出具其他文书', 'Another letter'], make: ['出具', 'Make'], made: ['已出具', 'made'], which: ['文书', 'Letter'],
  form: ['版式', 'Form'], standard: ['标准版', 'Standard'], plain: ['通俗版', 'Plain words'], large_print: ['大字版', 'Large print'], to: ['给谁', 'To whom'], byDefault: ['按文书', 'as the letter says'],
  effect: ['先看草稿；出具后编号、生成校验码，存入卷宗，不能改动。', 'See the draft first. Once made it is numbered, gets its check code and is kept as it is.'], blanks: ['这些内容案件里没有，会留空，可以在这里填写', 'The case does not know these; they stay blank unless filled in here'],
  draft: ['看草稿', 'See the draft'], see: ['看PDF', 'PDF'], word: ['Word文件', 'Word file'], done: ['已出具并存入卷宗。', 'It was made and kept.'],
  templates: ['文书模板', 'Letter templates'], ours: ['本单位版本', 'our own version'], std: ['标准文本', 'the standard'], download: ['下载模板', 'Download'], change: ['更换模板', 'Change'], back: ['恢复标准文本', 'Back to the standard'],
  changeEffect: ['在WPS或者Word里改好后上传。双花括号里的内容由系统填写；法律要求的编号、救济和校验码不能删。以后出具的文书用新文本，已经出具的不变。', 'Edit it in WPS or Word and send it back. What stands in double braces is filled in; number, remedy and check code must stay. Letters made before stay as they are.'],
} as const;
type Word = keyof typeof words;
const t = (key: Word): string => words[key][getLanguage() === 'en' ? 1 : 0];

/** Letters are the papers that the case calls for now, and any other. */
export function Letters({ file }: { file: Schemas['Case'] }) {
  const called = useGet<List<Schemas['Suggested']>>(`/cases/${file.id}/letters/suggested?limit=100`);
  const [making, setMaking] = useState<{ template: string; title: string; more: Record<string, string> } | null>(null);
  const [done, setDone] = useState<Letter | null>(null);
  return (
    <section aria-label={t('letters')}>
      <h2>{t('letters')}</h2>
      {done && <p role="status">{t('done')} <a href={`${done.files.pdf}?inline=1`} target="_blank" rel="noreferrer">{t('see')}：{done.title}</a> · <a href={done.files.docx} download>{t('word')}</a></p>}
      {(called.data?.items.length ?? 0) > 0 && <h3>{t('due')}</h3>}
      {called.data?.items.map((x) => (
        <p key={x.template + (x.proceeding_id ?? '') + (x.referral_id ?? '')} className="row">
          <Button onClick={() => setMaking({ template: x.template, title: x.title, more: { ...(x.proceeding_id ? { proceeding_id: x.proceeding_id } : {}), ...(x.referral_id ? { referral_id: x.referral_id } : {}) } })}>{t('make')} {x.title}</Button>
          <small>{x.why}{x.made.length > 0 && ` · ${t('made')} ${x.made.length}`}</small>
        </p>
      ))}
      <Button onClick={() => setMaking({ template: '', title: t('other'), more: {} })}>{t('other')}</Button>
      {making && <Sheet title={making.title} close={() => setMaking(null)}><Make file={file} asked={making} cancel={() => setMaking(null)} done={(l) => { setMaking(null); setDone(l); }} /></Sheet>}
    </section>
  );
}

function Make({ file, asked, cancel, done }: { file: Schemas['Case']; asked: { template: string; more: Record<string, string> }; cancel: () => void; done: (l: Letter) => void }) {
  const all = useGet<List<Template>>('/letter-templates?limit=100');
  const [code, setCode] = useState(asked.template);
  const [blanks, setBlanks] = useState<Schemas['LetterField'][] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const chosen = all.data?.items.find((x) => x.code === (code || all.data?.items[0]?.code));
  const said = (form: HTMLFormElement): object => {
    const v = Object.fromEntries(new FormData(form)) as Record<string, string>;
    const fields = Object.fromEntries(Object.entries(v).filter(([k, x]) => k.startsWith('f-') && x.trim() !== '').map(([k, x]) => [k.slice(2), x]));
    return { template: chosen?.code, form: v.form, ...(v.party_id ? { party_id: v.party_id } : {}), ...asked.more, ...(Object.keys(fields).length > 0 ? { fields } : {}) };
  };
  const run = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try { await act(); setProblem(null); } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  const draft = (form: HTMLFormElement | null): Promise<void> => run(async () => {
    if (form !== null) setBlanks((await send<Schemas['LetterDraft']>('POST', `/cases/${file.id}/letters/draft`, said(form))).missing);
  });
  const make = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const form = e.currentTarget;
    void run(async () => {
      const made = await send<Letter>('POST', `/cases/${file.id}/letters`, said(form));
      await again();
      done(made);
    });
  };
  if (!chosen) return <p role="status">{w('loading')}</p>;
  return (
    <form className="upload" onSubmit={make}>
      <p>{t('effect')}</p>
      {problem && <p role="alert" className="wrong">{Object.values(problem.fields)[0] ?? problem.detail}</p>}
      {asked.template === '' && <><label htmlFor="letter-code">{t('which')}</label><Pick id="letter-code" name="template" value={code} onChange={(e) => { setCode(e.target.value); setBlanks(null); }} options={(all.data?.items ?? []).map((x) => ({ code: x.code, name: x.title }))} /></>}
      <label htmlFor="letter-form">{t('form')}</label><Pick id="letter-form" name="form" options={chosen.forms.map((f) => ({ code: f, name: t(f as Word) }))} />
      <label htmlFor="letter-to">{t('to')}</label><Pick id="letter-to" name="party_id" options={[{ code: '', name: t('byDefault') }, ...file.parties.map((p) => ({ code: p.id, name: p.name }))]} />
      {blanks !== null && blanks.length > 0 && <p><strong>{t('blanks')}</strong></p>}
      {blanks?.map((f) => <div key={f.field}><label htmlFor={`f-${f.field}`}>{f.name}{problem?.fields[`fields/${f.field}`] ?? ''}</label><textarea id={`f-${f.field}`} name={`f-${f.field}`} className="pick" rows={2} maxLength={2000} /></div>)}
      <div className="row">
        <Button onClick={(e) => void draft(e.currentTarget.closest('form'))} loading={busy}>{t('draft')}</Button>
        <Button type="primary" htmlType="submit" loading={busy}>{t('make')}</Button>
        <Button onClick={cancel}>{w('cancel')}</Button>
      </div>
    </form>
  );
}

/** TemplatesPage is where an office puts its own text in the place of the standard. */
export function TemplatesPage() {
  const all = useGet<List<Template>>('/letter-templates?limit=100');
  const [changing, setChanging] = useState<Template | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const back = async (x: Template): Promise<void> => {
    try { await send('DELETE', `/letter-templates/${x.code}`, undefined); setProblem(null); await again(); } catch (p) { setProblem(p as Problem); }
  };
  return (
    <>
      <h1>{t('templates')}</h1>
      {(all.error ?? problem) && <Trouble problem={(all.error ?? problem) as Problem} />}
      {all.data?.items.map((x) => (
        <div key={x.code} className="record row">
          <span><strong>{x.title}</strong> <small>{x.version > 0 ? `${t('ours')} ${x.version}` : t('std')}</small></span>
          <a href={x.docx} download aria-label={`${t('download')} ${x.title}`}>{t('download')}</a>
          {x.may_change && <Button aria-label={`${t('change')} ${x.title}`} onClick={() => setChanging(x)}>{t('change')}</Button>}
          {x.may_change && x.version > 0 && <Button aria-label={`${t('back')} ${x.title}`} onClick={() => void back(x)}>{t('back')}</Button>}
        </div>
      ))}
      {changing && <Sheet title={`${t('change')}：${changing.title}`} close={() => setChanging(null)}><Change template={changing} done={() => setChanging(null)} /></Sheet>}
    </>
  );
}

function Change({ template, done }: { template: Template; done: () => void }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const go = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    setBusy(true);
    try {
      await upload(`/letter-templates/${template.code}`, new FormData(e.currentTarget), 'PUT');
      await again();
      done();
    } catch (p) { setProblem(p as Problem); } finally { setBusy(false); }
  };
  return (
    <form className="upload" onSubmit={(e) => void go(e)}>
      <p>{t('changeEffect')}</p>
      {problem && <div role="alert" className="wrong">{Object.keys(problem.fields).length === 0 ? problem.detail : Object.values(problem.fields).map((x) => <p key={x}>{x}</p>)}</div>}
      <label htmlFor="template-file">{t('change')}（.docx）</label><input id="template-file" name="file" type="file" accept=".docx" required />
      <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{w('confirm')}</Button><Button onClick={done}>{w('cancel')}</Button></div>
    </form>
  );
}
