/** The system parameters `{{root.…}}` of a task. All are text; times are unix seconds. */
import { unixSeconds } from '../base/time.ts';
import type { Task } from '../model/task.ts';

/** Corezoid's numbers: 1 in the stack, 2 taken by an operator, 4 closed. */
const IN_STACK = '1';

export function rootParams(task: Task, titleOf: (nodeId: string | null) => string): Record<string, string> {
  return {
    task_id: task.obj_id,
    ref: task.ref,
    conv_id: String(task.conv_id),
    node_id: task.node_id,
    prev_node_id: task.prev_node_id ?? '',
    node_name: titleOf(task.node_id),
    prev_node_name: titleOf(task.prev_node_id),
    status: IN_STACK,
    create_time: String(unixSeconds(task.create_time)),
    change_time: String(unixSeconds(task.change_time)),
    end_time: task.timer === null ? '0' : String(unixSeconds(task.timer)),
    user_id: String(task.user_id),
  };
}
