const two = (n: number): string => String(n).padStart(2, '0');

/** monthAfter is the month that lies some months after one. */
export function monthAfter(month: string, n: number): string {
  const [y, m] = month.split('-').map(Number);
  const all = (y ?? 0) * 12 + (m ?? 1) - 1 + n;
  return `${Math.floor(all / 12)}-${two((all % 12) + 1)}`;
}

/** daysOf lists the days of a month, and how many places before the first a week from Monday has. */
export function daysOf(month: string): { days: string[]; before: number } {
  const [y, m] = month.split('-').map(Number);
  const length = new Date(Date.UTC(y ?? 0, m ?? 1, 0)).getUTCDate();
  const before = (new Date(Date.UTC(y ?? 0, (m ?? 1) - 1, 1)).getUTCDay() + 6) % 7;
  return { days: Array.from({ length }, (_, i) => `${month}-${two(i + 1)}`), before };
}
