/** Git Call with the runner that docs/git-call.md shows, as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHttpClient } from '../../src/adapters/http_client/undici_client.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { parseNetRules } from '../../src/base/net_rules.ts';
import { FINAL, rawChain, WORK } from '../fixtures/raws.ts';
import { ADMIN, openWorld, type World } from '../fixtures/world.ts';

const page = readFileSync(join(__dirname, '../../docs/git-call.md'), 'utf8');
const source = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
const http = openHttpClient({ allow: parseNetRules('127.0.0.0/8') });
let folder: string;
let runner: ChildProcess;
let url: string;
let world: World;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'takt-runner-'));
  writeFileSync(join(folder, 'runner.mjs'), source);
  runner = spawn(process.execPath, ['runner.mjs'], { cwd: folder, env: { ...process.env, PORT: '0' } });
  const said = await new Promise<string>((resolve) => runner.stdout?.once('data', (text) => resolve(String(text))));
  url = `http://127.0.0.1:${/\d+/.exec(said)?.[0]}/{conv_id}/{node_id}`;
});
afterAll(async () => {
  runner.kill('SIGKILL');
  await http.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => world.close());

async function ran(logic: JsonObject, data: JsonObject): Promise<JsonObject> {
  const text = JSON.stringify(rawChain({ logics: [{ type: 'git_call', version: 2, err_node_id: FINAL, ...logic }] }));
  const { scheme } = await world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  const conv_id = scheme[0]?.obj_id ?? 0;
  const made = await world.addTask(conv_id, data);
  for (;;) {
    const task = await world.ports.tasks.load({ conv_id, obj_id: made.obj_id });
    if (task === null || task.wait?.kind !== 'effect') return task?.data ?? {};
    await world.clock.run(1);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('A program gets the data of the task, and what it returns is merged', async () => {
  world = await openWorld({ ports: { git_runner: { url, http } } });
  const code = 'module.exports = async (data) => ({ sum: data.a + data.b, list: [data.text] });';
  const data = { a: 1, b: 2, text: 'Grüße "\u2028' };
  expect(await ran({ lang: 'js', code }, data)).toEqual({ ...data, sum: 3, list: [data.text] });
  expect(await ran({ type: 'api_git', lang: 'js', src: code }, data)).toMatchObject({ sum: 3 });
});

test('A program that throws leads to the error node, with its words under every name of the description', async () => {
  world = await openWorld({ ports: { git_runner: { url, http } } });
  const data = await ran({ code: 'module.exports = () => { throw new Error("no money"); };' }, {});
  expect(data.__conveyor_git_call_return_type_tag__).toBe('git_call_executing_error');
  for (const name of ['return', 'return_type', 'return_type_error']) {
    expect(data[`__conveyor_git_call_${name}_description__`]).toContain('no money');
  }
  const list = await ran({ code: 'module.exports = () => [1];' }, {});
  expect(list.__conveyor_git_call_return_type_tag__).toBe('git_call_return_format_error');
});

test('Without a runner a deploy warns, and a task is told what to set', async () => {
  world = await openWorld({ settings: { git_call: false } });
  const data = await ran({ code: '' }, {});
  expect(data.__conveyor_git_call_return_type_tag__).toBe('git_call_is_not_supported');
  expect(data.__conveyor_git_call_return_description__).toContain('TAKT_GIT_CALL_URL');
  const text = JSON.stringify(rawChain({ logics: [{ type: 'git_call', err_node_id: FINAL }] }));
  const { problems } = await world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  const found = problems.flatMap((row) => row.problems).filter(({ node_id }) => node_id === WORK || node_id !== null);
  expect(found.map(({ level, rule }) => `${level} ${rule}`)).toContain('warning git_call_no_runner');
});
