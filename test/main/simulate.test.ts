import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateFile, testFiles } from '../../src/main/simulate.ts';

const PROCESS = {
  obj_type: 1,
  title: 'Ask',
  scheme: {
    nodes: [
      { id: 'n1', obj_type: 1, title: 'Start', condition: { logics: [{ type: 'go', to_node_id: 'n2' }] } },
      {
        id: 'n2',
        obj_type: 0,
        title: 'Ask the price',
        condition: {
          logics: [
            { type: 'api', method: 'GET', url: 'https://shop.example.com/price', err_node_id: 'n4' },
            { type: 'go', to_node_id: 'n3' },
          ],
        },
      },
      {
        id: 'n3',
        obj_type: 0,
        title: 'Wait an hour',
        condition: { logics: [], semaphors: [{ type: 'time', value: 3600, dimension: 'sec', to_node_id: 'n2' }] },
      },
      { id: 'n4', obj_type: 2, title: 'No price', condition: { logics: [] } },
    ],
  },
};
const WORLD = [{ when: { url: '/price' }, answers: [{ body: { price: '{{n}}', api_key: 'key-of-the-shop' } }] }];

let folder = '';
let printed = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'takt-simulate-'));
  mkdirSync(join(folder, 'scenarios'));
  writeFileSync(join(folder, 'ask.json'), JSON.stringify(PROCESS));
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function scenarios(...list: object[]): string {
  const file = join(folder, 'scenarios', 'ask.json');
  const all = list.map((one) => ({ task: { ref: 'r', data: {} }, world: WORLD, for: '2d', ...one }));
  writeFileSync(file, JSON.stringify({ process: '../ask.json', scenarios: all }));
  return file;
}

describe('takt simulate', () => {
  test('tells a loop of two days once, with the number of its turns and no secrets', async () => {
    scenarios({ name: 'prices' });
    expect(await simulateFile(join(folder, 'ask.json'), { json: false })).toBe(0);
    expect(printed).toMatch(/2030-01-01 00:00:00Z {2}Ask \/ r → Ask the price\n/);
    expect(printed).toMatch(/GET https:\/\/shop\.example\.com\/price .* 200/);
    expect(printed).toMatch(/… the same 47 times more, until 2030-01-03 00:00:00Z/);
    expect(printed).not.toContain('key-of-the-shop');
  });

  test('runs as long as it is told', async () => {
    scenarios({ name: 'prices' });
    await simulateFile(join(folder, 'ask.json'), { json: true, for: '5h' });
    const { entries } = JSON.parse(printed) as { entries: { kind: string }[] };
    expect(entries.filter(({ kind }) => kind === 'request')).toHaveLength(6);
    expect(printed).not.toContain('key-of-the-shop');
  });

  test('without a scenario the world is empty, and what was asked of it is said', async () => {
    expect(await simulateFile(join(folder, 'ask.json'), { json: false })).toBe(1);
    expect(printed).toMatch(/→ No price/);
    expect(printed).toContain('no rule of the world answers GET https://shop.example.com/price');
  });

  test('a scenario that is not there is answered with those that are', async () => {
    const file = scenarios({ name: 'prices' });
    const wanted = simulateFile(join(folder, 'ask.json'), { json: false, scenario: `${file}#costs` });
    await expect(wanted).rejects.toThrow('it has "prices"');
  });
});

describe('takt test', () => {
  test('says what was expected and what is, and fails', async () => {
    const file = scenarios(
      { name: 'right', expect: { node: 'Wait an hour', data: { price: 49 }, requests: 49 } },
      {
        name: 'wrong',
        expect: { node: 'No price', wait: 'final', data: { price: 1 }, path: { contains: ['No price'] } },
      },
    );
    expect(await testFiles([file], { json: false })).toBe(1);
    expect(printed).toContain('pass  ask: right\n');
    expect(printed).toContain('FAIL  ask: wrong\n');
    expect(printed).toContain('at the end: node: expected "No price", is "Wait an hour" (n3)');
    expect(printed).toContain('at the end: wait: expected final, is delay');
    expect(printed).toContain('at the end: path: does not come through "No price"');
    expect(printed).toContain('at the end: data.price: expected 1, is 49');
    expect(printed).toContain('1 passed, 1 failed');
  });

  test('a refusal that was expected passes, one that was not is a difference', async () => {
    const again = { at: '1m', create: { ref: 'r', data: {} } };
    const file = scenarios(
      { name: 'expected', events: [{ ...again, refused: 'not_unical_ref' }] },
      { name: 'not expected', events: [again] },
    );
    expect(await testFiles([file], { json: true })).toBe(1);
    expect(JSON.parse(printed)).toMatchObject([
      { scenario: 'expected', ok: true },
      { scenario: 'not expected', ok: false, differences: [expect.stringContaining('not_unical_ref')] },
    ]);
  });

  test('a process that cannot run is named with its node', async () => {
    const [start] = PROCESS.scheme.nodes;
    const broken = { ...PROCESS, scheme: { nodes: [start] } };
    const file = scenarios({ name: 'broken' });
    writeFileSync(join(folder, 'ask.json'), JSON.stringify(broken));
    expect(await testFiles([file], { json: false })).toBe(1);
    expect(printed).toMatch(/cannot run: node "Start" \(n1\)/);
  });
});
