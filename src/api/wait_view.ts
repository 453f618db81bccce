/** What a task waits for, as `list task_history` tells it: since when, how long, and what was asked of whom. */
import { shownBeside } from '../app/masked_data.ts';
import type { LiveProcess } from '../app/processes.ts';
import { waitId } from '../base/ids.ts';
import { byteSize, type JsonObject } from '../base/json.ts';
import type { OutboxRow } from '../model/effect.ts';
import type { Task } from '../model/task.ts';
import type { Tasks } from '../ports/tasks.ts';

/** An effect holds what is sent, which may be as large as the task. */
const EFFECT_BYTES = 65_536;

export async function waitView(
  tasks: Pick<Tasks, 'effect'>,
  task: Task,
  { live, clear }: { live: LiveProcess | null; clear: boolean },
): Promise<JsonObject | null> {
  const { wait, node_id, timer } = task;
  if (wait === null) return null;
  const row = wait.kind === 'effect' ? await tasks.effect(`${waitId(task.obj_id, task.hop)}-e`) : null;
  return {
    kind: wait.kind,
    code: wait.code ?? null,
    logic_type: wait.logic_type,
    node_id,
    until_ms: timer,
    effect: row === null ? null : effectView(row, task, { live, clear }),
  };
}

function effectView(
  { effect, attempts, due, created }: OutboxRow,
  { data }: Task,
  { live, clear }: { live: LiveProcess | null; clear: boolean },
): JsonObject {
  const plain = JSON.parse(JSON.stringify(effect)) as JsonObject;
  const shown = clear ? plain : shownBeside(plain, [data], live);
  const fits = byteSize(shown) <= EFFECT_BYTES;
  return { attempts, due_ms: due, created_ms: created, ...(fits ? shown : { kind: effect.kind, is_cut: true }) };
}
