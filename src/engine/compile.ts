/** A process version made ready to run: logics read by their node types, links resolved, one xstate machine. */
import { assert } from '../base/errors.ts';
import { thresholdOf } from '../model/alarm.ts';
import { NODE_KIND, type Process, type ProcessNode } from '../model/process.ts';
import { isTimerTemplate } from '../model/timer.ts';
import type { ConvFacts, NodeType } from '../nodes/node_type.ts';
import { nodeType } from '../nodes/registry.ts';
import { type GraphNode, type Link, Machine } from './machine.ts';
import { timerOf } from './own_timer.ts';

export interface CompiledLogic {
  type: NodeType;
  logic: { type: string };
  link: Link;
}

export interface CompiledNode {
  node: ProcessNode;
  logics: CompiledLogic[];
  /** The count semaphor; a final node has none. `value` is null where it is an expression, or nothing a node can reach. */
  alarm: { value: number | null; to: string; text: string | null } | null;
  /** Whether a final node keeps its tasks. */
  saved: boolean;
  /** Whether the server logs what arrives in this final node (`takt_log` in its options). */
  logged: boolean;
}

/** How a process stands while a step runs on it. */
export interface Running extends ConvFacts {
  status: string;
  /** False for a version that nobody has deployed: tasks wait in its start. */
  deployed: boolean;
  /** Nodes before which tasks are held while the status is `debug`; without any, before every node. */
  breakpoints?: ReadonlySet<string>;
  /** The node in which new tasks begin while the status is `debug`. */
  start_point?: string;
}

export interface Compiled {
  facts: Running;
  nodes: CompiledNode[];
  links: GraphNode[];
  byId: ReadonlyMap<string, number>;
  start: number;
  machine: Machine;
}

/** Logics that cannot be read, and links that lead nowhere, are left out: validate has named them, and only what cannot run keeps a version from being deployed. */
function compileLogic(raw: { type: string }, ids: ReadonlySet<string>): CompiledLogic | null {
  const type = nodeType(raw.type);
  if (type === undefined) return null;
  const read = type.schema.safeParse(raw);
  if (!read.success) return null;
  const logic = read.data;
  const exits = type.exits(logic).filter((exit) => ids.has(exit.to));
  const kind = type.type === 'go' ? 'go' : type.type === 'go_if_const' ? 'condition' : 'action';
  if (kind !== 'action' && exits.length === 0) return null;
  return { type, logic, link: { kind, exits } };
}

function compileNode(node: ProcessNode, ids: ReadonlySet<string>): CompiledNode {
  const logics = node.obj_type === NODE_KIND.final ? [] : node.logics.map((raw) => compileLogic(raw, ids));
  const found = timerOf(node);
  const timer = found !== null && ids.has(found.to_node_id) ? found : null;
  return {
    node: { ...node, timer },
    logics: logics.filter((logic) => logic !== null),
    alarm: node.obj_type === NODE_KIND.final ? null : compileAlarm(node, ids),
    saved: node.options.save_task === true,
    logged: node.options.takt_log === true,
  };
}

function compileAlarm({ alarm }: ProcessNode, ids: ReadonlySet<string>): CompiledNode['alarm'] {
  if (alarm === null || !ids.has(alarm.esc_node_id)) return null;
  const text = isTimerTemplate(alarm.value) ? String(alarm.value) : null;
  return { value: text === null ? thresholdOf(alarm.value) : null, to: alarm.esc_node_id, text };
}

/** Makes a validated process ready to run. Costs about a millisecond per hundred nodes: cached by version. */
export function compile(process: Process, facts: Running): Compiled {
  const ids = new Set(process.nodes.map((node) => node.id));
  const nodes = process.nodes.map((node) => compileNode(node, ids));
  const start = nodes.findIndex(({ node }) => node.obj_type === NODE_KIND.start);
  assert(start >= 0, 'a validated process has a start');
  const links = nodes.map(({ node, logics }) => ({ node, links: logics.map(({ link }) => link) }));
  const byId = new Map(nodes.map(({ node }, index) => [node.id, index]));
  return { facts, nodes, links, byId, start, machine: new Machine(links, start) };
}
