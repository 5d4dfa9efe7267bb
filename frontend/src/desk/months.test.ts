import { expect, test } from 'vitest';
import { daysOf, monthAfter } from './months';

test('months follow each other over the years', () => {
  expect([monthAfter('2026-11', 1), monthAfter('2026-12', 1), monthAfter('2026-01', -1), monthAfter('2026-11', 12)]).toEqual(['2026-12', '2027-01', '2025-12', '2027-11']);
});

test('a month has its days and begins on its weekday', () => {
  expect(daysOf('2026-11')).toMatchObject({ before: 6 });
  expect(daysOf('2028-02').days[28]).toBe('2028-02-29');
  expect(daysOf('2027-02')).toMatchObject({ before: 0 });
  expect(daysOf('2027-02').days).toHaveLength(28);
});
