/** The real sandbox of Code nodes, without its threads: on virtual time nothing may happen beside the test's own. */
import { readFileSync } from 'node:fs';
import { openSandboxVm } from '../../src/adapters/code_sandbox/sandbox_vm.ts';
import type { JsonObject } from '../../src/base/json.ts';
import type { CodeSandbox } from '../../src/ports/code_sandbox.ts';

export async function sandboxHere(): Promise<CodeSandbox> {
  const wasm = readFileSync(require.resolve('quickjs-wasi/quickjs.wasm'));
  const vm = openSandboxVm(await WebAssembly.compile(wasm), 1000, () => undefined);
  let last: Promise<unknown> = Promise.resolve();
  const run: CodeSandbox['run'] = ({ src, data, root, now, seed }) => {
    const texts = { data: JSON.stringify(data), root: JSON.stringify(root) };
    const result = last.then(async () => vm.run({ kind: 'run', src, now, seed, ...texts }));
    last = result;
    return result.then((got) => {
      if (got.kind === 'data') return { data: JSON.parse(got.text) as JsonObject };
      if (got.kind === 'failed') return { tag: got.tag, text: got.text };
      throw new Error('a run is answered with the result of a run');
    });
  };
  return { run, check: (src) => vm.check(src), close: async () => undefined };
}
