/** `npm run demo` as a newcomer sees it: what it prints, that what it tells one to type works, and that nothing stays behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { closeAll, environment, newFolder, type Program, ROOT, runTakt, start } from './support.ts';

jest.setTimeout(60_000);

describe('The demo', () => {
  let demo: Program;
  const folder = newFolder();
  beforeAll(async () => {
    demo = start([join(ROOT, 'dist/main/demo.js')], { PORT: '0', TMPDIR: folder });
    await demo.line(/npx takt modify-task/);
  });
  afterAll(closeAll);

  test('shows a token that is refreshed twice', async () => {
    const first = await demo.line(/refreshes: 1 {2}access_token: \w{8}… {2}in: /);
    const second = await demo.line(/refreshes: 2 {2}access_token: \w{8}… {2}in: /);
    expect(tokenIn(second)).not.toBe(tokenIn(first));
  });

  test('what it says to type breaks the loop, shows the escalation, and mends it', async () => {
    await shell(await hint(/curl .*\/_sim\/faults -d/));
    await demo.line(/in: "access_token" не обновлен\. Ждём новый code {2}last error: .*invalid_grant/);
    const mended = await shell(await hint(/curl -X DELETE/));
    const code = /"code":\s*"(\w+)"/.exec(mended)?.[1] ?? '';
    const typed = [...(/export (.*)/.exec(await hint(/export TAKT_URL/))?.[1]?.matchAll(/(\w+)=(\S+)/g) ?? [])];
    const env = Object.fromEntries(typed.map(([, name = '', value = '']) => [name, value]));
    const conv = /show-task (\d+)/.exec(await hint(/show-task/))?.[1] ?? '';
    expect(
      await runTakt(['modify-task', conv, '--ref', 'token', '--data', JSON.stringify({ code })], env),
    ).toMatchObject({
      code: 0,
    });
    const count = Number(/refreshes: (\d+).*Ждём новый code/.exec(demo.said())?.[1]);
    await demo.line(new RegExp(`refreshes: ${count + 1} `));
  });

  test('goes without leaving anything behind', async () => {
    expect(await demo.end('SIGTERM')).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  async function hint(pattern: RegExp): Promise<string> {
    return (await demo.line(pattern)).trim();
  }
});

function tokenIn(line: string): string | undefined {
  return /access_token: (\w{8})/.exec(line)?.[1];
}

/** Types a line of the demo into a shell; gives what it prints. */
async function shell(line: string): Promise<string> {
  const child = spawn('sh', ['-c', line.replaceAll('curl ', 'curl -s ')], { env: environment() });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${line} ended with ${code}`);
  return Buffer.concat(parts).toString();
}
