/**
 * Which queued tasks this server is handing out just now. Takers of one queue come many at a time; each chooses a task
 * that no other has in hand, so that they seldom lose against each other. Against other servers, and as the proof that
 * a task is handed out once, there is the commit.
 */
import type { TakeEffect } from '../model/effect.ts';
import type { Tasks } from '../ports/tasks.ts';

export class Taking {
  private readonly tasks: Pick<Tasks, 'queued'>;
  /** By process and node: the tasks in hand, and when each is out of it. */
  private readonly queues = new Map<string, Map<string, Promise<void>>>();

  constructor(tasks: Pick<Tasks, 'queued'>) {
    this.tasks = tasks;
  }

  /** Chooses a task and keeps it in hand while `use` runs; null, where the queue is empty. */
  async next<T>(
    conv_id: number,
    { queue_node, order }: TakeEffect,
    use: (obj_id: string | null) => Promise<T>,
  ): Promise<T> {
    const key = `${conv_id} ${queue_node}`;
    for (;;) {
      const limit = (this.queues.get(key)?.size ?? 0) + 1;
      const found = await this.tasks.queued({ conv_id, node_id: queue_node, order, limit });
      if (found.length === 0) return use(null);
      const inHand = this.queues.get(key) ?? new Map<string, Promise<void>>();
      const free = found.find((obj_id) => !inHand.has(obj_id));
      if (free !== undefined) return this.hold(key, free, () => use(free));
      // All that is left is in others' hands: whether the queue is empty is seen when one of them is done.
      if (found.length < limit) await Promise.race(inHand.values());
    }
  }

  private async hold<T>(key: string, obj_id: string, use: () => Promise<T>): Promise<T> {
    const inHand = this.queues.get(key) ?? new Map<string, Promise<void>>();
    this.queues.set(key, inHand);
    const using = use();
    inHand.set(
      obj_id,
      using.then(
        () => undefined,
        () => undefined,
      ),
    );
    try {
      return await using;
    } finally {
      inHand.delete(obj_id);
      if (inHand.size === 0) this.queues.delete(key);
    }
  }
}
