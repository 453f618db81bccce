/** The Catalog port in memory. */
import { copyOf } from '../../base/json.ts';
import type {
  Catalog,
  CatalogChange,
  CatalogObject,
  ObjectKind,
  ProcessVersion,
  WriteResult,
} from '../../ports/catalog.ts';
import type { MemoryRows } from './memory_rows.ts';
import { applyChanges } from './write_catalog.ts';

export class MemoryCatalog implements Catalog {
  private readonly rows: MemoryRows;

  constructor(rows: MemoryRows) {
    this.rows = rows;
  }

  async read(kind: ObjectKind, id: number): Promise<CatalogObject | null> {
    return this.rows.object(kind, id);
  }

  async list(query: Parameters<Catalog['list']>[0]): Promise<CatalogObject[]> {
    const { kind, parent_id, owner_id, name, after = Number.MIN_SAFE_INTEGER, before, limit } = query;
    const title = query.title?.toLowerCase();
    return [...this.rows.objects.values()]
      .filter((object) => object.kind === kind && (before === undefined ? object.id > after : object.id < before))
      .filter((object) => parent_id === undefined || object.parent_id === parent_id)
      .filter((object) => owner_id === undefined || object.owner_id === owner_id)
      .filter((object) => name === undefined || object.name === name)
      .filter((object) => title === undefined || object.title.toLowerCase().includes(title))
      .sort((a, b) => (before === undefined ? a.id - b.id : b.id - a.id))
      .slice(0, limit)
      .map((object) => copyOf(object));
  }

  /** The rows are never changed in place, so that copies of the two maps undo everything. */
  async write(changes: CatalogChange[]): Promise<WriteResult> {
    const { objects, versions } = this.rows;
    this.rows.objects = new Map(objects);
    this.rows.versions = new Map(versions);
    const result = applyChanges(changes, this.rows);
    if (!result.ok) Object.assign(this.rows, { objects, versions });
    return copyOf(result);
  }

  async version(conv_id: number, version: number | 'live'): Promise<ProcessVersion | null> {
    const versions = this.rows.versions.get(conv_id) ?? [];
    const found = versions.find((known) => (version === 'live' ? known.state === 'live' : known.version === version));
    return found ? { ...found } : null;
  }

  async versions(conv_id: number): Promise<Omit<ProcessVersion, 'text'>[]> {
    return (this.rows.versions.get(conv_id) ?? [])
      .map(({ text: _text, ...version }) => version)
      .sort((a, b) => b.version - a.version);
  }
}
