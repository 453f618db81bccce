/**
 * Exports of Corezoid of any age, read leniently: what is missing gets its default, what is spelled in an old way is
 * understood, what cannot be understood becomes a problem with a name and a place. Nothing here throws, and `raw` is
 * kept so that an export can be written back with every field it came with.
 */
import type { Failure } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { parseJson } from './parse_json.ts';
import {
  type ConvStatus,
  type ConvType,
  Param,
  ParamType,
  type Problem,
  type Process,
  type ProcessNode,
} from './process.ts';
import { kindOf, readNode, text } from './read_node.ts';
import { readProblem } from './read_problem.ts';

/** One object of an export. */
export interface ExportElement {
  kind: 'conv' | 'folder' | 'other';
  /** null for an object that never had a number. */
  obj_id: number | null;
  /** The folder it lies in; 0 is the root. */
  parent_id: number;
  title: string;
  description: string;
  /** The object as it came, but for a `scheme` that came as text: that is an object here. */
  raw: JsonObject;
}

export type ReadResult = { elements: ExportElement[] } | { failure: Failure };

/** Reads the text of an export: one object, a list of objects (a folder), or an API answer that holds the list. */
export function readExport(source: string): ReadResult {
  if (source.startsWith('PK')) {
    const message = 'This is a ZIP archive and no JSON: upload it as a file, as `takt import FILE` does.';
    return { failure: { code: 'not_supported', message } };
  }
  const parsed = parseTwice(source);
  if ('failure' in parsed) return parsed;
  const items = unwrap(parsed.value);
  if (items === null) return refuse(`An export is an object or a list of objects; this is ${kindOf(parsed.value)}.`);
  if (items.length === 0) return refuse('The export holds no objects.');
  const elements: ExportElement[] = [];
  for (const [index, item] of items.entries()) {
    if (!isObject(item)) return refuse(`Element ${index + 1} of the export is ${kindOf(item)}, not an object.`);
    const raw = withReadScheme(item);
    if ('failure' in raw)
      return refuse(`The scheme of element ${index + 1} is text, but no JSON. ${raw.failure.message}`);
    elements.push(readElement(raw.value));
  }
  if (elements.every((element) => element.kind === 'other' && element.raw.obj_type === undefined)) {
    return refuse('This is JSON, but no export: there is no process, folder or other object in it.');
  }
  return { elements };
}

/** The process of an element in the form that everything works with, and all that could not be read. */
export function readProcess(raw: JsonObject): { process: Process; problems: Problem[] } {
  const problems: Problem[] = [];
  const process: Process = {
    title: text(raw.title),
    description: text(raw.description),
    conv_type: readConvType(raw.conv_type, problems),
    status: readStatus(raw.status, problems),
    ref_mask: raw.ref_mask !== false,
    params: readParams(raw.params ?? [], problems),
    nodes: readNodes(raw, problems),
  };
  return { process, problems };
}

/** The nodes of an export as they came, or null where it has no list of them. */
export function rawNodes(raw: JsonObject): Json[] | null {
  const scheme = withReadScheme(raw);
  if ('failure' in scheme) return null;
  const holder = isObject(scheme.value.scheme) ? scheme.value.scheme : scheme.value;
  return Array.isArray(holder.nodes) ? holder.nodes : null;
}

function refuse(message: string): ReadResult {
  return { failure: { code: 'bad_process', message } };
}

/** Some clients send the export as JSON text within JSON text. */
function parseTwice(source: string): { value: Json } | { failure: Failure } {
  const parsed = parseJson(source);
  return 'value' in parsed && typeof parsed.value === 'string' ? parseJson(parsed.value) : parsed;
}

/** The list of objects; the API's answer to `get obj_scheme` carries it as `scheme`, within `ops` or alone. */
function unwrap(value: Json): Json[] | null {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return null;
  if (Array.isArray(value.ops) && isObject(value.ops[0])) return unwrap(value.ops[0]);
  if (Array.isArray(value.scheme)) return value.scheme;
  return [value];
}

function withReadScheme(raw: JsonObject): { value: JsonObject } | { failure: Failure } {
  if (typeof raw.scheme !== 'string') return { value: raw };
  const parsed = parseJson(raw.scheme);
  return 'failure' in parsed ? parsed : { value: { ...raw, scheme: parsed.value } };
}

const CONTAINERS: Json[] = [0, 5, 6, 'folder', 'project', 'stage'];

function readElement(raw: JsonObject): ExportElement {
  const type = typeof raw.obj_type === 'string' && /^\d+$/.test(raw.obj_type) ? Number(raw.obj_type) : raw.obj_type;
  const isConv = rawNodes(raw) !== null || type === 1 || type === 'conv';
  const isFolder = type !== undefined && CONTAINERS.includes(type);
  return {
    kind: isConv ? 'conv' : isFolder ? 'folder' : 'other',
    obj_id: readId(raw.obj_id),
    parent_id: readId(raw.parent_id) ?? 0,
    title: text(raw.title),
    description: text(raw.description),
    raw,
  };
}

/** Numbers of objects come as numbers, as text, or not at all; 0 means a new one. */
function readId(value: Json | undefined): number | null {
  const id = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : null;
}

function readConvType(value: Json | undefined, problems: Problem[]): ConvType {
  if (value === 'state') return 'state';
  if (value !== 'process' && value !== undefined && value !== null) {
    const message = `The kind of the process, ${JSON.stringify(value)}, is unknown: it is read as an ordinary process, and not as a state diagram.`;
    problems.push(readProblem('conv_type', null, message));
  }
  return 'process';
}

/** All spellings found in exports, old and new. */
const STATUSES: ReadonlyMap<Json | undefined, ConvStatus> = new Map<Json | undefined, ConvStatus>([
  [undefined, 'active'],
  [null, 'active'],
  ['active', 'active'],
  ['actived', 'active'],
  ['paused', 'paused'],
  ['inactive', 'paused'],
  ['debug', 'debug'],
  ['debugged', 'debug'],
  ['active_debug', 'debug'],
  ['blocked', 'blocked'],
]);

function readStatus(value: Json | undefined, problems: Problem[]): ConvStatus {
  const status = STATUSES.get(value);
  if (status !== undefined) return status;
  const message = `status ${JSON.stringify(value)} is unknown and read as paused: activate the process when it is ready.`;
  problems.push(readProblem('status', null, message));
  return 'paused';
}

function readParams(raw: Json, problems: Problem[]): Param[] {
  if (!Array.isArray(raw)) {
    problems.push(readProblem('param_unreadable', null, `Params are not valid: params is ${kindOf(raw)}, not a list.`));
    return [];
  }
  const params = new Map<string, Param>();
  for (const [index, item] of raw.entries()) {
    const param = Param.safeParse(item);
    if (!param.success || param.data.name === '') {
      problems.push(readProblem('param_unreadable', null, `Params are not valid: params[${index}] has no name.`));
    } else if (params.has(param.data.name)) {
      problems.push(readProblem('duplicate_param', null, `Parameter "${param.data.name}" is already exist.`));
    } else {
      params.set(param.data.name, param.data);
      const lacks = lackingIn(item);
      if (lacks !== null) {
        const message = `Params are not valid: "${param.data.name.slice(0, 60)}" ${lacks}: Corezoid does not deploy it so.`;
        problems.push(readProblem('param_incomplete', null, message));
      }
    }
  }
  return [...params.values()];
}

const PARAM_KEYS = ['name', 'type', 'descr', 'flags', 'regex', 'regex_error_text'];
const FLAGS: Json[] = ['required', 'input', 'output', 'auto-clear'];

/** What a declared parameter lacks, or null. */
function lackingIn(param: Json): string | null {
  if (!isObject(param)) return null;
  const absent = PARAM_KEYS.filter((key) => !Object.hasOwn(param, key));
  if (absent.length > 0) return `has no ${absent.join(', ')}`;
  if (!ParamType.safeParse(param.type).success) return 'has a type that nobody knows';
  const known = Array.isArray(param.flags) && param.flags.every((flag) => FLAGS.includes(flag));
  return known ? null : 'has flags that nobody knows';
}

function readNodes(raw: JsonObject, problems: Problem[]): ProcessNode[] {
  const list = rawNodes(raw);
  if (list === null) {
    problems.push(readProblem('no_nodes', null, 'Invalid scheme: there is no list of nodes in scheme.nodes.'));
    return [];
  }
  const nodes = new Map<string, ProcessNode>();
  for (const [index, item] of list.entries()) {
    const node = readNode(item, index, problems);
    if (node === null) continue;
    if (nodes.has(node.id)) {
      problems.push(
        readProblem('duplicate_node_id', node, `The id ${node.id} is used by two nodes: give one of them another.`),
      );
    } else {
      nodes.set(node.id, node);
    }
  }
  return [...nodes.values()];
}
