/**
 * Drafts against each other: what has to be sent to the server, what somebody else did meanwhile, and what a version
 * has that another has not.
 */
import type { JsonObject } from '../../../base/json.ts';
import type { Op } from '../../data/client.ts';
import { byId, type Draft, type DraftNode, sameNode, sameWork } from './draft.ts';

/** The operations that make `to` out of `from`, in the draft `version`. */
export function opsBetween(from: Draft, to: Draft, at: { conv_id: number; version: number }): Op[] {
  const before = byId(from.nodes);
  const after = byId(to.nodes);
  const ops: Op[] = [];
  for (const node of to.nodes) {
    const old = before.get(node.obj_id);
    if (sameNode(old, node)) continue;
    ops.push({ type: old === undefined ? 'create' : 'modify', obj: 'node', ...at, ...node });
  }
  for (const { obj_id } of from.nodes) {
    if (!after.has(obj_id)) ops.push({ type: 'delete', obj: 'node', ...at, obj_id });
  }
  if (!sameParams(from, to)) {
    const { conv_id, version } = at;
    const params = to.params.map((param): JsonObject => ({ ...param }));
    ops.push({ type: 'modify', obj: 'conv_params', obj_id: conv_id, version, params, ref_mask: to.ref_mask });
  }
  return ops;
}

/** The draft with those of its values replaced that a known one has alike, so that what is unchanged is the same object. */
export function likeKnown(draft: Draft, known: Draft): Draft {
  const nodes = byId(known.nodes);
  const alike = draft.nodes.map((node) => {
    const other = nodes.get(node.obj_id);
    return other !== undefined && sameNode(other, node) ? other : node;
  });
  return { ...draft, nodes: alike, params: sameParams(draft, known) ? known.params : draft.params };
}

export function sameParams(a: Draft, b: Draft): boolean {
  return a.params === b.params || (JSON.stringify(a.params) === JSON.stringify(b.params) && a.ref_mask === b.ref_mask);
}

export interface Merged {
  draft: Draft;
  /** Nodes that came from them. */
  taken: string[];
  /** Nodes that both changed, differently: mine stand in `draft`. */
  disputed: string[];
}

/** What they made of `base`, put into what I made of it; where both changed a node, mine stays and the node is named. */
export function merge(base: Draft, mine: Draft, theirs: Draft): Merged {
  const known = byId(base.nodes);
  const my = byId(mine.nodes);
  const their = byId(theirs.nodes);
  const taken: string[] = [];
  const disputed: string[] = [];
  const nodes: DraftNode[] = [];
  for (const id of new Set([...my.keys(), ...their.keys(), ...known.keys()])) {
    const [old, here, there] = [known.get(id), my.get(id), their.get(id)];
    let node = here;
    if (!sameNode(old, there) && !sameNode(here, there)) {
      if (sameNode(old, here)) {
        node = there;
        taken.push(id);
      } else disputed.push(id);
    }
    if (node !== undefined) nodes.push(node);
  }
  const params = sameParams(base, mine) ? theirs : mine;
  return { draft: { nodes, params: params.params, ref_mask: params.ref_mask }, taken, disputed };
}

/**
 * What the server was known to have, with what came to it of a draft whose sending was not answered: that is nobody
 * else's doing.
 */
export function arrived(base: Draft, sent: Draft, server: Draft): Draft {
  const known = byId(base.nodes);
  const my = byId(sent.nodes);
  const their = byId(server.nodes);
  const nodes = [...new Set([...known.keys(), ...my.keys()])].flatMap((id) => {
    return (sameNode(my.get(id), their.get(id)) ? my : known).get(id) ?? [];
  });
  const { params, ref_mask } = sameParams(sent, server) ? sent : base;
  return { nodes, params, ref_mask };
}

export interface Difference {
  added: DraftNode[];
  changed: { before: DraftNode; after: DraftNode }[];
  removed: DraftNode[];
  /** The declared parameters of both; null where they are alike. */
  params: { before: Draft; after: Draft } | null;
}

/** What `after` has that `before` had not: places and looks do not count. */
export function difference(before: Draft, after: Draft): Difference {
  const old = byId(before.nodes);
  const now = byId(after.nodes);
  return {
    added: after.nodes.filter(({ obj_id }) => !old.has(obj_id)),
    removed: before.nodes.filter(({ obj_id }) => !now.has(obj_id)),
    changed: after.nodes.flatMap((node) => {
      const was = old.get(node.obj_id);
      return was === undefined || sameWork(was, node) ? [] : [{ before: was, after: node }];
    }),
    params: sameParams(before, after) ? null : { before, after },
  };
}

export interface ChangedField {
  path: string;
  before: string;
  after: string;
}

/** The fields that differ, by their path. */
export function changedFields(before: DraftNode, after: DraftNode): ChangedField[] {
  const looks = { position: null, extra: null };
  return changesIn({ ...before, ...looks }, { ...after, ...looks });
}

/** Declared parameters that differ, by their names. */
export function changedParams({ before, after }: { before: Draft; after: Draft }): ChangedField[] {
  const named = ({ params, ref_mask }: Draft): JsonObject => ({
    ...Object.fromEntries(params.map(({ name, ...rest }) => [name, rest])),
    ref_mask,
  });
  return changesIn(named(before), named(after));
}

function changesIn(before: JsonObject, after: JsonObject): ChangedField[] {
  const found: ChangedField[] = [];
  const walk = (a: unknown, b: unknown, path: string): void => {
    if (JSON.stringify(a) === JSON.stringify(b)) return;
    const nested = typeof a === 'object' && typeof b === 'object' && a !== null && b !== null;
    if (!nested) {
      found.push({ path, before: shown(a), after: shown(b) });
      return;
    }
    const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      walk(one[key], other[key], path === '' ? key : `${path}.${key}`);
    }
  };
  walk(before, after, '');
  return found;
}

function shown(value: unknown): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}
