/**
 * Exports on their way out: a list of objects joined by `parent_id`, parents before children, in the shape that Corezoid
 * imports. Short names and connections go along; secret variables and passwords never do.
 */
import type { Json, JsonObject } from '../base/json.ts';
import { isObject } from '../base/json.ts';
import { readProcess } from '../model/read_process.ts';
import { writeExport } from '../model/write_process.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { allOf } from './all_of.ts';
import { dashboardElement } from './dashboards.ts';
import type { Drafts } from './drafts.ts';
import { exportedConnection } from './import_instance.ts';
import type { HolderKind } from './objects.ts';
import { rawProcess } from './processes.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';

export interface ExportOptions {
  /** Aliases of what is exported, wherever they lie. */
  with_alias?: boolean;
}

/** What can be exported by itself. */
export type ExportedKind = HolderKind | 'dashboard';

/** What one export has gathered so far. */
interface Gathered {
  scheme: JsonObject[];
  folders: Set<number>;
  convs: Set<number>;
}

export class Exporting {
  private readonly ports: Pick<Ports, 'catalog'>;
  private readonly parts: { rights: Rights; drafts: Drafts };

  constructor(ports: Pick<Ports, 'catalog'>, parts: { rights: Rights; drafts: Drafts }) {
    this.ports = ports;
    this.parts = parts;
  }

  /** Of a process a list of one object, of a folder the folder and all in it; then connections, variables and aliases. */
  async exportScheme(
    actor: Actor,
    kind: ExportedKind,
    id: number,
    { with_alias = false }: ExportOptions = {},
  ): Promise<JsonObject[]> {
    const object = await this.parts.rights.demand(actor, 'view', kind, id);
    if (kind === 'dashboard') return [dashboardElement({ ...object, parent_id: 0 })];
    const gathered: Gathered = { scheme: [], folders: new Set(), convs: new Set() };
    if (kind === 'conv') await this.addConv(object, gathered);
    else await this.addFolder({ ...object, parent_id: 0 }, gathered);
    for (const folder of gathered.folders) {
      const variables = await allOf(this.ports.catalog, { kind: 'env_var', parent_id: folder });
      const instances = await allOf(this.ports.catalog, { kind: 'instance', parent_id: folder });
      const dashboards = await allOf(this.ports.catalog, { kind: 'dashboard', parent_id: folder });
      gathered.scheme.push(
        ...dashboards.filter(({ status }) => status !== 'deleted').map(dashboardElement),
        ...instances.filter(({ status }) => status !== 'deleted').map(instanceElement),
        ...variables.map(variableElement),
      );
    }
    if (with_alias) await this.addAliases(actor, gathered);
    return gathered.scheme;
  }

  private async addFolder(folder: CatalogObject, gathered: Gathered): Promise<void> {
    const { id: obj_id, parent_id, title, body } = folder;
    const exported = isObject(body.exported) ? body.exported : {};
    const own = { obj_id, parent_id, title, description: body.description ?? '' };
    gathered.scheme.push({ obj_type: 0, ...exported, ...own });
    gathered.folders.add(obj_id);
    const within = (kind: HolderKind) => allOf(this.ports.catalog, { kind, parent_id: obj_id });
    for (const conv of await within('conv')) if (conv.status !== 'deleted') await this.addConv(conv, gathered);
    for (const inner of await within('folder')) if (inner.status !== 'deleted') await this.addFolder(inner, gathered);
  }

  private async addConv(object: CatalogObject, gathered: Gathered): Promise<void> {
    const raw = rawProcess((await this.parts.drafts.inForce(object.id)).text);
    const { description = '' } = object.body;
    const { process } = readProcess({ ...raw, status: object.status });
    const fields = { obj_id: object.id, parent_id: object.parent_id, title: object.title, status: process.status };
    const own = { obj_type: 1, conv_type: process.conv_type, ref_mask: process.ref_mask, params: [] };
    gathered.scheme.push({ ...own, ...writeExport(raw, fields), description });
    gathered.convs.add(object.id);
  }

  /** Those in an exported folder, and those that lead to an exported process from a folder above. */
  private async addAliases(actor: Actor, { scheme, folders, convs }: Gathered): Promise<void> {
    for (const alias of await allOf(this.ports.catalog, { kind: 'alias' })) {
      const target = typeof alias.body.obj_to_id === 'number' ? alias.body.obj_to_id : null;
      const isInside = folders.has(alias.parent_id);
      if (!isInside && (target === null || !convs.has(target))) continue;
      if (isInside || (await this.parts.rights.may(actor, 'view', alias))) {
        scheme.push(aliasElement({ ...alias, parent_id: isInside ? alias.parent_id : 0 }, target));
      }
    }
  }
}

function aliasElement({ id, parent_id, title, name, body }: CatalogObject, obj_to_id: number | null): JsonObject {
  const about = { title, description: body.description ?? '', short_name: name };
  return { obj_type: 'alias', obj_id: id, parent_id, ...about, obj_to_id, obj_to_type: 'conv' };
}

/** Without a value where it is secret. */
function variableElement({ id, parent_id, title, name, body }: CatalogObject): JsonObject {
  const { description = '', env_var_type = 'visible', data_type = 'raw', scopes = [] } = body;
  const value: Record<string, Json> = env_var_type === 'secret' ? {} : { value: body.value ?? '' };
  const about = { title, description, short_name: name, env_var_type, data_type };
  return { obj_type: 'env_var', obj_id: id, parent_id, ...about, ...value, scopes };
}

function instanceElement({ id, parent_id, title, body }: CatalogObject): JsonObject {
  const about = { title, description: body.description ?? '', instance_type: body.instance_type ?? 'db_call' };
  const data = exportedConnection(isObject(body.data) ? body.data : {});
  return { obj_type: 'instance', obj_id: id, parent_id, ...about, data };
}
