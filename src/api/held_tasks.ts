/** GET /api/takt/held_tasks?conv_id=: the tasks that a debugger holds in a process, for whoever may view it. Never their data. */
import { z } from 'zod';
import { type HttpAnswer, jsonAnswer, type SignedCall } from './http.ts';
import { id } from './ops/fields.ts';
import { readFields } from './ops/op.ts';
import { tooMany } from './ops_endpoint.ts';
import type { Site } from './site.ts';
import { maskedRef } from './task_view.ts';

/** More are found by their node or reference. */
const TASKS_AT_MOST = 100;

const fields = z.object({ conv_id: id });

export async function heldTasks({ app, limiter }: Site, { actor, query }: SignedCall): Promise<HttpAnswer> {
  const { conv_id } = readFields(fields, Object.fromEntries(query));
  if (!limiter.take(actor.user_id, TASKS_AT_MOST, app.ports.clock.now())) return tooMany();
  await app.rights.demand(actor, 'view', 'conv', conv_id);
  const live = await app.processes.get(conv_id);
  const found = await app.ports.tasks.waiting({ conv_id, kinds: ['debug'], limit: TASKS_AT_MOST + 1 });
  const tasks = found.slice(0, TASKS_AT_MOST).map((task) => ({
    obj_id: task.obj_id,
    ref: maskedRef(task, live, false),
    node_id: task.node_id,
    change_time_ms: task.change_time,
  }));
  return jsonAnswer({ tasks, more: found.length > tasks.length });
}
