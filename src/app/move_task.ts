/** One task is put into a node by a person, from whatever it waits for: to do it anew, or to go on elsewhere. */
import { TaktError } from '../base/errors.ts';
import type { Signal } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import type { Audit } from './audit.ts';
import type { Actor } from './rights.ts';
import type { TaskOps } from './task_ops.ts';

/** Whoever asks has been let through: he may make tasks there. */
export async function moveTask(
  { ops, audit }: { ops: TaskOps; audit: Audit },
  actor: Actor,
  { conv_id, obj_id }: { conv_id: number; obj_id: string },
  node_id: string,
): Promise<Task> {
  const { before, after, live } = await ops.signal({ conv_id, obj_id }, async (task, { compiled }): Promise<Signal> => {
    if (!compiled.byId.has(node_id)) {
      throw new TaktError('not_found', `there is no node ${node_id} in the version that runs`);
    }
    return into(task, node_id, task.node_id, actor);
  });
  const details = { task: obj_id, from_node_id: before.node_id, to_node_id: node_id };
  const { title } = live.object;
  await audit.record(actor, { action: 'move_task', obj: 'conv', obj_id: conv_id, title, details });
  return after;
}

/** What puts a task into a node, as it is. */
export function into(
  task: Task,
  node_id: string,
  prev_node_id: string | null,
  actor: Actor,
): Signal & { kind: 'step_to' } {
  return { kind: 'step_to', node_id, prev_node_id, data: task.data, user_id: actor.user_id };
}
