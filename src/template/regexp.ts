/**
 * Matches patterns without backtracking: all ways through the pattern advance together, one character at a time, so
 * the time grows with the length of the text times the size of the pattern, and no pattern, however it nests its
 * quantifiers, can hold a server. Texts, patterns and the work of one match are bounded besides.
 */
import { LIMITS } from '../base/limits.ts';
import { GenerationCache } from './cache.ts';
import { type Anchor, type Pattern, parsePattern } from './pattern.ts';
import { type CharSet, contains, isWordCode } from './pattern_class.ts';

type Instruction =
  | { do: 'take'; set: CharSet }
  | { do: 'split'; other: number }
  | { do: 'jump'; to: number }
  | { do: 'at'; where: Anchor }
  | { do: 'look'; program: Instruction[]; negative: boolean }
  | { do: 'match' };

/** Steps that may still be made: of one match, or of several that share it. */
export interface Work {
  left: number;
}

export type Compiled =
  | { ok: true; test: (subject: string, work?: Work) => boolean }
  | { ok: false; problem: string; position: number };

const compiled = new GenerationCache<Compiled>(1000, 100_000, compile);

/** The pattern ready to search texts, anywhere in them; a text that is too long, or too much work, does not match. */
export function regexp(source: string): Compiled {
  return source.length > LIMITS.regexp_pattern_chars ? compile(source) : compiled.get(source);
}

function compile(source: string): Compiled {
  const parsed = parsePattern(source);
  if (!parsed.ok) return parsed;
  const program: Instruction[] = [];
  const size = { left: LIMITS.regexp_states };
  emit(parsed.pattern, program, size);
  program.push({ do: 'match' });
  if (size.left < 0) {
    return { ok: false, problem: `the pattern is larger than ${LIMITS.regexp_states} states`, position: 0 };
  }
  return { ok: true, test: (subject, work) => search(program, subject, work) };
}

/** Appends the pattern's instructions; `split` goes on at the next one and at `other`. */
function emit(pattern: Pattern, program: Instruction[], size: { left: number }): void {
  if (--size.left < 0) return;
  switch (pattern.kind) {
    case 'set':
      program.push({ do: 'take', set: pattern.set });
      return;
    case 'at':
      program.push({ do: 'at', where: pattern.where });
      return;
    case 'sequence':
      for (const item of pattern.items) emit(item, program, size);
      return;
    case 'look': {
      const inner: Instruction[] = [];
      emit(pattern.item, inner, size);
      inner.push({ do: 'match' });
      program.push({ do: 'look', program: inner, negative: pattern.negative });
      return;
    }
    case 'choice': {
      const ends: { to: number }[] = [];
      for (const [index, item] of pattern.items.entries()) {
        const split = { do: 'split' as const, other: 0 };
        const jump = { do: 'jump' as const, to: 0 };
        const last = index === pattern.items.length - 1;
        if (!last) program.push(split);
        emit(item, program, size);
        if (last) break;
        program.push(jump);
        ends.push(jump);
        split.other = program.length;
      }
      for (const end of ends) end.to = program.length;
      return;
    }
    case 'repeat':
      emitRepeat(pattern, program, size);
  }
}

function emitRepeat(
  { item, min, max }: Extract<Pattern, { kind: 'repeat' }>,
  program: Instruction[],
  size: { left: number },
): void {
  for (let i = 0; i < min && size.left >= 0; i++) emit(item, program, size);
  if (max === Number.POSITIVE_INFINITY) {
    const split = { do: 'split' as const, other: 0 };
    const start = program.push(split) - 1;
    emit(item, program, size);
    program.push({ do: 'jump', to: start });
    split.other = program.length;
    return;
  }
  const exits: { other: number }[] = [];
  for (let i = min; i < max && size.left >= 0; i++) {
    const split = { do: 'split' as const, other: 0 };
    program.push(split);
    exits.push(split);
    emit(item, program, size);
  }
  for (const exit of exits) exit.other = program.length;
}

function search(program: Instruction[], subject: string, work: Work = { left: LIMITS.regexp_steps }): boolean {
  if (subject.length > LIMITS.regexp_subject_chars) return false;
  const codes = Array.from(subject, (char) => char.codePointAt(0) as number);
  return run(program, codes, { from: 0, anchored: false }, work);
}

/** Whether the program matches at `from`, or, unless anchored, anywhere after it. Out of work, nothing matches. */
function run(
  program: Instruction[],
  codes: readonly number[],
  start: { from: number; anchored: boolean },
  work: Work,
): boolean {
  work.left -= program.length;
  let threads: number[] = [];
  const seen = new Int32Array(program.length).fill(-1);
  for (let at = start.from; at <= codes.length; at++) {
    const stack = at === start.from || !start.anchored ? [0] : [];
    for (let i = threads.length - 1; i >= 0; i--) stack.push(threads[i] as number);
    const next: number[] = [];
    for (let pc = stack.pop(); pc !== undefined; pc = stack.pop()) {
      if (seen[pc] === at) continue;
      seen[pc] = at;
      if (--work.left < 0) return false;
      const step = program[pc] as Instruction;
      if (step.do === 'match') return true;
      if (step.do === 'take') {
        if (at < codes.length && contains(step.set, codes[at] as number)) next.push(pc + 1);
      } else if (step.do === 'split') stack.push(step.other, pc + 1);
      else if (step.do === 'jump') stack.push(step.to);
      else if (step.do === 'at' ? holdsAt(step.where, codes, at) : looks(step, codes, at, work)) stack.push(pc + 1);
    }
    threads = next;
    if (threads.length === 0 && start.anchored) return false;
  }
  return false;
}

function looks(step: Extract<Instruction, { do: 'look' }>, codes: readonly number[], at: number, work: Work): boolean {
  return run(step.program, codes, { from: at, anchored: true }, work) !== step.negative;
}

const NEW_LINE = 10;

function holdsAt(where: Anchor, codes: readonly number[], at: number): boolean {
  switch (where) {
    case 'start':
      return at === 0;
    case 'very_end':
      return at === codes.length;
    case 'end':
      return at === codes.length || (at === codes.length - 1 && codes[at] === NEW_LINE);
    case 'line_start':
      return at === 0 || codes[at - 1] === NEW_LINE;
    case 'line_end':
      return at === codes.length || codes[at] === NEW_LINE;
    default:
      return (isWordCode(codes[at - 1]) !== isWordCode(codes[at])) === (where === 'word');
  }
}
