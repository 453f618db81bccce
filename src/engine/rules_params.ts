/** Rules about parameters: those a process declares, the rows that write them, and templates that read them. */
import { isObject, type Json, type JsonObject, ownValue } from '../base/json.ts';
import type { CastType } from '../template/cast.ts';
import { castTo, isCastType } from '../template/cast.ts';
import { isPlain } from '../template/evaluate.ts';
import { namesWritten, paramsRead } from '../template/params_read.ts';
import { splitPath } from '../template/path.ts';
import { type Checked, type CheckedLogic, type CheckedNode, type Finding, type Rule, textsOf } from './checked.ts';

/** What Corezoid takes in the name of a declared parameter. */
const NAME = /^[A-Za-z0-9_#@$\\[\].:]+$/;

function findParamName({ process }: Checked): Finding[] {
  return process.params
    .filter(({ name }) => !NAME.test(name))
    .map(({ name }) => ({
      node: null,
      message: `Invalid parameter name: "${name}" holds characters that Corezoid does not take: use letters, digits and _ # @ $ [ ] . : only.`,
    }));
}

/** Rows and the field that holds their types. */
const PAIRS: [string, string][] = [
  ['extra', 'extra_type'],
  ['data', 'data_type'],
  ['res_data', 'res_data_type'],
];

/** Types whose `extra` is no list of rows with types beside it. */
const OTHER_EXTRA = ['api_sum', 'api_form', 'api_callback', 'git_call', 'api_git'];

interface RowsOf {
  node: CheckedNode;
  logic: CheckedLogic;
  field: string;
  rows: JsonObject;
  types: JsonObject;
}

function rowsOf({ nodes }: Checked): RowsOf[] {
  return nodes.flatMap((node) =>
    [...node.logics, ...node.stub].flatMap((logic) =>
      OTHER_EXTRA.includes(logic.raw.type)
        ? []
        : PAIRS.flatMap(([field, typesField]): RowsOf[] => {
            const rows = logic.raw[field] as Json | undefined;
            const types = logic.raw[typesField] as Json | undefined;
            if (!isObject(rows)) return [];
            return [{ node, logic, field, rows, types: isObject(types) ? types : {} }];
          }),
    ),
  );
}

function findRowsAndTypes(checked: Checked): Finding[] {
  return rowsOf(checked).flatMap(({ node, logic, field, rows, types }) => {
    const untyped = Object.keys(rows).filter((name) => !Object.hasOwn(types, name));
    const idle = Object.keys(types).filter((name) => !Object.hasOwn(rows, name));
    const parts = [
      ...(untyped.length === 0 ? [] : [`no type for ${quoted(untyped)}`]),
      ...(idle.length === 0 ? [] : [`no value for ${quoted(idle)}`]),
    ];
    if (parts.length === 0) return [];
    const message = `Wrong params in extra or extraType: ${field} of ${logic.place} has ${parts.join(', and ')}: give both the same names.`;
    return [{ node: node.node, message }];
  });
}

function quoted(names: string[]): string {
  const shown = names.slice(0, 5).map((name) => `"${name.slice(0, 60)}"`);
  return `${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}`;
}

/** In `extra` of an API Call Corezoid takes such values; elsewhere its deploy hangs on them. */
function findRowNotText(checked: Checked): Finding[] {
  return rowsOf(checked)
    .filter(({ logic }) => logic.raw.type !== 'api')
    .flatMap(({ node, logic, field, rows }) => {
      const names = Object.keys(rows).filter((name) => typeof rows[name] !== 'string');
      if (names.length === 0) return [];
      const message = `${field} of ${logic.place} holds values that are no texts, in ${quoted(names)}: write them as text and name the type beside, Corezoid cannot deploy them as they are.`;
      return [{ node: node.node, message }];
    });
}

function findRowCast(checked: Checked): Finding[] {
  return rowsOf(checked).flatMap(({ node, logic, field, rows, types }) =>
    Object.entries(rows).flatMap(([name, value]) => {
      const type = ownValue(types, name);
      if (typeof value !== 'string' || !isPlain(value) || typeof type !== 'string' || !isCastType(type)) return [];
      if (castTo(value, type).ok) return [];
      return [{ node: node.node, message: castMessage(`${field}.${name} of ${logic.place}`, type) }];
    }),
  );
}

function castMessage(where: string, type: CastType): string {
  const what = type === 'object' || type === 'array' ? `an ${type} as JSON text` : `a ${type}`;
  return `${where} is not ${what}, so every task fails here: correct the value or its type.`;
}

/** Types that write nothing but what their own rows name, and what begins with two underscores. */
const WRITES_KNOWN = ['go', 'delay', 'go_if_const', 'set_param', 'api_copy', 'api_sum', 'api_rpc_reply', 'api_queue'];

/** Whether a task that leaves the node by a link may carry parameters that nobody wrote out. */
function writesUnknown(node: CheckedNode, role: string): boolean {
  return node.logics.some(({ raw, type, logic }) => {
    const name = type?.type ?? raw.type;
    if (name === 'api') return role === 'error' || logic?.customize_response !== true;
    if (name === 'set_param') return writtenBy(logic?.extra).names === null;
    return !WRITES_KNOWN.includes(name);
  });
}

function writtenBy(rows: unknown): { names: string[] | null } {
  const names: string[] = [];
  for (const key of Object.keys(isObject(rows) ? rows : {})) {
    const written = namesWritten(key);
    if (written === null) return { names: null };
    names.push(...written);
  }
  return { names };
}

function writtenNames({ process, nodes }: Checked): Set<string> {
  const names = process.params.flatMap(({ name }) => [name, splitPath(name)?.[0]?.name ?? name]);
  for (const { logics } of nodes) {
    for (const { logic } of logics) {
      names.push(...(writtenBy(logic?.type === 'set_param' ? logic.extra : undefined).names ?? []));
      names.push(...(writtenBy(logic?.type === 'api' ? logic.response : undefined).names ?? []));
    }
  }
  return new Set(names);
}

/** Nodes that a task can reach only with parameters that are known by name. */
function nodesOfKnownData({ nodes, starts }: Checked): CheckedNode[] {
  const wild = new Set<CheckedNode>();
  for (const node of nodes) {
    for (const { target, role } of node.links) if (target !== null && writesUnknown(node, role)) wild.add(target);
  }
  for (const node of wild) for (const { target } of node.links) if (target !== null) wild.add(target);
  const reached = new Set(starts);
  for (const node of reached) for (const { target } of node.links) if (target !== null) reached.add(target);
  return [...reached].filter((node) => !wild.has(node));
}

/** Tests against the empty text ask whether a parameter is there: it need not be. Stubs read what is sent to them. */
function textsRead(node: CheckedNode): { where: string; text: string }[] {
  const asked = new Set<string>();
  for (const { logic, place } of node.logics) {
    const conditions = logic?.type === 'go_if_const' && Array.isArray(logic.conditions) ? logic.conditions : [];
    for (const [index, condition] of conditions.entries()) {
      if (isObject(condition) && condition.const === '') asked.add(`conditions[${index}].param of ${place}`);
    }
  }
  return textsOf(node).filter(({ where }) => !asked.has(where) && !where.includes(' of stub.logics['));
}

/** What the system writes, and what stands for the answer in the mapping of an API Call. */
function isGiven(name: string, where: string): boolean {
  return name.startsWith('__') || (where.startsWith('response') && ['body', 'header'].includes(name));
}

function findUnwritten(checked: Checked): Finding[] {
  const { process } = checked;
  // Whoever declares no input tells nothing of what tasks bring; tasks of a state diagram are written from outside.
  if (process.conv_type === 'state' || !process.params.some(({ flags }) => flags.includes('input'))) return [];
  const written = writtenNames(checked);
  return nodesOfKnownData(checked).flatMap((node) => {
    const places = new Map<string, string>();
    for (const { where, text } of textsRead(node)) {
      for (const name of paramsRead(text)) {
        if (!written.has(name) && !isGiven(name, where) && !places.has(name)) places.set(name, where);
      }
    }
    return [...places].map(([name, where]) => ({
      node: node.node,
      message: `${where} reads the parameter "${name}", which the process neither declares nor writes: declare it, or correct the name.`,
    }));
  });
}

export const PARAM_RULES: Rule[] = [
  {
    name: 'param_name',
    level: 'warning',
    what: 'the name of a declared parameter holds characters that Corezoid does not take',
    find: findParamName,
  },
  {
    name: 'rows_and_types',
    level: 'warning',
    what: 'rows and the types beside them have different names',
    find: findRowsAndTypes,
  },
  { name: 'row_not_text', level: 'warning', what: 'the value of a row is no text', find: findRowNotText },
  { name: 'row_cast', level: 'warning', what: 'a literal value is not of the type of its row', find: findRowCast },
  {
    name: 'param_unwritten',
    level: 'warning',
    what: 'an expression reads a parameter that the process neither declares nor writes',
    find: findUnwritten,
  },
];
