/**
 * The command line as a person or a script types it: what each command prints, what `--json` gives, and what is said
 * where something is wrong: one sentence on stderr, nothing on stdout, and an exit code that is not 0.
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src/base/json.ts';
import { rawChain } from '../fixtures/raws.ts';
import * as bitrix24 from './bitrix.ts';
import { listenForHttp } from './listeners.ts';
import { callsAndWaits, importProcess } from './processes.ts';
import { closeAll, eventually, KEY, newFolder, type Ran, ROOT, runTakt, startTakt, type Takt } from './support.ts';

jest.setTimeout(60_000);

const TOKEN_DATA = '{"portal":"mycompany","client_id":"local.1","client_secret":"a-secret-key","scope":"user,crm"}';
const OAUTH = join(ROOT, 'processes/bitrix-oauth.json');

/** Who may read and write a file, in octal. */
function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

describe('Commands that talk to a server', () => {
  let takt: Takt;
  let folder: string;
  beforeAll(async () => {
    takt = await startTakt();
    folder = newFolder();
  });
  afterAll(closeAll);

  test('templates lists what can be cloned', async () => {
    expect((await cli('templates')).stdout).toMatch(/^bitrix-oauth {2}Bitrix OAuth\. /m);
    const names = (json(await cli('templates', '--json')) as JsonObject[]).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['bitrix-oauth', 'bitrix-create-lead', 'notify', 'notify-email']));
  });

  test('clone tells the number of the process and of what came along', async () => {
    const { conv_id, also } = json(await cli('clone', 'bitrix-oauth', '--json')) as JsonObject;
    expect(also).toEqual([{ template: 'notify', conv_id: expect.any(Number) }]);
    const again = await cli('clone', 'bitrix-oauth', '--title', 'The other portal');
    expect(again.stdout).toMatch(/^process \d+\n$/);
    expect(again.stdout).not.toBe(`process ${conv_id}\n`);
  });

  test('a task is added, shown and modified, by the number of the process or by its alias', async () => {
    const added = json(
      await cli('add-task', '@bitrix-oauth', '--ref', 'token', '--data', TOKEN_DATA, '--json'),
    ) as JsonObject;
    const shown = json(await cli('show-task', '@bitrix-oauth', '--ref', 'token', '--json')) as JsonObject;
    expect(shown).toMatchObject({ ref: 'token', obj_id: added.obj_id, node_title: bitrix24.RESTS });
    const modified = await cli('modify-task', String(shown.conv_id), '--ref', 'token', '--data', '{"scope":"crm"}');
    expect(modified.stdout).toBe(`task ${added.obj_id}\n`);
    expect((await cli('show-task', '@bitrix-oauth', '--ref', 'token')).stdout).toContain('"scope": "crm"');
  });

  test('show-task finds a task without a reference by the id that add-task told', async () => {
    const conv_id = await importProcess(takt, rawChain());
    const added = await cli('add-task', `${conv_id}`, '--data', '{"n":1}');
    const obj_id = added.stdout.replace(/^task |\n$/g, '');
    const shown = json(await cli('show-task', `${conv_id}`, '--ref', obj_id, '--json')) as JsonObject;
    expect(shown).toMatchObject({ obj_id, status: 'processed', data: { n: 1 } });
  });

  test('what is exported can be imported again, and files that cannot be are refused', async () => {
    const conv_id = await importProcess(takt, rawChain({ title: 'There and back' }));
    const exported = await cli('export', `${conv_id}`);
    const file = inFolder('exported.json', exported.stdout);
    const [made] = json(await cli('import', file, '--json')) as JsonObject[];
    expect(made).toEqual({ conv_id: expect.any(Number), title: 'There and back' });
    const again = await cli('export', String(made?.conv_id));
    const titles = (text: string) => text.match(/"title": ".*"/g);
    expect(titles(again.stdout)).toEqual(titles(exported.stdout));
    expectRefused(await cli('import', inFolder('no.json', 'no')), /Line 1, column 1/);
    expectRefused(await cli('import', join(folder, 'none.json')), /none\.json/);
  });

  test('an import with a process that cannot run says what is wrong in it', async () => {
    const broken = { type: 'go', to_node_id: 'ffffffffffffffffffffffff' };
    const got = await cli(
      'import',
      inFolder('broken.json', JSON.stringify(rawChain({ title: 'Broken', logics: [broken] }))),
    );
    expect(got.code).toBe(1);
    expect(got.stdout).toMatch(/^process \d+: Broken\n$/);
    expect(got.stderr).toMatch(/^takt: process \d+ "Broken" was not deployed: node \w+ "Work": .*\n$/);
  });

  test('keys makes a key that works', async () => {
    const { login, secret } = json(await cli('keys', 'create', 'Bob', '--json')) as Record<string, string>;
    const env = { TAKT_URL: takt.url, TAKT_API_LOGIN: login ?? '', TAKT_API_SECRET: secret ?? '' };
    expect((await runTakt(['templates'], env)).code).toBe(0);
    expect((await cli('keys', 'create', 'Eve')).stdout).toMatch(/^TAKT_API_LOGIN=\S+\nTAKT_API_SECRET=\S+\n$/);
  });

  test('connect prints a link', async () => {
    const { url } = json(await cli('connect', '@bitrix-oauth', '--json')) as JsonObject;
    expect(url).toMatch(/^http:.*\/oauth\/connect\/\d+\?ref=token&link=/);
  });

  test('a wrong secret, a wrong login and no key at all are refused', async () => {
    const { TAKT_API_LOGIN: login, TAKT_API_SECRET: secret } = KEY;
    const as = (TAKT_API_LOGIN: string, TAKT_API_SECRET: string) =>
      runTakt(['templates'], { TAKT_URL: takt.url, TAKT_API_LOGIN, TAKT_API_SECRET });
    expectRefused(await as(login, 'wrong-secret'), /login or the signature is wrong/);
    expectRefused(await as('nobody', secret), /login or the signature is wrong/);
    expectRefused(await as('', ''), /TAKT_API_LOGIN and TAKT_API_SECRET/);
  });

  test.each([
    { args: ['clone', 'nothing'], says: /no template nothing; there are: .*bitrix-oauth/ },
    { args: ['clone'], says: /TEMPLATE is missing/ },
    { args: ['export', '999'], says: /999/ },
    { args: ['add-task', '999', '--data', '{}'], says: /999/ },
    { args: ['add-task', '@bitrix-oauth'], says: /--data JSON is missing/ },
    { args: ['add-task', '@bitrix-oauth', '--data', '{bad'], says: /--data is not JSON/ },
    { args: ['add-task', '@bitrix-oauth', '--data', '[]'], says: /must be a JSON object/ },
    { args: ['add-task', '@bitrix-oauth', '--data', '{}'], says: /portal/ },
    { args: ['show-task', '@bitrix-oauth', '--ref', 'nobody'], says: /not found task/ },
    { args: ['keys', 'create'], says: /keys create NAME/ },
    { args: ['connect', '999'], says: /999/ },
    { args: ['worker'], says: /takt serve/ },
    { args: ['nonsense'], says: /There is no command nonsense/ },
    { args: ['clone', '--nonsense'], says: /--nonsense/ },
    { args: ['simulate'], says: /FILE is missing/ },
    { args: ['lint'], says: /FILE is missing/ },
  ])('takt $args is refused with a sentence', async ({ args, says }) => {
    expectRefused(await cli(...args), says);
  });

  test('where no server answers it is said how to start one', async () => {
    expectRefused(await runTakt(['templates'], { ...KEY, TAKT_URL: 'http://127.0.0.1:1' }), /npm start/);
  });

  function cli(...args: string[]): Promise<Ran> {
    return runTakt(args, { ...KEY, TAKT_URL: takt.url });
  }

  function inFolder(name: string, text: string): string {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  }
});

describe('Commands that need no server', () => {
  afterAll(closeAll);

  test('help lists the commands, and no command at all is an error', async () => {
    const help = await runTakt(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const name of ['serve', 'clone', 'add-task', 'simulate', 'connect', 'backup'])
      expect(help.stdout).toContain(name);
    expect((await runTakt([])).code).not.toBe(0);
  });

  test('lint finds everything that is wrong and says where; the templates have nothing wrong', async () => {
    const file = join(newFolder(), 'bad.json');
    const logics = [
      { type: 'api_rpc', conv_id: '' },
      { type: 'go', to_node_id: 'nowhere' },
    ];
    writeFileSync(file, JSON.stringify(rawChain({ logics })));
    const found = await runTakt(['lint', file]);
    expect(found.code).toBe(1);
    expect(found.stdout).toMatch(/error .*node 0000000000000000000000a2 "Work"/);
    const [linted] = json(await runTakt(['lint', '--json', file]), 1) as { problems: JsonObject[] }[];
    expect(linted?.problems.length).toBeGreaterThan(1);
    expect((await runTakt(['lint', OAUTH])).code).toBe(0);
    expectRefused(await runTakt(['lint', `${file}.none`]), /none/);
  });

  test('simulate shows thirty days in seconds, without a secret', async () => {
    const { code, stdout } = await runTakt(['simulate', OAUTH, '--for', '30d']);
    expect(code).toBe(0);
    expect(stdout).toContain('Обновляем "access_token"');
    expect(stdout).toContain('the same 1727 times more');
    expectRefused(await runTakt(['simulate', OAUTH, '--for', 'ever']), /"ever"/);
  });

  test('test runs scenarios, and fails where one does not go as expected', async () => {
    const file = join(ROOT, 'processes/scenarios/bitrix-oauth.json');
    const scenarios = json(await runTakt(['test', file, '--json'])) as JsonObject[];
    expect(scenarios.length).toBeGreaterThan(0);
    expect(scenarios.filter(({ ok }) => ok !== true)).toEqual([]);
    const wrong = join(newFolder(), 'wrong.json');
    const scenario = {
      name: 'never so',
      task: { ref: 'a', data: {} },
      world: [],
      for: '1m',
      expect: { node: 'Nowhere' },
    };
    writeFileSync(`${wrong}.process`, JSON.stringify(rawChain()));
    writeFileSync(wrong, JSON.stringify({ process: 'wrong.json.process', scenarios: [scenario] }));
    const failed = await runTakt(['test', wrong]);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('0 passed, 1 failed');
  });

  test.each([
    { env: { PORT: 'abc' }, says: /PORT/ },
    { env: { PORT: '70000' }, says: /PORT/ },
    { env: { DATABASE_URL: 'postgres://x' }, says: /DATABASE_URL/ },
    { env: { TAKT_SECRET_KEY: 'short' }, says: /32 bytes/ },
    { env: { TAKT_ALLOW_NET: '127.0.0.0/99' }, says: /127\.0\.0\.0\/99/ },
  ])('serve with $env does not begin', async ({ env, says }) => {
    expectRefused(await runTakt(['serve'], { DATA_DIR: newFolder(), PORT: '0', ...env }), says);
  });
});

describe('The server and its data', () => {
  afterAll(closeAll);

  test('a second server on the same data is kept out', async () => {
    const takt = await startTakt();
    expectRefused(await runTakt(['serve'], { DATA_DIR: takt.folder, PORT: '0' }), /in use by another Takt server/);
    expect(await takt.stop()).toBe(0);
  });

  test('the first start prints a key and a password, and the next one does not', async () => {
    const takt = await startTakt({ env: { TAKT_API_LOGIN: '', TAKT_API_SECRET: '' } });
    await takt.program.line(/password of the person admin, shown once: \S+/);
    const exported = /TAKT_API_LOGIN=(\S+)\n.*TAKT_API_SECRET=(\S+)/.exec(takt.program.said());
    const [, TAKT_API_LOGIN = '', TAKT_API_SECRET = ''] = exported ?? [];
    expect((await runTakt(['templates'], { TAKT_URL: takt.url, TAKT_API_LOGIN, TAKT_API_SECRET })).code).toBe(0);
    const modes = readdirSync(takt.folder).map((name) => [name, modeOf(join(takt.folder, name))]);
    expect(modes).toEqual(
      expect.arrayContaining([
        ['takt.key', '600'],
        ['takt.sqlite', '600'],
      ]),
    );
    expect(new Set(modes.map(([, mode]) => mode))).toEqual(new Set(['600']));
    await takt.stop();
    const again = await startTakt({ folder: takt.folder, env: { TAKT_API_LOGIN: '', TAKT_API_SECRET: '' } });
    expect((await runTakt(['templates'], { TAKT_URL: again.url, TAKT_API_LOGIN, TAKT_API_SECRET })).code).toBe(0);
    await again.stop();
    expect(again.program.said()).not.toContain('shown once');
  });

  test('a backup brings back what was there, with its key and not without it', async () => {
    const takt = await startTakt();
    const conv_id = await importProcess(
      takt,
      rawChain({ title: 'Kept', logics: [{ type: 'api_callback', is_sync: false }] }),
    );
    await bitrix24.addTask(takt, conv_id, { precious: 'yes' }, 'r1');
    const file = join(newFolder(), 'backup.sqlite');
    expectRefused(await runTakt(['backup', file], { DATA_DIR: takt.folder }), /in use/);
    const wrong = { TAKT_URL: takt.url, ...KEY, TAKT_API_SECRET: 'wrong' };
    expectRefused(await runTakt(['backup', file], wrong), /signature is wrong/);
    const online = await runTakt(['backup', file, '--json'], { TAKT_URL: takt.url, ...KEY });
    expect(json(online)).toEqual({ file });
    expect(modeOf(file)).toBe('600');
    expect(readdirSync(takt.folder).filter((name) => name.startsWith('backup'))).toEqual([]);
    const copy = newFolder();
    const key = readFileSync(join(takt.folder, 'takt.key'), 'utf8').trim();
    expect((await runTakt(['restore', file], { DATA_DIR: copy, TAKT_SECRET_KEY: key })).code).toBe(0);
    rmSync(file);
    await takt.stop();
    expect(json(await runTakt(['backup', file, '--json'], { DATA_DIR: takt.folder }))).toEqual({ file });
    expect(modeOf(file)).toBe('600');
    expectRefused(await runTakt(['backup', file], { DATA_DIR: takt.folder }), /is there already/);
    expectRefused(await runTakt(['restore', `${file}.none`], { DATA_DIR: takt.folder }), /none/);

    const other = newFolder();
    expectRefused(await runTakt(['restore', file], { DATA_DIR: other }), /secret key does not fit/);
    const TAKT_SECRET_KEY = readFileSync(join(takt.folder, 'takt.key'), 'utf8').trim();
    expect((await runTakt(['restore', file], { DATA_DIR: other, TAKT_SECRET_KEY })).code).toBe(0);
    const restored = await startTakt({ folder: other, env: { TAKT_SECRET_KEY } });
    expect((await bitrix24.see(restored, conv_id, { ref: 'r1' })).data).toEqual({ precious: 'yes' });
    expectRefused(await runTakt(['restore', file], { DATA_DIR: other, TAKT_SECRET_KEY }), /in use/);
    await bitrix24.addTask(restored, conv_id, {}, 'r2');
    await restored.stop();
    const over = await runTakt(['restore', file], { DATA_DIR: other, TAKT_SECRET_KEY });
    expect(over).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(other, 'takt.sqlite.before-restore'))).toBe(true);
    const back = await startTakt({ folder: other, env: { TAKT_SECRET_KEY } });
    expect((await back.op({ type: 'show', obj: 'task', conv_id, ref: 'r2' })).proc).not.toBe('ok');
  });

  test('a stop waits for the request of an API node and writes its answer down', async () => {
    const listener = await listenForHttp();
    listener.answers = false;
    const takt = await startTakt();
    const conv_id = await importProcess(takt, callsAndWaits(listener.url));
    const obj_id = await bitrix24.addTask(takt, conv_id, { hello: 'there' }, 'r');
    const call = await listener.calls.first(() => true);
    const stopped = takt.stop();
    await eventually(
      'the server takes no more',
      () =>
        fetch(takt.url).then(
          () => false,
          () => true,
        ),
      Boolean,
    );
    expect(takt.program.child.exitCode).toBeNull();
    call.answer(200);
    expect(await stopped).toBe(0);
    const again = await startTakt({ folder: takt.folder });
    expect(await again.op({ type: 'show', obj: 'task', conv_id, ref: 'r' })).toMatchObject({
      obj_id,
      wait: 'callback',
    });
    expect(listener.calls.items).toHaveLength(1);
  });
});

/** What a command that went well printed. */
function json({ code, stdout, stderr }: Ran, wanted = 0): unknown {
  expect({ code, stderr }).toEqual({ code: wanted, stderr: '' });
  return JSON.parse(stdout);
}

function expectRefused({ code, stdout, stderr }: Ran, says: RegExp): void {
  expect(stderr).toMatch(says);
  expect(stderr).toMatch(/^takt: .*\n$/);
  expect({ stdout, refused: code !== 0 && code !== null }).toEqual({ stdout: '', refused: true });
}
