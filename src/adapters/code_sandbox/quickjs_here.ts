/**
 * CodeSandbox in the thread that asks: a word to another thread and back takes several times as long as most code.
 * QuickJS stops code at its deadline by itself, but not inside some built-ins (a sort of a huge array-like); so it is
 * for a thread that does nothing else, and that another one watches and can end.
 */
import { LIMITS } from '../../base/limits.ts';
import type { CodeSandbox } from '../../ports/code_sandbox.ts';
import { quickJsModule } from './sandbox_machine.ts';
import { jobOf, outcomeOf } from './sandbox_messages.ts';
import { openSandboxVm, type SandboxVm } from './sandbox_vm.ts';

/** `under_way` counts for who watches: odd while code runs, another number whenever it came further. */
export function openQuickJsHere(under_way: Int32Array, options: { code_ms?: number } = {}): CodeSandbox {
  const settings = { code_ms: options.code_ms ?? LIMITS.code_ms, progress: () => void Atomics.add(under_way, 0, 2) };
  let opened: Promise<SandboxVm> | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: (vm: SandboxVm) => Promise<T>): Promise<T> => {
    opened ??= quickJsModule().then((module) => openSandboxVm(module, settings));
    const vm = opened;
    const done = last.then(async () => {
      const ready = await vm;
      Atomics.add(under_way, 0, 1);
      return work(ready).finally(() => void Atomics.add(under_way, 0, 1));
    });
    last = done.catch(() => undefined);
    return done;
  };
  return {
    run: async (run) => outcomeOf(await inTurn((vm) => vm.run(jobOf(run)))),
    check: (src) => inTurn((vm) => vm.check(src)),
    close: async () => undefined,
  };
}
