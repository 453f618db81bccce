/** What lies in a folder, as the page sees it, and how it is read. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { JsonObject } from '../../base/json.ts';
import { type Answer, ask, number, type Op, rows, text } from '../data/client.ts';

/** What lies in folders; a state diagram is a process of another type. */
export type Kind = 'folder' | 'conv' | 'instance' | 'dashboard';
export type Right = 'view' | 'create' | 'modify' | 'delete';

export interface Item {
  kind: Kind;
  id: number;
  title: string;
  description: string;
  status: string;
  isState: boolean;
  owner: string;
  /** Unix seconds. */
  changed: number;
  starred: boolean;
  /** Changed since it was deployed. */
  draft: boolean;
  deployed: boolean;
  shared: boolean;
  parent: number;
  rights: Right[];
}

export type Filter = 'all' | 'folder' | 'process' | 'state' | 'dashboard' | 'instance';
export type Sort = 'title' | 'date' | 'owner';

export interface Listed {
  filter: Filter;
  sort: Sort;
  descending: boolean;
  page: number;
}

export const PAGE_ROWS = 100;
/** The gallery, which clients of Corezoid see as a folder of the root. */
export const TEMPLATES_FOLDER = 2_000_000_000;

const KINDS: Kind[] = ['folder', 'conv', 'instance', 'dashboard'];
const RIGHTS: Right[] = ['view', 'create', 'modify', 'delete'];

export function readItem(row: JsonObject): Item {
  const kind = KINDS.find((one) => one === row.obj_type) ?? 'conv';
  const rights = rows(row.privs).map(({ type }) => type);
  return {
    kind,
    id: number(row.obj_id),
    title: text(row.title),
    description: text(row.description),
    status: text(row.status),
    isState: row.conv_type === 'state',
    owner: text(row.owner_name),
    changed: number(row.change_time),
    starred: row.favorite === true,
    draft: number(row.undeployed) > 0,
    deployed: kind !== 'conv' || typeof row.live_version === 'number',
    shared: row.is_shared === true,
    parent: number(row.parent_id),
    rights: RIGHTS.filter((right) => rights.includes(right)),
  };
}

function items(answer: Answer): Item[] {
  return rows(answer.list)
    .filter(({ obj_id }) => obj_id !== TEMPLATES_FOLDER)
    .map(readItem);
}

export function useFolder(folder: number, { filter, sort, descending, page }: Listed) {
  const op: Op = {
    type: 'list',
    obj: 'folder',
    obj_id: folder,
    sort,
    order: descending ? 'desc' : 'asc',
    folders_first: true,
    limit: PAGE_ROWS,
    offset: page * PAGE_ROWS,
    ...(filter === 'all' ? {} : { filter }),
  };
  return useQuery({
    queryKey: ['folder', folder, filter, sort, descending, page],
    queryFn: async () => {
      const answer = await ask(op);
      return { items: items(answer), count: number(answer.count) };
    },
    placeholderData: keepPreviousData,
  });
}

/** Lists that are no folder: what others shared with the person, what he starred, and what lies in the trash. */
export function useSpecial(filter: 'shared' | 'favorites' | 'deleted') {
  return useQuery({
    queryKey: ['folder', filter],
    queryFn: async () =>
      items(await ask({ type: 'list', obj: 'folder', obj_id: 0, filter, sort: 'date', order: 'desc' })),
  });
}

export interface Crumb {
  id: number;
  title: string;
}

/** From the root down to the folder, without the root. */
export function usePath(folder: number) {
  return useQuery({
    queryKey: ['path', folder],
    enabled: folder !== 0,
    queryFn: async (): Promise<Crumb[]> => {
      const { list } = await ask({ type: 'list', obj: 'path_to_folder', obj_id: folder });
      return rows(list)
        .map((row) => ({ id: number(row.obj_id), title: text(row.title) }))
        .filter(({ id }) => id !== 0);
    },
  });
}

/** Where a process is edited; with a node, that node is shown. */
export function editHref(conv: number, node = ''): string {
  return `/process/${conv}/edit${node === '' ? '' : `?node=${node}`}`;
}

/** Where an object is opened; a database connection opens as a dialog in its folder. */
export function hrefOf({ kind, id, parent = 0 }: { kind: string; id: number; parent?: number }): string {
  if (kind === 'folder') return `/folder/${id}`;
  if (kind === 'conv') return `/process/${id}/view`;
  if (kind === 'dashboard') return `/dashboard/${id}`;
  if (kind === 'alias') return `/folder/${parent}/aliases`;
  if (kind === 'env_var') return `/folder/${parent}/variables`;
  return `/folder/${parent}?open=${id}`;
}
