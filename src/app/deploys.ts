/** Making a version the live one. (bodies follow) */
import { Bug } from '../base/errors.ts';
import type { Problem } from '../model/process.ts';
import type { ProcessVersion } from '../ports/catalog.ts';
import type { Hooks } from './hooks.ts';
import type { Processes } from './processes.ts';
import type { Actor, Rights } from './rights.ts';
import type { AppSettings, Ports } from './world.ts';
import type { Writes } from './writes.ts';

export class Deploys {
  constructor(ports: Ports, parts: { rights: Rights; writes: Writes; processes: Processes; hooks: Hooks; settings: AppSettings }) { void ports; void parts; }
  /** confirm commit. Throws bad_process with details {errors: {nodeId: [text]}} (process-wide ones under the conv id); conflict naming node, title and count where tasks stand in a removed node (details {nodes: [{node_id,title,count}]}). Answers warnings. */
  async confirm(actor: Actor, conv_id: number, version: number): Promise<{ warnings: Problem[] }> { throw new Bug(`${actor}${conv_id}${version}`); }
  /** What is wrong with a version (null: the newest draft, else live). */
  async problems(actor: Actor, conv_id: number, version: number | null): Promise<Problem[]> { throw new Bug(`${actor}${conv_id}${version}`); }
  /** All versions, newest first, without texts. */
  async versions(actor: Actor, conv_id: number): Promise<Omit<ProcessVersion, 'text'>[]> { throw new Bug(`${actor}${conv_id}`); }
  /** The text of an old version becomes a new live version; answers its number. */
  async rollBack(actor: Actor, conv_id: number, version: number): Promise<number> { throw new Bug(`${actor}${conv_id}${version}`); }
}
