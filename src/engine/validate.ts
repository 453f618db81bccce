/**
 * Names everything that is wrong or doubtful in a process, all at once. Only what cannot run is an error and keeps a
 * version from being deployed; whatever Corezoid's old processes do and still runs is at most a warning. What could not
 * even be read is named by model/read_process.
 */
import type { Problem, Process, ProcessNode } from '../model/process.ts';
import { type Checked, checkedProcess, type Rule, type ValidateSettings, type World } from './checked.ts';
import { GRAPH_RULES } from './rules_graph.ts';
import { LOGIC_RULES } from './rules_logic.ts';
import { NODE_RULES } from './rules_node.ts';
import { OUTSIDE_RULES } from './rules_outside.ts';
import { PARAM_RULES } from './rules_params.ts';
import { QUEUE_RULES } from './rules_queue.ts';
import { REFERENCE_RULES } from './rules_reference.ts';
import { SECRET_RULES } from './rules_secret.ts';

export type { ValidateSettings, World } from './checked.ts';

/** docs/process-format.md has a line for each (held by a test). */
export const RULES: readonly Rule[] = [
  ...GRAPH_RULES,
  ...NODE_RULES,
  ...LOGIC_RULES,
  ...PARAM_RULES,
  ...REFERENCE_RULES,
  ...OUTSIDE_RULES,
  ...QUEUE_RULES,
  ...SECRET_RULES,
];

/** Errors first; then in the order of the nodes, what is about the process as a whole before them. */
export function validate(process: Process, world: World | undefined, settings: ValidateSettings): Problem[] {
  const checked = checkedProcess(process, world ?? {}, settings);
  const problems = RULES.flatMap(({ name, level, find }) =>
    find(checked).map(({ node, message }): Problem => ({ level, rule: name, ...at(node), message })),
  );
  problems.push(...problemsOfTypes(checked));
  const order = new Map(process.nodes.map((node, index) => [node.id, index]));
  const rank = ({ level, node_id }: Problem): number =>
    (level === 'error' ? 0 : order.size + 1) + (node_id === null ? 0 : 1 + (order.get(node_id) ?? 0));
  return problems.sort((a, b) => rank(a) - rank(b));
}

/** What only the node type itself can tell of its logics; its rules have names of its own. */
function problemsOfTypes({ nodes }: Checked): Problem[] {
  return nodes.flatMap(({ node, logics, stub }) =>
    [...logics, ...stub].flatMap(({ type, logic, place }) =>
      logic === null
        ? []
        : (type?.problems?.(logic) ?? []).map(
            ({ level, rule, message }): Problem => ({
              level,
              rule,
              ...at(node),
              message: `${place}: ${message}${message.endsWith('.') ? '' : '.'}`,
            }),
          ),
    ),
  );
}

function at(node: ProcessNode | null): Pick<Problem, 'node_id' | 'node_title'> {
  return { node_id: node?.id ?? null, node_title: node?.title ?? null };
}
