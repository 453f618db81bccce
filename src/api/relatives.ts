/** The tasks that a task hangs together with: the one that called or copied it, and the one that it has called. */
import type { LiveProcess } from '../app/processes.ts';
import { derivedId, isHexId, waitId } from '../base/ids.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { Task } from '../model/task.ts';
import type { TaskKey } from '../ports/tasks.ts';
import type { OpContext } from './app.ts';
import { maskedRef } from './task_view.ts';

/** Null where nobody made the task from another one, or nothing is told of it. */
export async function parentOf(ctx: OpContext, { caller, data }: Task): Promise<JsonObject | null> {
  if (caller !== null) return shown(ctx, 'rpc', { conv_id: caller.conv_id, obj_id: caller.obj_id });
  // Copy Task leaves these in what it makes. Anybody may have written them: nothing is shown but what may be seen.
  const { __copy_conv_id__: conv, __copy_ref_id__: ref } = data;
  const conv_id = numberOf(conv);
  if (conv_id === null || typeof ref !== 'string') return null;
  const byRef = await shown(ctx, 'copy', { conv_id, ref });
  return byRef?.obj_id === null && isHexId(ref) ? shown(ctx, 'copy', { conv_id, obj_id: ref }) : byRef;
}

/** The task that Call a Process has made; its id follows from the wait. Null while the call has not been made. */
export async function calledBy(ctx: OpContext, task: Task, live: LiveProcess | null): Promise<JsonObject | null> {
  const { wait, obj_id, hop, node_id } = task;
  if (live === null || wait?.kind !== 'effect' || wait.logic_type !== 'api_rpc') return null;
  const node = live.process.nodes.find(({ id }) => id === node_id);
  const conv = node?.logics[wait.logic_index]?.conv_id;
  const target = await ctx.app.processes.resolve(String(conv ?? ''), live.object);
  if (target === null) return null;
  const made = await shown(ctx, 'rpc', {
    conv_id: target.object.id,
    obj_id: derivedId('create', `${waitId(obj_id, hop)}-e`),
  });
  return made?.obj_id == null ? null : made;
}

/** As much of it as the caller may see; the process alone where the task is no longer kept. */
async function shown({ app, actor }: OpContext, via: 'rpc' | 'copy', key: TaskKey): Promise<JsonObject | null> {
  const live = await app.processes.get(key.conv_id);
  if (live === null || !(await app.rights.may(actor, 'view', live.object))) return null;
  const task = await app.ports.tasks.load(key);
  const about = { via, conv_id: key.conv_id, conv_title: live.object.title };
  if (task === null) return { ...about, obj_id: null, ref: null };
  return { ...about, obj_id: task.obj_id, ref: maskedRef(task, live, false) };
}

function numberOf(value: Json | undefined): number | null {
  const read = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isSafeInteger(read) && read > 0 ? read : null;
}
