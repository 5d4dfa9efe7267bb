import { Button, Tag } from 'antd';
import { type Schemas, useHere } from './api';
import { w } from './words';

type Way = Schemas['Route'];
const cited = (all: Schemas['Citation'][]): string => all.map((c) => `《${c.law}》（${c.version}）${c.article}`).join('；');

/** Ways shows the sixteen routes: open, uncertain, closed, each with its reasons and articles. */
export function Ways({ routes, refer, supply }: { routes: Way[]; refer: ((r: Way) => void) | null; supply: ((fact: Schemas['Fact']) => void) | null }) {
  const sections = [['open', w('routesOpen')], ['conditional', w('routesMaybe')], ['closed', w('routesClosed')]] as const;
  return (
    <>
      <p>{w('decides')}</p>
      {supply && <AskFirst routes={routes} supply={supply} />}
      {sections.map(([verdict, title]) => {
        const some = routes.filter((r) => r.verdict === verdict).sort((a, b) => a.rank - b.rank);
        return some.length > 0 && (
          <section key={verdict} aria-label={title}>
            <h3>{title}（{some.length}）</h3>
            {some.map((r) => <OneWay key={r.route} way={r} refer={refer} supply={supply} />)}
          </section>
        );
      })}
    </>
  );
}

/** AskFirst is what most of the uncertain ways wait for. */
function AskFirst({ routes, supply }: { routes: Way[]; supply: (fact: Schemas['Fact']) => void }) {
  const { codes } = useHere();
  const wanted = new Map<string, number>();
  for (const r of routes) for (const m of r.missing_facts) wanted.set(m, (wanted.get(m) ?? 0) + 1);
  const most = [...wanted].sort((a, b) => b[1] - a[1]).slice(0, 5).flatMap(([m]) => codes.facts.filter((f) => f.fact === m));
  if (most.length === 0) return null;
  return <div className="ask"><p><strong>{w('askFirst')}</strong></p><div className="row">{most.map((f) => <Button key={f.fact} onClick={() => supply(f)}>{f.name}</Button>)}</div></div>;
}

const mark: Record<string, [string, string]> = { open: ['●', 'calm'], conditional: ['◐', 'soon'], closed: ['○', 'still'] };

function OneWay({ way, refer, supply }: { way: Way; refer: ((r: Way) => void) | null; supply: ((fact: Schemas['Fact']) => void) | null }) {
  const { codes } = useHere();
  const [icon, level] = mark[way.verdict] ?? ['', ''];
  const fact = (name: string): Schemas['Fact'] | undefined => codes.facts.find((f) => f.fact === name);
  return (
    <details className="way">
      <summary><span className={level} aria-hidden="true">{icon} </span>{way.name}<small>{way.reasons[0]?.text}</small></summary>
      {way.reasons.map((r) => (
        <div key={r.rule} className="reason">
          <p>{r.text}</p>
          <p><small>{w('cite')}：{cited(r.cite)}{r.known === 'unconfirmed' && <> <Tag>{w('known')}</Tag></>}</small></p>
          {r.facts_used.length > 0 && <p><small>{w('used')}：{r.facts_used.map((f) => fact(f)?.name ?? f).join('、')}</small></p>}
        </div>
      ))}
      {way.missing_facts.length > 0 && (
        <div className="row"><span>{w('missing')}</span>
          {way.missing_facts.map((m) => {
            const f = fact(m);
            return f && supply ? <Button key={m} onClick={() => supply(f)}>{f.name}</Button> : <Tag key={m}>{f?.name ?? m}</Tag>;
          })}
        </div>
      )}
      {way.preferred.length > 0 && <p><small>{w('ranked')}：{way.preferred.map((p) => p.text).join('；')}</small></p>}
      {way.conditions.map((c) => <p key={c}>{c}</p>)}
      {way.warnings.map((x) => <p key={x.code} className="soon">▲ {x.text} <small>{cited(x.cite)}</small></p>)}
      {way.clocks.map((c) => <p key={c.rule}>{c.text}{c.due_on !== null && <> · {w('until')} <time dateTime={c.due_on}>{c.due_on}</time></>}</p>)}
      {way.would_change.length > 0 && <><p><strong>{w('wouldChange')}</strong></p><ul>{way.would_change.map((c) => <li key={c.what}>{c.text} <small>{cited(c.cite)}</small></li>)}</ul></>}
      {refer && <Button onClick={() => refer(way)}>{w('send')}</Button>}
    </details>
  );
}
