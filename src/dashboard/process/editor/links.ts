/**
 * Ways out of nodes, by the keys of the canvas (graph/model.ts): `l0` the first logic, `e0` its error way, `s0` a
 * semaphor. A node that is edited also shows the ways it may have and has not yet, so that a link can be drawn from them.
 */
import type { JsonObject } from '../../../base/json.ts';
import { type Exit, type GraphNode, readNode } from '../../graph/model.ts';
import { type DraftNode, NODE_TYPE, textOf } from './draft.ts';
import type { Catalogue } from './node_types.ts';

/** A node as the editor's canvas draws it. */
export function editorNode(node: DraftNode, convType: string, catalogue: Catalogue): GraphNode {
  const read = readNode(node, convType);
  const known = new Set(read.exits.map(({ key }) => key));
  const open: Exit[] = [];
  node.logics.forEach((logic, index) => {
    const key = `e${index}`;
    const fails = catalogue.types.get(textOf(logic.type))?.exits.includes('error') === true;
    if (fails && !known.has(key)) open.push({ key, role: 'error', to: '', text: '' });
  });
  const leaves = node.logics.some(({ type }) => type === 'go') || node.semaphors.some(({ type }) => type === 'time');
  if (!leaves && node.obj_type !== NODE_TYPE.final) {
    open.push({ key: `l${node.logics.length}`, role: 'go', to: '', text: '' });
  }
  return open.length === 0 ? read : { ...read, exits: [...read.exits, ...open] };
}

/** The node with one of its ways leading elsewhere; '' leads nowhere. */
export function withLink(node: DraftNode, key: string, to: string): DraftNode {
  const index = Number(key.slice(1));
  if (key.startsWith('s')) {
    const field = node.semaphors[index]?.type === 'count' ? 'esc_node_id' : 'to_node_id';
    return { ...node, semaphors: changed(node.semaphors, index, { [field]: to }) };
  }
  const logic = node.logics[index];
  if (logic === undefined) return { ...node, logics: [...node.logics, { type: 'go', to_node_id: to }] };
  return { ...node, logics: changed(node.logics, index, { [key.startsWith('e') ? 'err_node_id' : 'to_node_id']: to }) };
}

function changed(list: JsonObject[], at: number, fields: JsonObject): JsonObject[] {
  return list.map((item, index) => (index === at ? { ...item, ...fields } : item));
}

const TARGETS = ['to_node_id', 'err_node_id', 'esc_node_id'] as const;

/** The node with every target given by `rename`; the node itself where nothing changes. */
export function retargeted(node: DraftNode, rename: (id: string) => string): DraftNode {
  const logics = node.logics.map((logic) => targets(logic, rename));
  const semaphors = node.semaphors.map((semaphor) => targets(semaphor, rename));
  const same = logics.every((logic, index) => logic === node.logics[index]);
  return same && semaphors.every((one, index) => one === node.semaphors[index]) ? node : { ...node, logics, semaphors };
}

function targets(item: JsonObject, rename: (id: string) => string): JsonObject {
  let result = item;
  for (const field of TARGETS) {
    const id = textOf(item[field]);
    if (id === '') continue;
    const renamed = rename(id);
    if (renamed !== id) result = { ...result, [field]: renamed };
  }
  return result;
}

/** The way by which one plainly goes on from a node, whether it leads anywhere or not; null from a final node. */
export function mainExit(node: DraftNode): { key: string; to: string } | null {
  if (node.obj_type === NODE_TYPE.final) return null;
  const at = node.logics.findIndex(({ type }) => type === 'go');
  if (at >= 0) return { key: `l${at}`, to: textOf(node.logics[at]?.to_node_id) };
  const timer = node.semaphors.findIndex(({ type }) => type === 'time');
  if (timer >= 0) return { key: `s${timer}`, to: textOf(node.semaphors[timer]?.to_node_id) };
  return { key: `l${node.logics.length}`, to: '' };
}
