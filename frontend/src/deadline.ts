import { t } from './text';

export type Badge = { words: string; level: 'calm' | 'soon' | 'late' | 'still'; icon: string };

const day = 86_400_000;

/** shanghai is the legal day of an instant. */
export const shanghai = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

/** badge says a deadline in words, with a level and an icon: never by colour alone. */
export function badge(due: string | null, state: string, today: string): Badge {
  if (state === 'paused') return { words: t('paused'), level: 'still', icon: '‖' };
  if (state !== 'running') return { words: t('stopped'), level: 'still', icon: '■' };
  if (due === null) return { words: t('undecided'), level: 'still', icon: '?' };
  const left = Math.round((Date.parse(due) - Date.parse(today)) / day);
  if (left < 0) return { words: t('late', -left), level: 'late', icon: '!' };
  if (left === 0) return { words: t('today'), level: 'soon', icon: '▲' };
  return { words: t('left', left), level: left <= 3 ? 'soon' : 'calm', icon: left <= 3 ? '▲' : '●' };
}
