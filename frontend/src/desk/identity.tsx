import { Alert, Button } from 'antd';
import { useState } from 'react';
import { type Problem, send } from '../http';
import { listed, type Schemas, useHere } from './api';
import { Ask, type Values } from './ask';
import { c } from './carewords';

/** Identity gives who stands at this window a new code; of the case it shows nothing. */
export function Identity() {
  const { codes } = useHere();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [code, setCode] = useState<Schemas['Code'] | null>(null);
  const go = async (v: Values): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const { how, text, ...person } = v;
      setCode(await send<Schemas['Code']>('POST', '/credentials/reissue', { ...person, identity: { how, ...(text ? { text } : {}) } }));
    } catch (e) {
      const p = e as Problem;
      setProblem({ ...p, fields: Object.fromEntries(Object.entries(p.fields).map(([k, t]) => [k.replace('identity/', ''), t])) });
    } finally { setBusy(false); }
  };
  if (code !== null) {
    return (
      <div className="narrow">
        <h1>{c('identity')}</h1>
        <Alert type="success" role="status" title={c('newCode')} description={<p><strong className="code">{code.query_code}</strong></p>} />
        {code.second_secret && <Alert type="success" title={c('paperSecret')} description={<p><strong className="code">{code.second_secret}</strong></p>} />}
        <div className="row"><Button type="primary" onClick={() => setCode(null)}>{c('another')}</Button></div>
      </div>
    );
  }
  return (
    <div className="narrow">
      <h1>{c('identity')}</h1>
      <Ask
        effect={c('identityEffect')} button={c('identityMenu')} busy={busy} problem={problem} send={(v) => void go(v)}
        fields={[
          { name: 'number', label: c('caseNumber'), kind: 'text' }, { name: 'name', label: c('fullName'), kind: 'text' },
          { name: 'id_number', label: c('idNumber'), kind: 'text', optional: true }, { name: 'phone', label: c('phone'), kind: 'text', optional: true },
          { name: 'how', label: c('how'), kind: 'choice', options: listed(codes, 'identity_check'), blank: true }, { name: 'text', label: c('remark'), kind: 'text', optional: true },
        ]}
      />
    </div>
  );
}
