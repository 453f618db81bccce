/**
 * The trash. What goes there goes with everything inside; `deleted_with` in the body says with which folder it went, so
 * that restoring a folder brings back what went with it and nothing that lay in the trash before. A process in the
 * trash takes no tasks and moves none; its tasks go only when it is destroyed.
 */
import { TaktError } from '../base/errors.ts';
import type { WaitKind } from '../model/task.ts';
import type { CatalogChange, CatalogObject, ObjectKind } from '../ports/catalog.ts';
import { allOf } from './all_of.ts';
import type { Hooks } from './hooks.ts';
import type { PlacedKind } from './objects.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

const WAITS: Record<WaitKind, true> = {
  effect: true,
  delay: true,
  callback: true,
  state: true,
  queue: true,
  form: true,
  continue: true,
  stopped: true,
  not_deployed: true,
  paused: true,
  debug: true,
};

/** Tasks removed at a time. */
const PIECE = 500;

type At = { kind: PlacedKind; id: number };

export class Trash {
  private readonly ports: Pick<Ports, 'catalog' | 'clock' | 'tasks'>;
  private readonly rights: Rights;
  private readonly writes: Writes;
  private readonly hooks: Hooks;

  constructor(
    ports: Pick<Ports, 'catalog' | 'clock' | 'tasks'>,
    parts: { rights: Rights; writes: Writes; hooks: Hooks },
  ) {
    this.ports = ports;
    this.rights = parts.rights;
    this.writes = parts.writes;
    this.hooks = parts.hooks;
  }

  async put(actor: Actor, { kind, id }: At): Promise<CatalogObject> {
    const touched = [id];
    const [gone] = await this.writes.settle(async () => {
      const object = await this.rights.demand(actor, 'delete', kind, id);
      if (object.status === 'deleted') throw new TaktError('not_found', `${kind} ${id} is in the trash already`);
      const within = (await this.inside(object)).filter(({ status }) => status !== 'deleted');
      touched.push(...within.map((item) => item.id));
      return [this.thrown(object, null), ...within.map((item) => this.thrown(item, id))];
    }, touched);
    return gone as CatalogObject;
  }

  async restore(actor: Actor, { kind, id }: At): Promise<CatalogObject> {
    const touched = [id];
    const back = await this.writes.settle(async () => {
      const object = await this.thrownAway(actor, { kind, id });
      const parent = object.parent_id === 0 ? null : await this.ports.catalog.read('folder', object.parent_id);
      const parent_id = parent === null || parent.status === 'deleted' ? 0 : parent.id;
      const within = (await this.inside(object)).filter(({ body }) => body.deleted_with === id);
      touched.push(...within.map((item) => item.id));
      return [this.restored({ ...object, parent_id }), ...within.map((item) => this.restored(item))];
    }, touched);
    for (const object of back) {
      if (object.kind === 'conv' && object.status !== 'paused') await this.hooks.onResumed(object.id);
    }
    return back[0] as CatalogObject;
  }

  /** For ever, with its tasks, and with the aliases and variables that lie in it. */
  async destroy(actor: Actor, { kind, id }: At): Promise<void> {
    const object = await this.thrownAway(actor, { kind, id });
    const all = [object, ...(await this.inside(object))];
    for (const item of all) if (item.kind === 'conv') await this.removeTasks(item.id);
    const parts: ObjectKind[] = ['share', 'alias', 'env_var', 'setting'];
    const belonging: CatalogObject[] = [];
    for (const item of all) {
      for (const part of parts)
        belonging.push(...(await allOf(this.ports.catalog, { kind: part, parent_id: item.id })));
    }
    await this.writes.write(
      [...belonging, ...all].map((item) => ({ do: 'delete', kind: item.kind, id: item.id })),
      all.map((item) => item.id),
    );
  }

  async countInside(folder: CatalogObject): Promise<number> {
    return (await this.inside(folder)).length;
  }

  private async thrownAway(actor: Actor, { kind, id }: At): Promise<CatalogObject> {
    const object = await this.ports.catalog.read(kind, id);
    if (object === null || object.status !== 'deleted') {
      throw new TaktError('not_found', `Deleted object ${kind} with id ${id} does not exist`);
    }
    return this.rights.demand(actor, 'delete', kind, id);
  }

  /** Folders, processes, database connections and dashboards within a folder, at any depth. */
  private async inside(object: CatalogObject): Promise<CatalogObject[]> {
    if (object.kind !== 'folder') return [];
    const folders = await allOf(this.ports.catalog, { kind: 'folder', parent_id: object.id });
    const within = { parent_id: object.id };
    const convs = await allOf(this.ports.catalog, { kind: 'conv', ...within });
    const instances = await allOf(this.ports.catalog, { kind: 'instance', ...within });
    const dashboards = await allOf(this.ports.catalog, { kind: 'dashboard', ...within });
    const deeper: CatalogObject[] = [];
    for (const folder of folders) deeper.push(folder, ...(await this.inside(folder)));
    return [...convs, ...instances, ...dashboards, ...deeper];
  }

  private thrown(object: CatalogObject, deleted_with: number | null): CatalogChange {
    const body = { ...object.body, status_before: object.status, deleted_with };
    return { do: 'update', object: { ...object, status: 'deleted', change_time: this.ports.clock.now(), body } };
  }

  private restored(object: CatalogObject): CatalogChange {
    const { status_before, deleted_with: _, ...body } = object.body;
    const status = typeof status_before === 'string' ? status_before : 'active';
    return { do: 'update', object: { ...object, status, change_time: this.ports.clock.now(), body } };
  }

  private async removeTasks(conv_id: number): Promise<void> {
    const kinds = Object.keys(WAITS);
    for (;;) {
      const tasks = await this.ports.tasks.waiting({ conv_id, kinds, limit: PIECE });
      if (tasks.length === 0) return;
      for (const { obj_id } of tasks) await this.ports.tasks.remove({ conv_id, obj_id });
    }
  }
}
