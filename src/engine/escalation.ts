/**
 * The nodes that Corezoid's editor puts round an action whose failures nobody takes: a condition that tells failures
 * that may pass from those that will not, a delay that leads back to the action, and a final node for the rest. One
 * function makes them for the editor, for imports that ask for it and for `takt lint --fix`. Conditions, places and
 * looks are those of public exports (docs/compatibility.md).
 */
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { NODE_KIND } from '../model/process.ts';
import { rawCondition, rawNodeId, readPosition, text } from '../model/read_node.ts';
import { rawNodes } from '../model/read_process.ts';
import { modifyRawNode, withNodes } from '../model/write_process.ts';

/** Seconds before an action is tried again. */
const RETRY_SEC = 30;

/** A failure by what it left in the task, and where it leads: the delay tries the action again. */
interface Verdict {
  /** Parameter, without prefix and underscores, and its value; all must hold. */
  when: { error?: string; tag?: string; description?: string };
  to: 'delay' | 'final';
}

interface Recipe {
  /** As in `__conveyor_<prefix>_return_type_error__`. */
  prefix: string;
  /** In the order in which they are looked at; what fits none ends. Empty: the error leads straight to the end. */
  verdicts: Verdict[];
}

function tags(to: Verdict['to'], ...names: string[]): Verdict[] {
  return names.map((tag) => ({ when: { tag }, to }));
}

const BY_ERROR: Verdict[] = [
  { when: { error: 'hardware' }, to: 'delay' },
  { when: { error: 'software' }, to: 'final' },
];
const CREATE = [
  ...tags('delay', 'crash_api', 'copy_task_timeout', 'copy_task_fatal_error'),
  ...tags('final', 'access_denied', 'not_unical_ref'),
];
const MODIFY = [
  ...tags('delay', 'crash_api', 'copy_task_timeout', 'copy_task_fatal_error'),
  ...tags('final', 'access_denied', 'not_found_task'),
  ...tags('delay', 'duplicate_callback'),
];

/** By type of logic; Copy Task and Modify Task are one type with two modes. */
const RECIPES: Record<string, Recipe> = {
  api: {
    prefix: 'api',
    verdicts: [
      { when: { error: 'hardware' }, to: 'delay' },
      // An address that cannot be called will not get better by waiting.
      { when: { error: 'software', tag: 'api_bad_answer', description: 'no_scheme' }, to: 'final' },
      { when: { error: 'software', tag: 'api_bad_answer' }, to: 'delay' },
    ],
  },
  api_code: { prefix: 'code', verdicts: BY_ERROR },
  git_call: { prefix: 'git_call', verdicts: BY_ERROR },
  api_git: { prefix: 'git_call', verdicts: BY_ERROR },
  db_call: { prefix: 'db_call', verdicts: BY_ERROR },
  api_get_task: { prefix: 'get_task', verdicts: BY_ERROR },
  'api_copy create': { prefix: 'copy_task', verdicts: CREATE },
  'api_copy modify': { prefix: 'copy_task', verdicts: MODIFY },
  api_rpc: {
    prefix: 'rpc',
    verdicts: [
      ...tags('delay', 'crash_api', 'rpc_task_fatal_error'),
      ...tags('final', 'access_denied', 'rpc_reply_exception'),
    ],
  },
  set_param: { prefix: 'set_param', verdicts: [] },
};

/** Nodes to add, and the one that `err_node_id` of the logic is to name. */
export interface Cluster {
  target: string;
  nodes: JsonObject[];
}

/** What was added to a process, for whoever is to be told. */
export interface AddedCluster {
  node_id: string;
  node_title: string;
  /** Type of the logic whose failures are taken now. */
  type: string;
  /** Ids of the new nodes, the target first. */
  nodes: string[];
}

/** Of a logic of this type failures can be taken by generated nodes. */
export function canEscalate(logic: JsonObject): boolean {
  return recipeOf(logic) !== undefined;
}

function recipeOf(logic: JsonObject): Recipe | undefined {
  const type = text(logic.type);
  const name = type === 'api_copy' ? `api_copy ${logic.mode === 'modify' ? 'modify' : 'create'}` : type;
  return Object.hasOwn(RECIPES, name) ? RECIPES[name] : undefined;
}

/** The nodes for one logic of a node; null for a logic whose failures nobody needs to take. */
export function escalationCluster(node: JsonObject, logic: JsonObject, newId: () => string): Cluster | null {
  const recipe = recipeOf(logic);
  if (recipe === undefined) return null;
  const { x, y } = readPosition(node);
  if (recipe.verdicts.length === 0) {
    const target = newId();
    return { target, nodes: [collapsed(target, NODE_KIND.final, { x: x + 252, y: y + 92 }, {})] };
  }
  const target = newId();
  const delay = newId();
  const final = newId();
  const conditions = recipe.verdicts.map(({ when, to }) => ({
    type: 'go_if_const',
    to_node_id: to === 'delay' ? delay : final,
    conditions: comparisons(when, recipe.prefix),
  }));
  const timer = { type: 'time', value: RETRY_SEC, dimension: 'sec', to_node_id: rawNodeId(node) };
  return {
    target,
    nodes: [
      collapsed(target, NODE_KIND.escalation, { x: x + 252, y: y + 92 }, { logics: [...conditions, goTo(final)] }),
      collapsed(delay, NODE_KIND.logic, { x: x + 252, y }, { semaphors: [timer] }),
      collapsed(final, NODE_KIND.final, { x: x + 384, y: y + 120 }, {}),
    ],
  };
}

function comparisons({ error, tag, description }: Verdict['when'], prefix: string): JsonObject[] {
  const rows: [string, string | undefined][] = [
    ['type_error', error],
    ['type_tag', tag],
    ['description', description],
  ];
  return rows.flatMap(([name, value]) =>
    value === undefined
      ? []
      : [{ param: `__conveyor_${prefix}_return_${name}__`, const: value, fun: 'eq', cast: 'string' }],
  );
}

function goTo(to_node_id: string): JsonObject {
  return { type: 'go', to_node_id };
}

function collapsed(
  id: string,
  obj_type: number,
  at: { x: number; y: number },
  { logics = [], semaphors = [] }: { logics?: Json[]; semaphors?: Json[] },
): JsonObject {
  const icon = obj_type === NODE_KIND.final ? 'error' : '';
  const extra = JSON.stringify({ modeForm: 'collapse', icon });
  return {
    id,
    obj_type,
    condition: { logics, semaphors },
    title: '',
    description: '',
    x: at.x,
    y: at.y,
    extra,
    options: null,
  };
}

/**
 * The process with nodes for every action that lacks an error node, or for those of the node `only`. Nodes of the old
 * format, where several actions or conditions stand in one node, stay as they are: there a failure goes on with what
 * follows, and what follows may well be what takes it.
 */
export function addEscalations(
  raw: JsonObject,
  newId: () => string,
  only?: string,
): { raw: JsonObject; added: AddedCluster[] } {
  const added: AddedCluster[] = [];
  let changed = raw;
  for (const node of rawNodes(raw) ?? []) {
    if (!isObject(node) || (only !== undefined && rawNodeId(node) !== only)) continue;
    const logic = lacking(node);
    const cluster = logic === null ? null : escalationCluster(node, logic, newId);
    const id = rawNodeId(node);
    if (logic === null || cluster === null || id === '') continue;
    const logics = logicsOf(node).map((item) => (item === logic ? { ...logic, err_node_id: cluster.target } : item));
    const edited = modifyRawNode(changed, id, { logics });
    // Of two nodes with one id the second is not read, and not mended either.
    if (edited === null || added.some(({ node_id }) => node_id === id)) continue;
    changed = withNodes(edited, [...(rawNodes(edited) ?? []), ...cluster.nodes]);
    const nodes = cluster.nodes.map(rawNodeId);
    added.push({ node_id: id, node_title: text(node.title), type: text(logic.type), nodes });
  }
  return { raw: changed, added };
}

/** The one action of a node that has no error node; null where there is none, or the node is of the old format. */
function lacking(node: JsonObject): JsonObject | null {
  if (Number(node.obj_type) === NODE_KIND.final) return null;
  const logics = logicsOf(node);
  if (logics.some((logic) => isObject(logic) && logic.type === 'go_if_const')) return null;
  const actions = logics.filter((logic): logic is JsonObject => isObject(logic) && logic.type !== 'go');
  const [action] = actions;
  if (actions.length !== 1 || action === undefined) return null;
  const target = action.err_node_id ?? '';
  return target === '' && canEscalate(action) ? action : null;
}

function logicsOf(node: JsonObject): Json[] {
  const logics = rawCondition(node)?.logics;
  return Array.isArray(logics) ? logics : [];
}
