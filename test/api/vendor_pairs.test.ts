/**
 * Answers have the fields that the vendor's own examples have, so that clients without null checks find them. The
 * examples are not part of this project: where they are absent the tests are skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOp } from '../../src/api/ops/table.ts';
import { isObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { FINAL, rawChain, WORK } from '../fixtures/raws.ts';
import { ADMIN } from '../fixtures/world.ts';
import { listOf, one, post, type Served, serve } from './harness.ts';

const FOLDER = join(__dirname, '../../../shared/corpus/calls');
const here = existsSync(FOLDER);
const when = here ? describe : describe.skip;
if (!here) console.log('skipped: the vendor’s examples are not in this folder');

/** Fields of things that Takt does not have; an answer need not have them. */
const FOREIGN = new Set(['company_id', 'uuid', 'options', 'groups', 'owner_group_id', 'type']);
/** Rows of other kinds than the one shown here. */
const ROW_FOREIGN = new Set([
  'is_invite',
  'invite_hash',
  'privs',
  'size',
  'type',
  'create_time',
  'owner_name',
  'is_owner',
  'stub',
]);

let served: Served;
const ids: Record<string, number | string> = {};

beforeAll(async () => {
  served = await serve();
  const text = JSON.stringify(rawChain({ logics: [{ type: 'api_callback', is_sync: true, obj_id_path: 'id' }] }));
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  ids.user = served.guest.obj_id;
  ids.conv = scheme[0]?.obj_id ?? 0;
  const make = async (obj: string, fields: JsonObject) =>
    Number((await one(served, { type: 'create', obj, ...fields })).obj_id);
  ids.folder = await make('folder', { title: 'F', folder_id: 0 });
  await make('folder', { title: 'Inner', folder_id: Number(ids.folder) });
  ids.alias = await make('alias', { title: 'a', short_name: 'aaa', obj_to_id: ids.conv });
  ids.env_var = await make('env_var', { title: 'v', short_name: 'vvv', value: 'x' });
  await one(served, { type: 'modify', obj: 'node', conv_id: ids.conv, obj_id: WORK, title: 'W', version: 7 });
  ids.task = (await served.world.addTask(Number(ids.conv), { foo: 'bar' }, 'r')).obj_id;
});
afterAll(() => served.close());

/** The vendor's op with ids of objects that exist here. */
function ours(): Record<string, () => JsonObject> {
  const conv = { obj_id: Number(ids.conv) };
  const node = { conv_id: Number(ids.conv), obj_id: WORK };
  const user = { obj_id: Number(ids.user) };
  return {
    'create alias': () => ({ short_name: 'bbb', title: 't', obj_to_id: Number(ids.conv) }),
    'modify alias': () => ({ obj_id: Number(ids.alias), title: 'x' }),
    'show alias': () => ({ obj_id: Number(ids.alias) }),
    'list aliases': () => ({}),
    'show conv': () => conv,
    'list conv': () => conv,
    'modify conv': () => ({ ...conv, description: 'd' }),
    'create conv': () => ({ title: 'n' }),
    'list conv_params': () => conv,
    'list convs': () => ({ pattern: 'Chain' }),
    'list commits': () => ({ conv_id: Number(ids.conv) }),
    'show commit': () => ({ ...conv, version: 7 }),
    'list env_var': () => ({}),
    'create env_var': () => ({ short_name: 'www', title: 'w', value: 'x' }),
    'list folder': () => ({ obj_id: Number(ids.folder) }),
    'list folder_branch': () => ({ obj_id: Number(ids.folder) }),
    'show folder': () => ({ obj_id: Number(ids.folder) }),
    'create folder': () => ({ title: 'f' }),
    'list path_to_folder': () => ({ obj_id: Number(ids.folder) }),
    'list node': () => node,
    'show node': () => node,
    'create node': () => ({ conv_id: Number(ids.conv), title: 'n', version: 8 }),
    'reset node': () => ({ ...node, obj_id: FINAL }),
    'list nodes': () => ({ conv_id: Number(ids.conv), pattern: 'Work' }),
    'get obj_scheme': () => ({ ...conv, obj_type: 'conv' }),
    'get object': () => ({ ...conv, obj_type: 'conv' }),
    'show stat': () => ({ conv_id: Number(ids.conv), node_id: WORK, start: 0, end: 2_000_000_000, interval: 'day' }),
    'list task_history': () => ({ conv_id: Number(ids.conv), obj_id: String(ids.task) }),
    'show task': () => ({ conv_id: Number(ids.conv), ref: 'r' }),
    'modify task': () => ({ conv_id: Number(ids.conv), ref: 'r', data: { a: 1 } }),
    'create user': () => ({ title: 'k', logins: [{ type: 'api' }] }),
    'show user': () => user,
    'modify user': () => ({ ...user, title: 'Guest' }),
    'show api_key': () => user,
    'list company_users': () => ({ filter: 'api_key' }),
    'list objs': () => ({ pattern: 'Chain', filter: 'conv' }),
    'get callback_hash': () => ({ conv_id: Number(ids.conv) }),
  };
}

interface Example {
  request: unknown;
  responses: { status: string; body: unknown }[];
}

function firstOp(body: unknown): JsonObject | null {
  const ops = isObject(body) ? body.ops : null;
  const op = Array.isArray(ops) ? ops[0] : ops;
  return isObject(op) ? op : null;
}

when('examples of the vendor', () => {
  const rows: Example[] = here
    ? readFileSync(join(FOLDER, 'swagger-examples.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
  const examples = new Map<string, JsonObject>();
  for (const { request, responses } of rows) {
    const [asked, answered] = [firstOp(request), firstOp(responses[0]?.body)];
    const name = `${asked?.type} ${asked?.obj}`;
    const isPlain = asked !== null && !('list_obj' in asked && asked.list_obj === 'group' && asked.obj === 'conv');
    if (isPlain && answered?.proc === 'ok' && !examples.has(name)) examples.set(name, answered);
  }

  const names = here ? Object.keys(ours()).filter((name) => examples.has(name)) : ['none'];

  test.each(names)('%s answers every field of the example', async (name) => {
    const [type, obj] = name.split(' ') as [string, string];
    const example = examples.get(name) ?? {};
    const answer = await one(served, { type, obj, ...ours()[name]?.() });
    expect(answer).toMatchObject({ proc: 'ok' });
    const missing = Object.keys(example).filter((key) => !FOREIGN.has(key) && !(key in answer));
    expect(missing).toEqual([]);
    for (const key of ['list', 'data', 'scheme', 'users']) {
      const [theirs] = listOf(example, key);
      const mine = listOf(answer, key);
      if (theirs === undefined || mine[0] === undefined) continue;
      const absent = Object.keys(theirs).filter((field) => !FOREIGN.has(field) && !ROW_FOREIGN.has(field));
      expect(absent.filter((field) => !mine.some((row) => field in row))).toEqual([]);
    }
  });

  test('most of them are compared', () => expect(names.length).toBeGreaterThan(30));
});

when('calls of the vendor’s client', () => {
  const rows: { method?: string; request?: Json; url?: string }[] = here
    ? readFileSync(join(FOLDER, 'go-tests.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];

  test('every one is understood: its fields are read, or it is said what is not supported', async () => {
    const bodies = new Set<string>();
    for (const { request, url } of rows)
      if (isObject(request) && url?.startsWith('/api/2/')) bodies.add(JSON.stringify({ request, url }));
    const puzzling: string[] = [];
    for (const text of bodies) {
      const { request, url } = JSON.parse(text) as { request: JsonObject; url: string };
      const { status, json } = await post(served, JSON.stringify(request), { path: url });
      expect(status).toBe(200);
      for (const [index, op] of listOf(request, 'ops').entries()) {
        const answer = listOf(json, 'ops')[index] ?? {};
        const isKnown = url !== '/api/2/json' || findOp(op) !== null;
        const isOdd = op.version === 0 || op.obj_type === 'dashboard';
        if ((answer.code === 'bad_request' && !isOdd) || (isKnown && answer.description === 'undefined request')) {
          puzzling.push(`${JSON.stringify(op)} → ${answer.description}`);
        }
      }
    }
    expect(bodies.size).toBeGreaterThan(60);
    expect(puzzling).toEqual([]);
  });
});
