/** Tasks from and to CSV, as a person with a spreadsheet has them. */
import iconv from 'iconv-lite';
import type { JsonObject } from '../../src/base/json.ts';
import { FINAL, HOUR_TIMER, rawChain, WORK } from '../fixtures/raws.ts';
import { ADMIN } from '../fixtures/world.ts';
import { listOf, one, post, request, type Served, serve } from './harness.ts';
import { type FormFile, upload, uploadInfo } from './uploads.ts';

let served: Served;
let conv_id = 0;
beforeEach(async () => {
  served = await serve();
  conv_id = await makeProcess({ semaphors: [HOUR_TIMER] });
});
afterEach(() => served.close());

async function makeProcess(options: Parameters<typeof rawChain>[0]): Promise<number> {
  const text = JSON.stringify(rawChain(options));
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  return scheme[0]?.obj_id ?? 0;
}

const table = (body: string | Buffer): FormFile => ({ field: 'from_file', name: 'tasks.csv', body });

async function uploadTable(fields: Record<string, string>, body: string | Buffer): Promise<JsonObject> {
  const all = { type: 'create', obj: 'task', conv_id: String(conv_id), names_in_first_row: 'true', ...fields };
  const { json } = await upload(
    served,
    { divider: ',', encoding: 'utf-8', reference_col_name: '', ...all },
    table(body),
  );
  return listOf(json, 'ops')[0] ?? {};
}

async function dataOf(ref: string): Promise<JsonObject | undefined> {
  return (await served.world.task(conv_id, ref))?.data;
}

async function inWork(): Promise<JsonObject[]> {
  const list = await one(served, { type: 'list', obj: 'node', conv_id, obj_id: WORK, limit: 100 });
  return listOf(list).map(({ data }) => data as JsonObject);
}

async function errorsOf(answer: JsonObject): Promise<string> {
  return (await request(String(answer.errors_url).replace('http://takt.test', served.url))).text;
}

describe('import', () => {
  test('each row becomes a task: names in the first row, a reference, types, quotes', async () => {
    const text = 'ref,name,age,tags,opts,on\r\na-1,"Ann, ""the"" first",41,"[1,2]","{""x"":1}",true\r\na-2,Bob,,,,\r\n';
    const fields = {
      reference_col_name: 'ref',
      cols_convert_to: '["string","string","integer","array","object","boolean"]',
    };
    expect(await uploadTable(fields, text)).toMatchObject({
      proc: 'ok',
      obj: 'csv_upload',
      ok_count: 2,
      err_count: 0,
      all_count: 2,
    });
    expect(await dataOf('a-1')).toEqual({ name: 'Ann, "the" first', age: 41, tags: [1, 2], opts: { x: 1 }, on: true });
    expect(await dataOf('a-2')).toEqual({ name: 'Bob' });
  });

  test('without names the parameters are key1, key2, and so on', async () => {
    await uploadTable({ names_in_first_row: 'false', divider: ';' }, 'a;b\n"c\nd";e');
    expect(await inWork()).toEqual([
      { key1: 'a', key2: 'b' },
      { key1: 'c\nd', key2: 'e' },
    ]);
  });

  test('a byte order mark does not matter, and windows-1251 is read', async () => {
    await uploadTable({ divider: '|' }, '\uFEFFимя|город\nАня|Київ');
    await uploadTable({ divider: '|', encoding: 'windows-1251' }, iconv.encode('имя|город\nЁжик|Мир', 'windows-1251'));
    expect(await inWork()).toEqual([
      { имя: 'Аня', город: 'Київ' },
      { имя: 'Ёжик', город: 'Мир' },
    ]);
  });

  test('a row that cannot be a task is an error of that row, told in a file', async () => {
    const params = [
      {
        name: 'phone',
        type: 'string',
        descr: '',
        flags: ['required', 'input'],
        regex: '^\\d+$',
        regex_error_text: 'no phone',
      },
    ];
    conv_id = await makeProcess({ semaphors: [HOUR_TIMER], extra: { params } });
    const text = 'ref,phone,n\nr1,123,1\nr1,456,2\nr2,x,3\nr3,789,many\nr4,1,2,3\n,1,2\nr5,55\n';
    const answer = await uploadTable({ reference_col_name: 'ref', cols_convert_to: 'string,string,number' }, text);
    expect(answer).toMatchObject({ proc: 'ok', ok_count: 2, err_count: 5, all_count: 7 });
    const lines = (await errorsOf(answer)).trim().split('\r\n');
    expect(lines[0]).toBe('row,reference,error');
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 2))).toEqual([
      ['3', 'r1'],
      ['4', 'r2'],
      ['5', 'r3'],
      ['6', 'r4'],
      ['7', ''],
    ]);
    expect(lines[1]).toContain('not unical reference');
    expect(lines[3]).toContain('"many"');
    expect(await dataOf('r5')).toEqual({ phone: '55' });
  });

  test('what cannot be read ends the table with an error; what stands before it was made', async () => {
    const answer = await uploadTable({}, 'a,b\n1,2\n"3,4\n5,6\n');
    expect(answer).toMatchObject({ proc: 'ok', ok_count: 1, err_count: 1 });
    expect(await errorsOf(answer)).toMatch(/cannot be read/);
  });

  test('a column of references that is not there makes nothing', async () => {
    const answer = await uploadTable({ reference_col_name: 'id' }, 'ref,n\na,1\n');
    expect(answer).toMatchObject({ proc: 'error', description: expect.stringContaining('there are: ref, n') });
    expect(await inWork()).toEqual([]);
    expect(await uploadTable({ reference_col_name: 'autogenerate' }, 'ref,n\na,1\n')).toMatchObject({ ok_count: 1 });
  });

  test('only true, false, 1 and 0 are booleans, whatever else a name means to the server', async () => {
    const answer = await uploadTable({ cols_convert_to: 'boolean' }, 'on\nconstructor\n__proto__\nTRUE\n');
    expect(answer).toMatchObject({ ok_count: 1, err_count: 2, all_count: 3 });
    expect(await inWork()).toEqual([{ on: true }]);
  });

  test('a table with more columns than anybody makes is not taken, nor a row with more cells', async () => {
    const wide = Array.from({ length: 2001 }, (_, n) => `c${n}`).join();
    expect(await uploadTable({}, `${wide}\n1\n`)).toMatchObject({
      proc: 'error',
      description: expect.stringContaining('2001 columns'),
    });
    const answer = await uploadTable({}, `a\n1\n2${','.repeat(2001)}\n3\n`);
    expect(answer).toMatchObject({ ok_count: 2, err_count: 1 });
    expect(await errorsOf(answer)).toContain('2002 cells');
  });

  test('where the rows came from can be put into the tasks', async () => {
    await uploadTable({ extra_sys_ip: 'true', extra_sys_filename: 'true' }, 'a\n1\n');
    expect(await inWork()).toEqual([{ a: '1', __sys_ip__: '127.0.0.1', __sys_filename__: 'tasks.csv' }]);
  });

  test('a long one is followed by its hash and tells how it ended', async () => {
    const rows = Array.from({ length: 1200 }, (_, n) => `r${n},${n}`).join('\n');
    const begun = await uploadTable({ async: 'true', reference_col_name: 'ref' }, `ref,n\n${rows}\nr7,again`);
    expect(begun).toMatchObject({ proc: 'ok', obj: 'csv_upload', hash: expect.stringMatching(/^[0-9a-f]{40}$/) });
    const hash = String(begun.hash);
    await ended(hash);
    const { json } = await uploadInfo(served, hash);
    expect(listOf(json, 'ops')[0]).toMatchObject({ status: 'success', ok_count: 1200, err_count: 1, all_count: 1201 });
    const statistics = { type: 'get', obj: 'statistics', action: 'upload', obj_type: 'csv_upload', id: hash };
    const counts = { id: hash, obj_id: conv_id, obj: 'csv_upload', ok: 1200, err: 1, all: 1201, progress: 100 };
    expect(listOf(await one(served, statistics), 'data')).toMatchObject([counts]);
    expect(listOf((await uploadInfo(served, hash, served.guest)).json, 'ops')[0]).toMatchObject({ code: 'not_found' });
  });

  test('one that is stopped keeps what it has made', async () => {
    const rows = Array.from({ length: 5000 }, (_, n) => `r${n},${n}`).join('\n');
    // What follows the first rows waits until the stop is there.
    const { tasks } = served.world.ports;
    const commit = tasks.commit.bind(tasks);
    let go = (): void => undefined;
    const stopped = new Promise<void>((resolve) => {
      go = resolve;
    });
    let pieces = 0;
    tasks.commit = async (units) => (pieces++ > 0 ? stopped : Promise.resolve()).then(() => commit(units));
    const begun = await uploadTable({ async: 'true', reference_col_name: 'ref' }, `ref,n\n${rows}`);
    const hash = String(begun.hash);
    expect(await one(served, { type: 'stop', obj: 'upload', hash, obj_type: 'task' })).toMatchObject({ proc: 'ok' });
    tasks.commit = commit;
    go();
    const status = await ended(hash);
    const { json } = await uploadInfo(served, hash);
    const info = listOf(json, 'ops')[0] ?? {};
    expect(status).toBe('stopped');
    expect(Number(info.ok_count)).toBeLessThan(5000);
    const { count } = await one(served, { type: 'list', obj: 'node', conv_id, obj_id: WORK, limit: 1 });
    expect(count).toBe(info.ok_count);
  });

  test('it takes the right to make tasks', async () => {
    const file = table('a\n1');
    const { json } = await upload(
      served,
      { type: 'create', obj: 'task', conv_id: String(conv_id) },
      file,
      served.guest,
    );
    expect(listOf(json, 'ops')[0]).toMatchObject({ proc: 'error', description: 'Access denied' });
  });
});

/** Waits for the end of a job as a client does, by asking. */
async function ended(hash: string): Promise<string> {
  return new Promise((resolve) => {
    const watched = served.world.jobs.watch(hash, ({ status }) => status !== 'in_progress' && resolve(status));
    if (watched !== null && watched.job.status !== 'in_progress') resolve(watched.job.status);
  });
}

describe('export', () => {
  const download = async (fields: JsonObject, key = served.admin): Promise<JsonObject> => {
    const op = { obj: 'node', conv_id, obj_id: WORK, format: 'csv', ...fields };
    const { json } = await post(served, JSON.stringify({ ops: [op] }), { path: '/api/2/download', key });
    return listOf(json, 'ops')[0] ?? {};
  };
  const text = async (fields: JsonObject = {}, key = served.admin): Promise<string> => {
    const answer = await download(fields, key);
    return (await request(String(answer.download_url).replace('http://takt.test', served.url))).text;
  };

  test('columns are all parameters of the tasks, the newest task first, objects as JSON', async () => {
    await served.world.addTask(conv_id, { a: 'x|y', b: { c: [1] } }, 'one');
    await served.world.addTask(conv_id, { b: 'two\nlines', d: 5, e: null, f: false }, 'two');
    expect(await text()).toBe('b|d|e|f|a\r\n"two\nlines"|5||false|\r\n"{""c"":[1]}"||||"x|y"\r\n');
  });

  test('system columns come first, times are unix seconds, and pages are cut by limit and offset', async () => {
    for (const ref of ['r1', 'r2', 'r3']) await served.world.addTask(conv_id, { n: ref }, ref);
    const extra_columns = ['ref', 'status', 'create_time', 'node_prev_id'];
    expect(await text({ extra_columns, limit: 1, offset: 1, divider: ',' })).toBe(
      `ref,status,create_time,node_prev_id,n\r\nr2,delayed,1705320000,${'0'.repeat(22)}a1,r2\r\n`,
    );
  });

  test('times of the menu and of one’s own', async () => {
    await served.world.addTask(conv_id, { n: 'old' }, 'r1');
    await served.world.clock.run(50 * 60_000);
    await served.world.addTask(conv_id, { n: 'new' }, 'r2');
    expect(await text({ select: 'last10minute' })).toBe('n\r\nnew\r\n');
    expect(await text({ select: 'lastHour' })).toBe('n\r\nnew\r\nold\r\n');
    const now = served.world.clock.now() / 1000;
    expect(await text({ select: 'custom', start: now - 4000, end: now - 60 })).toBe('n\r\nold\r\n');
    expect(await text({ select: 'previous_hour' })).toBe('\r\n');
  });

  test('what a spreadsheet would run as a formula is text; telephone numbers stay as they are', async () => {
    await served.world.addTask(conv_id, { a: '=HYPERLINK("x")', b: '+380 (44) 123', c: -5, d: '@SUM(A1)', e: '-x' });
    expect(await text({ divider: ',' })).toBe(`a,b,c,d,e\r\n"'=HYPERLINK(""x"")",+380 (44) 123,-5,'@SUM(A1),'-x\r\n`);
  });

  test('who may not modify the process sees no secrets, and who may not view it gets nothing', async () => {
    await served.world.addTask(conv_id, { token: 'very-secret-1', a: 'very-secret-1' });
    await one(served, {
      type: 'link',
      obj: 'conv',
      obj_id: conv_id,
      obj_to: 'user',
      obj_to_id: served.guest.obj_id,
      privs: [{ type: 'view', list_obj: ['all'] }],
    });
    expect(await text({}, served.guest)).toBe('token|a\r\n***|***\r\n');
    conv_id = await makeProcess({ semaphors: [HOUR_TIMER] });
    expect(await download({}, served.guest)).toMatchObject({ proc: 'error', description: 'Access denied' });
  });

  test('what was exported can be imported again', async () => {
    await served.world.addTask(conv_id, { a: 'x|"y"', n: 'ü' }, 'first');
    const exported = await text({ extra_columns: ['ref'] });
    const from = conv_id;
    conv_id = await makeProcess({ semaphors: [HOUR_TIMER] });
    expect(conv_id).not.toBe(from);
    expect(await uploadTable({ divider: '|', reference_col_name: 'ref' }, exported)).toMatchObject({ ok_count: 1 });
    expect(await dataOf('first')).toEqual({ a: 'x|"y"', n: 'ü' });
  });

  test('a node without tasks, and one that keeps none, give an empty table', async () => {
    expect(await text({ obj_id: FINAL })).toBe('\r\n');
  });
});
