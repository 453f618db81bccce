/**
 * Makes a QuickJS machine for the sandbox: with the harness, the libraries asked for, and a copy of its first memory to
 * go back to (see sandbox_vm.ts).
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CompileFlags, type JSValueHandle, QuickJS } from 'quickjs-wasi';
import { assert } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import type { CodePackage } from '../../nodes/parts/code_libraries.ts';
import { librarySource } from './library_sources.ts';
import { HARNESS } from './sandbox_harness.ts';

/** The linker puts the stack first (its 1 MiB is documented with MAX_STACK_SIZE); between runs it holds nothing. */
const STACK_BYTES = 1_048_576;
/** What QuickJS may use of that stack: deep recursion must end in an exception of QuickJS before anything overflows. */
const CODE_STACK_BYTES = 262_144;
/** Memory taken beforehand, so that a run of usual size does not grow the memory and cost the machine. */
const HEADROOM_CHARS = 1_048_576;

const PARTS = ['install', 'begin', 'follow', 'followed', 'text', 'describe'] as const;
export type Harness = Record<(typeof PARTS)[number], JSValueHandle>;

export interface Machine {
  vm: QuickJS;
  harness: Harness;
  /** How many runs in it have failed. */
  failures: number;
  /** Writes the first memory back; false when that is not enough. */
  reset(): boolean;
}

/** What the code that runs sees as the time, when it is to stop, and what became of it. */
export interface Watch {
  now: number;
  deadline: number;
  expired: boolean;
  /** The reason of a rejected promise that nobody handles. */
  rejected: JSValueHandle | null;
  /** Called while libraries are made ready, which takes its time and none of the code's. */
  progress(): void;
}

/** Bytecode of libraries, which a thread compiles once. */
export type LibraryCode = Map<CodePackage, Uint8Array>;

export interface MachineParts {
  /** quickjs.wasm, compiled. */
  module: WebAssembly.Module;
  watch: Watch;
  libraries: LibraryCode;
}

/** As makeMachine and openSandboxVm take it. */
export function quickJsModule(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(readFileSync(createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm')));
}

export async function makeMachine(parts: MachineParts, packages: CodePackage[]): Promise<Machine> {
  const { module, watch } = parts;
  let memory: WebAssembly.Memory | null = null;
  const vm = await QuickJS.create({
    wasm: module,
    memoryLimit: LIMITS.code_memory_bytes + (packages.length === 0 ? 0 : LIMITS.code_library_bytes),
    maxStackSize: CODE_STACK_BYTES,
    timezoneOffset: 0,
    interruptHandler: () => {
      if (performance.now() > watch.deadline) watch.expired = true;
      return watch.expired;
    },
    onUnhandledRejection: (_promise, reason, isHandled) => {
      watch.rejected = isHandled ? null : reason.dup();
    },
    wasi: (made) => {
      memory = made;
      return {
        clock_time_get: (_clock: number, _precision: bigint, at: number) => {
          new DataView(made.buffer).setBigUint64(at, BigInt(Math.trunc(watch.now)) * 1_000_000n, true);
          return 0;
        },
        // Without an override, the runtime's own diagnostics would go to the server's output.
        fd_write: () => 0,
      };
    },
  });
  assert(memory !== null, 'quickjs-wasi hands out its memory');
  const made = vm.evalCode(HARNESS, 'takt');
  const harness = Object.fromEntries(PARTS.map((name) => [name, made.getProp(name)])) as Harness;
  // Libraries find the same clock whatever ran before them.
  watch.now = 0;
  for (const name of packages) {
    watch.progress();
    const wrapper = vm.evalBytecode(libraryCode(vm, name, parts.libraries));
    vm.callFunction(harness.install, vm.undefined, vm.newString(name), wrapper);
  }
  return resettable(vm, harness, memory);
}

function libraryCode(vm: QuickJS, name: CodePackage, libraries: LibraryCode): Uint8Array {
  const known = libraries.get(name);
  if (known !== undefined) return known;
  const code = vm.compile(librarySource(name), name, 0, CompileFlags.STRIP_SOURCE | CompileFlags.STRIP_DEBUG);
  libraries.set(name, code);
  return code;
}

function resettable(vm: QuickJS, harness: Harness, memory: WebAssembly.Memory): Machine {
  // quickjs-wasi makes this handle when it is first asked for and keeps it: that has to lie before the copy.
  assert(vm.undefined.isUndefined, 'undefined is undefined');
  const used = memory.buffer.byteLength;
  vm.newString(' '.repeat(HEADROOM_CHARS)).dispose();
  const size = memory.buffer.byteLength;
  // The headroom itself is free memory, of which only the allocator's notes below `used` matter.
  const first = new Uint8Array(memory.buffer).slice(STACK_BYTES, used);
  return {
    vm,
    harness,
    failures: 0,
    reset: () => {
      if (memory.buffer.byteLength !== size) return false;
      new Uint8Array(memory.buffer).set(first, STACK_BYTES);
      return true;
    },
  };
}
