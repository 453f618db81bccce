/**
 * What goes with a user who is deleted. The keys that it made go too, theirs as well: else a key that leaked lives on
 * in those it has made. What belonged to them belongs to the remover from then on; processes of whoever was no
 * administrator are paused, for they act with the rights of their owner, and the new one should look at them first.
 */
import type { CatalogChange, CatalogObject, ObjectKind } from '../ports/catalog.ts';
import { allOf } from './all_of.ts';
import type { Actor } from './rights.ts';
import type { Ports } from './world.ts';

const OWNED: ObjectKind[] = ['folder', 'conv', 'alias', 'env_var', 'instance', 'dashboard', 'share', 'user', 'group'];

export interface Removal {
  changes: CatalogChange[];
  /** Ids of everything that goes or changes. */
  touched: number[];
}

export async function removalOf(catalog: Ports['catalog'], actor: Actor, user: CatalogObject): Promise<Removal> {
  const gone = await withKeys(catalog, actor, user);
  const ids = new Set(gone.map(({ id }) => id));
  // One who removes himself leaves what he has to whoever made him.
  const heir = ids.has(actor.user_id) ? user.owner_id : actor.user_id;
  const going: CatalogObject[] = [...gone];
  const handed: CatalogObject[] = [];
  for (const { id, body } of gone) {
    going.push(...(await allOf(catalog, { kind: 'share', name: `user:${id}` })));
    going.push(...(await allOf(catalog, { kind: 'session', parent_id: id })));
    going.push(...(await allOf(catalog, { kind: 'member', parent_id: id })));
    for (const kind of OWNED) {
      const owned = await allOf(catalog, { kind, owner_id: id });
      handed.push(
        ...owned.map((object) => ({ ...object, ...(body.admin === true ? {} : held(object)), owner_id: heir })),
      );
    }
  }
  const goingIds = new Set(going.map(({ id }) => id));
  const left = handed.filter(({ id }) => !goingIds.has(id));
  const changes: CatalogChange[] = [
    ...going.map(({ kind, id }) => ({ do: 'delete' as const, kind, id })),
    ...left.map((object) => ({ do: 'update' as const, object })),
  ];
  return { changes, touched: [...going, ...left].map(({ id }) => id) };
}

/** What the removal of a user would do, in numbers. */
export interface RemovalCounts {
  /** Keys that go with it. */
  keys: number;
  /** What is handed on: folders, processes and everything else that belongs to it. */
  folders: number;
  processes: number;
  others: number;
  /** Processes that would be paused. */
  paused: number;
  /** Whose all that would be. */
  heir_id: number;
}

export async function removalCounts(
  catalog: Ports['catalog'],
  actor: Actor,
  user: CatalogObject,
): Promise<RemovalCounts> {
  const { changes } = await removalOf(catalog, actor, user);
  const handed = changes.flatMap((change) => (change.do === 'update' ? [change.object] : []));
  const keys = changes.filter((change) => change.do === 'delete' && change.kind === 'user' && change.id !== user.id);
  const of = (kind: ObjectKind): CatalogObject[] => handed.filter((object) => object.kind === kind);
  const processes = of('conv');
  const running = await Promise.all(processes.map(({ id }) => catalog.read('conv', id)));
  const paused = processes.filter(({ status }, index) => status === 'paused' && running[index]?.status !== 'paused');
  return {
    keys: keys.length,
    folders: of('folder').length,
    processes: processes.length,
    others: handed.length - processes.length - of('folder').length,
    paused: paused.length,
    heir_id: user.id === actor.user_id ? user.owner_id : actor.user_id,
  };
}

/** The user and the keys it made, the keys those made, and so on; never the one who removes, unless it is himself. */
async function withKeys(catalog: Ports['catalog'], actor: Actor, user: CatalogObject): Promise<CatalogObject[]> {
  const found = [user];
  const seen = new Set([user.id, actor.user_id]);
  for (const { id } of found) {
    for (const key of await allOf(catalog, { kind: 'user', owner_id: id })) {
      if (key.body.type !== 'api' || seen.has(key.id)) continue;
      seen.add(key.id);
      found.push(key);
    }
  }
  return found;
}

function held({ kind, status, body }: CatalogObject): Partial<CatalogObject> {
  if (kind !== 'conv') return {};
  return status === 'deleted' ? { body: { ...body, status_before: 'paused' } } : { status: 'paused' };
}
