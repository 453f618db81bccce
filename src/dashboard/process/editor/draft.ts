/**
 * The process that is being edited: its nodes as the API speaks of them, with `extra` and `options` as objects. Every
 * change makes new values and leaves alone what it does not touch, so that undo is keeping the old one, and a node that
 * is the same object is drawn, compared and saved as unchanged.
 */
import type { Json, JsonObject } from '../../../base/json.ts';
import { isObject, parsed } from '../../graph/model.ts';

export type DraftNode = {
  obj_id: string;
  obj_type: number;
  title: string;
  description: string;
  logics: JsonObject[];
  semaphors: JsonObject[];
  /** Branches of a stub, as `{logics: [[…]]}`. */
  stub: JsonObject | null;
  position: [number, number];
  extra: JsonObject;
  options: JsonObject;
};

export type Param = {
  name: string;
  type: string;
  descr: string;
  flags: string[];
  regex: string;
  regex_error_text: string;
};

export interface Draft {
  nodes: readonly DraftNode[];
  params: readonly Param[];
  ref_mask: boolean;
}

export const NODE_TYPE = { logic: 0, start: 1, final: 2, escalation: 3, stub: 4 } as const;

/** A node of an answer, or of an export. */
export function readDraftNode(raw: JsonObject): DraftNode {
  const condition = isObject(raw.condition) ? raw.condition : raw;
  const [x, y] = Array.isArray(raw.position) ? raw.position : [raw.x, raw.y];
  return {
    obj_id: String(raw.obj_id ?? raw.id ?? ''),
    obj_type: Number(raw.obj_type ?? 0),
    title: textOf(raw.title),
    description: textOf(raw.description),
    logics: objects(condition.logics),
    semaphors: objects(condition.semaphors),
    stub: isObject(condition.stub) ? condition.stub : null,
    position: [Number(x ?? 0) || 0, Number(y ?? 0) || 0],
    extra: parsed(raw.extra),
    options: parsed(raw.options),
  };
}

export function readParam(raw: JsonObject): Param {
  return {
    name: textOf(raw.name),
    type: textOf(raw.type) || 'string',
    descr: textOf(raw.descr),
    flags: Array.isArray(raw.flags) ? raw.flags.map(String) : [],
    regex: textOf(raw.regex),
    regex_error_text: textOf(raw.regex_error_text),
  };
}

/** As exports write it: what is copied to the clipboard. */
export function exportNode(node: DraftNode): JsonObject {
  const { obj_id, obj_type, title, description, logics, semaphors, stub, position, extra, options } = node;
  const condition = { logics, semaphors, ...(stub === null ? {} : { stub }) };
  const [x, y] = position;
  return {
    ...{ id: obj_id, obj_type, condition, title, description, x, y },
    extra: JSON.stringify(extra),
    options: Object.keys(options).length === 0 ? null : JSON.stringify(options),
  };
}

/** 24 hex digits, as the server makes them. */
export function newNodeId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether two nodes say the same, whatever they are made of. */
export function sameNode(a: DraftNode | undefined, b: DraftNode | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && canonical(a) === canonical(b));
}

/** Whether two nodes do the same: where they stand and how they look is left aside. */
export function sameWork(a: DraftNode, b: DraftNode): boolean {
  return (
    a === b || canonical({ ...a, position: null, extra: null }) === canonical({ ...b, position: null, extra: null })
  );
}

function canonical(value: Json): string {
  return JSON.stringify(value, (_key, item: Json) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}

export function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export function byId(nodes: readonly DraftNode[]): Map<string, DraftNode> {
  return new Map(nodes.map((node) => [node.obj_id, node]));
}
