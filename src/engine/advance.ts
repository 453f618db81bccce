/**
 * The engine: a pure function from a task and a signal to a step.
 *
 * Which signal opens which wait (I6):
 *   answer   effect          the node type takes the answer, the task goes on after its logic
 *   timer    any, where the node has a time semaphor
 *   modify   callback, state; in every other wait the data are merged and the wait stays open
 *   form     form
 *   taken    queue
 *   go_on    continue, paused, not_deployed, debug
 *   step     debug, callback, state, form; in every other wait the data are merged and the wait stays open
 *   step_to, step_back   any
 * A signal to a wait that is closed is dropped: that a queue delivers twice, or a timer comes after the answer, is harmless.
 */
import { waitId } from '../base/ids.ts';
import { dataSize, type JsonObject, mergeData } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import type { Answer, EffectAnswer, Need } from '../model/effect.ts';
import type { Signal, Step } from '../model/step.ts';
import type { Task, Wait, WaitKind } from '../model/task.ts';
import { nodeType } from '../nodes/registry.ts';
import type { Compiled } from './compile.ts';
import { gaugeMoves } from './gauges.ts';
import { Run } from './run.ts';

export interface AdvanceInput {
  compiled: Compiled;
  task: Task;
  signal: Signal;
  now: number;
  /** What earlier rounds asked for. */
  answers: ReadonlyMap<string, Answer>;
  /** Ends the run in `continue` where it would need something: its time is used up. */
  stop_at_need?: boolean;
  /** Whether the run's time is used up, asked between tacts; it decides only where the step is cut. */
  expired?: () => boolean;
  tacts_per_run?: number;
}

export type Advance =
  /** Answer these and call again. */
  | { need: Need[] }
  | { step: Step }
  /** Nothing to do: the wait that the signal meant is closed, or the task is final. */
  | { drop: 'closed' | 'final' }
  | { refuse: 'task_size_overflow'; size: number };

const GO_ON_OPENS: readonly WaitKind[] = ['continue', 'paused', 'not_deployed', 'debug'];
const MODIFY_OPENS: readonly WaitKind[] = ['callback', 'state'];

export function advance(input: AdvanceInput): Advance {
  const { compiled, task, signal } = input;
  const run = new Run(compiled, task, {
    now: input.now,
    answers: input.answers,
    tacts_per_run: input.tacts_per_run ?? LIMITS.tacts_per_run,
    stop_at_need: input.stop_at_need ?? false,
    expired: input.expired ?? (() => false),
  });
  const opened = open(run, input);
  if (opened !== null) return opened;
  const stopped = run.advance();
  if (stopped !== null) return { need: stopped.needs };
  const { version, status } = compiled.facts;
  return {
    step: {
      task: run.task,
      tacts: run.tacts,
      effects: run.effects,
      sums: run.sums,
      gauges: gaugeMoves(compiled, task, run.task, run.threshold),
      final: run.final,
      ran_on: { version, status },
      cause: signal.kind,
      ...(signal.kind === 'answer' ? { answer: signal.answer } : {}),
    },
  };
}

/** Brings the signal to the task; a result means that the run does not take place. */
function open(run: Run, { task, signal }: AdvanceInput): Advance | null {
  if (signal.kind === 'start') {
    const at = signal.at === undefined ? undefined : run.indexOf(signal.at);
    if (signal.at !== undefined && at === undefined) return { drop: 'closed' };
    run.begin(at);
    return null;
  }
  const wait = task.wait;
  if (wait === null) return { drop: 'final' };
  if (signal.kind === 'modify') return modify(run, task, wait, signal);
  if (signal.kind === 'step') return step(run, task, wait, signal);
  if ('node_id' in signal) return put(run, signal);
  if (signal.wait_id !== waitId(task.obj_id, task.hop)) return { drop: 'closed' };
  if (signal.kind === 'timer' && task.timer === null) return { drop: 'closed' };
  if (signal.kind === 'answer' && wait.kind !== 'effect') return { drop: 'closed' };
  if (signal.kind === 'go_on' && !GO_ON_OPENS.includes(wait.kind)) return { drop: 'closed' };
  if (signal.kind === 'form' && wait.kind !== 'form') return { drop: 'closed' };
  if (signal.kind === 'taken' && wait.kind !== 'queue') return { drop: 'closed' };
  if (run.node === undefined) return removed(run, task);
  if (signal.kind === 'answer') return answer(run, wait, signal.answer);
  if (signal.kind === 'taken') return opened(run, task, wait);
  if (signal.kind === 'form') return setData(run, mergeData(task.data, signal.data)) ?? opened(run, task, wait);
  if (signal.kind === 'go_on') {
    run.resume(wait);
    return null;
  }
  run.leaveWait(true);
  run.timeOut();
  return null;
}

/** The node is gone from the newest version: the task stays, visibly. */
function removed(run: Run, task: Task): Advance | null {
  if (task.wait?.code === 'node_removed') return { drop: 'closed' };
  run.leaveWait(true);
  run.task.timer = null;
  run.stop('node_removed');
  return null;
}

/**
 * The step of a task that the engine cannot bring on because of a fault of its own: it stops, visibly, instead of being
 * tried for ever. The signal counts as taken.
 */
export function stopBroken(compiled: Compiled, task: Task, cause: Signal['kind'], now: number): Step {
  const wait: Wait = { kind: 'stopped', logic_type: '', logic_index: 0, memo: null, code: 'engine_failed' };
  const stopped = { ...task, rev: task.rev + 1, hop: task.hop + 1, wait, timer: null, change_time: now };
  const { version, status } = compiled.facts;
  const nothing = { tacts: [], effects: [], sums: [], gauges: [], final: null };
  return { task: stopped, ...nothing, ran_on: { version, status }, cause };
}

/** What a kept task says once a new one was made of it: conditional on its rev it is run again once. */
export function ranAgain(compiled: Compiled, ended: Task, again: string): Step {
  const { version, status } = compiled.facts;
  const nothing = { tacts: [], effects: [], sums: [], gauges: [], final: { saved: true } };
  return { task: { ...ended, rev: ended.rev + 1, again }, ...nothing, ran_on: { version, status }, cause: 'modify' };
}

function modify(run: Run, task: Task, wait: Wait, signal: { data: JsonObject; user_id: number }): Advance | null {
  const refused = setData(run, mergeData(task.data, signal.data));
  if (refused !== null) return refused;
  run.task.user_id = signal.user_id;
  return MODIFY_OPENS.includes(wait.kind) ? opened(run, task, wait) : null;
}

function setData(run: Run, data: JsonObject): Advance | null {
  const size = dataSize(data);
  if (size > LIMITS.task_bytes) return { refuse: 'task_size_overflow', size };
  run.setData(data);
  return null;
}

/** What the task waited for has come with the data. */
function opened(run: Run, task: Task, wait: Wait): Advance | null {
  if (run.node === undefined) return removed(run, task);
  run.leaveWait(true);
  goOnAfter(run, wait, () => run.settle({ do: 'next' }));
  return null;
}

/** A debugger's step: the task does the node it is held in, a wait for somebody is over, or the timer's link is taken. */
function step(run: Run, task: Task, wait: Wait, signal: Signal & { kind: 'step' }): Advance | null {
  const refused = setData(run, mergeData(task.data, signal.data));
  if (refused !== null) return refused;
  run.task.user_id = signal.user_id;
  const opens = wait.kind === 'debug' || wait.kind === 'form' || MODIFY_OPENS.includes(wait.kind);
  const byTimer = signal.branch === 'timer' && run.node?.node.timer != null;
  if (!byTimer && (!opens || signal.branch === 'timer')) return null;
  if (run.node === undefined) return removed(run, task);
  run.step(wait, signal.stop);
  if (byTimer) run.timeOut();
  else if (wait.kind !== 'debug') goOnAfter(run, wait, () => run.settle({ do: 'next' }));
  return null;
}

function put(run: Run, signal: Signal & { kind: 'step_to' | 'step_back' }): Advance | null {
  const node = run.indexOf(signal.node_id);
  if (node === undefined) return { drop: 'closed' };
  const refused = setData(run, signal.data);
  if (refused !== null) return refused;
  run.task.user_id = signal.user_id;
  run.put(node, signal.prev_node_id);
  return null;
}

/** The answer of an effect: taken by the type that asked, whatever now stands at that place. */
function answer(run: Run, wait: Wait, got: EffectAnswer): Advance | null {
  const context = run.context();
  const wake = nodeType(wait.logic_type)?.wake;
  run.leaveWait(true);
  const outcome = wake === undefined ? { do: 'next' as const } : wake(context, wait.memo, got);
  if (outcome.do === 'need') return { need: outcome.needs };
  if (outcome.do === 'wait') {
    run.settle(outcome);
    return null;
  }
  goOnAfter(run, wait, () => run.settle(outcome), outcome.do === 'next' ? outcome.data : undefined);
  return null;
}

/** After the logic that waited, or at the node's first `go` where another logic stands there now (I7). */
function goOnAfter(run: Run, wait: Wait, settle: () => void, data?: JsonObject): void {
  const standing = run.node?.logics[wait.logic_index];
  if (standing !== undefined && standing.type === nodeType(wait.logic_type)) {
    settle();
    return;
  }
  if (data !== undefined) run.setData(data);
  run.goOnAnyway();
}
