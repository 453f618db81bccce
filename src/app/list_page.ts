/** One page of a long list, in the order a person asked for. */

import type { Seen } from './describe.ts';
import type { Ports } from './world.ts';

export interface ListPage {
  sort?: 'title' | 'date' | 'owner';
  descending?: boolean;
  /** Folders stand before everything else, whichever way the rest is sorted. */
  folders_first?: boolean;
  offset?: number;
  limit?: number;
}

export async function listPage(catalog: Ports['catalog'], seen: Seen[], page: ListPage): Promise<Seen[]> {
  const { sort, descending = false, folders_first = false, offset = 0, limit } = page;
  const owners = sort === 'owner' ? await ownersOf(catalog, seen) : new Map<number, string>();
  const key = ({ object }: Seen): string | number =>
    sort === 'date' ? object.change_time : sort === 'owner' ? (owners.get(object.owner_id) ?? '') : object.title;
  const sign = descending ? -1 : 1;
  const group = ({ object }: Seen): number => (folders_first && object.kind === 'folder' ? 0 : 1);
  const keyed = seen.map((item) => ({ item, key: key(item), group: group(item) }));
  if (sort !== undefined || folders_first) {
    keyed.sort((a, b) => a.group - b.group || (sort === undefined ? 0 : sign * compare(a.key, b.key)));
  }
  return keyed.slice(offset, limit === undefined ? undefined : offset + limit).map(({ item }) => item);
}

/** As people order names: without regard to case, and 9 before 10. */
const NAMES = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' ? a - Number(b) : NAMES.compare(a, String(b));
}

async function ownersOf(catalog: Ports['catalog'], seen: Seen[]): Promise<Map<number, string>> {
  const names = new Map<number, string>();
  for (const { object } of seen) {
    if (names.has(object.owner_id)) continue;
    names.set(object.owner_id, (await catalog.read('user', object.owner_id))?.title ?? '');
  }
  return names;
}
