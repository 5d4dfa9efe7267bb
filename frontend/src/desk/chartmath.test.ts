import { expect, test } from 'vitest';
import { sankey, shown, steps } from './chartmath';

test('an axis has few and round steps and reaches the most', () => {
  expect(steps(0)).toEqual([0, 1]);
  expect(steps(4)).toEqual([0, 1, 2, 3, 4]);
  expect(steps(7)).toEqual([0, 2, 4, 6, 8]);
  expect(steps(146)).toEqual([0, 50, 100, 150]);
  for (const most of [1, 9, 99, 12345, 9_999_999]) {
    const all = steps(most);
    expect(all.length).toBeLessThanOrEqual(6);
    expect(all[all.length - 1]).toBeGreaterThanOrEqual(most);
  }
});

test('ribbons fill their nodes on both sides and lie in none other', () => {
  const rows = [{ from: 'a', to: 'x', count: 6 }, { from: 'a', to: 'y', count: 9 }, { from: 'b', to: 'x', count: 5 }];
  const { nodes, ribbons, height } = sankey(rows, 2, 10);
  expect(nodes.map((n) => [n.side, n.name, n.count, n.y, n.height])).toEqual([['from', 'a', 15, 10, 30], ['from', 'b', 5, 50, 10], ['to', 'x', 11, 10, 22], ['to', 'y', 9, 42, 18]]);
  expect(ribbons.map((r) => [r.y0, r.y1, r.height])).toEqual([[10, 10, 12], [22, 42, 18], [50, 22, 10]]);
  expect(height).toBe(60);
  expect(sankey([], 2, 10).height).toBe(0);
});

test('labels that have no room are left out', () => {
  expect(shown(3, 5)).toEqual([0, 1, 2]);
  expect(shown(12, 5)).toEqual([0, 3, 6, 9]);
  expect(shown(1, 1)).toEqual([0]);
});
