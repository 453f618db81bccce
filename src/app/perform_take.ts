/**
 * Get Task: hands a queued task out. One transaction deletes the effect's outbox row, moves the queued task on and
 * brings its data to the task that asked: a queued task is handed out once, to one, or it is still in the queue.
 */
import { TaktError } from '../base/errors.ts';
import { waitId } from '../base/ids.ts';
import { dataSize, isObject, mergeData, sizeText } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import type { EffectAnswer, OutboxRow, TakeEffect } from '../model/effect.ts';
import { withTaken } from '../nodes/api_get_task.ts';
import { api_queue } from '../nodes/api_queue.ts';
import type { Commits, Made } from './commits.ts';
import { type PerformInside, software } from './perform_inside.ts';
import type { LiveProcess } from './processes.ts';
import type { Runner } from './runner.ts';
import { Taking } from './taking.ts';
import type { Ports } from './world.ts';

const EMPTY = software('get_task_executing_error', 'not_found_task');
const DENIED = software('get_task_executing_error', 'access_denied');
const FATAL: EffectAnswer = {
  kind: 'failed',
  type: 'hardware',
  tag: 'get_task_fatal_error',
  description: 'Error running get task',
};

/** Tasks chosen one after the other that turned out to have left the queue. */
const TRIES = 100;

export interface TakeParts {
  commits: Commits;
  runner: Runner;
  inside: PerformInside;
}

export class PerformTake {
  private readonly ports: Pick<Ports, 'tasks' | 'catalog'>;
  private readonly parts: TakeParts;
  private readonly taking: Taking;

  constructor(ports: Pick<Ports, 'tasks' | 'catalog'>, parts: TakeParts) {
    this.ports = ports;
    this.parts = parts;
    this.taking = new Taking(ports.tasks);
  }

  /** Where others are faster for too long, the task that asked is told so, and may ask again. */
  async perform(row: OutboxRow, effect: TakeEffect): Promise<void> {
    try {
      await this.attempt(row, effect);
    } catch (error) {
      if (!(error instanceof TaktError) || error.code !== 'busy') throw error;
      await this.parts.inside.answer(row, FATAL);
    }
  }

  private async attempt(row: OutboxRow, effect: TakeEffect): Promise<void> {
    const found = await this.queue(row, effect);
    if (!('object' in found)) return this.parts.inside.answer(row, found);
    const conv_id = found.object.id;
    for (let tries = 0; tries < TRIES; tries++) {
      const done = await this.taking.next(conv_id, effect, async (obj_id) => {
        if (obj_id !== null) return this.handOut(row, effect, { conv_id, obj_id });
        await this.parts.inside.answer(row, EMPTY);
        return true;
      });
      if (done) return;
    }
    throw new TaktError('busy', 'the queue is being emptied by too many at once');
  }

  /**
   * The process whose queue is meant, or why none of its tasks is handed out. Taking shows the data as they
   * are and moves the task on: it takes the right to modify.
   */
  private async queue(row: OutboxRow, { conv, queue_node }: TakeEffect): Promise<LiveProcess | EffectAnswer> {
    const found = await this.parts.inside.target(row, { conv }, 'modify');
    if ('kind' in found) return DENIED;
    const { nodes, byId } = found.compiled;
    const logics = nodes[byId.get(queue_node) ?? -1]?.logics ?? [];
    if (logics.some(({ type }) => type.type === api_queue.type)) return found;
    return software('queue_wrong_logic', `No queue logic in conv_id: ${found.object.id}`);
  }

  /** False where the task has left the queue meanwhile, so that another one is to be chosen. */
  private handOut(row: OutboxRow, effect: TakeEffect, key: { conv_id: number; obj_id: string }): Promise<boolean> {
    return this.parts.commits.settle<boolean>(
      async () => {
        const [asking, queued, live] = await Promise.all([
          this.ports.tasks.load({ conv_id: row.conv_id, obj_id: row.obj_id }),
          this.ports.tasks.load(key),
          this.parts.inside.processes.get(key.conv_id),
        ]);
        // Nobody is there to be given a task: the queue keeps it.
        if (asking?.wait == null || row.wait_id !== waitId(asking.obj_id, asking.hop))
          return { plan: { closes: row.id, made: [] }, value: true };
        if (live === null || queued?.wait?.kind !== 'queue' || queued.node_id !== effect.queue_node)
          return { done: false };
        const rows = isObject(queued.wait.memo) ? queued.wait.memo : {};
        const taken = { obj_id: queued.obj_id, data: mergeData(queued.data, rows) };
        const size = dataSize(withTaken(asking.data, taken));
        if (size > LIMITS.task_bytes) {
          const answer = software('get_task_size_overflow_limit', sizeText(size));
          return { plan: { closes: row.id, made: await this.parts.inside.answered(row, answer) }, value: true };
        }
        const wait_id = waitId(queued.obj_id, queued.hop);
        const got = await this.parts.runner.run(live, queued, { kind: 'taken', wait_id });
        if (!('step' in got)) return { done: false };
        const moved: Made = { before: queued, step: got.step };
        const told = await this.parts.inside.answered(row, { kind: 'taken', ...taken }, asking);
        // Who asked must get it in the same transaction; where its process is gone, the queue keeps the task.
        if (told.length === 0) return { plan: { closes: row.id, made: [] }, value: true };
        return { plan: { closes: row.id, made: [moved, ...told] }, value: true };
      },
      () => true,
    );
  }
}
