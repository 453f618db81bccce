/** Scenarios answer for databases and for the runner of Git Call, and end although an answer is still to come. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differencesOf, loadScenarios } from '../../src/main/simulate.ts';
import { openSandbox } from '../../src/main/simulated_world.ts';
import { FINAL, rawChain } from '../fixtures/raws.ts';

test('Scripted databases and runners answer a process, and what was asked is held against what is expected', async () => {
  const logics = [
    { type: 'db_call', instance_id: 227, query: "SELECT a FROM t WHERE n = '{{n}}'", err_node_id: FINAL },
    { type: 'git_call', code: '', err_node_id: FINAL },
  ];
  const scenario = {
    name: 'both answer',
    task: { data: { n: 5 } },
    connections: { '227': 'mysql' },
    database: [{ when: { query: "n = '5'" }, answers: [{ error: 'timeout', after: '1s' }, { rows: [{ a: 1 }] }] }],
    world: [
      {
        when: { url: '//git-call/', body: { params: { n: 5 } } },
        answers: [{ body: { jsonrpc: '2.0', result: { done: true } } }],
      },
    ],
  };
  const fails = {
    ...scenario,
    name: 'late',
    expect: { wait: 'final', queries: ["WHERE n = '5'"], data: { done: null } },
  };
  const works = {
    ...scenario,
    database: [{ answers: [{ rows: [{ a: 1 }] }] }],
    expect: { wait: 'final', data: { result: [{ a: 1 }], done: true }, queries: 1, requests: 1 },
  };
  const unexpected = { ...scenario, name: 'unexpected', database: [], expect: {} };
  const folder = mkdtempSync(join(tmpdir(), 'takt-scenario-'));
  const file = join(folder, 'one.json');
  writeFileSync(file, JSON.stringify({ process: rawChain({ logics }), scenarios: [fails, works, unexpected] }));
  const sandbox = openSandbox();
  const found: string[][] = [];
  for (const loaded of loadScenarios(file)) found.push(await differencesOf(loaded, sandbox));
  await sandbox.close();
  rmSync(folder, { recursive: true });
  expect(found).toEqual([[], [], ["no rule of the database answers SELECT a FROM t WHERE n = '5'"]]);
});

test('A scenario ends at its time, also where an answer is still on its way', async () => {
  const logics = [
    { type: 'api', method: 'GET', url: 'https://slow.test/', extra: {}, extra_headers: {}, err_node_id: FINAL },
  ];
  const world = [{ answers: [{ body: {}, after: '20s' }] }];
  const scenario = { name: 'slow', task: { data: {} }, world, for: '5s', expect: { wait: 'effect', requests: 0 } };
  const folder = mkdtempSync(join(tmpdir(), 'takt-scenario-'));
  const file = join(folder, 'slow.json');
  writeFileSync(file, JSON.stringify({ process: rawChain({ logics }), scenarios: [scenario] }));
  const sandbox = openSandbox();
  const found = await Promise.all(loadScenarios(file).map((loaded) => differencesOf(loaded, sandbox)));
  await sandbox.close();
  rmSync(folder, { recursive: true });
  expect(found).toEqual([[]]);
});
