import { describe, expect, it } from 'vitest';
import openapi from '../../../docs/openapi.json';
import type { Schemas } from './api';
import { addsUp, fieldOf, registration } from './checks';
import { factBody, factForm, formOf, forms } from './forms';

const paths = Object.keys(openapi.paths);

describe('forms', () => {
  it('has a form for every act on a referral and on a proceeding', () => {
    const apart = ['handler', 'participants', 'agreement', 'notes', 'sessions', 'undisputed_facts', 'receipt', 'bundle', 'external_receipt', 'external_receipts', 'external_result', 'completeness', 'deliver_paper', 'proof', 'messages'];
    const acts = paths.flatMap((p) => p.match(/^\/api\/v1\/(referral|proceeding)s\/\{id\}\/([a-z-]+)$/)?.slice(1, 3).join('.').replace(/-/g, '_') ?? [])
      .filter((a) => !apart.includes(a.split('.')[1] ?? '') && a !== 'referral.conflict_check');
    expect(acts.length).toBeGreaterThan(25);
    expect(acts.filter((a) => formOf(a) === undefined)).toEqual([]);
    // A step without a form of its own takes a step's body and nothing else.
    const body = (a: string): string => JSON.stringify((openapi.paths as never as Record<string, { post?: { requestBody?: unknown } }>)[`/api/v1/proceedings/{id}/${a.replace('proceeding.', '').replace(/_/g, '-')}`]?.post?.requestBody ?? '');
    expect(acts.filter((a) => a.startsWith('proceeding.') && forms[a] === undefined && !body(a).includes('Step'))).toEqual([]);
  });

  it('says an effect in both languages', () => {
    for (const [key, f] of Object.entries(forms)) expect(f.effect.every((s) => s.length > 5), key).toBe(true);
  });
});

describe('facts', () => {
  const fact = (name: string, kind: string): Schemas['Fact'] => ({ fact: name, kind, name, options: [] });

  it('puts an answer where the server looks for it, beside what is known', () => {
    const known = { circumstances: ['a'], petition: { mode: 'visit' }, history: [{ procedure: 'petition', status: 'pending' }] } as Schemas['Facts'];
    expect(factBody(fact('relation', 'choice'), 'neighbours', '', known)).toEqual({ relation: 'neighbours' });
    expect(factBody(fact('informed_of_remedies', 'yes_no'), 'no', '', known)).toEqual({ informed_of_remedies: false });
    expect(factBody(fact('petition.skips_levels', 'yes_no'), 'yes', '', known)).toEqual({ petition: { mode: 'visit', skips_levels: true } });
    expect(factBody(fact('circumstances.b', 'circumstance'), 'yes', '', known)).toEqual({ circumstances: ['a', 'b'] });
    expect(factBody(fact('circumstances.b', 'circumstance'), 'no', '', known)).toEqual({ circumstances_ruled_out: ['b'] });
    expect(factBody(fact('history', 'history'), 'none', '', known)).toEqual({ history: [] });
    expect(factBody(fact('history', 'history'), 'people_mediation:failed', '2026-11-01', known)).toEqual({ history: [{ procedure: 'petition', status: 'pending' }, { procedure: 'people_mediation', status: 'failed', on: '2026-11-01' }] });
  });

  it('asks a history for the day of the step, and nothing else does', () => {
    const about = { codes: { lists: {}, facts: [] }, today: '2026-11-24' } as never;
    expect(factForm(fact('history', 'history')).fields(about).map((f) => f.name)).toEqual(['value', 'on']);
    expect(factForm(fact('relation', 'choice')).fields(about).map((f) => f.name)).toEqual(['value']);
  });
});

describe('registration', () => {
  it('adds up identity numbers as GB 11643 does', () => {
    expect(addsUp('11010519491231002X')).toBe(true);
    expect(addsUp('110105194912310021')).toBe(false);
    expect(addsUp('110101199003070000')).toBe(false);
    expect(addsUp('')).toBe(false);
  });

  it('sends proof and reason only for another day than today, and no empty field', () => {
    const a = { source: 'letter', received_on: '2026-11-20', proof: 'postmark', reason: '周末收到', title: ' 漏水 ', applicant_name: '林小雨', applicant_phone: '', claims: '修复\n\n赔偿' };
    expect(registration(a, '2026-11-24', null)).toMatchObject({ received_on: '2026-11-20', proof: { kind: 'postmark' }, reason: '周末收到', title: '漏水', claims: ['修复', '赔偿'] });
    expect(registration(a, '2026-11-24', null)).not.toHaveProperty('safety');
    expect(registration({ ...a, safety_violence: 'no', safety_child: '' }, '2026-11-24', null)).not.toHaveProperty('safety');
    expect(registration({ ...a, safety_violence: 'yes', safety_danger: 'no' }, '2026-11-24', null)).toMatchObject({ safety: { violence: true } });
    const today = registration({ ...a, received_on: '2026-11-24' }, '2026-11-24', 'v1');
    expect(today).not.toHaveProperty('proof');
    expect(today).toHaveProperty('visit_id', 'v1');
    expect(today.parties).toEqual([{ role: 'applicant', kind: 'person', name: '林小雨' }]);
  });

  it('finds the field that a refusal points at', () => {
    expect(fieldOf('parties/0/name')).toBe('applicant_name');
    expect(fieldOf('parties/1/phone')).toBe('respondent_phone');
    expect(fieldOf('parties/0/id_number')).toBe('applicant_id');
    expect(fieldOf('facts/relation')).toBe('relation');
    expect(fieldOf('claims/2')).toBe('claims');
  });
});
