/** Who is logged in. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { number, RequestError, request, text } from './client.ts';

export interface Me {
  user_id: number;
  name: string;
  admin: boolean;
  /** Still the password that the first start made up and printed. */
  passwordMadeUp: boolean;
}

export const ME = ['me'];
/** Set where a session ended that was there before. */
export const ENDED = ['session ended'];

async function readMe(): Promise<Me | null> {
  try {
    const answer = await request('GET', '/api/takt/me');
    return {
      user_id: number(answer.user_id),
      name: text(answer.name),
      admin: answer.admin === true,
      passwordMadeUp: answer.password_made_up === true,
    };
  } catch (error) {
    if (error instanceof RequestError && error.code === 'access_denied') return null;
    throw error;
  }
}

export const ME_QUERY = { queryKey: ME, queryFn: readMe, staleTime: 60_000 };

/** undefined while it is not known yet, null where nobody is logged in. */
export function useMe(): Me | null | undefined {
  return useQuery(ME_QUERY).data;
}

/** Whose doing something is that goes on when the page is left. */
export interface Author {
  id: number;
  /** Whether it is still he who is logged in. */
  isHere(): boolean;
}

export function useAuthor(): Author {
  const client = useQueryClient();
  const id = useMe()?.user_id ?? 0;
  return { id, isHere: () => client.getQueryData<Me | null>(ME)?.user_id === id };
}

export function useSession(): { logIn(login: string, password: string): Promise<void>; logOut(): Promise<void> } {
  const client = useQueryClient();
  // What one person was shown is not for the next.
  const forget = (): void => client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] });
  return {
    logIn: async (login, password) => {
      await request('POST', '/api/takt/login', { login, password });
      forget();
      await client.invalidateQueries({ queryKey: ME });
    },
    logOut: async () => {
      await request('POST', '/api/takt/logout', {});
      client.setQueryData(ME, null);
      forget();
    },
  };
}
