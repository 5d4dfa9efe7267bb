import { getLanguage } from '../text';
import { type List, nameOf, type Schemas, useGet, useHere } from './api';
import { Export } from './exporting';
import type { About, FormOf } from './forms';
import { Due, useList } from './inbox';
import { minute } from './path';
import type { Step } from './act';

type Decision = Schemas['Conference'];

const words = {
  decisions: ['联席会议决定', 'Decisions of joint conferences'], why: ['本单位主持或者参加的联席会议的决定，只显示本单位看得到的案件。要办的事项按督办答复，答复只有两个单位看得到。', 'Decisions of conferences that this organisation led or took part in, of the cases it may see. What is to be done is answered as a directive, between two organisations.'],
  none: ['没有。', 'None.'], held: ['开会日期', 'Held on'], led: ['主持', 'Led by'], sat: ['参加', 'Took part'], decided: ['决定', 'Decided'], items: ['要办的事项', 'What is to be done'], number: ['案件', 'Case'], late: ['逾期', 'late'],
  record: ['登记联席会议决定', 'Record a conference’s decision'], who: ['参加的单位', 'Who took part'], text: ['就这件事决定了什么', 'What was decided about this case'], to: ['由谁办', 'Who is to do it'], what: ['办什么', 'What'], by: ['答复的最后一天', 'Answer by'],
} satisfies Record<string, [string, string]>;

const k = (key: keyof typeof words): string => words[key][getLanguage() === 'en' ? 1 : 0];

function One({ x, number }: { x: Decision; number: boolean }) {
  const { codes } = useHere();
  return (
    <article>
      <dl className="facts">
        <div><dt>{k('held')}</dt><dd><time dateTime={x.held_on}>{x.held_on}</time></dd></div>
        <div><dt>{k('led')}</dt><dd>{x.from.name}</dd></div>
        <div><dt>{k('sat')}</dt><dd>{x.took_part.map((o) => o.name).join('、')}</dd></div>
      </dl>
      {x.matters.map((m) => (
        <div key={m.case_id}>
          {number && <h3>{k('number')} <a href={`#/cases/${m.case_id}`}>{m.case_number}</a></h3>}
          <p className="words"><strong>{k('decided')}：</strong>{m.text}</p>
          {m.items.length > 0 && <p>{k('items')}</p>}
          <ul>{m.items.map((i) => <li key={i.directive_id} className="words"><strong>{i.to.name}</strong>：{i.text} {i.state === 'open' ? <Due on={i.due_on} state="running" /> : <>{nameOf(codes, 'directive_state', i.state)}{i.late && `（${k('late')}）`}</>}</li>)}</ul>
        </div>
      ))}
      <p><small>{minute(x.recorded_at)} · {x.cite}</small></p>
    </article>
  );
}

/** ConferencesOf shows what joint conferences decided about a case, to who took part. */
export function ConferencesOf({ file }: { file: Schemas['Case'] }) {
  const { session } = useHere();
  const all = useGet<List<Decision>>(session.may.includes('conference.read') ? `/cases/${file.id}/conference-decisions?limit=100` : null);
  if (!all.data || all.data.items.length === 0) return null;
  return <section aria-label={k('decisions')}><h2>{k('decisions')}</h2>{all.data.items.map((x) => <One key={x.id} x={{ ...x, matters: x.matters.filter((m) => m.case_id === file.id) }} number={false} />)}</section>;
}

/** Conferences lists the decisions that one's own organisation may read, the last first. */
export function Conferences() {
  const { items, problem, more } = useList<Decision>('/conference-decisions?limit=50');
  return (
    <>
      <h1>{k('decisions')}</h1>
      <p>{k('why')}</p>
      {problem}
      {items?.length === 0 && <p>{k('none')}</p>}
      {items?.map((x) => <One key={x.id} x={x} number />)}
      {more}
      <Export list="conference_decisions" query={{}} />
    </>
  );
}

const places = ['1', '2', '3'];

const form: FormOf = {
  effect: ['决定只有主持和参加的单位看得到，而且只看得到自己有关的案件；法院、仲裁、复议机构看不到。要办的事项马上作为督办送达，按期答复；登记后不能修改。', 'Read by who led the conference and who took part, as far as a case is theirs; no court, tribunal or reconsideration body reads it. What is to be done goes out at once as directives with a day; it is not changed.'],
  organizations: true,
  fields: (a) => {
    const hands = [...new Map([a.file.custodian, a.file.first_receiver].map((o) => [o.id, { code: o.id, name: o.name }])).values()];
    return [
      { name: 'held_on', label: k('held'), kind: 'day', value: a.today }, { name: 'took_part', label: k('who'), kind: 'many', options: a.organizations.filter((o) => o.code !== a.own?.code) }, { name: 'text', label: k('text'), kind: 'long' },
      ...places.slice(0, hands.length).flatMap((n): FormFields => [
        { name: `to${n}`, label: `${k('to')} ${n}`, kind: 'choice', options: hands, optional: true }, { name: `what${n}`, label: `${k('what')} ${n}`, kind: 'long', optional: true }, { name: `by${n}`, label: `${k('by')} ${n}`, kind: 'day', optional: true },
      ]),
    ];
  },
  body: (v, a) => ({
    held_on: v.held_on, took_part: v.took_part,
    matters: [{ case_id: a.file.id, text: v.text, items: places.filter((n) => v[`to${n}`] !== undefined).map((n) => ({ to: v[`to${n}`], text: v[`what${n}`] ?? '', due_on: v[`by${n}`] ?? '' })) }],
  }),
};

type FormFields = ReturnType<FormOf['fields']>;

/** recording is the step by which a superior writes down what a conference decided about a case. */
export const recording = (file: About['file'], may: string[]): Step[] => (
  may.includes('conference.keep') && file.allowed_actions.some((a) => a.action === 'direct') ? [{ key: 'conference', title: k('record'), path: '/conference-decisions', form }] : []
);

