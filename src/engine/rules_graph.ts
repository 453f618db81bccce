/** Rules about how nodes hang together, and about the process as a whole. */
import { LIMITS } from '../base/limits.ts';
import { NODE_KIND, type ProcessNode } from '../model/process.ts';
import { patternProblem } from './check_params.ts';
import type { Checked, CheckedNode, Finding, Rule } from './checked.ts';

function findStartMissing({ starts }: Checked): Finding[] {
  if (starts.length > 0) return [];
  return [{ node: null, message: 'Invalid scheme: there is no start node: add one.' }];
}

function findStartSeveral({ starts }: Checked): Finding[] {
  return starts.slice(1).map(({ node }) => ({
    node,
    message: `Invalid scheme: a process has one start, and ${nameOf(starts[0]?.node)} is it already: remove this one.`,
  }));
}

function findTooMany({ nodes }: Checked): Finding[] {
  if (nodes.length <= LIMITS.nodes_per_process) return [];
  const message = `The process has ${nodes.length} nodes, more than ${LIMITS.nodes_per_process}: move parts of it into processes of their own.`;
  return [{ node: null, message }];
}

function findParamPattern({ process }: Checked): Finding[] {
  return process.params.flatMap((param) => {
    const problem = patternProblem(param);
    if (problem === null) return [];
    return [{ node: null, message: `The regex of the parameter "${param.name}" cannot be used: ${problem}.` }];
  });
}

function findTargetMissing({ nodes }: Checked): Finding[] {
  return nodes.flatMap(({ node, links }) =>
    links
      .filter((link) => link.to !== '' && link.target === null)
      .map(({ field, to, place }) => ({
        node,
        message: `${field} of ${place} leads to node ${to}, which is not in this process: choose another target.`,
      })),
  );
}

function findLinkMissing({ nodes }: Checked): Finding[] {
  return nodes.flatMap(({ node, links }) =>
    links
      .filter((link) => link.to === '' && link.role !== 'error')
      .map(({ field, place }) => ({
        node,
        message: `Condition node has no link: ${field} of ${place} is empty: choose a target.`,
      })),
  );
}

function findNoWayOn({ nodes }: Checked): Finding[] {
  return nodes
    .filter(({ node, logics }) => node.obj_type !== NODE_KIND.final && logics.length === 0 && node.timer === null)
    .map(({ node }) => ({
      node,
      message: 'A task that comes here stays for ever: add a logic or a timer, or make the node final.',
    }));
}

/** From the start only nodes that need no wait, and never an end: no task could do anything but go round. */
function findStartLoop(checked: Checked): Finding[] {
  const start = checked.starts[0];
  if (start === undefined) return [];
  const reached = [...reachable([start])];
  if (!reached.every((node) => isImmediate(node) && node.links.some((link) => link.target !== null))) return [];
  const message =
    'Nothing but a loop can be reached from the start, so no task ever ends or waits: lead it to a final node.';
  return [{ node: start.node, message }];
}

function findUnreachable(checked: Checked): Finding[] {
  if (checked.starts.length === 0) return [];
  const reached = reachable(checked.starts);
  return checked.nodes
    .filter((node) => !reached.has(node))
    .map(({ node }) => ({ node, message: 'No way leads here from the start: link the node or delete it.' }));
}

function findErrorTargetKind({ nodes }: Checked): Finding[] {
  const right: number[] = [NODE_KIND.final, NODE_KIND.escalation];
  return nodes.flatMap(({ node, links }) =>
    links
      .filter(({ role, target }) => (role === 'error' || role === 'alarm') && target !== null)
      .filter(({ target }) => !right.includes(target?.node.obj_type ?? NODE_KIND.final))
      .map(({ field, place, target }) => ({
        node,
        message: `${field} of ${place} leads to ${nameOf(target?.node)}, a node of the old format: it runs, but should be an escalation or a final node.`,
      })),
  );
}

function findImmediateLoop({ nodes }: Checked): Finding[] {
  const findings: Finding[] = [];
  for (const loop of loopsOf(new Set(nodes.filter(isImmediate)))) {
    const way = [...loop, loop[0]].map((item) => nameOf(item?.node)).join(' → ');
    const message = `A loop without a wait: ${way}. A task is stopped in it after ${LIMITS.tacts_without_event} tacts: make sure that it ends, or put a timer or a call into it.`;
    findings.push({ node: loop[0]?.node ?? null, message });
  }
  return findings;
}

/** Types of logics that are done at once; any other one waits for something. */
const IMMEDIATE = ['go', 'go_if_const', 'set_param', 'api_code', 'api_sum', 'api_rpc_reply'];

function isImmediate({ node, logics }: CheckedNode): boolean {
  if (node.obj_type === NODE_KIND.final || node.timer !== null) return false;
  return logics.length > 0 && logics.every(({ raw, type }) => IMMEDIATE.includes(type?.type ?? raw.type));
}

function reachable(from: CheckedNode[]): Set<CheckedNode> {
  const seen = new Set(from);
  for (const node of seen) for (const { target } of node.links) if (target !== null) seen.add(target);
  return seen;
}

/**
 * Loops that have no node in common. A node that leads to none of the others is in no loop and is dropped; so from any
 * node that is left the way must meet a loop, which is dropped too, until nothing is left.
 */
function loopsOf(left: Set<CheckedNode>): CheckedNode[][] {
  const targetsOf = ({ links }: CheckedNode): CheckedNode[] =>
    links.flatMap(({ target, role }) => (target !== null && role !== 'alarm' && left.has(target) ? [target] : []));
  const sources = new Map<CheckedNode, CheckedNode[]>([...left].map((node) => [node, []]));
  const ways = new Map<CheckedNode, number>();
  for (const node of left) {
    const targets = targetsOf(node);
    ways.set(node, targets.length);
    for (const target of targets) sources.get(target)?.push(node);
  }
  const drop = (dropped: CheckedNode[]): void => {
    for (const node of dropped) {
      if (!left.delete(node)) continue;
      for (const source of sources.get(node) ?? []) {
        const rest = (ways.get(source) ?? 0) - 1;
        ways.set(source, rest);
        if (rest === 0) dropped.push(source);
      }
    }
  };
  drop([...left].filter((node) => ways.get(node) === 0));
  const loops: CheckedNode[][] = [];
  for (let [first] = left; first !== undefined; [first] = left) {
    const loop = loopFrom(first, targetsOf);
    loops.push(loop);
    drop([...loop]);
  }
  return loops;
}

/** The loop that is met on the way from a node that leads to one. */
function loopFrom(first: CheckedNode, targetsOf: (node: CheckedNode) => CheckedNode[]): CheckedNode[] {
  const way = new Set<CheckedNode>();
  let node: CheckedNode | undefined = first;
  while (node !== undefined && !way.has(node)) {
    way.add(node);
    node = targetsOf(node)[0];
  }
  const nodes = [...way];
  return node === undefined ? [] : nodes.slice(nodes.indexOf(node));
}

/** A node as a message calls it: by its title, or by its id where it has none. */
export function nameOf(node: ProcessNode | undefined): string {
  return node === undefined || node.title === '' ? `node ${node?.id ?? ''}` : `"${node.title}"`;
}

export const GRAPH_RULES: Rule[] = [
  { name: 'start_missing', level: 'error', what: 'there is no start node', find: findStartMissing },
  { name: 'start_several', level: 'error', what: 'there is more than one start node', find: findStartSeveral },
  {
    name: 'start_loop',
    level: 'error',
    what: 'from the start only a loop can be reached that neither ends nor waits',
    find: findStartLoop,
  },
  {
    name: 'too_many_nodes',
    level: 'error',
    what: `the process has more than ${LIMITS.nodes_per_process} nodes`,
    find: findTooMany,
  },
  {
    name: 'param_pattern',
    level: 'error',
    what: 'the `regex` of a declared parameter cannot be used: no value would fit it (see `regexp` in the expressions)',
    find: findParamPattern,
  },
  {
    name: 'target_missing',
    level: 'error',
    what: 'a link leads to a node that is not in the process',
    find: findTargetMissing,
  },
  {
    name: 'link_missing',
    level: 'error',
    what: 'a `go`, a condition, a timer or an alarm names no target',
    find: findLinkMissing,
  },
  {
    name: 'no_way_on',
    level: 'error',
    what: 'a node that is not final has neither logics nor a timer',
    find: findNoWayOn,
  },
  { name: 'unreachable', level: 'warning', what: 'no way leads from the start to a node', find: findUnreachable },
  {
    name: 'error_target_kind',
    level: 'warning',
    what: '`err_node_id` or `esc_node_id` leads to a node that is neither an escalation (3) nor final (2): the old format',
    find: findErrorTargetKind,
  },
  {
    name: 'immediate_loop',
    level: 'warning',
    what: 'nodes without a wait lead round in a loop',
    find: findImmediateLoop,
  },
];
