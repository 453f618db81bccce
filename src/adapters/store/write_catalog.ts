/** What a write to the catalog means, for every make of the store alike. Whoever calls undoes a refused write. */
import type {
  CatalogChange,
  CatalogObject,
  NewObject,
  ObjectKind,
  ProcessVersion,
  WriteResult,
} from '../../ports/catalog.ts';

/** The stored rows as the changes see them. */
export interface CatalogRows {
  object(kind: ObjectKind, id: number): CatalogObject | null;
  idTaken(id: number): boolean;
  /** An id that was never used, above all that were given. */
  nextId(): number;
  /** Ids are given above this one from now on. */
  raiseId(id: number): void;
  /** The id of the object with this name. */
  named(kind: ObjectKind, parentId: number, name: string): number | null;
  insert(object: CatalogObject): void;
  update(object: CatalogObject): void;
  /** With the versions of a process. */
  remove(id: number): void;
  versionState(convId: number, version: number): ProcessVersion['state'] | null;
  putDraft(version: ProcessVersion): void;
  dropDraft(convId: number, version: number): void;
  /** The live version becomes an old one, the draft the live one. */
  makeLive(convId: number, version: number): void;
  /** Tasks that stand in a node and are not final. */
  tasksIn(convId: number, nodeId: string): number;
}

type Refused = Exclude<WriteResult, { ok: true }>;
/** Refused.at is added by whoever counts the changes. */
type Why = { why: 'conflict' | 'name_taken' | 'not_found' } | Omit<Extract<Refused, { why: 'occupied' }>, 'ok' | 'at'>;

export function applyChanges(changes: CatalogChange[], rows: CatalogRows): WriteResult {
  const written: CatalogObject[] = [];
  const created: number[] = [];
  for (const [at, change] of changes.entries()) {
    const done = applyChange(change, rows, created);
    if (done !== null && 'why' in done) return { ok: false, at, ...done };
    if (done) written.push(done);
  }
  return { ok: true, objects: written };
}

function applyChange(change: CatalogChange, rows: CatalogRows, created: number[]): CatalogObject | Why | null {
  /** 0 or below stands for an object of this write. */
  const convId = (id: number): number => (id > 0 ? id : (created[-id] ?? 0));
  switch (change.do) {
    case 'create': {
      const made = create(change.object, rows);
      if (!('why' in made)) created.push(made.id);
      return made;
    }
    case 'update':
      return update(change.object, rows);
    case 'delete':
      if (!rows.object(change.kind, change.id)) return { why: 'not_found' };
      rows.remove(change.id);
      return null;
    case 'put_draft':
      return putDraft({ ...change.version, conv_id: convId(change.version.conv_id) }, rows);
    case 'drop_draft':
      if (rows.versionState(convId(change.conv_id), change.version) !== 'draft') return { why: 'not_found' };
      rows.dropDraft(convId(change.conv_id), change.version);
      return null;
    case 'deploy':
      return deploy({ ...change, conv_id: convId(change.conv_id) }, rows);
  }
}

function create({ id: wanted, ...fields }: NewObject, rows: CatalogRows): CatalogObject | Why {
  if (wanted !== undefined && rows.idTaken(wanted)) return { why: 'conflict' };
  if (fields.name !== null && rows.named(fields.kind, fields.parent_id, fields.name) !== null) {
    return { why: 'name_taken' };
  }
  const id = wanted ?? rows.nextId();
  if (wanted !== undefined) rows.raiseId(wanted);
  const made = { ...fields, id, rev: 1 };
  rows.insert(made);
  return made;
}

function update(object: CatalogObject, rows: CatalogRows): CatalogObject | Why {
  const stored = rows.object(object.kind, object.id);
  if (!stored) return { why: 'not_found' };
  if (stored.rev !== object.rev) return { why: 'conflict' };
  const holder = object.name === null ? null : rows.named(object.kind, object.parent_id, object.name);
  if (holder !== null && holder !== object.id) return { why: 'name_taken' };
  const made = { ...object, rev: object.rev + 1 };
  rows.update(made);
  return made;
}

function putDraft(version: Omit<ProcessVersion, 'state'>, rows: CatalogRows): Why | null {
  if (!rows.object('conv', version.conv_id)) return { why: 'not_found' };
  const state = rows.versionState(version.conv_id, version.version);
  // A deployed version never changes (I7).
  if (state !== null && state !== 'draft') return { why: 'conflict' };
  rows.putDraft({ ...version, state: 'draft' });
  return null;
}

function deploy(change: Extract<CatalogChange, { do: 'deploy' }>, rows: CatalogRows): Why | null {
  const { conv_id, version, removed, even_occupied } = change;
  if (rows.versionState(conv_id, version) !== 'draft') return { why: 'not_found' };
  if (!even_occupied) {
    const nodes = removed
      .map((node_id) => ({ node_id, count: rows.tasksIn(conv_id, node_id) }))
      .filter(({ count }) => count > 0);
    if (nodes.length > 0) return { why: 'occupied', nodes };
  }
  rows.makeLive(conv_id, version);
  return null;
}
