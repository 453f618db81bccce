/**
 * Who did what: logging in, deploying, sharing, deleting, looking at secrets. Records are only ever added. Each is an
 * object whose name is its number, so that there is one order over all servers; old ones go by age and by number, a few
 * with every new one. A record that cannot be written does not undo what was done: the log says so.
 */
import { errorText, TaktError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { DAY } from '../base/time.ts';
import type { CatalogChange, CatalogObject } from '../ports/catalog.ts';
import type { Actor } from './rights.ts';
import type { Ports } from './world.ts';

/** What was done, to what. `action` and `obj` are stable words; the page has texts for them. */
export interface Deed {
  action: string;
  obj: string;
  obj_id: number;
  /** As it was called then. */
  title: string;
  details?: JsonObject;
}

export interface AuditRecord extends Deed {
  id: number;
  at: number;
  user_id: number;
  user: string;
  details: JsonObject;
}

export interface AuditPage {
  list: AuditRecord[];
  /** Where the next page goes on; null at the end. */
  next: number | null;
  /** What the folders are called now that are told of by their number; one that is gone for ever is missing. */
  folders: Record<number, string>;
}

export interface AuditQuery {
  /** Records with ids below this: the next page. */
  before?: number | undefined;
  limit: number;
  user_id?: number | undefined;
  action?: string | undefined;
  obj_id?: number | undefined;
}

/** Old records that go with a new one: more than one, so that a lowered limit is reached some day. */
const DROPPED = 5;
const PAGE = 200;
/** How often the number of a record is taken anew because another server has taken it. */
const TRIES = 5;

export class Audit {
  private readonly ports: Pick<Ports, 'catalog' | 'clock' | 'log'>;
  private last: Promise<void> = Promise.resolve();

  constructor(ports: Pick<Ports, 'catalog' | 'clock' | 'log'>) {
    this.ports = ports;
  }

  /** Never throws. */
  record(actor: Actor, deed: Deed): Promise<void> {
    const { action, obj, obj_id } = deed;
    this.last = this.last
      .then(() => this.write(actor, deed))
      .catch((error: unknown) => {
        const who = { user_id: actor.user_id, action, obj, obj_id };
        this.ports.log.error('what was done could not be recorded', { ...who, error: errorText(error) });
      });
    return this.last;
  }

  /** Newest first, for administrators. */
  async list(actor: Actor, query: AuditQuery): Promise<AuditPage> {
    if (!actor.admin) throw new TaktError('access_denied', `Access denied: ${actor.name} is no administrator`);
    const page = await this.page(query);
    return { ...page, folders: await this.foldersIn(page.list) };
  }

  private async page(query: AuditQuery): Promise<Omit<AuditPage, 'folders'>> {
    const found: AuditRecord[] = [];
    let before = query.before ?? Number.MAX_SAFE_INTEGER;
    for (let looked = 0; looked < LIMITS.audit_looked_at; looked += PAGE) {
      const page = await this.ports.catalog.list({ kind: 'audit', parent_id: 0, limit: PAGE, before });
      for (const object of page) {
        before = object.id;
        const record = recordOf(object);
        if (fits(record, query)) found.push(record);
        if (found.length >= query.limit) return { list: found, next: before };
      }
      if (page.length < PAGE) return { list: found, next: null };
    }
    return { list: found, next: before };
  }

  private async foldersIn(records: AuditRecord[]): Promise<Record<number, string>> {
    const ids = new Set(records.flatMap(({ details }) => folderOf(details) ?? []));
    const folders = await Promise.all([...ids].map((id) => this.ports.catalog.read('folder', id)));
    return Object.fromEntries(folders.flatMap((folder) => (folder === null ? [] : [[folder.id, folder.title]])));
  }

  private async write(actor: Actor, deed: Deed): Promise<void> {
    const { catalog, clock } = this.ports;
    const now = clock.now();
    const kind = 'audit' as const;
    for (let tries = 1; ; tries++) {
      const [newest] = await catalog.list({ kind, parent_id: 0, limit: 1, before: Number.MAX_SAFE_INTEGER });
      const oldest = await catalog.list({ kind, parent_id: 0, limit: DROPPED });
      const number = Number(newest?.name ?? 0) + 1;
      const gone = oldest.filter(
        ({ name, create_time }) =>
          number - Number(name) >= LIMITS.audit_records || now - create_time > LIMITS.audit_days * DAY,
      );
      const body = { user: actor.name, ...deed };
      const place = { kind, parent_id: 0, owner_id: actor.user_id, title: deed.action, name: String(number) };
      const object = { ...place, status: 'active', create_time: now, change_time: now, body };
      const drops = gone.map(({ id }): CatalogChange => ({ do: 'delete', kind, id }));
      const result = await catalog.write([{ do: 'create', object }, ...drops]);
      if (result.ok) return;
      if (tries >= TRIES) throw new TaktError('conflict', `the record was refused: ${result.why}`);
    }
  }
}

/** The folder that is told of by its number: a copy names the one it went to as the object, without a kind. */
function folderOf({ folder_id, obj_to, obj_to_id }: JsonObject): number | null {
  const id = folder_id ?? (obj_to === undefined ? obj_to_id : null);
  return typeof id === 'number' && id > 0 ? id : null;
}

function recordOf({ id, create_time, owner_id, title, body }: CatalogObject): AuditRecord {
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
  const { obj_id, details } = body;
  return {
    id,
    at: create_time,
    user_id: owner_id,
    user: text('user'),
    action: title,
    obj: text('obj'),
    obj_id: typeof obj_id === 'number' ? obj_id : 0,
    title: text('title'),
    details: typeof details === 'object' && details !== null && !Array.isArray(details) ? details : {},
  };
}

function fits(record: AuditRecord, { user_id, action, obj_id }: AuditQuery): boolean {
  if (user_id !== undefined && record.user_id !== user_id) return false;
  if (action !== undefined && record.action !== action) return false;
  return obj_id === undefined || record.obj_id === obj_id;
}
