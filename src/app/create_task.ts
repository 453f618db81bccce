/** Makes a task: checks what Corezoid checks, in its order, and runs it until it must wait or ends. Commits nothing. */
import type { Failure } from '../base/errors.ts';
import { dataSize, type JsonObject, sizeText } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { checkParams } from '../engine/check_params.ts';
import { runs } from '../model/process.ts';
import type { Caller, Task } from '../model/task.ts';
import type { Tasks } from '../ports/tasks.ts';
import type { Made } from './commits.ts';
import type { LiveProcess } from './processes.ts';
import type { Runner } from './runner.ts';

export interface NewTask {
  obj_id: string;
  /** null: the task is known by its id. */
  ref: string | null;
  data: JsonObject;
  user_id: number;
  caller: Caller | null;
}

/** Why a task cannot be made in this process with these data, or null. */
export function refusal(live: LiveProcess, wanted: NewTask): Failure | null {
  if (!runs(live.object.status)) {
    return { code: 'conveyor_is_not_active', message: 'conveyor is not active' };
  }
  const ref = wanted.ref ?? wanted.obj_id;
  if (ref.length < 1 || ref.length > LIMITS.ref_chars || ref.includes('\u0000')) {
    const allowed = `1 to ${LIMITS.ref_chars} characters, none of them NUL`;
    return { code: 'bad_request', message: `ref has ${ref.length} characters; allowed are ${allowed}` };
  }
  const size = dataSize(wanted.data);
  if (size > LIMITS.task_bytes) return { code: 'task_size_overflow', message: sizeText(size) };
  const wrong = checkParams(live.process.params, wanted.data);
  return wrong === null ? null : { code: 'wrong_validate_params', message: wrong };
}

export class CreateTask {
  private readonly runner: Runner;
  private readonly now: () => number;

  constructor(runner: Runner, now: () => number) {
    this.runner = runner;
    this.now = now;
  }

  /** `tasks` are what expressions read; the stored ones unless a batch has made some that are not stored yet. */
  async make(
    live: LiveProcess,
    wanted: NewTask,
    tasks?: Pick<Tasks, 'load'>,
  ): Promise<{ made: Made } | { failure: Failure }> {
    const failure = refusal(live, wanted);
    if (failure !== null) return { failure };
    const got = await this.runner.run(live, bornTask(live, wanted, this.now()), { kind: 'start' }, tasks);
    if ('step' in got) return { made: { before: null, step: got.step } };
    return { failure: { code: 'bad_request', message: 'the task cannot be made' } };
  }
}

/** A task that is about to enter its process. */
export function bornTask(live: LiveProcess, wanted: NewTask, now: number): Task {
  return {
    conv_id: live.object.id,
    obj_id: wanted.obj_id,
    ref: wanted.ref ?? wanted.obj_id,
    rev: 0,
    hop: 0,
    node_id: '',
    prev_node_id: null,
    data: wanted.data,
    wait: null,
    timer: null,
    tacts: 0,
    caller: wanted.caller,
    create_time: now,
    change_time: now,
    user_id: wanted.user_id,
  };
}
