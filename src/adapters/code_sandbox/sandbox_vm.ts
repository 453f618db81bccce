/**
 * One QuickJS virtual machine that forgets everything between two runs.
 *
 * All that QuickJS knows lies in the memory of its WebAssembly instance. So a copy of that memory is made once, when
 * nothing but the harness has run, and is written back before every run (3 µs): implicit globals, changed prototypes,
 * pending promises and seeds are gone, and nothing has to be frozen, which would break code that extends prototypes.
 * Code that throws leaves the machine sound. One that trapped, whose time ran out or whose memory has grown is thrown
 * away instead and a new one made (2 ms, and much more where memory is mapped slowly).
 * Compiled code is kept outside as bytecode, so one machine serves every version of every code. Code that requires
 * libraries runs in a machine that has just these in its first memory: they cost a run next to nothing, none of its
 * time, and only code that asks for them.
 */
import { EvalFlags, JSException, type JSValueHandle, type QuickJS } from 'quickjs-wasi';
import { errorText } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { prng } from '../../base/prng.ts';
import type { CodeTag } from '../../model/effect.ts';
import { type CodePackage, librariesText, packagesFor, unknownLibraries } from '../../nodes/parts/code_libraries.ts';
import { type Bytecode, bytecodeCache } from './bytecode_cache.ts';
import { type Harness, type LibraryCode, type Machine, makeMachine, type Watch } from './sandbox_machine.ts';
import type { RunJob, SandboxResult } from './sandbox_messages.ts';

/** Texts of exceptions are cut here: a thrown value may be as large as the memory. */
const ERROR_CHARS = 2000;

/** Machines with different libraries kept ready, the longest unused given up first. */
const MACHINES = 4;

/** After so many failures a machine is given up: quickjs-wasi keeps a note of every exception for the machine's life. */
const FAILURES = 1000;

export interface SandboxVm {
  run(job: RunJob): Promise<SandboxResult>;
  /** As CodeSandbox.check: only what QuickJS itself says is a problem of the source. */
  check(src: string): Promise<string | null | undefined>;
}

export interface SandboxVmSettings {
  /** Time of one run. */
  code_ms: number;
  /** Told while a job waits for libraries to be made ready. */
  progress?: () => void;
}

/** `module` is quickjs.wasm, compiled. One run at a time: the next begins when the last has been answered. */
export function openSandboxVm(module: WebAssembly.Module, settings: SandboxVmSettings): SandboxVm {
  const { code_ms, progress = () => undefined } = settings;
  const programs = bytecodeCache();
  const watch: Watch = { now: 0, deadline: Number.POSITIVE_INFINITY, expired: false, rejected: null, progress };
  const libraries: LibraryCode = new Map();
  const machines = new Map<string, Machine>();

  const keep = (key: string, machine: Machine): void => {
    if (machine.reset()) machines.set(key, machine);
    const [oldest] = machines.keys();
    if (machines.size > MACHINES && oldest !== undefined) machines.delete(oldest);
  };

  /** Lends a clean machine with these libraries. It is kept if QuickJS itself came to an end, whatever the code did. */
  const borrow = async <T>(packages: CodePackage[], work: (machine: Machine) => T): Promise<T> => {
    const key = packages.join();
    const lent = machines.get(key) ?? (await makeMachine({ module, watch, libraries }, packages));
    machines.delete(key);
    watch.progress();
    try {
      const result = work(lent);
      keep(key, lent);
      return result;
    } catch (error) {
      const thrown = error instanceof JSException;
      const failure = thrown ? new CodeFailure('code_executing_error', shown(lent, error.handle)) : error;
      lent.failures++;
      if (failure instanceof CodeFailure && !watch.expired && lent.failures < FAILURES) keep(key, lent);
      throw failure;
    }
  };
  const program = async (src: string): Promise<Bytecode> =>
    programs.get(src) ?? programs.add(src, await borrow([], ({ vm }) => compile(vm, src)));

  return {
    run: async (job) => {
      try {
        const code = await program(job.src);
        return await borrow(code.packages, (lent) => {
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
        const [unknown] = unknownLibraries(src);
        return unknown === undefined ? null : `require(${JSON.stringify(unknown)}) finds nothing: ${librariesText()}`;
      } catch (error) {
        return error instanceof CodeFailure ? error.message.slice(0, ERROR_CHARS) : undefined;
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
  return { bytes: vm.compile(src, 'code'), returns, packages: packagesFor(src) };
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
    if (!(error instanceof JSException)) throw error;
    throw new CodeFailure('code_return_format_error', shown(machine, error.handle));
  }
}

/** A result that is no object, or too large, is refused before it is read. */
function judged(handle: JSValueHandle): SandboxResult {
  const text = handle.isString ? handle.toString() : '';
  if (!text.startsWith('{')) throw misshapen('the code must leave an object in data or return one');
  const size = Buffer.byteLength(text);
  if (size > LIMITS.task_bytes) {
    throw misshapen(`the data would be ${size} bytes, more than the ${LIMITS.task_bytes} a task may have`);
  }
  return { kind: 'data', text };
}

const misshapen = (text: string): CodeFailure => new CodeFailure('code_return_format_error', text);

/** `TypeError: not a function (line 3)`; of a thrown object that is no error, its JSON. Showing may run code again. */
function shown({ vm, harness }: Machine, thrown: JSValueHandle): string {
  try {
    if (!thrown.isError) {
      return thrown.isObject ? vm.callFunction(harness.describe, vm.undefined, thrown).toString() : thrown.toString();
    }
    const [name, message, stack] = ['name', 'message', 'stack'].map((key) => thrown.getProp(key).toString());
    const line = /\bcode:(\d+)/.exec(stack ?? '')?.[1];
    return `${name}: ${message}`.slice(0, ERROR_CHARS - 20) + (line === undefined ? '' : ` (line ${line})`);
  } catch (error) {
    // A trap is no exception of the code: the machine is not to be used again.
    if (!(error instanceof JSException)) throw error;
    return 'an exception that cannot be shown';
  }
}
