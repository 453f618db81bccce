/** Exports over HTTP: archives as Corezoid packs them, and long imports that are followed while they run. */
import { once } from 'node:events';
import WebSocket from 'ws';
import { readZip, writeZip } from '../../src/api/zip.ts';
import { isObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { HOUR_TIMER, rawChain } from '../fixtures/raws.ts';
import { call, listOf, one, post, request, type Served, serve } from './harness.ts';
import { upload, uploadInfo } from './uploads.ts';

let served: Served;
beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.close());

const zipOf = (files: Record<string, Json>): Buffer =>
  writeZip(Object.entries(files).map(([name, value]) => ({ name, body: Buffer.from(JSON.stringify(value)) })));

async function uploadScheme(body: string | Buffer, fields: Record<string, string> = {}): Promise<JsonObject> {
  const all = { type: 'create', obj: 'obj_scheme', folder_id: '0', ...fields };
  return listOf((await upload(served, all, { field: 'scheme', name: 'x', body })).json, 'ops')[0] ?? {};
}

async function download(fields: JsonObject): Promise<Buffer> {
  const { json } = await post(served, JSON.stringify({ ops: [{ obj: 'obj_scheme', ...fields }] }), {
    path: '/api/2/download',
  });
  const address = String(listOf(json, 'ops')[0]?.download_url).replace('http://takt.test', served.url);
  return Buffer.from(await (await fetch(address)).arrayBuffer());
}

const titles = (answer: JsonObject): Json[] => listOf(answer, 'scheme').map(({ title }) => title ?? null);

const STAGE = {
  '5_Shop/5_Shop.project.json': { obj_id: 5, parent_id: 0, title: 'Shop', description: '' },
  '5_Shop/6_dev/6_dev.stage.json': { obj_id: 6, parent_id: 5, title: 'dev', description: '' },
  '5_Shop/6_dev/7_Pay.conv.json': rawChain({ obj_id: 7, parent_id: 6, title: 'Pay', semaphors: [HOUR_TIMER] }),
  '5_Shop/6_dev/8_Charts.dashboard.json': { obj_id: 8, parent_id: 6, title: 'Charts' },
  'a/b/c/9_pay.alias.json': {
    obj_id: 9,
    stage_id: 6,
    short_name: 'pay',
    title: 'Pay',
    obj_to_id: 7,
    obj_to_type: 'conv',
  },
  'readme.txt': 'nothing to see',
};

describe('archives', () => {
  test('an archive of a project is read: endings tell what lacks a type, the hierarchy stands in the objects', async () => {
    const variables = [
      { obj_id: 10, stage_id: 6, short_name: 'url', env_var_type: 'visible', data_type: 'raw', value: 'x' },
    ];
    const answer = await uploadScheme(zipOf({ ...STAGE, '_ENV_VARS_.json': variables }));
    expect(titles(answer)).toEqual(['Shop', 'dev', 'Pay', 'Charts']);
    expect(listOf(answer, 'names').map(({ short_name }) => short_name)).toEqual(['pay', 'url']);
    expect(listOf(answer, 'skipped')).toEqual([]);
    const [shop, dev, pay] = listOf(answer, 'scheme').map(({ obj_id }) => Number(obj_id));
    const inside = await one(served, { type: 'list', obj: 'folder', obj_id: dev ?? 0 });
    expect(inside.parent_folder_id).toBe(shop);
    const task = { type: 'create', obj: 'task', conv_id: '@pay', folder_id: dev ?? 0, data: {} };
    expect(pay).toBeGreaterThan(0);
    expect(await one(served, { ...task, conv_id: pay ?? 0 })).toMatchObject({ proc: 'ok' });
  });

  test.each([
    ['an object of values', { url: 'https://x', key: 'k' }],
    ['an object of variables', { url: { value: 'https://x' }, key: { value: 'k', env_var_type: 'secret' } }],
    ['a list in an object', { env_vars: [{ short_name: 'url' }, { short_name: 'key' }] }],
  ])('variables may be %s', async (_what, variables) => {
    const answer = await uploadScheme(zipOf({ '7.conv.json': rawChain({ obj_id: 7 }), '_ENV_VARS_.json': variables }));
    expect(listOf(answer, 'names').map(({ short_name }) => short_name)).toEqual(['url', 'key']);
  });

  test('a folder is packed one object to a file, named as Corezoid names them, and can be uploaded again', async () => {
    const made = await uploadScheme(
      zipOf({ ...STAGE, '_ENV_VARS_.json': { key: { env_var_type: 'secret', stage_id: 6 } } }),
    );
    const [shop, dev, pay, charts] = listOf(made, 'scheme').map(({ obj_id }) => Number(obj_id));
    const zip = await download({ obj_id: shop ?? 0, obj_type: 'project', format: 'zip', with_alias: true });
    const files = readZip(zip, 1_000_000);
    expect(files.map(({ name }) => name.replace(/\d+_pay\.alias/, 'N_pay.alias'))).toEqual([
      `${shop}_Shop/${shop}_Shop.project.json`,
      `${shop}_Shop/${dev}_dev/${dev}_dev.stage.json`,
      `${shop}_Shop/${dev}_dev/${pay}_Pay.conv.json`,
      `${shop}_Shop/${dev}_dev/${charts}_Charts.dashboard.json`,
      `${shop}_Shop/${dev}_dev/${listOf(made, 'names')[0]?.obj_id}_Pay.alias.json`,
      '_ENV_VARS_.json',
    ]);
    expect(files.at(-1)?.body.toString()).not.toContain('value');
    const again = await uploadScheme(zip);
    expect(titles(again)).toEqual(['Shop', 'dev', 'Pay', 'Charts']);
    expect(listOf(again, 'names').map(({ short_name }) => short_name)).toEqual(['pay', 'key']);
  });

  test('the export of one process is a list of one, unless its aliases are asked for', async () => {
    const made = await uploadScheme(zipOf(STAGE));
    const pay = Number(listOf(made, 'scheme')[2]?.obj_id);
    expect(JSON.parse((await download({ obj_id: pay, obj_type: 'conv' })).toString())).toHaveLength(1);
    const both: JsonObject[] = JSON.parse(
      (await download({ obj_id: pay, obj_type: 'conv', with_alias: true })).toString(),
    );
    expect(both).toMatchObject([{ obj_type: 1 }, { obj_type: 'alias', short_name: 'pay', obj_to_id: pay }]);
  });

  test('an archive that is no export is refused in words', async () => {
    const { json } = await upload(
      served,
      { type: 'create', obj: 'obj_scheme' },
      { field: 'scheme', name: 'x', body: zipOf({}) },
    );
    expect(listOf(json, 'ops')[0]).toMatchObject({ proc: 'error', code: 'bad_process' });
  });
});

describe('options', () => {
  test('an upload can be tried: what would be wrong is told, and nothing is made', async () => {
    const bad = JSON.stringify([rawChain({ logics: [{ type: 'go', to_node_id: 'nowhere' }], title: 'Bad' })]);
    expect(await uploadScheme(bad, { type: 'validate' })).toMatchObject({ proc: 'error', errors: [{ title: 'Bad' }] });
    expect(await uploadScheme(JSON.stringify(rawChain()), { type: 'validate' })).toMatchObject({ proc: 'ok' });
    expect(listOf(await one(served, { type: 'list', obj: 'convs', pattern: '' }))).toEqual([]);
  });

  test('skip_root, obj_to_id, rewrite_alias and timer_unit come as fields of the form', async () => {
    const folder = await one(served, { type: 'create', obj: 'folder', title: 'Here' });
    const fields = { skip_root: 'true', obj_to_id: String(folder.obj_id), obj_to_type: 'folder', timer_unit: 'units' };
    const sixty = { ...HOUR_TIMER, value: 60, dimension: 'min' };
    const scheme = [
      { obj_type: 0, obj_id: 5, parent_id: 0, title: 'Root' },
      rawChain({ obj_id: 7, parent_id: 5, title: 'In', semaphors: [sixty] }),
    ];
    const answer = await uploadScheme(JSON.stringify(scheme), fields);
    expect(titles(answer)).toEqual(['In']);
    const conv_id = Number(listOf(answer, 'scheme')[0]?.obj_id);
    const task = await served.world.addTask(conv_id, {}, 'r');
    expect(task.timer).toBe(served.world.clock.now() + 3_600_000);
    expect(await uploadScheme('{}', { timer_unit: 'weeks' })).toMatchObject({ proc: 'error', key: 'timer_unit' });
  });
});

describe('long ones', () => {
  const followed = async (hash: string): Promise<JsonObject> => {
    await new Promise<void>((resolve) => {
      const watched = served.world.jobs.watch(hash, ({ status }) => status !== 'in_progress' && resolve());
      if (watched?.job.status !== 'in_progress') resolve();
    });
    return listOf((await uploadInfo(served, hash)).json, 'ops')[0] ?? {};
  };

  test('an upload is answered at once with its hash, by which it is asked for', async () => {
    const good = rawChain({ obj_id: 7, title: 'Good' });
    const bad = rawChain({ obj_id: 8, title: 'Bad', logics: [{ type: 'go', to_node_id: 'nowhere' }] });
    const begun = await uploadScheme(JSON.stringify([good]), { async: 'true' });
    expect(begun).toMatchObject({ proc: 'ok', obj: 'obj_scheme', hash: expect.stringMatching(/^[0-9a-f]{40}$/) });
    expect(await followed(String(begun.hash))).toMatchObject({
      status: 'success',
      scheme: [{ title: 'Good', old_obj_id: 7 }],
    });
    const faulty = await uploadScheme(JSON.stringify([good, bad]), { async: 'true' });
    const info = await followed(String(faulty.hash));
    expect(info).toMatchObject({ status: 'error', errors: [{ obj: 'conv', title: 'Bad', count: 1 }] });
    expect(listOf(info, 'scheme')).toHaveLength(2);
    const broken = await uploadScheme('{"a":', { async: 'true' });
    expect(await followed(String(broken.hash))).toMatchObject({ status: 'error', scheme: [], code: 'bad_json' });
    const { json } = await uploadInfo(served, 'f'.repeat(40));
    expect(listOf(json, 'ops')[0]).toMatchObject({ proc: 'error', code: 'not_found' });
  });

  test('a copy too, with the aliases of what is copied', async () => {
    const made = await uploadScheme(zipOf(STAGE));
    const obj_id = Number(listOf(made, 'scheme')[0]?.obj_id);
    const op = { obj: 'obj_copy', obj_type: 'project', obj_id, obj_to_id: 0, async: true, with_aliases: true };
    const { json } = await post(served, JSON.stringify({ ops: [op] }), { path: '/api/2/copy' });
    const [begun] = listOf(json, 'ops');
    expect(begun).toMatchObject({ proc: 'ok', statistics_id: begun?.hash ?? '' });
    const info = await followed(String(begun?.hash));
    expect(titles(info)).toEqual(['Shop (Copy)', 'dev', 'Pay', 'Charts']);
    expect(listOf(info, 'names')).toMatchObject([{ short_name: 'pay' }]);
    const [mine, everything] = await call(served, [
      { type: 'get', obj: 'sum_stat', action: 'copy', obj_type: 'obj_scheme', id: String(begun?.hash) },
      { type: 'get', obj: 'statistics', action: 'copy', obj_type: 'obj_scheme' },
    ]);
    expect(listOf(mine ?? {}, 'data')).toEqual(listOf(everything ?? {}, 'data'));
    expect(listOf(mine ?? {}, 'data')).toMatchObject([{ obj_id, ok: 1, all: 1, progress: 100 }]);
  });

  test('progress is told on the websocket until the end', async () => {
    const convs = Array.from({ length: 30 }, (_, n) => rawChain({ obj_id: 7 + n, title: `P${n}` }));
    const { hash } = await uploadScheme(JSON.stringify(convs), { async: 'true' });
    const socket = new WebSocket(`${served.url.replace('http', 'ws')}/api/1/sock_json`);
    const heard: JsonObject[] = [];
    const ended = new Promise<void>((resolve) => {
      socket.on('message', (message) => {
        const answer: Json = JSON.parse(String(message));
        const [told] = isObject(answer) ? listOf(answer, 'ops') : [];
        heard.push(told ?? {});
        if (told?.status !== 'in_progress') resolve();
      });
    });
    await once(socket, 'open');
    socket.send(JSON.stringify({ ops: [{ type: 'monitor_stat', obj: 'scheme_progress_info', hash: hash ?? '' }] }));
    await ended;
    expect(heard.at(-1)).toMatchObject({
      proc: 'ok',
      obj: 'scheme_progress_info',
      hash,
      status: 'success',
      progress: 100,
    });
    socket.close();
    await once(socket, 'close');
  });

  test('one that nobody began is not reported', async () => {
    const socket = new WebSocket(`${served.url.replace('http', 'ws')}/api/1/sock_json`);
    await once(socket, 'open');
    socket.send(JSON.stringify({ ops: [{ type: 'monitor_stat', obj: 'scheme_progress_info', hash: 'none' }] }));
    const [message] = await once(socket, 'message');
    expect(JSON.parse(String(message))).toMatchObject({ ops: [{ proc: 'error' }] });
    socket.close();
    await once(socket, 'close');
    expect((await request(`${served.url}/api/2/upload/info`)).json).toMatchObject({ request_proc: 'fail' });
  });
});
