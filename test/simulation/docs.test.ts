import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { differencesOf, loadScenarios } from '../../src/main/simulate.ts';
import { openSandbox } from '../../src/main/simulated_world.ts';

test('the example of docs/scenarios.md runs as it says', async () => {
  const text = readFileSync(join(__dirname, '../../docs/scenarios.md'), 'utf8');
  const files = [...text.matchAll(/<!-- file: (\S+) -->\n```json\n([\s\S]*?)```/g)];
  expect(files).toHaveLength(2);
  const folder = mkdtempSync(join(tmpdir(), 'takt-docs-'));
  const sandbox = openSandbox();
  try {
    for (const [, name = '', body = ''] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), body);
    }
    const loaded = loadScenarios(join(folder, 'orders/scenarios/pay.json'));
    for (const one of loaded) expect(await differencesOf(one, sandbox)).toEqual([]);
    const passes = loaded.map(({ scenario }) => `pass  pay: ${scenario.name}\n`);
    for (const line of passes) expect(text).toContain(line);
  } finally {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
