/**
 * Objects that people make: folders, processes, aliases, variables, users and keys; and the versions of processes.
 * Promised: `write` is all or nothing and fsynced; ids are never used twice; a deployed version never changes (I7).
 * Not promised: that another server sees a write before News tells it (News may be lost: everybody also polls).
 */
import type { JsonObject } from '../base/json.ts';

export type ObjectKind =
  | 'folder'
  | 'conv'
  | 'alias'
  | 'env_var'
  | 'instance'
  | 'dashboard'
  | 'user'
  | 'key'
  | 'group'
  | 'share'
  | 'setting'
  | 'session'
  /** That a user belongs to a group: lies in the user, named `group:<id>`. */
  | 'member'
  /** Who did what: see app/audit. */
  | 'audit';

/** One object. What only its kind knows stands in `body`, which is encrypted at rest. */
export interface CatalogObject {
  kind: ObjectKind;
  /** Unique over all kinds. */
  id: number;
  /** Raised by every write: the condition of the next. */
  rev: number;
  /** The folder it lies in (0: the root), or what it belongs to. */
  parent_id: number;
  owner_id: number;
  title: string;
  /** What it is found by, unique within (kind, parent_id) where set: an alias's or variable's short name, a key's login. */
  name: string | null;
  status: string;
  create_time: number;
  change_time: number;
  body: JsonObject;
}

/** A version of a process: the live one, an older one, or a draft (not deployed yet). */
export interface ProcessVersion {
  conv_id: number;
  version: number;
  state: 'draft' | 'live' | 'old';
  /** The export object as JSON text, unknown fields included. */
  text: string;
  user_id: number;
  create_time: number;
}

export type NewObject = Omit<CatalogObject, 'id' | 'rev'> & { id?: number };

export type CatalogChange =
  | { do: 'create'; object: NewObject }
  /** Written only where the stored rev is `object.rev`. */
  | { do: 'update'; object: CatalogObject }
  | { do: 'delete'; kind: ObjectKind; id: number }
  | { do: 'put_draft'; version: Omit<ProcessVersion, 'state'> }
  | { do: 'drop_draft'; conv_id: number; version: number }
  /**
   * Makes a draft the live version. `removed` names the nodes it no longer has: refused where tasks stand in them,
   * unless `even_occupied`. A conv_id of 0 or below stands for the object created as number -conv_id in this write.
   */
  | { do: 'deploy'; conv_id: number; version: number; removed: string[]; even_occupied: boolean };

export type WriteResult =
  | { ok: true; objects: CatalogObject[] }
  | { ok: false; why: 'conflict' | 'name_taken' | 'not_found'; at: number }
  | { ok: false; why: 'occupied'; at: number; nodes: { node_id: string; count: number }[] };

export interface Catalog {
  read(kind: ObjectKind, id: number): Promise<CatalogObject | null>;
  list(query: {
    kind: ObjectKind;
    parent_id?: number;
    owner_id?: number;
    name?: string;
    /** Part of the title, any case. */
    title?: string;
    limit: number;
    after?: number;
    /** Newest first, those with ids below this; not together with `after`. */
    before?: number;
  }): Promise<CatalogObject[]>;
  /** All changes or none. `objects` are the created and updated ones in order. */
  write(changes: CatalogChange[]): Promise<WriteResult>;
  /** The live version, or a given one. */
  version(conv_id: number, version: number | 'live'): Promise<ProcessVersion | null>;
  /** Newest first, without their texts. */
  versions(conv_id: number): Promise<Omit<ProcessVersion, 'text'>[]>;
}
