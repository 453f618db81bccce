/** People, keys, groups and the record of deeds, as the server tells them. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { AuditPage, AuditRecord } from '../../app/audit.ts';
import { ask, number, request, rows, text } from '../data/client.ts';

export interface Person {
  id: number;
  title: string;
  login: string;
  admin: boolean;
  owner: string;
  ownerId: number;
  /** Unix seconds; 0 where there was no log-in, or it is not told. */
  seen: number;
  created: number;
  groups: { id: number; title: string }[];
  isKey: boolean;
}

export interface Group {
  id: number;
  title: string;
  size: number;
  owner: string;
  ownerId: number;
  created: number;
}

export function useUsers(filter?: 'user' | 'api_key') {
  return useQuery({
    queryKey: ['users', filter],
    queryFn: async (): Promise<Person[]> => {
      const { list } = await ask({ type: 'list', obj: 'company_users', ...(filter === undefined ? {} : { filter }) });
      return rows(list).map((row) => {
        const [login = {}] = rows(row.logins);
        return {
          id: number(row.obj_id),
          title: text(row.title),
          login: text(login.login),
          admin: row.is_superadmin === true,
          owner: text(row.owner_name),
          ownerId: number(row.owner_id),
          seen: number(row.last_login_time),
          created: number(row.create_time),
          groups: rows(row.groups).map((group) => ({ id: number(group.obj_id), title: text(group.title) })),
          isKey: login.type === 'api',
        };
      });
    },
  });
}

export function useGroups() {
  return useQuery({
    queryKey: ['groups'],
    queryFn: async (): Promise<Group[]> =>
      rows((await ask({ type: 'list', obj: 'company_users', filter: 'group' })).list).map((row) => ({
        id: number(row.obj_id),
        title: text(row.title),
        size: number(row.size),
        owner: text(row.owner_name),
        ownerId: number(row.owner_id),
        created: number(row.create_time),
      })),
  });
}

export function useMembers(group: number) {
  return useQuery({
    queryKey: ['members', group],
    queryFn: async () =>
      rows((await ask({ type: 'list', obj: 'group', obj_id: group })).list).map((row) => ({
        id: number(row.obj_id),
        title: text(row.title),
        login: text(row.login),
        isKey: row.type === 'api',
      })),
  });
}

export type Deed = AuditRecord;

export function useAudit(filter: { action: string; user_id: string; obj_id: string }) {
  return useInfiniteQuery({
    queryKey: ['audit', filter],
    initialPageParam: '',
    queryFn: async ({ pageParam }) => {
      const asked = { ...filter, before: pageParam };
      const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''));
      const answer = await request('GET', `/api/takt/audit?${query}`);
      return {
        list: rows(answer.list) as unknown as Deed[],
        next: answer.next === null ? '' : text(answer.next),
        folders: answer.folders as unknown as AuditPage['folders'],
      };
    },
    getNextPageParam: ({ next }) => (next === '' ? undefined : next),
  });
}

/** Those whose title or login has this in it. */
export function found<T extends { title: string; login?: string }>(all: T[], part: string): T[] {
  const wanted = part.trim().toLowerCase();
  return wanted === ''
    ? all
    : all.filter(({ title, login = '' }) => `${title}\n${login}`.toLowerCase().includes(wanted));
}
