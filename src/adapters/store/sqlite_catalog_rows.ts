/** The catalog's rows in SQLite, as a write sees them within its transaction. */
import type { JsonObject } from '../../base/json.ts';
import type { Sealer } from '../../base/seal.ts';
import type { CatalogObject, ObjectKind, ProcessVersion } from '../../ports/catalog.ts';
import { type Connection, prepareAll, type Values } from './prepared.ts';
import { CATALOG_SQL } from './sql/catalog_sql.ts';
import type { CatalogRows } from './write_catalog.ts';

/** The row of `meta` that holds the highest id given. */
const LAST_ID = 'last_id';

export class SqliteCatalogRows implements CatalogRows {
  private readonly sql;
  private readonly sealer: Sealer;

  constructor(db: Connection, sealer: Sealer) {
    this.sql = prepareAll(db, CATALOG_SQL);
    this.sealer = sealer;
  }

  object(kind: ObjectKind, id: number): CatalogObject | null {
    const row = this.sql.object.get({ kind, id });
    return row ? objectOf([...row.slice(0, -1), this.sealer.open(row.at(-1) as Buffer)]) : null;
  }

  idTaken(id: number): boolean {
    return this.sql.id_taken.get({ id }) !== undefined;
  }

  nextId(): number {
    const id = this.lastId() + 1;
    this.raiseId(id);
    return id;
  }

  raiseId(id: number): void {
    if (id > this.lastId()) this.sql.put_meta.run({ name: LAST_ID, number: id, sealed: null });
  }

  named(kind: ObjectKind, parentId: number, name: string): number | null {
    return (this.sql.object_by_name.get({ kind, parent_id: parentId, name })?.[0] as number | undefined) ?? null;
  }

  insert(object: CatalogObject): void {
    this.sql.insert_object.run(this.valuesOf(object));
  }

  update(object: CatalogObject): void {
    this.sql.update_object.run(this.valuesOf(object));
  }

  remove(id: number): void {
    this.sql.delete_object.run({ id });
    this.sql.delete_versions.run({ conv_id: id });
  }

  versionState(convId: number, version: number): ProcessVersion['state'] | null {
    const row = this.sql.version_state.get({ conv_id: convId, version });
    return row ? (row[0] as ProcessVersion['state']) : null;
  }

  putDraft({ conv_id, version, text, user_id, create_time }: ProcessVersion): void {
    this.sql.put_version.run({ conv_id, version, user_id, create_time, sealed: this.sealer.seal(text) });
  }

  dropDraft(convId: number, version: number): void {
    this.sql.drop_version.run({ conv_id: convId, version });
  }

  makeLive(convId: number, version: number): void {
    this.sql.retire_live.run({ conv_id: convId });
    this.sql.make_live.run({ conv_id: convId, version });
  }

  tasksIn(convId: number, nodeId: string): number {
    return this.sql.live_in_node.get({ conv_id: convId, node_id: nodeId })?.[0] as number;
  }

  private lastId(): number {
    return (this.sql.meta.get({ name: LAST_ID })?.[0] as number | undefined) ?? 0;
  }

  private valuesOf({ body, ...object }: CatalogObject): Values {
    return { ...object, title_lower: object.title.toLowerCase(), sealed: this.sealer.seal(JSON.stringify(body)) };
  }
}

/** From a row of CATALOG_SQL.object with its body opened. */
export function objectOf(row: unknown[]): CatalogObject {
  return {
    id: row[0] as number,
    kind: row[1] as ObjectKind,
    rev: row[2] as number,
    parent_id: row[3] as number,
    owner_id: row[4] as number,
    title: row[5] as string,
    name: row[6] as string | null,
    status: row[7] as string,
    create_time: row[8] as number,
    change_time: row[9] as number,
    body: JSON.parse(row[10] as string) as JsonObject,
  };
}

/** From a row of CATALOG_SQL.versions. */
export function versionOf(row: unknown[]): Omit<ProcessVersion, 'text'> {
  return {
    conv_id: row[0] as number,
    version: row[1] as number,
    state: row[2] as ProcessVersion['state'],
    user_id: row[3] as number,
    create_time: row[4] as number,
  };
}
