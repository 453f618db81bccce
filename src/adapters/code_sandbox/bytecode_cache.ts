/** Compiled code by its source, the longest unused dropped first: a bound on memory whatever people deploy. */
import type { CodePackage } from '../../nodes/parts/code_libraries.ts';

export interface Bytecode {
  bytes: Uint8Array;
  /** Whether its value counts as the result. */
  returns: boolean;
  /** The libraries it may require. */
  packages: CodePackage[];
}

/** Characters of source and bytes of bytecode kept together. */
const CACHE_SIZE = 8_388_608;

export interface BytecodeCache {
  get(src: string): Bytecode | undefined;
  /** Returns what it was given. */
  add(src: string, program: Bytecode): Bytecode;
}

export function bytecodeCache(size = CACHE_SIZE): BytecodeCache {
  const programs = new Map<string, Bytecode>();
  const cost = (src: string, program: Bytecode): number => src.length + program.bytes.length;
  let total = 0;

  const drop = (src: string): void => {
    const program = programs.get(src);
    if (program === undefined) return;
    programs.delete(src);
    total -= cost(src, program);
  };
  return {
    get: (src) => {
      const program = programs.get(src);
      if (program === undefined) return undefined;
      programs.delete(src);
      programs.set(src, program);
      return program;
    },
    add: (src, program) => {
      drop(src);
      programs.set(src, program);
      total += cost(src, program);
      for (const oldest of programs.keys()) {
        if (total <= size) break;
        drop(oldest);
      }
      return program;
    },
  };
}
