/** Ready-made processes. (bodies follow) */
import { Bug } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import type { Aliases } from './aliases.ts';
import type { Importing } from './importing.ts';
import type { Actor } from './rights.ts';
import type { Ports } from './world.ts';

/** The id of the virtual folder; templates have ids above it that follow from their names. No object has such an id. */
export const TEMPLATES_FOLDER_ID = 2_000_000_000;

export interface TemplateText {
  /** The file's name without .json. */
  name: string;
  text: string;
}

export interface Template {
  /** Its id as an item of the Templates folder. */
  obj_id: number;
  name: string;
  title: string;
  description: string;
  calls: { alias: string; template: string }[];
}

export interface Cloned {
  conv_id: number;
  also: { template: string; conv_id: number }[];
}

export class Templates {
  constructor(ports: Pick<Ports, 'catalog'>, parts: { importing: Importing; aliases: Aliases; texts: TemplateText[] }) { void ports; void parts; }
  list(): Template[] { throw new Bug('later'); }
  /** By its id in the Templates folder; null for any other id. */
  byId(obj_id: number): Template | null { throw new Bug(`${obj_id}`); }
  /** The export object of a template (for show/download of a virtual item). */
  scheme(name: string): JsonObject { throw new Bug(name); }
  async clone(actor: Actor, name: string, options: { title?: string; folder_id?: number }): Promise<Cloned> { throw new Bug(`${actor}${name}${options}`); }
}
