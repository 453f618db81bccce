/** `takt lint`: what it takes, what it tells, and what `--fix` writes. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeZip } from '../../src/api/zip.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { lintFiles } from '../../src/main/lint.ts';
import { rawNodes } from '../../src/model/read_process.ts';
import { exported, go, node, startAndEnd } from '../model/exports.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'takt-lint-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const API: JsonObject = { type: 'api', method: 'GET', url: 'https://example.com' };
const UNHANDLED = exported([node('start', 1, [go('call')]), node('call', 0, [API, go('end')]), node('end', 2, [])]);
const BROKEN = exported([node('start', 1, [go('nowhere')])], { title: 'Broken' });

function file(name: string, content: Json | Buffer, space?: number): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, Buffer.isBuffer(content) ? content : JSON.stringify(content, null, space));
  return path;
}

async function lint(paths: string[], options: { fix?: boolean; json?: boolean } = {}) {
  let stdout = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  try {
    const code = await lintFiles(paths, { json: options.json ?? true, fix: options.fix ?? false });
    return { code, stdout };
  } finally {
    write.mockRestore();
  }
}

interface Told {
  file: string;
  process: string | null;
  problems: JsonObject[];
}

function told(stdout: string): Told[] {
  return JSON.parse(stdout) as Told[];
}

test('ends with 1 on errors only: a process with nothing but warnings is fine', async () => {
  expect((await lint([file('a.json', startedWell())])).code).toBe(0);
  expect((await lint([file('b.json', UNHANDLED)])).code).toBe(0);
  expect((await lint([file('c.json', BROKEN)])).code).toBe(1);
});

test('tells a process without a title from a file that cannot be read', async () => {
  const paths = [file('a.json', { ...startedWell(), title: '' }), file('b.json', Buffer.from('{'))];
  expect(told((await lint(paths)).stdout).map(({ process }) => process)).toEqual(['', null]);
  const { stdout } = await lint(paths, { json: false });
  expect(stdout).toContain('a.json: a process without a title: nothing wrong');
  expect(stdout).toContain('b.json: unreadable:');
});

function startedWell(): JsonObject {
  return exported(startAndEnd());
}

test('names code, level, node, message and page of every problem', async () => {
  const { stdout } = await lint([file('a.json', UNHANDLED)]);
  const [problem] = told(stdout)[0]?.problems ?? [];
  expect(problem).toMatchObject({
    code: 'error_node_missing',
    level: 'warning',
    node_id: 'call',
    node_title: 'Title of call',
    page: 'docs/lint/error_node_missing.md',
  });
  expect(String(problem?.message)).toContain('err_node_id');
});

test('tells the same in words', async () => {
  const { stdout } = await lint([file('a.json', BROKEN)], { json: false });
  expect(stdout).toMatch(/a\.json: Broken:\n {2}error \[target_missing\] node start "Title of start": .*nowhere/);
});

test('takes several files, archives, and folders with whatever else lies in them', async () => {
  const one = file('one.json', [startedWell(), BROKEN]);
  file('exports/deep/two.json', UNHANDLED);
  file('exports/package.json', { name: 'no export' });
  file('exports/readme.md', 'text');
  file('exports/cut.json', Buffer.from('{"obj_type":1,'));
  const zip = writeZip([{ name: '7_A.conv.json', body: Buffer.from(JSON.stringify(BROKEN)) }]);
  const archive = file('all.zip', zip);
  const { stdout, code } = await lint([one, join(folder, 'exports'), archive]);
  const seen = told(stdout).map((row) => [row.file.slice(folder.length + 1), row.process, row.problems.length > 0]);
  expect(seen).toEqual([
    ['one.json', 'A process', false],
    ['one.json', 'Broken', true],
    ['exports/cut.json', null, true],
    ['exports/deep/two.json', 'A process', true],
    ['all.zip', 'Broken', true],
  ]);
  expect(code).toBe(1);
});

test('a file that is no export is an error where it was named', async () => {
  const { code, stdout } = await lint([file('package.json', { name: 'no export' })]);
  expect([code, told(stdout)[0]?.problems[0]?.code]).toEqual([1, 'bad_process']);
  await expect(lint([])).rejects.toThrow(/FILE is missing/);
  await expect(lint([join(folder, 'none.json')])).rejects.toThrow(/none/);
});

test.each([undefined, 2])(
  '--fix adds the nodes that take failures, says so, and leaves all else as it was',
  async (space) => {
    const path = file('a.json', [startedWell(), UNHANDLED], space);
    const before = readFileSync(path, 'utf8');
    const first = await lint([path], { fix: true, json: false });
    expect(first.stdout).toMatch(
      /node call "Title of call": failures of api now lead to new nodes: ([0-9a-f]{24}(, )?){3}/,
    );
    const after = readFileSync(path, 'utf8');
    expect(after.split('\n').length > 1).toBe(before.split('\n').length > 1);
    const [whole, mended] = JSON.parse(after) as JsonObject[];
    expect(whole).toEqual(startedWell());
    const nodes = rawNodes(mended ?? {}) ?? [];
    expect(nodes).toHaveLength(6);
    expect([nodes[0], nodes[2]]).toEqual([node('start', 1, [go('call')]), node('end', 2, [])]);
    const second = await lint([path], { fix: true });
    expect(JSON.parse(second.stdout)).toMatchObject({ fixed: [], linted: [{ problems: [] }, { problems: [] }] });
    expect(readFileSync(path, 'utf8')).toBe(after);
  },
);

test('--fix refuses an archive, and touches nothing that it does not mend', async () => {
  await expect(lint([file('a.zip', writeZip([]))], { fix: true })).rejects.toThrow(/archive/);
  const odd = file('odd.json', Buffer.from('  [\n]\n'));
  await lint([odd], { fix: true });
  expect(readFileSync(odd, 'utf8')).toBe('  [\n]\n');
});
