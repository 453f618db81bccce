/**
 * A process as the canvas draws it: nodes with what they do in one line and their ways out, read from `list conv` (or
 * from an export through `get obj_scheme`). Nothing here draws, and nothing here is lost that the canvas needs: an
 * editor changes the raw nodes and reads them again.
 */
import type { Json, JsonObject } from '../../base/json.ts';
import { type Action, actionOf, conditionText, type Line, lineOf } from './actions.ts';

export type NodeKind = 'start' | 'success' | 'error' | 'condition' | 'delay' | 'action' | 'escalation' | 'stub';

export type Role = 'go' | 'condition' | 'else' | 'error' | 'timer' | 'alarm';

/** A way out of a node. `key` names it within the node: `l0` the first logic, `e0` its error way, `s0` a semaphor. */
export interface Exit {
  key: string;
  role: Role;
  /** Id of the node it leads to; '' where it leads nowhere yet. */
  to: string;
  /** What it needs to be taken, as people read it: a condition, or a time. */
  text: string;
}

export interface GraphNode {
  id: string;
  title: string;
  kind: NodeKind;
  /** What the node does first of all: decides on the icon. */
  action: Action;
  line: Line;
  /** Drawn as an icon alone. */
  collapsed: boolean;
  /** Top left of a card, top middle of an icon, as Corezoid counts. */
  x: number;
  y: number;
  exits: Exit[];
  raw: JsonObject;
}

export interface GraphEdge {
  /** `<node id>:<exit key>`. */
  id: string;
  source: string;
  target: string;
  exit: string;
  role: Role;
  text: string;
}

export interface GraphModel {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

/** `rows` are nodes as `list conv` answers them, or as an export holds them. */
export function readGraph(rows: JsonObject[], convType = 'process'): GraphModel {
  const nodes = rows.map((raw) => readNode(raw, convType));
  return { nodes, edges: edgesOf(nodes) };
}

export function edgesOf(nodes: GraphNode[]): GraphEdge[] {
  const known = new Set(nodes.map(({ id }) => id));
  return nodes.flatMap(({ id, exits }) =>
    exits
      .filter(({ to }) => known.has(to))
      .map(({ key, role, to, text }) => ({ id: `${id}:${key}`, source: id, target: to, exit: key, role, text })),
  );
}

export function readNode(raw: JsonObject, convType = 'process'): GraphNode {
  const condition = isObject(raw.condition) ? raw.condition : raw;
  const logics = objects(condition.logics);
  const semaphors = objects(condition.semaphors);
  const extra = parsed(raw.extra);
  const [x, y] = Array.isArray(raw.position) ? raw.position : [raw.x, raw.y];
  const action = actionOf(Number(raw.obj_type ?? 0), { logics, semaphors, extra, convType });
  const kind = kindOf(Number(raw.obj_type ?? 0), action);
  return {
    id: String(raw.obj_id ?? raw.id ?? ''),
    title: typeof raw.title === 'string' ? raw.title : '',
    kind,
    action,
    line: lineOf(action, logics, semaphors),
    collapsed: isCollapsed(kind, extra),
    x: Number(x ?? 0) || 0,
    y: Number(y ?? 0) || 0,
    exits: [...logicExits(logics), ...semaphorExits(semaphors)],
    raw,
  };
}

function kindOf(type: number, action: Action): NodeKind {
  if (type === 1) return 'start';
  if (type === 2) return action === 'end_error' ? 'error' : 'success';
  if (type === 4) return 'stub';
  if (type === 3) return 'escalation';
  if (action === 'condition') return 'condition';
  return action === 'delay' ? 'delay' : 'action';
}

function isCollapsed(kind: NodeKind, extra: JsonObject): boolean {
  if (kind === 'start' || kind === 'success' || kind === 'error') return true;
  const form = extra.modeForm;
  return form === 'collapse' || (kind === 'escalation' && form !== 'expand');
}

function logicExits(logics: JsonObject[]): Exit[] {
  const branches = logics.some(({ type }) => type === 'go_if_const');
  return logics.flatMap((logic, index): Exit[] => {
    const found: Exit[] = [];
    const to = id(logic.to_node_id);
    if (logic.type === 'go_if_const') {
      found.push({ key: `l${index}`, role: 'condition', to, text: conditionText(logic) });
    } else if (to !== '' || logic.type === 'go') {
      found.push({ key: `l${index}`, role: branches ? 'else' : 'go', to, text: '' });
    }
    const failed = id(logic.err_node_id);
    if (failed !== '') found.push({ key: `e${index}`, role: 'error', to: failed, text: '' });
    return found;
  });
}

function semaphorExits(semaphors: JsonObject[]): Exit[] {
  return semaphors.map((semaphor, index): Exit => {
    const text = `${semaphor.value ?? ''}`;
    if (semaphor.type === 'count') return { key: `s${index}`, role: 'alarm', to: id(semaphor.esc_node_id), text };
    const unit = typeof semaphor.dimension === 'string' ? ` ${semaphor.dimension}` : '';
    return { key: `s${index}`, role: 'timer', to: id(semaphor.to_node_id), text: `${text}${unit}` };
  });
}

function id(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** `extra` and `options` of a node are JSON in a text, or the object itself. */
export function parsed(value: Json | undefined): JsonObject {
  if (isObject(value)) return value;
  if (typeof value !== 'string' || value === '') return {};
  try {
    const read = JSON.parse(value) as Json;
    return isObject(read) ? read : {};
  } catch {
    return {};
  }
}
