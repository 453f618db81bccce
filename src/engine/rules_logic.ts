/** Rules about what stands in one node: its logics, their expressions, its timer. */
import { SECOND } from '../base/time.ts';
import { NODE_KIND } from '../model/process.ts';
import { isTimerTemplate, isUnitAmbiguous, timerMs } from '../model/timer.ts';
import { isKnownButNotRun } from '../nodes/registry.ts';
import { check, doubts } from '../template/evaluate.ts';
import type { ExpressionFailure } from '../template/failure.ts';
import { type Checked, type CheckedLogic, type CheckedNode, type Finding, type Rule, textsOf } from './checked.ts';

/** One finding for every logic, those of Stub Mode included, of which `tell` has something to say. */
function eachLogic({ nodes }: Checked, tell: (logic: CheckedLogic, node: CheckedNode) => string | null): Finding[] {
  return nodes.flatMap((node) =>
    [...node.logics, ...node.stub].flatMap((logic) => {
      const message = tell(logic, node);
      return message === null ? [] : [{ node: node.node, message }];
    }),
  );
}

/** One finding for every node of which `tell` has something to say. */
function eachNode({ nodes }: Checked, tell: (node: CheckedNode) => string | null): Finding[] {
  return nodes.flatMap((node) => {
    const message = tell(node);
    return message === null ? [] : [{ node: node.node, message }];
  });
}

function findUnknown(checked: Checked): Finding[] {
  return eachLogic(checked, ({ raw, type, place }) =>
    type !== undefined || isKnownButNotRun(raw.type)
      ? null
      : `${place}: there is no type of logic "${raw.type}": correct it or take the logic out.`,
  );
}

function findNotRun(checked: Checked): Finding[] {
  return eachLogic(checked, ({ raw, place }) =>
    isKnownButNotRun(raw.type)
      ? `${place}: this version keeps logics of the type ${raw.type}, but cannot run them: replace it with another type.`
      : null,
  );
}

function findFields({ nodes }: Checked): Finding[] {
  return nodes.flatMap(({ node, logics, stub }) =>
    [...logics, ...stub].flatMap(({ issues, place }) =>
      issues.map(({ field, value, message }) => ({
        node,
        message: `Value '${shortJson(value)}' is not valid for key '${field}' of ${place}: ${message}.`,
      })),
    ),
  );
}

/** Long values are cut: the key says where they stand. */
function shortJson(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function findForbidden({ process, ...checked }: Checked): Finding[] {
  return eachLogic({ process, ...checked }, ({ type, place }) => {
    if (type === undefined || type.allowed_in.includes(process.conv_type)) return null;
    const kind = process.conv_type === 'state' ? 'a state diagram' : 'a process';
    return `${place} cannot stand in ${kind}: only go, conditions, parameters, code, copies, queues and callbacks can. Move it to a process of its own.`;
  });
}

function findExpressions({ nodes }: Checked): Finding[] {
  return told(nodes, check);
}

function findDoubts({ nodes }: Checked): Finding[] {
  return told(nodes, doubts);
}

function told(nodes: CheckedNode[], find: (text: string) => ExpressionFailure[]): Finding[] {
  return nodes.flatMap((node) =>
    textsOf(node).flatMap(({ where, text }) =>
      find(text).map(({ message, position }) => {
        const at = position === undefined ? '' : `, character ${position + 1}`;
        return { node: node.node, message: `${where}${at}: ${message}.` };
      }),
    ),
  );
}

function findTimerValue(checked: Checked): Finding[] {
  return eachNode(checked, ({ node: { timer } }) => {
    if (timer === null || timerMs(timer) !== null || isTimerTemplate(timer.value)) return null;
    return `Timer value '${shortJson(timer.value)}' is neither a number nor an expression: give seconds, or an expression that yields an instant in unix seconds.`;
  });
}

function findTimerMinimum(checked: Checked): Finding[] {
  return eachNode(checked, ({ node: { timer } }) => {
    const ms = timer === null ? null : timerMs(timer);
    const least = checked.settings.min_timer_sec;
    if (ms === null || ms >= least * SECOND) return null;
    return `Timer value ${ms / SECOND} sec is less than minimum limit ${least} sec`;
  });
}

function findTimerUnit(checked: Checked): Finding[] {
  return eachNode(checked, ({ node: { timer } }) => {
    if (timer === null || !isUnitAmbiguous(timer)) return null;
    const { value, dimension } = timer;
    return `Timer value ${value} ${dimension} is read as ${value} seconds, as the editor of Corezoid writes it: write ${value} sec to leave no doubt.`;
  });
}

/** Types whose failures the process may well leave unhandled. */
const ERROR_NODE_OPTIONAL = ['api_rpc_reply', 'api_callback', 'api_queue', 'api_sum'];

function findErrorNodeMissing({ nodes }: Checked): Finding[] {
  return nodes.flatMap(({ node, logics }) =>
    logics
      .filter(({ logic, type }) => logic?.err_node_id === '' && !ERROR_NODE_OPTIONAL.includes(type?.type ?? ''))
      .map(({ place }) => ({
        node,
        message: `Node must be connected to an error-handling node: err_node_id of ${place} is empty, so a task that fails here goes on as if it had not. \`takt lint --fix\` adds the nodes that take failures.`,
      })),
  );
}

function typesOf({ logics }: CheckedNode): string[] {
  return logics.map(({ raw, type }) => type?.type ?? raw.type);
}

function actionsOf(node: CheckedNode): string[] {
  return typesOf(node).filter((type) => type !== 'go' && type !== 'go_if_const');
}

function findMixed(checked: Checked): Finding[] {
  return eachNode(checked, (node) => {
    const actions = actionsOf(node).filter((type) => type !== 'api_callback');
    if (actions.length === 0 || !typesOf(node).includes('go_if_const')) return null;
    return `${actions[0]} and conditions in one node: the old format. It runs in order; the editor shows such nodes best split in two.`;
  });
}

function findSeveralActions(checked: Checked): Finding[] {
  return eachNode(checked, (node) => {
    const actions = actionsOf(node);
    if (actions.length < 2) return null;
    return `${actions.length} actions in one node (${actions.join(', ')}): the old format. They run in order; one node per action is easier to follow.`;
  });
}

function findNoGo(checked: Checked): Finding[] {
  return eachNode(checked, (node) => {
    const types = typesOf(node);
    const waits = node.node.timer !== null || types.includes('api_callback');
    if (types.length === 0 || types.includes('go') || waits) return null;
    return 'The logics do not end with a go: a task for which no condition holds stays here for ever.';
  });
}

function findAfterGo(checked: Checked): Finding[] {
  return eachNode(checked, (node) => {
    const types = typesOf(node);
    const first = types.indexOf('go');
    if (first < 0 || first === types.length - 1) return null;
    return `logics[${first}] is a go, and it is always taken: what comes after it never runs. Put the go last.`;
  });
}

function findStartLogic(checked: Checked): Finding[] {
  return eachNode(checked, (node) => {
    if (node.node.obj_type !== NODE_KIND.start || typesOf(node).every((type) => type === 'go')) return null;
    return 'A start node should hold nothing but a go: put the rest into a node after it.';
  });
}

function findFinalLogic(checked: Checked): Finding[] {
  return eachNode(checked, ({ node }) => {
    if (node.obj_type !== NODE_KIND.final || (node.logics.length === 0 && node.timer === null)) return null;
    return 'A final node runs neither logics nor timers: put them into a node before it.';
  });
}

export const LOGIC_RULES: Rule[] = [
  { name: 'logic_unknown', level: 'error', what: 'a logic has a type that nobody knows', find: findUnknown },
  {
    name: 'logic_not_run',
    level: 'error',
    what: 'a logic has a type that Corezoid knows and this version does not run',
    find: findNotRun,
  },
  {
    name: 'logic_field',
    level: 'error',
    what: 'a field of a logic has a value that its type cannot use',
    find: findFields,
  },
  {
    name: 'logic_forbidden',
    level: 'error',
    what: 'a logic stands in a kind of process that it is not allowed in',
    find: findForbidden,
  },
  { name: 'expression', level: 'error', what: 'an expression cannot be read', find: findExpressions },
  {
    name: 'timer_value',
    level: 'error',
    what: 'the value of a timer is neither a number nor an expression',
    find: findTimerValue,
  },
  {
    name: 'timer_minimum',
    level: 'error',
    what: 'a literal timer is shorter than `TAKT_MIN_TIMER_SEC`',
    find: findTimerMinimum,
  },
  {
    name: 'timer_unit',
    level: 'warning',
    what: 'the unit of a timer can be read in two ways (see Timers)',
    find: findTimerUnit,
  },
  {
    name: 'expression_doubt',
    level: 'warning',
    what: 'an opening brace is never closed, so it stands as text',
    find: findDoubts,
  },
  {
    name: 'error_node_missing',
    level: 'warning',
    what: 'a logic that can fail names no `err_node_id`',
    find: findErrorNodeMissing,
  },
  {
    name: 'action_and_conditions',
    level: 'warning',
    what: 'an action and conditions stand in one node: the old format',
    find: findMixed,
  },
  {
    name: 'several_actions',
    level: 'warning',
    what: 'several actions stand in one node: the old format',
    find: findSeveralActions,
  },
  {
    name: 'no_go',
    level: 'warning',
    what: 'the logics of a node do not end with `go`, and no timer ends the stay',
    find: findNoGo,
  },
  {
    name: 'logic_after_go',
    level: 'warning',
    what: 'logics stand after a `go`, which is always taken',
    find: findAfterGo,
  },
  { name: 'start_logic', level: 'warning', what: 'the start node holds more than a `go`', find: findStartLogic },
  {
    name: 'final_logic',
    level: 'warning',
    what: 'a final node holds logics or a timer, which are not run',
    find: findFinalLogic,
  },
];
