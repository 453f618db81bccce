/**
 * Numbers for objects that are to be made in one write and name each other by number. The catalog gives numbers only to
 * what is written and never twice; so objects are made that hold the numbers, and taken away again.
 */
import type { CatalogChange, CatalogObject } from '../ports/catalog.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

export async function reserveIds(
  count: number,
  { writes, clock }: { writes: Writes; clock: Ports['clock'] },
): Promise<number[]> {
  if (count === 0) return [];
  const now = clock.now();
  const times = { create_time: now, change_time: now };
  const object = {
    kind: 'setting',
    parent_id: 0,
    owner_id: 0,
    title: 'reserved',
    name: null,
    status: '',
    ...times,
  } as const;
  const changes: CatalogChange[] = Array.from({ length: count }, () => ({
    do: 'create',
    object: { ...object, body: {} },
  }));
  const ids = (await writes.write(changes, [])).map(({ id }: CatalogObject) => id);
  await writes.write(
    ids.map((id) => ({ do: 'delete', kind: 'setting', id })),
    [],
  );
  return ids;
}
