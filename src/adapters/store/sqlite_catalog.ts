/** The Catalog port over SQLite. */
import type {
  Catalog,
  CatalogChange,
  CatalogObject,
  ObjectKind,
  ProcessVersion,
  WriteResult,
} from '../../ports/catalog.ts';
import type { Values } from './prepared.ts';
import type { WriterCall } from './protocol.ts';
import { CATALOG_SQL, listStatement } from './sql/catalog_sql.ts';
import { objectOf, versionOf } from './sqlite_catalog_rows.ts';
import type { Reads } from './sqlite_reads.ts';
import type { Thread } from './thread.ts';

export class SqliteCatalog implements Catalog {
  private readonly writer: Thread<WriterCall>;
  private readonly reads: Reads;

  constructor(writer: Thread<WriterCall>, reads: Reads) {
    this.writer = writer;
    this.reads = reads;
  }

  async read(kind: ObjectKind, id: number): Promise<CatalogObject | null> {
    const row = await this.reads.one(CATALOG_SQL.object, { kind, id });
    return row ? objectOf(row) : null;
  }

  async list(query: Parameters<Catalog['list']>[0]): Promise<CatalogObject[]> {
    const { kind, limit, after = Number.MIN_SAFE_INTEGER, title, ...filters } = query;
    const values: Values = { kind, limit, after, ...filters };
    if (title !== undefined) values.title = `%${title.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    const rows = await this.reads.all(listStatement(query), values);
    return rows.map(objectOf);
  }

  write(changes: CatalogChange[]): Promise<WriteResult> {
    return this.writer.call<WriteResult>({ kind: 'write', changes });
  }

  async version(conv_id: number, version: number | 'live'): Promise<ProcessVersion | null> {
    const row =
      version === 'live'
        ? await this.reads.one(CATALOG_SQL.live_version, { conv_id })
        : await this.reads.one(CATALOG_SQL.version, { conv_id, version });
    return row ? { ...versionOf(row), text: row[5] as string } : null;
  }

  async versions(conv_id: number): Promise<Omit<ProcessVersion, 'text'>[]> {
    return (await this.reads.all(CATALOG_SQL.versions, { conv_id })).map(versionOf);
  }
}
