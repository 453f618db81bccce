/** One machine of the sandbox: which runs cost a new one. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { openSandboxVm } from '../../../src/adapters/code_sandbox/sandbox_vm.ts';

/** What quickjs-wasi calls for a new machine. */
const machines = WebAssembly as unknown as { instantiate: () => Promise<unknown> };
const WASM = readFileSync(createRequire(__filename).resolve('quickjs-wasi/quickjs.wasm'));

test.each([
  ['throws', 'throw new Error("no money")'],
  ['throws what is no error', 'throw data'],
  ['leaves no object', 'data = 5'],
  ['refuses a promise', 'Promise.reject(1)'],
  ['recurses too deep', 'function f() { return f() } f()'],
  ['cannot be parsed', 'x = ;'],
])('code that %s costs no new machine, and leaves nothing behind', async (_what, src) => {
  const instantiate = jest.spyOn(machines, 'instantiate');
  try {
    const vm = openSandboxVm(await WebAssembly.compile(WASM), { code_ms: 20_000 });
    const run = (text: string) => vm.run({ kind: 'run', src: text, data: '{"a":1}', root: '{}', now: 0, seed: '' });
    const probe = 'data.names = Object.getOwnPropertyNames(globalThis).length';
    const first = await run(probe);
    for (let round = 0; round < 50; round++) expect(await run(src)).toHaveProperty('tag');
    expect(await run(probe)).toEqual(first);
    expect(instantiate).toHaveBeenCalledTimes(1);
  } finally {
    instantiate.mockRestore();
  }
});
