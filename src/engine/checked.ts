/**
 * A process laid out for the rules of validation: every logic read by its node type, every link resolved. A logic that
 * cannot be read still shows its links, so that one mistake does not make half of the graph look unreachable.
 */
import { isObject, type Json } from '../base/json.ts';
import { NODE_KIND, type Problem, type Process, type ProcessNode, type RawLogic } from '../model/process.ts';
import type { Exit, NodeType } from '../nodes/node_type.ts';
import { nodeType } from '../nodes/registry.ts';
import { timerOf } from './own_timer.ts';

/** What is around the process. A question that is not given is not asked, and the rules that need it find nothing. */
export interface World {
  /** By name, without the `@`. */
  aliasExists?(name: string): boolean;
  convExists?(id: number): boolean;
  /** By name without the `@`, or by number as text. */
  envVarExists?(name: string): boolean;
  /** The driver of a database connection; null where there is none. */
  connection?(id: number): string | null;
  /** Whether a node of a process ("123" or "@alias") is a queue; true where there is no such process. */
  queueExists?(conv: string, node_id: string): boolean;
  /** What keeps JavaScript from being compiled; null where nothing does. */
  codeError?(src: string): string | null;
}

export interface ValidateSettings {
  /** Smallest literal timer. */
  min_timer_sec: number;
  /** Whether there is a runner for Git Call; nobody is warned where that is not known. */
  git_call?: boolean;
}

export interface CheckedLogic {
  raw: RawLogic;
  /** Where it stands: `logics[2] (api)`. */
  place: string;
  /** undefined where this version runs no such type. */
  type: NodeType | undefined;
  /** As its node type reads it; null where that refuses it. */
  logic: { type: string; [field: string]: unknown } | null;
  /** What the schema refuses, by field. */
  issues: { field: string; value: unknown; message: string }[];
}

/** A way out of a node. */
export interface CheckedLink extends Exit {
  /** Where it stands: `logics[2] (api)`, `the timer`. */
  place: string;
  /** null where there is no such node. */
  target: CheckedNode | null;
}

export interface CheckedNode {
  node: ProcessNode;
  /** None in a final node, where none is run. */
  logics: CheckedLogic[];
  /** Of all branches of Stub Mode. */
  stub: CheckedLogic[];
  links: CheckedLink[];
}

export interface Checked {
  process: Process;
  nodes: CheckedNode[];
  starts: CheckedNode[];
  world: World;
  settings: ValidateSettings;
}

export interface Finding {
  /** null where the process as a whole is meant. */
  node: ProcessNode | null;
  message: string;
}

/** A row of the table of rules. */
export interface Rule {
  name: string;
  level: Problem['level'];
  /** What it finds, as docs/process-format.md tells it. */
  what: string;
  find(checked: Checked): Finding[];
}

export function checkedProcess(process: Process, world: World, settings: ValidateSettings): Checked {
  const nodes = process.nodes.map((node) => checkedNode({ ...node, timer: timerOf(node) }));
  const byId = new Map(nodes.map((checked) => [checked.node.id, checked]));
  for (const { links } of nodes) for (const link of links) link.target = byId.get(link.to) ?? null;
  const starts = nodes.filter(({ node }) => node.obj_type === NODE_KIND.start);
  return { process, nodes, starts, world, settings };
}

function checkedNode(node: ProcessNode): CheckedNode {
  if (node.obj_type === NODE_KIND.final) return { node, logics: [], stub: [], links: [] };
  const logics = node.logics.map((raw, index) => checkedLogic(raw, `logics[${index}]`));
  const stub = node.stub.flatMap((branch, b) => branch.map((raw, i) => checkedLogic(raw, `stub.logics[${b}][${i}]`)));
  const links = logics.flatMap((logic) =>
    exitsOf(logic).map((exit) => ({ ...exit, place: logic.place, target: null })),
  );
  return { node, logics, stub, links: [...links, ...semaphorLinks(node)] };
}

function checkedLogic(raw: RawLogic, at: string): CheckedLogic {
  const type = nodeType(raw.type);
  const read = type?.schema.safeParse(raw);
  const issues = (read?.error?.issues ?? []).map(({ path, message }) => ({
    field: pathText(path),
    value: path.reduce<unknown>((value, key) => (isHolder(value) ? value[key] : undefined), raw),
    message,
  }));
  return { raw, place: `${at} (${raw.type})`, type, logic: read?.data ?? null, issues };
}

function isHolder(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`)).join('');
}

function exitsOf({ raw, type, logic }: CheckedLogic): Exit[] {
  if (type !== undefined && logic !== null) return type.exits(logic);
  const exits: Exit[] = [];
  if (typeof raw.to_node_id === 'string') exits.push({ field: 'to_node_id', to: raw.to_node_id, role: 'condition' });
  if (typeof raw.err_node_id === 'string' && raw.err_node_id !== '') {
    exits.push({ field: 'err_node_id', to: raw.err_node_id, role: 'error' });
  }
  return exits;
}

function semaphorLinks({ timer, alarm }: ProcessNode): CheckedLink[] {
  const links: CheckedLink[] = [];
  if (timer !== null) {
    links.push({ field: 'to_node_id', to: timer.to_node_id, role: 'timer', place: 'the timer', target: null });
  }
  if (alarm !== null) {
    links.push({ field: 'esc_node_id', to: alarm.esc_node_id, role: 'alarm', place: 'the alarm', target: null });
  }
  return links;
}

/** Every text of a node that may hold expressions, with the place and field it stands in. */
export function textsOf({ node, logics, stub }: CheckedNode): { where: string; text: string }[] {
  const texts = [...logics, ...stub].flatMap(({ type, logic, place }) =>
    type === undefined || logic === null
      ? []
      : type.templates(logic).map(({ field, text }) => ({ where: `${field} of ${place}`, text })),
  );
  if (node.obj_type === NODE_KIND.final) return texts;
  for (const [where, semaphor] of [
    ['value of the timer', node.timer],
    ['value of the alarm', node.alarm],
  ] as const) {
    if (typeof semaphor?.value === 'string') texts.push({ where, text: semaphor.value });
  }
  return texts;
}

/** The process that a logic names in `conv_id`, as it is written there; null where it names none. */
export function convOf({ logic }: CheckedLogic): string | null {
  const conv = isObject(logic) ? (logic as Record<string, Json>).conv_id : undefined;
  return typeof conv === 'string' || typeof conv === 'number' ? String(conv).trim() : null;
}
