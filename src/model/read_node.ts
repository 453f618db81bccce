/**
 * One node of an export, whatever the age of the export: its logics may stand in `condition`, in a `condition` that is
 * JSON text, or beside the id; its place as `x` and `y` or as `position`; `extra` and `options` as text or as objects.
 */
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { parseJson } from './parse_json.ts';
import { CountSemaphor, NODE_KIND, type Problem, type ProcessNode, type RawLogic, TimeSemaphor } from './process.ts';
import { type At, readProblem } from './read_problem.ts';

/** What a node does, in the one shape that all spellings are brought to. */
export interface RawCondition {
  logics: Json;
  semaphors: Json;
  stub: Json;
}

/** A node, or null where nothing can be done with it; every problem is added to `problems`. */
export function readNode(raw: Json, index: number, problems: Problem[]): ProcessNode | null {
  if (!isObject(raw)) {
    problems.push(
      readProblem('node_unreadable', null, `Node ${index + 1} of the list is ${kindOf(raw)}, not an object.`),
    );
    return null;
  }
  const id = rawNodeId(raw);
  const title = text(raw.title);
  if (id === '') {
    problems.push(
      readProblem('node_unreadable', null, `Node ${index + 1} of the list ("${title}") has no id: give it one.`),
    );
    return null;
  }
  const at = { id, title };
  const condition = rawCondition(raw);
  if (condition === null) {
    problems.push(
      readProblem('node_unreadable', at, 'The condition of the node is not readable: it must be an object.'),
    );
  }
  const semaphors = readSemaphors(condition?.semaphors ?? [], at, problems);
  return {
    id,
    obj_type: readKind(raw.obj_type, at, problems),
    title,
    description: text(raw.description),
    ...readPosition(raw),
    logics: readLogics(condition?.logics ?? [], 'logics', at, problems),
    ...semaphors,
    stub: readStub(condition?.stub ?? null, at, problems),
    extra: readSettings(raw, 'extra', at, problems),
    options: readSettings(raw, 'options', at, problems),
  };
}

/** The id of a node: exports call it `id`, answers of the API `obj_id`. Empty where there is none. */
export function rawNodeId(raw: JsonObject): string {
  const id = raw.id ?? raw.obj_id;
  return typeof id === 'string' || typeof id === 'number' ? String(id).trim() : '';
}

/** The condition of a raw node; null where there is one that cannot be read. */
export function rawCondition(raw: JsonObject): RawCondition | null {
  let condition = raw.condition ?? {};
  if (typeof condition === 'string') {
    const parsed = parseJson(condition);
    if ('failure' in parsed) return null;
    condition = parsed.value ?? {};
  }
  if (!isObject(condition)) return null;
  return {
    logics: condition.logics ?? raw.logics ?? [],
    semaphors: condition.semaphors ?? condition.semaphores ?? raw.semaphors ?? raw.semaphores ?? [],
    stub: condition.stub ?? raw.stub ?? null,
  };
}

/** Top left corner of a node on the canvas. */
export function readPosition(raw: JsonObject): { x: number; y: number } {
  const [x, y] = Array.isArray(raw.position) ? raw.position : [];
  return { x: finite(raw.x ?? x), y: finite(raw.y ?? y) };
}

/** How a value is called in a message. */
export function kindOf(value: Json | undefined): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

export function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function finite(value: Json | undefined): number {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : 0;
  return Number.isFinite(number) ? number : 0;
}

function readKind(raw: Json | undefined, at: At, problems: Problem[]): number {
  const kind = typeof raw === 'string' && raw !== '' ? Number(raw) : (raw ?? NODE_KIND.logic);
  if (Object.values(NODE_KIND).some((known) => known === kind)) return kind as number;
  const message = `The kind of the node, ${JSON.stringify(raw)}, is unknown: it is read as an ordinary node.`;
  problems.push(readProblem('node_kind', at, message));
  return NODE_KIND.logic;
}

function readLogics(raw: Json, field: string, at: At, problems: Problem[]): RawLogic[] {
  if (!Array.isArray(raw)) {
    problems.push(readProblem('logic_unreadable', at, `${field} is ${kindOf(raw)}: it must be a list of logics.`));
    return [];
  }
  return raw.flatMap((logic, index) => {
    if (isObject(logic) && typeof logic.type === 'string') return [{ ...logic, type: logic.type }];
    const why = isObject(logic) ? 'has no type' : `is ${kindOf(logic)}, not an object`;
    problems.push(readProblem('logic_unreadable', at, `${field}[${index}] ${why}.`));
    return [];
  });
}

function readStub(raw: Json, at: At, problems: Problem[]): RawLogic[][] {
  const branches = isObject(raw) ? (raw.logics ?? []) : (raw ?? []);
  if (!Array.isArray(branches)) {
    problems.push(
      readProblem('logic_unreadable', at, `stub.logics is ${kindOf(branches)}: it must be a list of branches.`),
    );
    return [];
  }
  return branches.map((branch, index) => readLogics(branch, `stub.logics[${index}]`, at, problems));
}

function readSemaphors(
  raw: Json,
  at: At,
  problems: Problem[],
): { timer: TimeSemaphor | null; alarm: CountSemaphor | null } {
  const found: { timer: TimeSemaphor | null; alarm: CountSemaphor | null } = { timer: null, alarm: null };
  if (!Array.isArray(raw)) {
    problems.push(readProblem('semaphor_unreadable', at, `semaphors is ${kindOf(raw)}: it must be a list.`));
    return found;
  }
  for (const [index, semaphor] of raw.entries()) {
    const time = TimeSemaphor.safeParse(semaphor);
    const count = CountSemaphor.safeParse(semaphor);
    if (time.success || count.success) {
      const place = time.success ? 'timer' : 'alarm';
      if (found[place] !== null) {
        const message = `semaphors[${index}] is a second ${time.success ? 'time' : 'count'} semaphor and is not used.`;
        problems.push(readProblem('several_semaphors', at, message));
      } else if (time.success) found.timer = time.data;
      else if (count.success) found.alarm = count.data;
      continue;
    }
    const type = isObject(semaphor) ? semaphor.type : semaphor;
    const known = type === 'time' || type === 'count';
    const why = known
      ? 'has no value: give a number or a template'
      : `has the type ${JSON.stringify(type)}: time or count`;
    problems.push(readProblem('semaphor_unreadable', at, `semaphors[${index}] ${why}.`));
  }
  return found;
}

function readSettings(raw: JsonObject, field: 'extra' | 'options', at: At, problems: Problem[]): JsonObject {
  const value = raw[field] ?? '';
  if (isObject(value)) return value;
  if (value === '' || (Array.isArray(value) && value.length === 0)) return {};
  const parsed = typeof value === 'string' ? parseJson(value) : { value };
  if ('value' in parsed) {
    if (isObject(parsed.value)) return parsed.value;
    if (parsed.value === null || (Array.isArray(parsed.value) && parsed.value.length === 0)) return {};
  }
  const why = 'failure' in parsed ? parsed.failure.message : `It holds ${kindOf(parsed.value)}.`;
  problems.push(
    readProblem('field_unreadable', at, `${field} must be an object as JSON text and is taken as empty. ${why}`),
  );
  return {};
}
