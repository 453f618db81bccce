/**
 * Runs over processes published by others, worked out from the documentation by hand: input, stubbed answers, and the
 * expected way, data, reply and requests. They lie outside of this project; without them there is nothing to run.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../../src/app/timeline.ts';
import { isObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { openSandbox, openSimulatedWorld, type SimulatedWorld } from '../../src/main/simulated_world.ts';
import { readBody } from '../../src/model/matching.ts';
import type { Rule } from '../../src/model/scenario.ts';
import type { Task } from '../../src/model/task.ts';
import type { HttpRequest } from '../../src/ports/http_client.ts';
import { METRICS, OBJECTIONS, type Objection } from './vector_objections.ts';

interface Vector {
  process: string;
  name: string;
  input: JsonObject;
  stubs: {
    api?: ({ status: number; body: Json; header?: Record<string, string> } | { error: string })[];
    db?: ({ data: { result?: JsonObject[] } } | { error: string; kind: 'hardware' | 'software' })[];
    env?: Record<string, string>;
    rpc?: Record<string, { data?: JsonObject; exception?: string }>;
    state?: Record<string, Record<string, JsonObject>>;
  };
  expect: Told;
}

/** How a run ended, and what it did on its way. */
interface Told {
  stop: string;
  final_node: string;
  path: string[];
  data: JsonObject;
  reply: JsonObject | null;
  log: JsonObject[];
  /** Totals of Sum nodes, by the name of the row. */
  sums: Record<string, number>;
}

const CORPUS = join(process.cwd(), '..', 'shared', 'corpus');
const vectors: Vector[] = existsSync(CORPUS)
  ? (JSON.parse(readFileSync(join(CORPUS, 'vectors.json'), 'utf8')) as Vector[])
  : [];
const sandbox = openSandbox();
afterAll(() => sandbox.close());

if (vectors.length === 0) {
  test.skip('published processes run as documented (the corpus is not beside this project)', () => undefined);
}

describe('published processes run as documented', () => {
  for (const vector of vectors) {
    const key = `${vector.process}: ${vector.name}`;
    const objection = OBJECTIONS[key];
    test(objection === undefined ? key : `${key} (objection: ${objection.reason})`, async () => {
      const raw = readProcess(vector.process, objection?.placeholders ?? {});
      if (objection?.missing !== undefined) {
        const refused = `Param: ${objection.missing}, Error: required param is missing`;
        expect(await run(vector, raw)).toMatchObject({ refused });
        for (const param of raw.params as JsonObject[]) param.flags = ['input'];
      }
      const wanted = adjusted(vector.expect, objection?.expect ?? {});
      expect(seenAs(await run(vector, raw), wanted)).toEqual(wanted);
    });
  }
});

test('every objection is to a run that is there', () => {
  const keys = vectors.map((vector) => `${vector.process}: ${vector.name}`);
  if (keys.length > 0) expect(Object.keys(OBJECTIONS).filter((key) => !keys.includes(key))).toEqual([]);
});

function adjusted(given: Vector['expect'], instead: NonNullable<Objection['expect']>): Told {
  const { stop, final_node, path, reply, sums } = given;
  const { data, log = given.log, ...rest } = instead;
  return {
    ...{ stop, final_node, path, reply, sums, ...rest },
    data: { ...given.data, ...data },
    log: log.map(plainHeaders),
  };
}

/** Of headers and of what a call or copy sends the vectors name some: the others may be anything. */
function seenAs(told: Told | { refused: string }, wanted: Told): unknown {
  if ('refused' in told) return told;
  return { ...told, log: told.log.map((entry, index) => only(entry, wanted.log[index])) };
}

function only(entry: JsonObject, wanted: JsonObject | undefined): JsonObject {
  const { api, extra, data } = entry;
  // Numbers of processes and ids of tasks are those of this world: the vectors leave them empty.
  if (isObject(data) && isObject(wanted?.data)) return { ...wanted, data: picked(data, wanted.data) };
  if (isObject(extra) && isObject(wanted?.extra)) return { ...entry, extra: picked(extra, wanted.extra) };
  if (!isObject(api) || !isObject(wanted?.api)) return entry;
  const [headers, named] = [api.headers, wanted.api.headers];
  return { api: { ...api, headers: isObject(headers) && isObject(named) ? picked(headers, named) : {} } };
}

function picked(from: JsonObject, named: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(from).filter(([name]) => Object.hasOwn(named, name)));
}

/** Names of headers are the same in any case, and one without a value is as good as none. */
function plainHeaders(entry: JsonObject): JsonObject {
  const { api } = entry;
  if (!isObject(api) || !isObject(api.headers)) return entry;
  const given = Object.entries(api.headers).filter(([, value]) => value !== '');
  const lower = given.map(([name, value]) => [name.toLowerCase(), value]);
  return { api: { ...api, headers: Object.fromEntries(lower) as JsonObject } };
}

async function run(vector: Vector, raw: JsonObject): Promise<Told | { refused: string }> {
  const entries: Entry[] = [];
  const tell = (entry: Entry): void => void entries.push(entry);
  const world = await openSimulatedWorld({ start: Date.UTC(2030, 0, 1), seed: vector.name, sandbox, tell });
  try {
    await stub(world, vector, raw);
    await world.simulation.addProcess(keeper('process'), { id: METRICS });
    const conv_id = await world.simulation.addProcess(raw, { alias: 'subject' });
    const isState = raw.conv_type === 'state';
    const starter = isState ? conv_id : await world.simulation.addProcess(callerOf(vector.input));
    const made = await world.simulation.createTask(starter, null, vector.input);
    if ('failure' in made) throw new Error(made.failure.message);
    await world.simulation.runUntil(world.clock.now() + 600_000, { idle: true });
    const seen = told(entries, conv_id, nodeTitles(raw));
    return 'refused' in seen ? seen : { ...seen, sums: await totals(world, conv_id, raw) };
  } finally {
    await world.close();
  }
}

/** The process of a vector, with what a template of its leaves to be filled in. */
function readProcess(file: string, placeholders: Record<string, string>): JsonObject {
  let text = readFileSync(join(CORPUS, 'processes', file), 'utf8');
  for (const [name, value] of Object.entries(placeholders)) text = text.replaceAll(`{{${name}}}`, value);
  const parsed = JSON.parse(text) as JsonObject | JsonObject[];
  const raw = Array.isArray(parsed) ? parsed[0] : parsed;
  if (raw === undefined) throw new Error(`${file} holds no process`);
  return raw;
}

function nodesOf(raw: JsonObject): JsonObject[] {
  return isObject(raw.scheme) && Array.isArray(raw.scheme.nodes) ? raw.scheme.nodes.filter(isObject) : [];
}

function nodeTitles(raw: JsonObject): Map<string, string> {
  return new Map(nodesOf(raw).map((node) => [String(node.id), String(node.title)]));
}

/** State diagrams that the process reads, each without tasks. */
function diagramsOf(raw: JsonObject): Record<string, Record<string, JsonObject>> {
  return Object.fromEntries([...JSON.stringify(raw).matchAll(/conv\[(\d+)\]/g)].map(([, id]) => [id ?? '', {}]));
}

async function stub({ simulation, http, database }: SimulatedWorld, { stubs }: Vector, raw: JsonObject): Promise<void> {
  const answers = (stubs.api ?? []).map((answer) =>
    'error' in answer
      ? { error: 'failed_connect' as const }
      : { status: answer.status, headers: answer.header ?? {}, body: answer.body },
  );
  // biome-ignore lint/suspicious/noThenProperty: the name of a field of rules.
  const rules: Rule[] = answers.length === 0 ? [] : [{ when: {}, answers, then: 'fail' }];
  http.setRules(rules);
  const fetched = (stubs.db ?? []).map((answer) =>
    'error' in answer
      ? {
          error: answer.kind === 'hardware' ? ('timeout' as const) : ('executing' as const),
          description: answer.error,
          after: '0s',
        }
      : { rows: answer.data.result ?? [] },
  );
  // biome-ignore lint/suspicious/noThenProperty: the name of a field of rules.
  if (fetched.length > 0) database.setRules([{ when: {}, answers: fetched, then: 'fail' }]);
  for (const [, id] of JSON.stringify(raw).matchAll(/"instance_id":(\d+)/g)) {
    await simulation.addConnection(Number(id), 'postgres');
  }
  for (const [name, value] of Object.entries(stubs.env ?? {})) await simulation.addVariable(name, value);
  for (const [id, { data = {}, exception }] of Object.entries(stubs.rpc ?? {})) {
    await simulation.addProcess(replier(data, exception ?? null), { id: Number(id) });
  }
  for (const [id, states] of Object.entries({ ...diagramsOf(raw), ...stubs.state })) {
    const conv_id = await simulation.addProcess(keeper(), { id: Number(id) });
    for (const [ref, data] of Object.entries(states)) await simulation.createTask(conv_id, ref, data);
  }
}

function scheme(nodes: JsonObject[], conv_type = 'process'): JsonObject {
  return { obj_type: 1, title: 'stub', conv_type, scheme: { nodes } };
}

function node(id: string, obj_type: number, logics: Json[]): JsonObject {
  return { id, obj_type, title: id, condition: { logics, semaphors: [] } };
}

function typesOf(data: JsonObject): Record<string, string> {
  const typeOf = (value: Json): string => (Array.isArray(value) ? 'array' : typeof value);
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, typeOf(value)]));
}

/** A process that calls the one under test, so that its reply has somebody to go to. */
function callerOf(input: JsonObject): JsonObject {
  const extra = Object.fromEntries(Object.keys(input).map((name) => [name, `{{${name}}}`]));
  const call = {
    type: 'api_rpc',
    conv_id: '@subject',
    group: '',
    extra,
    extra_type: typesOf(input),
    err_node_id: 'failed',
  };
  const go = { type: 'go', to_node_id: 'end' };
  const start = node('start', 1, [{ type: 'go', to_node_id: 'call' }]);
  return scheme([start, node('call', 0, [call, go]), node('end', 2, []), node('failed', 2, [])]);
}

function replier(data: JsonObject, exception: string | null): JsonObject {
  const entries = Object.entries(data).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const rows = { mode: 'key_value', res_data: Object.fromEntries(entries) as JsonObject, res_data_type: typesOf(data) };
  const thrown = { throw_exception: exception !== null, exception_reason: exception ?? '' };
  const logics = [
    { type: 'api_rpc_reply', ...rows, ...thrown },
    { type: 'go', to_node_id: 'end' },
  ];
  return scheme([
    node('start', 1, [{ type: 'go', to_node_id: 'reply' }]),
    node('reply', 0, logics),
    node('end', 2, []),
  ]);
}

function keeper(conv_type = 'state'): JsonObject {
  const logics = [{ type: 'api_callback' }, { type: 'go', to_node_id: 'stay' }];
  return scheme([node('start', 1, [{ type: 'go', to_node_id: 'stay' }]), node('stay', 0, logics)], conv_type);
}

/** What the timeline says of the task in the process under test, in the words of the vectors. */
function told(
  entries: Entry[],
  conv_id: number,
  titles: Map<string, string>,
): Omit<Told, 'sums'> | { refused: string } {
  const path: string[] = [];
  const log: JsonObject[] = [];
  let last: Task | null = null;
  let refused = 'the task was never made';
  let reply: Told['reply'] = null;
  for (const entry of entries) {
    if (entry.kind === 'request') log.push(requestOf(entry.request));
    if (entry.kind === 'query') log.push({ db: entry.query });
    if (entry.kind === 'stands' && entry.task.conv_id === conv_id) {
      last = entry.task;
      const wait = last.wait?.kind === 'delay' && last.timer !== null ? last.timer - entry.at : null;
      if (wait !== null) log.push({ wait: `${wait / 1000} sec`, at: titles.get(last.node_id) || last.node_id });
    } else if (entry.kind === 'stands')
      refused = String(entry.task.data.__conveyor_rpc_return_description__ ?? refused);
    if (entry.kind === 'moved' && entry.conv_id === conv_id && entry.to !== null) path.push(entry.to);
    if (entry.kind === 'effect' && entry.conv_id === conv_id) {
      const { effect } = entry;
      if (effect.kind === 'reply') reply = { throw_exception: effect.exception !== null, data: effect.data };
      if (effect.kind === 'create' && effect.via === 'rpc') log.push({ rpc: effect.conv, extra: effect.data });
      if (effect.kind === 'create' && effect.via === 'copy') {
        log.push({ copy: effect.conv, mode: 'create', ref: effect.ref, data: effect.data });
      }
    }
  }
  if (last === null) return { refused };
  const stop = last.wait === null ? 'final' : `parked at ${last.wait.logic_type}`;
  return { stop, final_node: last.node_id, path, data: last.data, reply, log };
}

/** The totals of the process's Sum nodes, by the names of their rows. */
async function totals({ store }: SimulatedWorld, conv_id: number, raw: JsonObject): Promise<Told['sums']> {
  const sums: Told['sums'] = {};
  for (const { id, condition } of nodesOf(raw)) {
    const logics = isObject(condition) && Array.isArray(condition.logics) ? condition.logics.filter(isObject) : [];
    const rows = logics.flatMap(({ type, extra }) => (type === 'api_sum' && Array.isArray(extra) ? extra : []));
    const found = rows.length === 0 ? [] : await store.archive.sums(conv_id, String(id));
    for (const { sum_id, total } of found) {
      const row = rows.filter(isObject).find((one) => one.id === sum_id);
      sums[String(row?.name)] = total;
    }
  }
  return sums;
}

/** Without the instant and signature that a call of Corezoid's own API ends in. */
function requestOf({ method, url, headers, body }: HttpRequest): JsonObject {
  const address = url.replace(/\/\d{10}\/[0-9a-f]{40}$/, '');
  const text = body !== null && !/^[[{]/.test(body);
  return plainHeaders({ api: { method, url: address, headers, body: text ? body : (readBody(body) ?? {}) } });
}
