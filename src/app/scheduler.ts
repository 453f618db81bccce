/**
 * Makes jobs of what a commit left to be done, and keeps the number of jobs ahead of their time within bounds. The
 * queue is a convenience: whatever does not get into it is found in the database by the feeder and the sweeper (I8).
 */
import { errorText } from '../base/errors.ts';
import { waitId } from '../base/ids.ts';
import { LIMITS } from '../base/limits.ts';
import { type Effect, isOutside } from '../model/effect.ts';
import type { Step } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import type { Job, Lane } from '../ports/queue.ts';
import type { DueItem } from '../ports/tasks.ts';
import type { AppSettings, Ports } from './world.ts';

export function laneOf(effect: Effect): Lane {
  return isOutside(effect) ? 'http' : 'inner';
}

export class Scheduler {
  private readonly ports: Pick<Ports, 'queue' | 'clock' | 'log'>;
  private readonly settings: Pick<AppSettings, 'recover_ms'>;
  /** Ids of the jobs made ahead of their time. */
  private readonly ahead = new Set<string>();
  private lost = 0;

  constructor(ports: Pick<Ports, 'queue' | 'clock' | 'log'>, settings: Pick<AppSettings, 'recover_ms'>) {
    this.ports = ports;
    this.settings = settings;
  }

  /** Jobs for committed steps; `before` are the tasks as they were, null for a new one. */
  committed(steps: { before: Task | null; step: Step }[]): void {
    const jobs: Job[] = [];
    const gone: { id: string; lane: Lane; conv_id: number }[] = [];
    for (const { before, step } of steps) {
      jobs.push(...jobsOf(step));
      if (before === null || before.hop === step.task.hop) continue;
      if (before.timer === null && before.wait?.kind !== 'effect') continue;
      const id = `${waitId(before.obj_id, before.hop)}-t`;
      if (before.timer !== null && this.ahead.delete(id)) gone.push({ id, lane: 'timers', conv_id: before.conv_id });
    }
    this.add(jobs);
    if (gone.length > 0) this.ports.queue.remove(gone).catch((error) => this.trouble(error));
  }

  /**
   * Jobs for what the database says is due. What is due by `sure` is made again even where a job should exist: the
   * queue may have lost it, and one that has not takes no notice.
   */
  feed(items: DueItem[], sure: number): void {
    this.add(items.filter((item) => item.due <= sure || !this.ahead.has(item.id)));
  }

  /** How many more jobs may be made ahead of their time. */
  room(): number {
    return LIMITS.feed_jobs - this.ahead.size;
  }

  /** A job has been handed out. */
  taken(id: string): void {
    this.ahead.delete(id);
  }

  private add(jobs: Job[]): void {
    const now = this.ports.clock.now();
    // What is due before the sweeper would see it gets its job however many lie ahead: they are for later.
    const soon = now + 2 * this.settings.recover_ms;
    const wanted = jobs.filter((job) => {
      if (job.due <= now) return true;
      const known = this.ahead.has(job.id) || job.due <= soon || this.room() > 0;
      if (job.due > now + LIMITS.feed_ms || !known) return false;
      this.ahead.add(job.id);
      return true;
    });
    if (wanted.length === 0) return;
    this.ports.queue.add(wanted).catch((error) => {
      for (const job of wanted) this.ahead.delete(job.id);
      this.trouble(error);
    });
  }

  /** Said once in a while: while a queue is down every commit would say it. */
  private trouble(error: unknown): void {
    if (this.lost++ % 1000 === 0) {
      this.ports.log.warn('the queue does not answer; the database will bring the work back', {
        error: errorText(error),
      });
    }
  }
}

function jobsOf(step: Step): Job[] {
  const { task } = step;
  const { conv_id, obj_id, change_time } = task;
  const jobs: Job[] = step.effects.map(({ id, waits, effect }) => ({
    id,
    kind: 'effect',
    lane: laneOf(effect),
    conv_id,
    obj_id,
    wait_id: waits ? waitId(obj_id, task.hop) : null,
    due: change_time,
  }));
  if (task.wait === null) return jobs;
  const wait_id = waitId(obj_id, task.hop);
  if (task.timer !== null) {
    jobs.push({ id: `${wait_id}-t`, kind: 'timer', lane: 'timers', conv_id, obj_id, wait_id, due: task.timer });
  }
  if (task.wait.kind === 'continue') {
    jobs.push({ id: `${wait_id}-c`, kind: 'go_on', lane: 'inner', conv_id, obj_id, wait_id, due: change_time });
  }
  return jobs;
}
