/**
 * Making a version the live one. Only a version without errors is deployed; a deployed one never changes (I7), so an
 * edit in place and a roll-back are new versions too. Where a deploy takes a node away in which tasks stand, a setting
 * decides: refuse it with the node's name and count, delete those tasks, or let them be found stopped.
 */
import { TaktError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import type { Problem } from '../model/process.ts';
import type { CatalogChange, ProcessVersion } from '../ports/catalog.ts';
import type { Drafts, VersionRow } from './drafts.ts';
import type { Hooks } from './hooks.ts';
import { type Processes, rawProcess } from './processes.ts';
import { titlesOf } from './raw_nodes.ts';
import type { Actor, Rights } from './rights.ts';
import { findProblems, type Surroundings } from './surroundings.ts';
import type { AppSettings, Ports } from './world.ts';
import type { Writes } from './writes.ts';

/** Tasks of a removed node that are looked at at a time. */
const PIECE = 500;

export interface DeployParts {
  rights: Rights;
  writes: Writes;
  processes: Processes;
  drafts: Drafts;
  hooks: Hooks;
  settings: AppSettings;
}

export class Deploys {
  private readonly ports: Pick<Ports, 'catalog' | 'archive' | 'tasks' | 'sandbox'>;
  private readonly parts: DeployParts;

  constructor(ports: Pick<Ports, 'catalog' | 'archive' | 'tasks' | 'sandbox'>, parts: DeployParts) {
    this.ports = ports;
    this.parts = parts;
  }

  /**
   * Makes a draft live. Throws bad_process with details {errors: {nodeId: [text]}} (those about the whole under the
   * process's id), or conflict where tasks stand in removed nodes, with details {nodes: [{node_id, title, count}]}.
   */
  async confirm(actor: Actor, conv_id: number, version: number): Promise<{ warnings: Problem[] }> {
    const conv = await this.parts.drafts.demandConv(actor, 'modify', conv_id);
    const draft = await this.ports.catalog.version(conv_id, version);
    if (draft === null || draft.state !== 'draft') {
      throw new TaktError('not_found', `process ${conv_id} has no draft with the version ${version}`);
    }
    const raw = rawProcess(draft.text);
    const problems = await this.problemsOf(raw, conv.parent_id);
    refuseErrors(problems, conv_id);
    // Every edit of a draft raises the object's rev: what is deployed is what was checked.
    const checked: CatalogChange = { do: 'update', object: conv };
    await this.deploy({ conv_id, version, raw }, [checked, ...(await this.overtaken(conv_id, version))]);
    return { warnings: problems };
  }

  /** What is wrong with a version; null: the newest draft, else the live one. */
  async problems(actor: Actor, conv_id: number, version: number | null): Promise<Problem[]> {
    const conv = await this.parts.rights.demand(actor, 'view', 'conv', conv_id);
    const found = await this.version(conv_id, version);
    return this.problemsOf(rawProcess(found.text), conv.parent_id);
  }

  /** All versions, newest first, without texts. */
  async versions(actor: Actor, conv_id: number): Promise<VersionRow[]> {
    await this.parts.rights.demand(actor, 'view', 'conv', conv_id);
    return this.ports.catalog.versions(conv_id);
  }

  /** The text of an old version becomes a new live version; answers its number. */
  async rollBack(actor: Actor, conv_id: number, version: number): Promise<number> {
    const conv = await this.parts.drafts.demandConv(actor, 'modify', conv_id);
    const raw = rawProcess((await this.version(conv_id, version)).text);
    refuseErrors(await this.problemsOf(raw, conv.parent_id), conv_id);
    const number = await this.parts.drafts.nextNumber(conv_id);
    await this.deploy({ conv_id, version: number, raw }, this.parts.drafts.changes(actor, conv, number, raw));
    return number;
  }

  /**
   * An edit by a client that knows no drafts: goes on with the newest draft, else with the live version, and is live at
   * once where nothing is wrong; else it waits in a draft for the edit that completes it.
   */
  async editAtOnce(actor: Actor, conv_id: number, change: (raw: JsonObject) => JsonObject): Promise<void> {
    const conv = await this.parts.drafts.demandConv(actor, 'modify', conv_id);
    const base = await this.parts.drafts.newest(conv_id);
    const raw = change(rawProcess(base.text));
    const version = base.state === 'draft' ? base.version : await this.parts.drafts.nextNumber(conv_id);
    const changes = this.parts.drafts.changes(actor, conv, version, raw);
    const problems = await this.problemsOf(raw, conv.parent_id);
    if (problems.some(({ level }) => level === 'error')) {
      await this.parts.writes.write(changes, [conv_id]);
    } else {
      await this.deploy({ conv_id, version, raw }, changes);
    }
  }

  /** What is wrong with a process that would lie in a folder, in what is stored or in what will be. */
  problemsOf(raw: JsonObject, folder_id: number, seen?: Surroundings): Promise<Problem[]> {
    const { processes, settings } = this.parts;
    const { catalog, sandbox } = this.ports;
    return findProblems(raw, folder_id, { ...(seen ?? { catalog, processes }), settings, sandbox });
  }

  private async deploy(
    { conv_id, version, raw }: { conv_id: number; version: number; raw: JsonObject },
    before: CatalogChange[],
  ): Promise<void> {
    const { settings, writes, hooks } = this.parts;
    const live = await this.ports.catalog.version(conv_id, 'live');
    const titles = live === null ? new Map<string, string>() : titlesOf(rawProcess(live.text));
    const kept = titlesOf(raw);
    const removed = [...titles.keys()].filter((id) => !kept.has(id));
    const even_occupied = settings.deploy_removed_nodes !== 'refuse';
    const result = await writes.tryWrite(
      [...before, { do: 'deploy', conv_id, version, removed, even_occupied }],
      [conv_id],
    );
    if (!result.ok && result.why === 'occupied') throw occupied(result.nodes, titles);
    if (!result.ok) throw new TaktError('conflict', `process ${conv_id} has been changed by somebody else: try again`);
    if (settings.deploy_removed_nodes === 'delete') await this.removeTasks(conv_id, removed);
    await hooks.onDeployed(conv_id);
  }

  /** Drafts that were there before anything was deployed: nothing is left that they are a draft of. */
  private async overtaken(conv_id: number, version: number): Promise<CatalogChange[]> {
    const versions = await this.ports.catalog.versions(conv_id);
    if (versions.some(({ state }) => state === 'live')) return [];
    return versions
      .filter((row) => row.version < version)
      .map((row) => ({ do: 'drop_draft', conv_id, version: row.version }));
  }

  private async version(conv_id: number, version: number | null): Promise<ProcessVersion> {
    if (version === null) return this.parts.drafts.newest(conv_id);
    const found = await this.ports.catalog.version(conv_id, version);
    if (found === null) throw new TaktError('not_found', `process ${conv_id} has no version ${version}`);
    return found;
  }

  private async removeTasks(conv_id: number, nodes: string[]): Promise<void> {
    for (const node_id of nodes) {
      for (let offset = 0; ; ) {
        const page = { conv_id, node_id, limit: PIECE, offset, order: 'ASC' as const };
        const tasks = await this.ports.archive.in_node(page);
        if (tasks.length === 0) break;
        const live = tasks.filter(({ wait }) => wait !== null);
        for (const { obj_id } of live) await this.ports.tasks.remove({ conv_id, obj_id });
        offset += tasks.length - live.length;
      }
    }
  }
}

function refuseErrors(problems: Problem[], conv_id: number): void {
  const errors: Record<string, string[]> = {};
  for (const { level, node_id, message } of problems) {
    if (level !== 'error') continue;
    const at = node_id ?? String(conv_id);
    errors[at] = [...(errors[at] ?? []), message];
  }
  const first = problems.find(({ level }) => level === 'error');
  if (first === undefined) return;
  const where = first.node_id === null ? '' : `node "${first.node_title}" (${first.node_id}): `;
  throw new TaktError('bad_process', `the process cannot be deployed: ${where}${first.message}`, { errors });
}

function occupied(nodes: { node_id: string; count: number }[], titles: Map<string, string>): TaktError {
  const named = nodes.map(({ node_id, count }) => ({ node_id, title: titles.get(node_id) ?? '', count }));
  const list = named.map(({ node_id, title, count }) => `"${title}" (${node_id}): ${count}`).join(', ');
  return new TaktError('conflict', `tasks stand in nodes that this version no longer has: ${list}`, { nodes: named });
}
