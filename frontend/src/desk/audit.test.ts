import { describe, expect, it } from 'vitest';
import { questionOf } from './audit';

const nothing = { actor: '', organization: '', action: '', subject: '', from: '', to: '', backdated: false };

describe('what is asked of the log', () => {
  it('names only what was filled in', () => {
    expect(questionOf(nothing)).toEqual({});
    expect(questionOf({ ...nothing, subject: 'case/1', backdated: true })).toEqual({ subject: 'case/1', backdated: true });
  });
  it('has whole days of Beijing time, the last one too', () => {
    expect(questionOf({ ...nothing, from: '2026-12-01', to: '2026-12-31' })).toEqual({ from: '2026-12-01T00:00:00+08:00', to: '2027-01-01T00:00:00+08:00' });
  });
});
