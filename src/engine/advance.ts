/**
 * The engine: a pure function from a task and a signal to a step.
 *
 * Which signal opens which wait (I6):
 *   answer   effect          the node type takes the answer, the task goes on after its logic
 *   timer    any, where the node has a time semaphor
 *   modify   callback, state; in every other wait the data are merged and the wait stays open
 *   go_on    continue, paused, not_deployed
 * A signal to a wait that is closed is dropped: that a queue delivers twice, or a timer comes after the answer, is harmless.
 */
import { waitId } from '../base/ids.ts';
import { dataSize, type JsonObject, mergeData } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import type { Answer, EffectAnswer, Need } from '../model/effect.ts';
import type { Signal, Step } from '../model/step.ts';
import type { Task, Wait } from '../model/task.ts';
import { nodeType } from '../nodes/registry.ts';
import type { Compiled } from './compile.ts';
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
      final: run.final,
      ran_on: { version, status },
      cause: signal.kind,
    },
  };
}

/** Brings the signal to the task; a result means that the run does not take place. */
function open(run: Run, { task, signal }: AdvanceInput): Advance | null {
  if (signal.kind === 'start') {
    run.begin();
    return null;
  }
  const wait = task.wait;
  if (wait === null) return { drop: 'final' };
  if (signal.kind === 'modify') return modify(run, task, wait, signal);
  if (signal.wait_id !== waitId(task.obj_id, task.hop)) return { drop: 'closed' };
  if (signal.kind === 'timer' && task.timer === null) return { drop: 'closed' };
  if (signal.kind === 'answer' && wait.kind !== 'effect') return { drop: 'closed' };
  if (signal.kind === 'go_on' && !['continue', 'paused', 'not_deployed'].includes(wait.kind)) return { drop: 'closed' };
  if (run.node === undefined) return removed(run, task);
  if (signal.kind === 'answer') return answer(run, wait, signal.answer);
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
  return { task: stopped, tacts: [], effects: [], final: null, ran_on: { version, status }, cause };
}

function modify(run: Run, task: Task, wait: Wait, signal: { data: JsonObject; user_id: number }): Advance | null {
  const data = mergeData(task.data, signal.data);
  const size = dataSize(data);
  if (size > LIMITS.task_bytes) return { refuse: 'task_size_overflow', size };
  run.setData(data);
  run.task.user_id = signal.user_id;
  if (wait.kind !== 'callback' && wait.kind !== 'state') return null;
  if (run.node === undefined) return removed(run, task);
  run.leaveWait(true);
  goOnAfter(run, wait, () => run.settle({ do: 'next' }));
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
