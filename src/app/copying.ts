/** Copies of processes and folders. (bodies follow) */
import { Bug } from '../base/errors.ts';
import type { Imported, Importing } from './importing.ts';
import type { Actor } from './rights.ts';
import type { Templates } from './templates.ts';

export class Copying {
  constructor(parts: { importing: Importing; templates: Templates }) { void parts; }
  /** obj_copy: also of templates and the Templates folder (ids of templates.ts). title null: "<title> (Copy)". */
  async copy(actor: Actor, from: { kind: 'conv' | 'folder'; id: number }, to_folder_id: number, title: string | null): Promise<Imported> { throw new Bug(`${actor}${from}${to_folder_id}${title}`); }
}
