/**
 * Edits of a process, node by node, as clients push them: every edit names the draft it belongs to. Clients of the
 * first API know no drafts; their edits are live as soon as the process is free of errors.
 */
import { TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { type AddedCluster, addEscalations } from '../engine/escalation.ts';
import { rawCondition, rawNodeId } from '../model/read_node.ts';
import {
  apiNode,
  createRawNode,
  deleteRawNode,
  findRawNode,
  modifyRawNode,
  type NodeFields,
  writeExport,
} from '../model/write_process.ts';
import type { CatalogObject, ProcessVersion } from '../ports/catalog.ts';
import type { Deploys } from './deploys.ts';
import type { Drafts } from './drafts.ts';
import { rawProcess } from './processes.ts';
import { nodesOf } from './raw_nodes.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';

/** What `list conv` answers. */
export interface ConvNodes {
  object: CatalogObject;
  /** The live version's number; null where nothing was deployed. */
  live: number | null;
  /** The newest draft's version, or null. */
  draft: number | null;
  /**
   * Nodes in the API's form (obj_id, title, logics, semaphors, position, extra, options…) with `count`: the live ones;
   * of a process that was never deployed, the draft's.
   */
  nodes: JsonObject[];
}

/** A node of a process. */
export interface NodeAt {
  conv_id: number;
  node_id: string;
}

type EditorPorts = Pick<Ports, 'catalog' | 'archive' | 'sandbox' | 'randomHex'>;

export class Editor {
  private readonly ports: EditorPorts;
  private readonly rights: Rights;
  private readonly drafts: Drafts;
  private readonly deploys: Deploys;

  constructor(ports: EditorPorts, parts: { rights: Rights; drafts: Drafts; deploys: Deploys }) {
    this.ports = ports;
    this.rights = parts.rights;
    this.drafts = parts.drafts;
    this.deploys = parts.deploys;
  }

  async nodes(actor: Actor, conv_id: number): Promise<ConvNodes> {
    const object = await this.rights.demand(actor, 'view', 'conv', conv_id);
    const shown = await this.drafts.inForce(conv_id);
    const [draft] = await this.drafts.list(actor, conv_id);
    const counts = await this.counts(conv_id);
    return {
      object,
      live: shown.state === 'live' ? shown.version : null,
      draft: draft?.version ?? null,
      nodes: nodesOf(rawProcess(shown.text)).map((node) => counted(node, counts)),
    };
  }

  /** A node with its count; of the version `version`, else of the newest draft, else of the live one. */
  async showNode(actor: Actor, conv_id: number, node_id: string, version: number | null): Promise<JsonObject> {
    await this.rights.demand(actor, 'view', 'conv', conv_id);
    const given = version === null ? null : await this.ports.catalog.version(conv_id, version);
    const node = findNode(given ?? (await this.drafts.newest(conv_id)), { conv_id, node_id });
    return counted(node, await this.counts(conv_id));
  }

  /** Nodes whose title holds the pattern, in any case; live ones as in `nodes`. */
  async findNodes(actor: Actor, conv_id: number, pattern: string): Promise<JsonObject[]> {
    const { nodes } = await this.nodes(actor, conv_id);
    const part = pattern.toLowerCase();
    return nodes.filter(({ title }) => typeof title === 'string' && title.toLowerCase().includes(part));
  }

  /**
   * Answers the new node's id (24 hex), which may be given. With version null the edit is live at once where nothing is
   * wrong.
   */
  async createNode(
    actor: Actor,
    conv_id: number,
    { id = this.ports.randomHex(12), ...fields }: NodeFields & { id?: string },
    version: number | null,
  ): Promise<string> {
    await this.edit(actor, { conv_id, version }, (raw) => createRawNode(raw, id, fields) ?? taken(id));
    return id;
  }

  /** Adds the nodes that take failures: of one node, or with null of every node whose action has none. */
  async createEscalations(
    actor: Actor,
    at: { conv_id: number; node_id: string | null; version: number | null },
  ): Promise<AddedCluster[]> {
    let added: AddedCluster[] = [];
    await this.edit(actor, at, (raw) => {
      const { node_id } = at;
      if (node_id !== null && findRawNode(raw, node_id) === null) missing({ conv_id: at.conv_id, node_id });
      const result = addEscalations(raw, () => this.ports.randomHex(12), node_id ?? undefined);
      added = result.added;
      return result.raw;
    });
    return added;
  }

  async modifyNode(actor: Actor, at: NodeAt, fields: NodeFields, version: number | null): Promise<void> {
    await this.edit(
      actor,
      { conv_id: at.conv_id, version },
      (raw) => modifyRawNode(raw, at.node_id, fields) ?? missing(at),
    );
  }

  async deleteNode(actor: Actor, at: NodeAt, version: number | null): Promise<void> {
    await this.edit(actor, { conv_id: at.conv_id, version }, (raw) => deleteRawNode(raw, at.node_id) ?? missing(at));
  }

  /** The declared parameters of a version; null: of the newest draft, else of the live one. */
  async params(
    actor: Actor,
    conv_id: number,
    version: number | null = null,
  ): Promise<{ params: Json[]; ref_mask: boolean }> {
    await this.rights.demand(actor, 'view', 'conv', conv_id);
    const given = version === null ? null : await this.ports.catalog.version(conv_id, version);
    const { params, ref_mask } = rawProcess((given ?? (await this.drafts.newest(conv_id))).text);
    return { params: Array.isArray(params) ? params : [], ref_mask: ref_mask !== false };
  }

  /** Into the draft that is named, else the newest one; without any, live at once. */
  async modifyParams(
    actor: Actor,
    conv_id: number,
    fields: { params?: Json[]; ref_mask?: boolean },
    draft: number | null = null,
  ): Promise<void> {
    const version = draft ?? (await this.newestDraft(actor, conv_id));
    await this.edit(actor, { conv_id, version }, (raw) => writeExport(raw, fields));
  }

  /** The source of a Code node: sandbox is the draft's, production the live one. */
  async code(actor: Actor, at: NodeAt, env: 'sandbox' | 'production'): Promise<{ lang: string; src: string }> {
    await this.rights.demand(actor, 'view', 'conv', at.conv_id);
    const version = env === 'sandbox' ? await this.drafts.newest(at.conv_id) : await this.drafts.inForce(at.conv_id);
    const logic = codeOf(findNode(version, at));
    if (logic === null) throw new TaktError('not_found', `node ${at.node_id} has no Code`);
    const { lang, src, code } = logic;
    const source = typeof src === 'string' ? src : code;
    return { lang: typeof lang === 'string' ? lang : 'js', src: typeof source === 'string' ? source : '' };
  }

  /** Writes the source of a Code node as `modifyParams` writes. A node that has no Code yet gets it with its logics. */
  async loadCode(actor: Actor, at: NodeAt, code: { lang: string; src: string }): Promise<void> {
    checkLang(code.lang);
    const version = await this.newestDraft(actor, at.conv_id);
    const node = findNode(await this.drafts.newest(at.conv_id), at);
    const old = codeOf(node);
    if (old === null || old.src === code.src) return;
    await this.edit(actor, { conv_id: at.conv_id, version }, (raw) => withCode(raw, at, code));
  }

  /** Throws bad_process with the error of the syntax. */
  async compileCode(actor: Actor, at: NodeAt, code: { lang: string; src: string }): Promise<void> {
    await this.rights.demand(actor, 'modify', 'conv', at.conv_id);
    checkLang(code.lang);
    const error = await this.ports.sandbox.check(code.src);
    if (error === undefined) throw new TaktError('busy', 'the code could not be checked now: try again');
    if (error !== null) throw new TaktError('bad_process', error, { errors: { [at.node_id]: [error] } });
  }

  private async edit(
    actor: Actor,
    { conv_id, version }: { conv_id: number; version: number | null },
    change: (raw: JsonObject) => JsonObject,
  ): Promise<void> {
    if (version === null) await this.deploys.editAtOnce(actor, conv_id, change);
    else await this.drafts.edit(actor, conv_id, version, change);
  }

  private async newestDraft(actor: Actor, conv_id: number): Promise<number | null> {
    const [draft] = await this.drafts.list(actor, conv_id);
    return draft?.version ?? null;
  }

  private async counts(conv_id: number): Promise<Map<string, number>> {
    const counts = await this.ports.archive.counts(conv_id);
    return new Map(counts.map(({ node_id, count }) => [node_id, count]));
  }
}

function taken(id: string): never {
  throw new TaktError('conflict', `there is a node ${id} already`);
}

function missing({ conv_id, node_id }: NodeAt): never {
  throw new TaktError('not_found', `process ${conv_id} has no node ${node_id}`);
}

function findNode(version: ProcessVersion, at: NodeAt): JsonObject {
  return findRawNode(rawProcess(version.text), at.node_id) ?? missing(at);
}

function counted(node: JsonObject, counts: Map<string, number>): JsonObject {
  return { ...apiNode(node), count: counts.get(rawNodeId(node)) ?? 0 };
}

function isCode(logic: Json): logic is JsonObject {
  return isObject(logic) && logic.type === 'api_code';
}

function logicsOf(node: JsonObject): Json[] {
  const logics = rawCondition(node)?.logics;
  return Array.isArray(logics) ? logics : [];
}

function codeOf(node: JsonObject): JsonObject | null {
  return logicsOf(node).find(isCode) ?? null;
}

function withCode(raw: JsonObject, at: NodeAt, code: { lang: string; src: string }): JsonObject {
  const node = findRawNode(raw, at.node_id) ?? missing(at);
  const logics = logicsOf(node).map((logic) => (isCode(logic) ? { ...logic, ...code } : logic));
  return modifyRawNode(raw, at.node_id, { logics }) ?? missing(at);
}

function checkLang(lang: string): void {
  if (lang !== 'js') throw new TaktError('not_supported', `Code in ${lang} is not run here: write it in js`);
}
