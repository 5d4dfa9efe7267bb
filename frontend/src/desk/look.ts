import { getLanguage } from '../text';

type Kept = 'size' | 'theme' | 'language' | 'keys';

/** kept is a choice of this browser's user: how it looks, nothing personal. */
export function kept(name: Kept): string | null {
  try { return localStorage.getItem(`liandong.${name}`); } catch { return null; }
}

export function keep(name: Kept, value: string): void {
  try { localStorage.setItem(`liandong.${name}`, value); } catch { /* a browser that keeps nothing shows the default next time */ }
}

export const look = (): { large: boolean; dark: boolean } => ({
  large: kept('size') === 'large',
  dark: kept('theme') === 'dark' || (kept('theme') === null && matchMedia('(prefers-color-scheme: dark)').matches),
});

/** apply puts the choice on the page itself, for our own styles. */
export function apply(): void {
  const root = document.documentElement;
  const { large, dark } = look();
  root.dataset.size = large ? 'large' : 'normal';
  root.dataset.theme = dark ? 'dark' : 'light';
  root.lang = getLanguage();
}
