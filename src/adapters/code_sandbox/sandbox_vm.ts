/**
 * One QuickJS virtual machine that forgets everything between two runs.
 *
 * All that QuickJS knows lies in the memory of its WebAssembly instance. So a copy of that memory is made once, when
 * nothing but the harness has run, and is written back before every run (3 µs): implicit globals, changed prototypes,
 * pending promises and seeds are gone, and nothing has to be frozen, which would break code that extends prototypes.
 * A machine that failed, or whose memory has grown, is thrown away instead and a new one made (2 ms).
 * Compiled code is kept outside as bytecode, so one machine serves every version of every code.
 */
import { EvalFlags, JSException, type JSValueHandle, QuickJS } from 'quickjs-wasi';
import { assert, errorText } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { prng } from '../../base/prng.ts';
import type { CodeTag } from '../../model/effect.ts';
import { type Bytecode, bytecodeCache } from './bytecode_cache.ts';
import { HARNESS } from './sandbox_harness.ts';
import type { RunJob, SandboxResult } from './sandbox_messages.ts';

/** The linker puts the stack first (its 1 MiB is documented with MAX_STACK_SIZE); between runs it holds nothing. */
const STACK_BYTES = 1_048_576;
/** What QuickJS may use of that stack: deep recursion must end in an exception of QuickJS before anything overflows. */
const CODE_STACK_BYTES = 262_144;
/** Memory taken beforehand, so that a run of usual size does not grow the memory and cost the machine. */
const HEADROOM_CHARS = 1_048_576;
/** Texts of exceptions are cut here: a thrown value may be as large as the memory. */
const ERROR_CHARS = 2000;

const PARTS = ['begin', 'follow', 'followed', 'text', 'describe'] as const;
type Harness = Record<(typeof PARTS)[number], JSValueHandle>;

interface Machine {
  vm: QuickJS;
  harness: Harness;
  /** Writes the first memory back; false when that is not enough. */
  reset(): boolean;
}

export interface SandboxVm {
  run(job: RunJob): Promise<SandboxResult>;
  check(src: string): Promise<string | null>;
}

/** `module` is quickjs.wasm, compiled. */
export function openSandboxVm(module: WebAssembly.Module, code_ms: number): SandboxVm {
  const programs = bytecodeCache();
  const watch: Watch = { now: 0, deadline: Number.POSITIVE_INFINITY, expired: false, rejected: null };
  let machine: Machine | null = null;

  /** Lends a clean machine; one in which something was thrown is not used again. */
  const borrow = async <T>(work: (machine: Machine) => T): Promise<T> => {
    const lent = machine ?? (await makeMachine(module, watch));
    machine = null;
    try {
      const result = work(lent);
      if (lent.reset()) machine = lent;
      return result;
    } catch (error) {
      throw error instanceof JSException ? new CodeFailure('code_executing_error', shown(lent, error.handle)) : error;
    }
  };
  const program = async (src: string): Promise<Bytecode> =>
    programs.get(src) ?? programs.add(src, await borrow(({ vm }) => compile(vm, src)));

  return {
    run: async (job) => {
      try {
        const code = await program(job.src);
        return await borrow((lent) => {
          Object.assign(watch, { now: job.now, deadline: performance.now() + code_ms, rejected: null });
          return execute(lent, code, job, watch);
        });
      } catch (error) {
        if (watch.expired) return { kind: 'failed', tag: 'code_timeout', text: 'timeout for executing code' };
        const tag = error instanceof CodeFailure ? error.tag : 'code_executing_error';
        return { kind: 'failed', tag, text: errorText(error).slice(0, ERROR_CHARS) };
      } finally {
        Object.assign(watch, { deadline: Number.POSITIVE_INFINITY, expired: false });
      }
    },
    check: async (src) => {
      try {
        await program(src);
        return null;
      } catch (error) {
        return errorText(error).slice(0, ERROR_CHARS);
      }
    },
  };
}

class CodeFailure extends Error {
  readonly tag: CodeTag;
  constructor(tag: CodeTag, text: string) {
    super(text);
    this.tag = tag;
  }
}

/** What the code that runs sees as the time, when it is to stop, and what became of it. */
interface Watch {
  now: number;
  deadline: number;
  expired: boolean;
  /** The reason of a rejected promise that nobody handles. */
  rejected: JSValueHandle | null;
}

async function makeMachine(module: WebAssembly.Module, watch: Watch): Promise<Machine> {
  let memory: WebAssembly.Memory | null = null;
  const vm = await QuickJS.create({
    wasm: module,
    memoryLimit: LIMITS.code_memory_bytes,
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
  return resettable(vm, memory);
}

function resettable(vm: QuickJS, memory: WebAssembly.Memory): Machine {
  const made = vm.evalCode(HARNESS, 'takt');
  const harness = Object.fromEntries(PARTS.map((name) => [name, made.getProp(name)])) as Harness;
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
    reset: () => {
      if (memory.buffer.byteLength !== size) return false;
      new Uint8Array(memory.buffer).set(first, STACK_BYTES);
      return true;
    },
  };
}

/**
 * Code is a script, so that `var data` and functions mean what they mean in one. Only where a `return` stands outside
 * of functions it is the body of a function, whose returned object takes the place of data.
 */
function compile(vm: QuickJS, src: string): Bytecode {
  try {
    return compiled(vm, src, false);
  } catch (error) {
    if (!(error instanceof JSException) || error.message !== 'return not in a function') throw error;
    return compiled(vm, `(function () {${src}\n})()`, true);
  }
}

/** Compiled twice, because only this call tells the line of an error and only the other one gives the bytecode. */
function compiled(vm: QuickJS, src: string, returns: boolean): Bytecode {
  vm.evalCode(src, 'code', EvalFlags.COMPILE_ONLY).dispose();
  return { bytes: vm.compile(src, 'code'), returns };
}

/** The handles are not disposed: the reset frees all there is. */
function execute(machine: Machine, program: Bytecode, job: RunJob, watch: Watch): SandboxResult {
  const { vm, harness } = machine;
  const words = prng(job.seed);
  const seed = JSON.stringify(Array.from({ length: 4 }, () => words.int(0, 2 ** 32 - 1)));
  const call = (part: keyof Harness, ...args: JSValueHandle[]) => vm.callFunction(harness[part], vm.undefined, ...args);
  call('begin', vm.newString(job.data), vm.newString(job.root), vm.newString(seed));

  let returned = vm.evalBytecode(program.bytes);
  const promised = program.returns && returned.isPromise;
  if (promised) call('follow', returned);
  vm.executePendingJobs();
  if (watch.expired) throw new CodeFailure('code_timeout', '');
  if (promised) returned = call('followed');
  if (watch.rejected !== null) throw new CodeFailure('code_executing_error', shown(machine, watch.rejected));

  try {
    return judged(call('text', program.returns ? returned : vm.undefined));
  } catch (error) {
    const text = error instanceof JSException ? shown(machine, error.handle) : errorText(error);
    throw new CodeFailure('code_return_format_error', text);
  }
}

/** A result that is no object, or too large, is refused before it is read. */
function judged(handle: JSValueHandle): SandboxResult {
  const text = handle.isString ? handle.toString() : '';
  if (!text.startsWith('{')) throw new Error('the code must leave an object in data or return one');
  const size = Buffer.byteLength(text);
  if (size > LIMITS.task_bytes) {
    throw new Error(`the data would be ${size} bytes, more than the ${LIMITS.task_bytes} a task may have`);
  }
  return { kind: 'data', text };
}

/** `TypeError: not a function (line 3)`; of a thrown object that is no error, its JSON. Showing may run code again. */
function shown({ vm, harness }: Machine, thrown: JSValueHandle): string {
  try {
    if (!thrown.isError) {
      return thrown.isObject ? vm.callFunction(harness.describe, vm.undefined, thrown).toString() : thrown.toString();
    }
    const [name, message, stack] = ['name', 'message', 'stack'].map((key) => thrown.getProp(key).toString());
    const line = /\bcode:(\d+)/.exec(stack ?? '')?.[1];
    return `${name}: ${message}`.slice(0, ERROR_CHARS - 20) + (line === undefined ? '' : ` (line ${line})`);
  } catch {
    return 'an exception that cannot be shown';
  }
}
