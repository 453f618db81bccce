/** Folders and processes as people see them: made, listed, renamed, moved; the trash is another file. */

import { TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import type { ConvType } from '../model/process.ts';
import type { CatalogChange, CatalogObject } from '../ports/catalog.ts';
import { allOf } from './all_of.ts';
import { ALL_RIGHTS, Describe } from './describe.ts';
import { folderAt } from './folder_at.ts';
import type { Hooks } from './hooks.ts';
import { type ListPage, listPage } from './list_page.ts';
import { FIRST_VERSION, newProcess, readStatus } from './new_process.ts';
import { type Actor, groupsOf, type Right, type Rights } from './rights.ts';
import { Trash } from './trash.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

export type HolderKind = 'folder' | 'conv';

/** What lies in folders: shown, shared, moved and thrown away alike. */
export type PlacedKind = HolderKind | 'instance' | 'dashboard';

/**
 * The body of a folder: {description}. The body of a process: {description, conv_type, sign_key, hash (of the direct
 * URL, 40 hex; '' when switched off)}. In the trash also {status_before, deleted_with}.
 */
export interface NewConv {
  title: string;
  folder_id: number;
  description?: string;
  conv_type?: ConvType;
  /** Any spelling: active, actived, paused, debug, debugged, blocked. */
  status?: string;
}

/** An object as lists and `show` answer it. */
export interface Described {
  object: CatalogObject;
  privs: Right[];
  is_owner: boolean;
  owner_name: string;
  owner_login: string;
  /** Seen because somebody shared it. */
  is_shared: boolean;
  /** Of a process: the newest draft's version when there is one. Of a folder: null. */
  draft: number | null;
  /** Of a process: the version in force, null where it was never deployed. Of anything else: null. */
  live: number | null;
}

export type ListFilter = 'deleted' | PlacedKind | ConvType | 'shared' | 'my';

const FOUND_AT_MOST = 100;

const PLACED: PlacedKind[] = ['folder', 'conv', 'instance', 'dashboard'];

/** Whether a list with this filter shows objects of this kind. */
function lists(filter: ListFilter | undefined, kind: PlacedKind): boolean {
  if (filter === 'process' || filter === 'state') return kind === 'conv';
  return filter === undefined || filter === kind || !PLACED.some((other) => other === filter);
}

/** The filters that look at the object itself, where it was read anyway. */
function isOf(filter: ListFilter | undefined, { owner_id, body }: CatalogObject, actor: Actor): boolean {
  if (filter === 'my' || filter === 'shared') return (owner_id === actor.user_id) === (filter === 'my');
  return (filter !== 'process' && filter !== 'state') || (body.conv_type ?? 'process') === filter;
}

type ObjectsPorts = Pick<Ports, 'catalog' | 'clock' | 'randomHex' | 'tasks'>;

export class Objects {
  private readonly ports: ObjectsPorts;
  private readonly rights: Rights;
  private readonly writes: Writes;
  private readonly hooks: Hooks;
  private readonly describe: Describe;
  private readonly trash: Trash;

  constructor(ports: ObjectsPorts, parts: { rights: Rights; writes: Writes; hooks: Hooks }) {
    this.ports = ports;
    this.rights = parts.rights;
    this.writes = parts.writes;
    this.hooks = parts.hooks;
    this.describe = new Describe(ports.catalog, parts.rights);
    this.trash = new Trash(ports, parts);
  }

  async createFolder(
    actor: Actor,
    fields: { title: string; folder_id: number; description?: string },
  ): Promise<CatalogObject> {
    await folderAt(this.rights, actor, 'modify', fields.folder_id);
    const now = this.ports.clock.now();
    const [made] = await this.writes.write(
      [
        {
          do: 'create',
          object: {
            kind: 'folder',
            parent_id: fields.folder_id,
            owner_id: actor.user_id,
            title: fields.title,
            name: null,
            status: 'active',
            create_time: now,
            change_time: now,
            body: { description: fields.description ?? '' },
          },
        },
      ],
      [],
    );
    return made as CatalogObject;
  }

  /** Made with its first nodes, and deployed. */
  async createConv(actor: Actor, fields: NewConv): Promise<CatalogObject> {
    await folderAt(this.rights, actor, 'modify', fields.folder_id);
    const { title, folder_id, description = '', conv_type = 'process' } = fields;
    const status = readStatus(fields.status ?? 'active');
    const { clock, randomHex } = this.ports;
    const ids = { start: randomHex(12), next: randomHex(12), other: randomHex(12) };
    const raw = newProcess({ title, description, conv_type, status, folder_id }, ids);
    const create_time = clock.now();
    const version = {
      conv_id: 0,
      version: FIRST_VERSION,
      text: JSON.stringify(raw),
      user_id: actor.user_id,
      create_time,
    };
    const [made] = await this.writes.write(
      [
        { do: 'create', object: this.conv(actor, { title, folder_id, description, conv_type }, status) },
        { do: 'put_draft', version },
        { do: 'deploy', conv_id: 0, version: FIRST_VERSION, removed: [], even_occupied: false },
      ],
      [],
    );
    return made as CatalogObject;
  }

  /** The object of a process that is to be made, with keys of its own. */
  conv(
    actor: Actor,
    fields: { title: string; folder_id: number; description: string; conv_type: ConvType },
    status: string,
  ): Omit<CatalogObject, 'id' | 'rev'> {
    const now = this.ports.clock.now();
    return {
      kind: 'conv',
      parent_id: fields.folder_id,
      owner_id: actor.user_id,
      title: fields.title,
      name: null,
      status,
      create_time: now,
      change_time: now,
      body: {
        description: fields.description,
        conv_type: fields.conv_type,
        sign_key: this.ports.randomHex(20),
        hash: this.ports.randomHex(20),
      },
    };
  }

  async show(actor: Actor, kind: PlacedKind, id: number): Promise<Described> {
    return this.describe.one(actor, await this.rights.demand(actor, 'view', kind, id));
  }

  /** What lies in a folder (0: the root, with what was shared with the actor); folder is null for the root. */
  async list(
    actor: Actor,
    folder_id: number,
    filter?: ListFilter,
    page: ListPage = {},
  ): Promise<{ folder: CatalogObject | null; items: Described[]; count: number }> {
    const folder = folder_id === 0 ? null : await this.rights.demand(actor, 'view', 'folder', folder_id);
    const inherited = folder === null ? [] : await this.describe.privs(actor, folder, []);
    const { catalog } = this.ports;
    const everywhere = filter === 'deleted' && folder_id === 0;
    const where = everywhere ? {} : { parent_id: folder_id };
    const objects = [
      ...(lists(filter, 'folder') ? await allOf(catalog, { kind: 'folder', ...where }) : []),
      ...(lists(filter, 'conv') ? await allOf(catalog, { kind: 'conv', ...where }) : []),
      ...(lists(filter, 'instance') ? await allOf(catalog, { kind: 'instance', ...where }) : []),
      ...(lists(filter, 'dashboard') ? await allOf(catalog, { kind: 'dashboard', ...where }) : []),
    ];
    if (folder_id === 0 && !everywhere) objects.push(...(await this.sharedWith(actor, filter, objects)));
    const deleted = filter === 'deleted';
    const wanted = objects.filter(({ status, body }) =>
      deleted ? status === 'deleted' && typeof body.deleted_with !== 'number' : status !== 'deleted',
    );
    const seen = (await this.describe.seen(actor, wanted, inherited)).filter(({ object }) =>
      isOf(filter, object, actor),
    );
    const items = await this.describe.tellAll(actor, await listPage(catalog, seen, page));
    return { folder, items, count: seen.length };
  }

  /** Those of these that are there, not in the trash, and seen by the actor, in this order. */
  async some(actor: Actor, ids: Iterable<number>): Promise<Described[]> {
    const found: CatalogObject[] = [];
    for (const id of ids) {
      for (const kind of PLACED) {
        const object = await this.ports.catalog.read(kind, id);
        if (object !== null && object.status !== 'deleted') found.push(object);
      }
    }
    return this.describe.visible(actor, found, []);
  }

  /** How many objects lie in a folder, at any depth: they go with it when it is destroyed. */
  async countInside(actor: Actor, folder_id: number): Promise<number> {
    return this.trash.countInside(await this.rights.demand(actor, 'view', 'folder', folder_id));
  }

  /** Objects of a kind anywhere, by a part of the title. */
  async find(
    actor: Actor,
    kind: PlacedKind,
    query: { pattern?: string; owner_id?: number; limit?: number },
  ): Promise<Described[]> {
    const { pattern, owner_id, limit = FOUND_AT_MOST } = query;
    const all = await allOf(this.ports.catalog, {
      kind,
      ...(pattern === undefined || pattern === '' ? {} : { title: pattern }),
      ...(owner_id === undefined ? {} : { owner_id }),
    });
    const found: Described[] = [];
    for (const object of all) {
      if (found.length >= limit) break;
      if (object.status !== 'deleted') found.push(...(await this.describe.visible(actor, [object], [])));
    }
    return found;
  }

  /** The folders from the root down to this one, this one included; those above that the actor may not see are left out. */
  async path(actor: Actor, folder_id: number): Promise<Described[]> {
    const path: Described[] = [];
    for (let id = folder_id; id !== 0; ) {
      const folder: CatalogObject | null =
        id === folder_id
          ? await this.rights.demand(actor, 'view', 'folder', id)
          : await this.ports.catalog.read('folder', id);
      if (folder === null) break;
      path.unshift(...(await this.describe.visible(actor, [folder], [])));
      id = folder.parent_id;
    }
    return path;
  }

  /** Title, description, and of a process the status: one that is made active again goes on with what waited. */
  async modify(
    actor: Actor,
    kind: HolderKind,
    id: number,
    fields: { title?: string; description?: string; status?: string },
  ): Promise<{ before: CatalogObject; after: CatalogObject }> {
    const status = kind === 'conv' && fields.status !== undefined ? readStatus(fields.status) : undefined;
    let before: CatalogObject | undefined;
    const [after] = await this.writes.settle(async () => {
      const object = await this.demandAlive(actor, 'modify', kind, id);
      before = object;
      const { title = object.title, description = object.body.description ?? '' } = fields;
      const change_time = this.ports.clock.now();
      const body = { ...object.body, description };
      return [{ do: 'update', object: { ...object, title, body, change_time, status: status ?? object.status } }];
    }, [id]);
    const was = before as CatalogObject;
    if (status !== undefined && status !== was.status && (status === 'active' || status === 'debug')) {
      await this.hooks.onResumed(id);
    }
    return { before: was, after: after as CatalogObject };
  }

  /** Into the trash, with everything in it. */
  async delete(actor: Actor, kind: PlacedKind, id: number): Promise<CatalogObject> {
    return this.trash.put(actor, { kind, id });
  }

  /** Back to where it was, or to the root where that folder is no longer there. */
  async restore(actor: Actor, kind: PlacedKind, id: number): Promise<CatalogObject> {
    return this.trash.restore(actor, { kind, id });
  }

  /** Out of the trash for ever. */
  async destroy(actor: Actor, kind: PlacedKind, id: number): Promise<void> {
    return this.trash.destroy(actor, { kind, id });
  }

  /**
   * Into another folder (0: the root); from and to are null for the root. Whoever owns a folder above has every right,
   * so only one who has every right on the object already may move it: then nobody gains any by it. Besides, it is
   * taken from one folder and put into another, and both are changed.
   */
  async move(
    actor: Actor,
    kind: PlacedKind,
    id: number,
    folder_id: number,
  ): Promise<{ from: CatalogObject | null; to: CatalogObject | null }> {
    const to = await folderAt(this.rights, actor, 'modify', folder_id);
    let from: CatalogObject | null = null;
    await this.writes.settle(async () => {
      const object = await this.demandAlive(actor, 'modify', kind, id);
      for (const right of ALL_RIGHTS) await this.rights.demand(actor, right, kind, id);
      from = object.parent_id === 0 ? null : await this.rights.demand(actor, 'modify', 'folder', object.parent_id);
      // The folders above are written too, unchanged: two moves at once cannot put each into the other.
      const held: CatalogChange[] = [];
      let above = to === null ? null : await this.ports.catalog.read('folder', to.id);
      for (; kind === 'folder' && above !== null && held.length < LIMITS.folder_depth; ) {
        if (above.id === id) throw new TaktError('bad_request', 'Move parent folder to child is not allowed');
        held.push({ do: 'update', object: above });
        above = await this.ports.catalog.read('folder', above.parent_id);
      }
      return [
        ...held,
        { do: 'update', object: { ...object, parent_id: folder_id, change_time: this.ports.clock.now() } },
      ];
    }, [id]);
    return { from, to };
  }

  /** The hash of the direct URL, which lets make tasks: create makes one where there is none, modify always a new one, delete switches it off (''). */
  async directHash(actor: Actor, conv_id: number, what: 'create' | 'get' | 'modify' | 'delete'): Promise<string> {
    const object = await this.demandAlive(actor, what === 'get' ? 'create' : 'modify', 'conv', conv_id);
    const known = typeof object.body.hash === 'string' ? object.body.hash : '';
    if (what === 'get' || (what === 'create' && known !== '')) return known;
    const hash = what === 'delete' ? '' : this.ports.randomHex(20);
    await this.writes.write([{ do: 'update', object: { ...object, body: { ...object.body, hash } } }], [conv_id]);
    return hash;
  }

  private async demandAlive(actor: Actor, right: Right, kind: PlacedKind, id: number): Promise<CatalogObject> {
    const object = await this.rights.demand(actor, right, kind, id);
    if (object.status === 'deleted')
      throw new TaktError('not_found', `${kind} ${id} is in the trash: restore it first`);
    return object;
  }

  /** What others shared with the actor or his groups directly, wherever it lies; it is shown at his root. */
  private async sharedWith(
    actor: Actor,
    filter: ListFilter | undefined,
    known: CatalogObject[],
  ): Promise<CatalogObject[]> {
    const { catalog } = this.ports;
    const holders = [`user:${actor.user_id}`, ...(await groupsOf(catalog, actor.user_id))];
    const shares = await Promise.all(holders.map((name) => allOf(catalog, { kind: 'share', name })));
    const found: CatalogObject[] = [];
    for (const parent_id of new Set(shares.flat().map((share) => share.parent_id))) {
      if (known.some(({ id }) => id === parent_id)) continue;
      for (const kind of PLACED) {
        const object = lists(filter, kind) ? await catalog.read(kind, parent_id) : null;
        if (object !== null) found.push(object);
      }
    }
    return found;
  }
}
