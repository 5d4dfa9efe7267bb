/** addsUp tells whether an 18-digit identity number has the check digit of GB 11643. The server judges; this only says so at once. */
export function addsUp(id: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(id)) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(id[i]) * ((1 << (17 - i)) % 11);
  return '10X98765432'[sum % 11] === id[17]?.toUpperCase();
}

/** What is typed into the registration, by field. */
export type Answers = Record<string, string | undefined>;

/** registration is the body that the server takes, made of the answers. */
export function registration(a: Answers, today: string, visit: string | null): Record<string, unknown> {
  const person = (role: 'applicant' | 'respondent'): Record<string, unknown> => ({
    role, kind: a[`${role}_kind`] ?? 'person', name: a[`${role}_name`] ?? '',
    ...some({ phone: a[`${role}_phone`], address: a[`${role}_address`] }),
    ...(role === 'applicant' && a.applicant_id ? { id_kind: 'id_card', id_number: a.applicant_id } : {}),
  });
  const late = a.received_on !== undefined && a.received_on !== '' && a.received_on !== today;
  return {
    ...some({ title: a.title, purpose: a.purpose, category: a.category, source: a.source, region: a.region, summary: a.summary, received_on: a.received_on }),
    ...(late ? { proof: { kind: a.proof ?? 'receipt' }, reason: a.reason ?? '' } : {}),
    claims: (a.claims ?? '').split('\n').map((s) => s.trim()).filter((s) => s !== ''),
    ...danger(a),
    facts: some({ relation: a.relation, event_on: a.event_on }),
    parties: [person('applicant'), ...(a.respondent_name ? [person('respondent')] : [])],
    ...(visit === null ? {} : { visit_id: visit }),
  };
}

/** danger says what was answered yes of this event; where nothing was, nothing is sent. */
function danger(a: Answers): Record<string, unknown> {
  const yes = ['violence', 'danger', 'child'].filter((q) => a[`safety_${q}`] === 'yes');
  return yes.length === 0 ? {} : { safety: Object.fromEntries(yes.map((q) => [q, true])) };
}

function some(all: Record<string, string | undefined>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [k, v] of Object.entries(all)) if (v !== undefined && v.trim() !== '') out[k] = v.trim();
  return out;
}

/** fieldOf finds the field that a pointer of the server's refusal means. */
export function fieldOf(pointer: string): string {
  const party = pointer.match(/^parties\/(\d)\/(\w+)/);
  if (party) return `${party[1] === '0' ? 'applicant' : 'respondent'}_${party[2] === 'id_number' || party[2] === 'id_kind' ? 'id' : party[2]}`;
  return pointer.replace(/^facts\//, '').replace(/^claims.*/, 'claims').replace(/^proof.*/, 'proof');
}
