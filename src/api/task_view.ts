/** A task as the API shows it. Times are unix seconds. */
import { shownRefOf, shownToPeople } from '../app/masked_data.ts';
import type { LiveProcess } from '../app/processes.ts';
import type { JsonObject } from '../base/json.ts';
import { unixSeconds } from '../base/time.ts';
import type { Task, WaitKind } from '../model/task.ts';

/**
 * Corezoid's status of a task, from what it waits for: `created` has not been worked on in its node (not deployed, a
 * paused process, a debugger), `delayed` waits for a timer, `processed` is in a final node, `canceled` was stopped by
 * the engine (a loop without end); everything else is `processing`.
 */
const STATUS: Record<WaitKind, string> = {
  effect: 'processing',
  delay: 'delayed',
  callback: 'processing',
  state: 'processing',
  queue: 'processing',
  form: 'processing',
  continue: 'processing',
  stopped: 'canceled',
  not_deployed: 'created',
  paused: 'created',
  debug: 'created',
};

export function statusOf(task: Task): string {
  return task.wait === null ? 'processed' : STATUS[task.wait.kind];
}

/** A task that was made without a reference is known by its id alone. */
export function shownRef(task: Task): string | null {
  return task.ref === task.obj_id ? null : task.ref;
}

/** The reference as those see it who may not modify the process. */
export function maskedRef(task: Task, live: LiveProcess | null, clear: boolean): string | null {
  const ref = shownRef(task);
  return clear || ref === null ? ref : shownRefOf(ref, live);
}

/** Real values for those who may modify the process, masked ones for others. */
export function shownData(data: JsonObject, live: LiveProcess | null, clear: boolean): JsonObject {
  return clear ? data : shownToPeople(data, live);
}

export function taskView(task: Task, live: LiveProcess | null, clear: boolean): JsonObject {
  return {
    ...taskRow(task, live, clear),
    task_id: task.obj_id,
    conv_id: task.conv_id,
    node_id: task.node_id,
    node_title: nodeTitle(live, task.node_id),
    end_time: task.timer === null ? 0 : unixSeconds(task.timer),
    wait: task.wait?.kind ?? null,
    wait_code: task.wait?.code ?? null,
  };
}

/** A task in the list of a node. */
export function taskRow(task: Task, live: LiveProcess | null, clear: boolean): JsonObject {
  return {
    obj_id: task.obj_id,
    ref: maskedRef(task, live, clear),
    status: statusOf(task),
    user_id: task.user_id,
    create_time: unixSeconds(task.create_time),
    change_time: unixSeconds(task.change_time),
    node_prev_id: task.prev_node_id,
    data: shownData(task.data, live, clear),
  };
}

export function nodeTitle(live: LiveProcess | null, node_id: string): string {
  return live?.process.nodes.find((node) => node.id === node_id)?.title ?? '';
}
