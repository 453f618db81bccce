/**
 * What must hold of any world that has come to rest, whatever happened in it. Read from the store's own answers, not
 * from the engine: each law says what it found wrong, in words.
 */
import type { Task } from '../../src/model/task.ts';
import type { World } from './harness.ts';

/** Everything that is wrong; empty where all is well. */
export async function brokenLaws(world: World): Promise<string[]> {
  const wrong: string[] = [];
  for (const [name, conv_id] of world.convs) wrong.push(...(await brokenIn(world, name, conv_id)));
  const { outbox, overdue } = await world.store.archive.totals(world.clock.now());
  if (outbox > 0) wrong.push(`${outbox} effects are left undone`);
  if (overdue > 0) wrong.push(`${overdue} timers are overdue`);
  for (const { conv_id, obj_id, ref } of world.acknowledged) {
    if ((await world.store.tasks.load({ conv_id, obj_id })) === null)
      wrong.push(`the acknowledged task ${ref} is lost`);
  }
  return wrong;
}

async function brokenIn(world: World, name: string, conv_id: number): Promise<string[]> {
  const wrong: string[] = [];
  const counts = new Map((await world.store.archive.counts(conv_id)).map(({ node_id, count }) => [node_id, count]));
  const living = new Set<string>();
  for (const { id, final } of await world.nodesOf(conv_id)) {
    const tasks = await world.tasksIn(conv_id, id);
    const count = counts.get(id) ?? 0;
    if (count !== tasks.length) wrong.push(`${name}.${id} counts ${count} tasks and has ${tasks.length}`);
    counts.delete(id);
    for (const task of tasks) {
      wrong.push(...brokenTask(task, final).map((what) => `${name}.${id}: task ${task.ref} ${what}`));
      if (final) continue;
      if (living.has(task.ref)) wrong.push(`${name}: two living tasks have the reference ${task.ref}`);
      living.add(task.ref);
    }
  }
  for (const [id, count] of counts) if (count !== 0) wrong.push(`${name}.${id} counts ${count} and is no node`);
  return wrong;
}

function brokenTask(task: Task, final: boolean): string[] {
  if (final) return task.wait === null && task.timer === null ? [] : ['has ended and still waits'];
  if (task.wait === null) return ['waits for nothing, and has not ended'];
  if (task.wait.kind === 'stopped') return [`stopped: ${task.wait.code}`];
  if (task.wait.kind === 'continue') return ['was left in the middle of a run'];
  return [];
}
