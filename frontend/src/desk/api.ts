import { QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { components } from '../api';
import { get, type Problem } from '../http';
import { getLanguage } from '../text';

export type Schemas = components['schemas'];
export type List<T> = { items: T[]; next_cursor: string | null };

/** The memory of what was read: refreshed when the window comes back and after each act. */
export const memory = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, retry: (n, p) => n < 2 && (p as unknown as Problem).status === 0 } },
});

/** useGet reads an address of the API, in the chosen language; null reads nothing. */
export function useGet<T>(path: string | null, poll = false): UseQueryResult<T, Problem> {
  return useQuery<T, Problem>({
    queryKey: [getLanguage(), path], queryFn: () => get<T>(path ?? ''), enabled: path !== null, refetchInterval: poll ? 30_000 : false,
    // While the other language is read the page stays, and with it what was typed.
    placeholderData: (before, query) => (query?.queryKey[1] === path ? before : undefined),
  });
}

/** again reads everything anew that is on the screen; what was read for other pages is forgotten, so that no list shows a row as it was before an act. */
export const again = (): Promise<void> => {
  memory.removeQueries({ type: 'inactive' });
  return memory.invalidateQueries();
};

/** pathOf is an allowed action's address without the prefix. */
export const pathOf = (a: Schemas['Action']): string => a.href.replace('/api/v1', '');

export type Here = { session: Schemas['Session']; codes: Schemas['Codes']; redraw: () => void };
export const HereContext = createContext<Here | null>(null);

/** useHere is who is signed in and the words of the codes. */
export function useHere(): Here {
  const here = useContext(HereContext);
  if (here === null) throw new Error('used outside the desk');
  return here;
}

/** nameOf says a code of a list in words. */
export function nameOf(codes: Schemas['Codes'], list: string, code: string | null | undefined): string {
  if (code === null || code === undefined || code === '') return '';
  return codes.lists[list]?.find((t) => t.code === code)?.name ?? code;
}

/** listed is a list of codes as options. */
export const listed = (codes: Schemas['Codes'], list: string): { code: string; name: string; family?: string }[] => codes.lists[list] ?? [];
