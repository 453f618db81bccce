/**
 * Does what is due: a timer, the rest of a run, an effect. Called by the queue's workers, and by the sweeper for what
 * the queue has lost. The same item may come twice, at the same time or later: that is harmless (see design of waits).
 */
import { errorText } from '../base/errors.ts';
import { isOutside } from '../model/effect.ts';
import type { Signal } from '../model/step.ts';
import type { DueItem } from '../ports/tasks.ts';
import type { Commits } from './commits.ts';
import type { PerformAlarm } from './perform_alarm.ts';
import type { PerformInside } from './perform_inside.ts';
import type { PerformOutside } from './perform_outside.ts';
import type { PerformTake } from './perform_take.ts';
import type { Processes } from './processes.ts';
import type { Runner } from './runner.ts';
import type { Scheduler } from './scheduler.ts';
import type { Ports } from './world.ts';

export interface WorkParts {
  processes: Processes;
  runner: Runner;
  commits: Commits;
  scheduler: Scheduler;
  inside: PerformInside;
  take: PerformTake;
  alarm: PerformAlarm;
  outside: PerformOutside;
}

export class Work {
  private readonly ports: Pick<Ports, 'tasks' | 'clock' | 'queue' | 'log'>;
  private readonly parts: WorkParts;
  /** What this server is doing now: the sweeper must not begin it a second time. */
  private readonly doing = new Set<string>();

  constructor(ports: Pick<Ports, 'tasks' | 'clock' | 'queue' | 'log'>, parts: WorkParts) {
    this.ports = ports;
    this.parts = parts;
  }

  async do(item: DueItem): Promise<void> {
    this.parts.scheduler.taken(item.id);
    if (this.doing.has(item.id)) return;
    this.doing.add(item.id);
    try {
      if (item.kind === 'effect') await this.effect(item);
      else await this.signal(item);
    } finally {
      this.doing.delete(item.id);
    }
  }

  /** Wakes a task of a process that has just been resumed or deployed. */
  async goOn(conv_id: number, obj_id: string, wait_id: string): Promise<void> {
    await this.wake(conv_id, obj_id, { kind: 'go_on', wait_id });
  }

  private async effect(item: DueItem): Promise<void> {
    const row = await this.ports.tasks.effect(item.id);
    if (row === null) return this.parts.outside.gone(item.id);
    // Whoever has begun an attempt may be at it until its lease ends; then it is due, and the feeder finds it.
    if (row.attempts > 0 && row.due > this.ports.clock.now()) return;
    const { effect } = row;
    if (effect.kind === 'take') return this.parts.take.perform(row, effect);
    if (effect.kind === 'alarm') return this.parts.alarm.perform(row, effect);
    if (!isOutside(effect)) return this.parts.inside.perform(row);
    const again = (): void => {
      this.ports.queue.add([item]).catch((error) => this.ports.log.warn('queue', { error: errorText(error) }));
    };
    return this.parts.outside.perform(row, effect, again);
  }

  private async signal(item: DueItem): Promise<void> {
    if (item.wait_id === null) return;
    if (item.kind === 'timer' && item.due > this.ports.clock.now()) {
      this.parts.scheduler.feed([item], item.due);
      return;
    }
    await this.wake(item.conv_id, item.obj_id, {
      kind: item.kind === 'timer' ? 'timer' : 'go_on',
      wait_id: item.wait_id,
    });
  }

  private async wake(conv_id: number, obj_id: string, signal: Signal): Promise<void> {
    await this.parts.commits.settle<void>(
      async () => {
        const live = await this.parts.processes.get(conv_id);
        const before = await this.ports.tasks.load({ conv_id, obj_id });
        if (live === null || before === null) return { done: undefined };
        const got = await this.parts.runner.run(live, before, signal);
        if (!('step' in got)) return { done: undefined };
        return { plan: { made: [{ before, step: got.step }] }, value: undefined };
      },
      () => undefined,
    );
  }
}
