/** The connections to providers as the server tells them. */
import { useQuery } from '@tanstack/react-query';
import type { TokenConnection } from '../../app/token_connections.ts';
import { request, rows } from '../data/client.ts';

export type Connection = TokenConnection;

export interface Connections {
  list: Connection[];
  processes: { conv_id: number; title: string }[];
}

/** How often it is looked again while the page is seen: connections change by themselves. */
const AGAIN_MS = 4000;

export function useConnections() {
  return useQuery({
    queryKey: ['connections'],
    refetchInterval: AGAIN_MS,
    queryFn: async (): Promise<Connections> => {
      const answer = await request('GET', '/api/takt/connections');
      return {
        list: rows(answer.list) as unknown as Connection[],
        processes: rows(answer.processes) as unknown as Connections['processes'],
      };
    },
  });
}

/** What needs a person first. */
const ORDER: Connection['state'][] = ['broken', 'expired', 'new', 'held', 'retrying', 'connecting', 'alive'];

export function byNeed(list: Connection[]): Connection[] {
  return [...list].sort(
    (a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.provider.localeCompare(b.provider),
  );
}
