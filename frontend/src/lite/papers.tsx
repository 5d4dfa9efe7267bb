import { useRef, useState } from 'preact/hooks';
import type { components } from '../api';
import { get, type Problem, upload } from '../http';
import { getLanguage } from '../text';
import { Sheet, Trouble, useLoaded } from './widgets';

type Paper = components['schemas']['OwnDocument'];

const zh = {
  papers: '我的材料', none: '还没有材料。', add: '提交材料', pick: '拍照或者选择文件', name: '这是什么（可以不填）', reach: '给谁看', office: '只给办理单位看', both: '对方也可以看',
  effect: '提交后办理单位马上能看到，不能撤回。照片、PDF、Word、Excel都可以，一份不超过10 MB。', send: '提交', sending: '正在上传……', cancel: '先不做', sent: '已经提交。', look: '查看', mine: '我的', open: '双方可见', waiting: '正在安全检查，通过后就能查看。', harmful: '安全检查发现文件有害，已经删除。请换一份重新提交。',
};
const en: Record<keyof typeof zh, string> = {
  papers: 'My papers', none: 'No papers yet.', add: 'Hand in a paper', pick: 'Take a photo or choose a file', name: 'What it is (may be left empty)', reach: 'Who may see it', office: 'only who handles my matter', both: 'the other side too',
  effect: 'Who handles your matter sees it at once, and it cannot be taken back. Photo, PDF, Word or Excel, up to 10 MB each.', send: 'Hand in', sending: 'Uploading…', cancel: 'Not now', sent: 'Handed in.', look: 'Look', mine: 'mine', open: 'both sides', waiting: 'It is being checked. You can look at it once it has passed.', harmful: 'Harm was found in the file and it is gone. Please hand in another.',
};
const p = (key: keyof typeof zh): string => (getLanguage() === 'en' ? en : zh)[key];

/** Papers shows a party what it may read of its case's papers, and takes new ones. */
export function Papers({ closed }: { closed: boolean }) {
  const { value, problem, again } = useLoaded(() => get<{ items: Paper[] }>('/party/documents?limit=100'), 'papers');
  const [asking, setAsking] = useState(false);
  const [sent, setSent] = useState(false);
  return (
    <>
      <h2>{p('papers')}</h2>
      <Trouble problem={problem} retry={again} />
      {sent && <p class="done" role="status">{p('sent')}</p>}
      {value?.items.length === 0 && <p>{p('none')}</p>}
      {value?.items.map((d) => (
        <div class="card" key={d.id}>
          <p><strong>{d.title}</strong></p>
          <p>{d.from.name} · {p(d.mine ? 'mine' : 'open')}{d.added_at && <> · <time dateTime={d.added_at}>{d.added_at.slice(0, 10)}</time></>}</p>
          {d.held ? <p>{p(d.held === 'harmful' ? 'harmful' : 'waiting')}</p> : <p><a class="button" href={`${d.content}?inline=1`} target="_blank" rel="noreferrer" aria-label={`${p('look')} ${d.title}`}>{p('look')}</a></p>}
        </div>
      ))}
      {!closed && <div class="row"><button type="button" onClick={() => { setSent(false); setAsking(true); }}>{p('add')}</button></div>}
      {asking && <Sheet title={p('add')} close={() => setAsking(false)}><HandIn cancel={() => setAsking(false)} done={() => { setAsking(false); setSent(true); again(); }} /></Sheet>}
    </>
  );
}

function HandIn({ cancel, done }: { cancel: () => void; done: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async (e: Event): Promise<void> => {
    e.preventDefault();
    if (form.current === null || busy) return;
    const body = new FormData(form.current);
    if (String(body.get('title') ?? '').trim() === '') body.delete('title');
    setBusy(true);
    try {
      await upload('/party/documents', body);
      done();
    } catch (x) { setProblem(x as Problem); } finally { setBusy(false); }
  };
  const wrong = problem === null ? null : { ...problem, detail: Object.values(problem.fields)[0] ?? problem.detail };
  return (
    <form ref={form} onSubmit={(e) => void send(e)}>
      <p>{p('effect')}</p>
      <Trouble problem={wrong} />
      <label for="own-file">{p('pick')}</label><input id="own-file" name="file" type="file" required accept="image/*,.pdf,.docx,.xlsx,.txt" />
      <label for="own-title">{p('name')}</label><input id="own-title" name="title" maxLength={200} autocomplete="off" />
      <label for="own-class">{p('reach')}</label><select id="own-class" name="class"><option value="case">{p('office')}</option><option value="open">{p('both')}</option></select>
      <div class="row"><button class="main" disabled={busy}>{busy ? p('sending') : p('send')}</button><button type="button" onClick={cancel}>{p('cancel')}</button></div>
    </form>
  );
}
