/** What a simulation is asked for, as its form has it, and the same as a scenario file has it (docs/scenarios.md). */
import type { Json, JsonObject } from '../../base/json.ts';
import { rows, text } from '../data/client.ts';
import { isObject } from '../graph/model.ts';

export const ERRORS = [
  ...['timeout', 'failed_connect', 'reset', 'blocked', 'no_scheme', 'too_large', 'bad_certificate'],
] as const;
export type AnswerKind = 'answer' | (typeof ERRORS)[number];

export interface RuleAnswer {
  kind: AnswerKind;
  status: string;
  /** JSON, or a text. */
  body: string;
  /** How long it takes, such as `2s`; '' for no time. */
  after: string;
  /** Fields that the form does not show. */
  more: JsonObject;
}

export interface Rule {
  /** Tells rules apart while they are moved about. */
  key: number;
  /** '' for any. */
  method: string;
  /** A part of the address; '' for any. */
  url: string;
  /** A part of the body, as JSON; '' for any. */
  when: string;
  answers: RuleAnswer[];
  afterwards: string;
}

export interface Setup {
  draft: boolean;
  ref: string;
  /** JSON. */
  data: string;
  /** `30d`. */
  length: string;
  rules: Rule[];
  /** Further fields of the scenario, as JSON; '' for none. */
  more: string;
}

/** What a rule does when its answers are given, as scenarios call it: no object here is to look like a promise. */
const THEN = 'then';

let keys = 0;

export function newRule(some: Partial<Rule> = {}): Rule {
  return { key: ++keys, method: '', url: '', when: '', answers: [newAnswer()], afterwards: '', ...some };
}

export function newAnswer(): RuleAnswer {
  return { kind: 'answer', status: '200', body: '{}', after: '', more: {} };
}

/** A request that a process makes, as a rule finds it. */
export type Call = Pick<Rule, 'method' | 'url'>;

/** What the API Calls of these nodes ask for, each once: of an address the longest part that is written out. */
export function callsOf(nodes: readonly JsonObject[]): Call[] {
  const logics = nodes.flatMap((node) => rows((isObject(node.condition) ? node.condition : node).logics));
  const calls = logics
    .filter(({ type }) => type === 'api')
    .map(({ method, url }) => ({ method: text(method).toUpperCase(), url: plainPart(text(url)) }));
  return calls.filter(
    (one, at) => calls.findIndex(({ method, url }) => method === one.method && url === one.url) === at,
  );
}

function plainPart(url: string): string {
  const parts = url.replace(/[?#].*$/, '').split(/\{\{.*?\}\}/);
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

/** The body of the request; throws with the name of the field that is no JSON. */
export function requestOf(conv_id: number, setup: Setup, save = false): JsonObject {
  const scenario = { ...objectOf(setup.more, 'more'), world: setup.rules.map(worldRule) };
  const ref = setup.ref.trim() === '' ? {} : { ref: setup.ref.trim() };
  return { conv_id, draft: setup.draft, ...ref, data: objectOf(setup.data, 'data'), for: setup.length, scenario, save };
}

/** A text of the form that is not JSON, and which. */
export class BadJson extends Error {
  readonly field: 'data' | 'more' | 'body';

  constructor(field: BadJson['field'], message: string) {
    super(message);
    this.field = field;
  }
}

function objectOf(source: string, field: 'data' | 'more'): JsonObject {
  if (source.trim() === '') return {};
  let value: Json;
  try {
    value = JSON.parse(source) as Json;
  } catch (error) {
    throw new BadJson(field, error instanceof Error ? error.message : String(error));
  }
  if (!isObject(value)) throw new BadJson(field, '{ … }');
  return value;
}

function worldRule({ method, url, when, answers, afterwards }: Rule): JsonObject {
  const match = {
    ...(method === '' ? {} : { method }),
    ...(url.trim() === '' ? {} : { url: url.trim() }),
    ...(when.trim() === '' ? {} : { body: jsonOrText(when) }),
  };
  return { when: match, answers: answers.map(worldAnswer), ...(afterwards === '' ? {} : { [THEN]: afterwards }) };
}

function worldAnswer({ kind, status, body, after, more }: RuleAnswer): JsonObject {
  const late = after.trim() === '' ? {} : { after: after.trim() };
  if (kind !== 'answer') return { ...more, error: kind, ...late };
  return { ...more, status: Number(status), body: jsonOrText(body), ...late };
}

function jsonOrText(source: string): Json {
  try {
    return JSON.parse(source) as Json;
  } catch {
    return source;
  }
}

/** Fields of a scenario that the form has fields for, or that say nothing here. */
const SHOWN = ['name', 'task', 'world', 'for', 'start', 'expect'];

/** A scenario file, or one scenario, as the form shows it; null for anything else. */
export function setupOf(file: Json, at = 0): Setup | null {
  if (!isObject(file)) return null;
  const scenario = Array.isArray(file.scenarios) ? rows(file.scenarios)[at] : file;
  if (scenario === undefined || (scenario.task === undefined && scenario.world === undefined)) return null;
  const task = isObject(scenario.task) ? scenario.task : {};
  const rest = Object.fromEntries(
    Object.entries(scenario).filter(([name, value]) => !SHOWN.includes(name) && !isEmpty(value)),
  ) as JsonObject;
  const beside = writtenOut({ ...(isObject(file.with) ? file.with : {}), ...(isObject(rest.with) ? rest.with : {}) });
  const variables = {
    ...(isObject(file.variables) ? file.variables : {}),
    ...(isObject(rest.variables) ? rest.variables : {}),
  };
  const { with: _with, variables: _variables, ...own } = rest;
  const more = {
    ...own,
    ...(isEmpty(variables) ? {} : { variables }),
    ...(isEmpty(beside) ? {} : { with: beside }),
  };
  return {
    draft: false,
    ref: text(task.ref),
    data: JSON.stringify(task.data ?? {}, null, 2),
    length: text(scenario.for) || '1d',
    rules: rows(scenario.world).map(readRule),
    more: isEmpty(more) ? '' : JSON.stringify(more, null, 2),
  };
}

/** Names of files mean nothing to the server, which knows the processes by themselves. */
function writtenOut(processes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(processes).filter(([, source]) => isObject(source))) as JsonObject;
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function readRule(rule: JsonObject): Rule {
  const when = isObject(rule.when) ? rule.when : {};
  return newRule({
    method: text(when.method).toUpperCase(),
    url: text(when.url),
    when: when.body === undefined ? '' : shown(when.body),
    answers: rows(rule.answers).map(readAnswer),
    afterwards: text(rule[THEN]),
  });
}

function readAnswer({ error, status, body, after, ...more }: JsonObject): RuleAnswer {
  const kind = ERRORS.find((one) => one === error) ?? 'answer';
  return { kind, status: String(status ?? 200), body: shown(body ?? ''), after: text(after), more };
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
