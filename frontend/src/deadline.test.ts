import { afterEach, expect, test } from 'vitest';
import { badge, shanghai } from './deadline';
import { setLanguage } from './text';

afterEach(() => setLanguage('zh-CN'));

test.each([
  ['2026-11-24', 'running', '今天到期', 'soon'],
  ['2026-11-25', 'running', '还剩1天', 'soon'],
  ['2026-11-28', 'running', '还剩4天', 'calm'],
  ['2026-11-22', 'running', '超期2天', 'late'],
  ['2026-11-22', 'paused', '暂停计算', 'still'],
  ['2026-11-22', 'met', '已停止', 'still'],
  [null, 'running', '日期待定', 'still'],
])('%s %s', (due, state, words, level) => {
  const b = badge(due, state, '2026-11-24');
  expect([b.words, b.level]).toEqual([words, level]);
  expect(b.icon).not.toBe('');
});

test('the legal day is that of Shanghai', () => {
  expect(shanghai(new Date('2026-11-23T16:00:00Z'))).toBe('2026-11-24');
  expect(shanghai(new Date('2026-11-23T15:59:59Z'))).toBe('2026-11-23');
});

test('English', () => {
  setLanguage('en');
  expect(badge('2026-11-26', 'running', '2026-11-24').words).toBe('2 days left');
});
