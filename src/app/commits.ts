/**
 * Writes steps, and runs them again where somebody was faster. A step that loses on `rev` is made again from the fresh
 * task, one that ran on an old version or status is made again on the new one; everything else is the caller's answer.
 */
import { Bug, TaktError } from '../base/errors.ts';
import type { Step } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import type { CommitResult, DueItem, Unit } from '../ports/tasks.ts';
import type { Live } from './live.ts';
import { shownRefOf, shownToPeople } from './masked_data.ts';
import type { Processes } from './processes.ts';
import type { Scheduler } from './scheduler.ts';
import type { Ports } from './world.ts';

/** A step and the task it began from; null where it makes the task. */
export interface Made {
  before: Task | null;
  step: Step;
}

export interface Plan {
  closes?: string;
  attempt?: { id: string; from: number; due: number };
  made: Made[];
}

export type Settled<T> = { done: T } | { plan: Plan; value: T };

/** How often one piece of work is tried against others before it is given up for now. */
const TRIES = 50;

export class Commits {
  private readonly ports: Pick<Ports, 'tasks' | 'log'>;
  private readonly processes: Processes;
  private readonly scheduler: Scheduler;
  private readonly live: Pick<Live, 'hear'>;

  constructor(
    ports: Pick<Ports, 'tasks' | 'log'>,
    parts: { processes: Processes; scheduler: Scheduler; live: Pick<Live, 'hear'> },
  ) {
    this.ports = ports;
    this.processes = parts.processes;
    this.scheduler = parts.scheduler;
    this.live = parts.live;
  }

  /**
   * Makes a plan and writes it, again and again while only others were in the way. `refused` decides on what a new try
   * cannot change: a reference that is taken (with the step it stands at), or an outbox row that is gone.
   */
  async settle<T>(
    make: () => Promise<Settled<T>>,
    refused: (why: 'ref' | 'gone', at: number) => Promise<T> | T,
  ): Promise<T> {
    for (let tries = 0; tries < TRIES; tries++) {
      const made = await make();
      if ('done' in made) return made.done;
      const [result] = await this.write([made.plan]);
      if (result === undefined) throw new Bug('a commit answers every unit');
      if (result.ok) return made.value;
      if (result.why === 'ref' || result.why === 'gone') return refused(result.why, result.at);
    }
    throw new TaktError('busy', 'the task is being changed by too many at once; try again');
  }

  /** Writes plans in their order in one transaction, each failing alone; what was written is scheduled. */
  async write(plans: Plan[]): Promise<CommitResult[]> {
    const results = await this.ports.tasks.commit(plans.map(unitOf));
    const written: Made[] = [];
    const alarms: DueItem[] = [];
    results.forEach((result, index) => {
      const made = plans[index]?.made ?? [];
      if (result.ok) {
        written.push(...made);
        alarms.push(...(result.alarms ?? []));
      } else if (result.why === 'stale') for (const { step } of made) this.processes.forget(step.task.conv_id);
    });
    this.scheduler.committed(written);
    this.live.hear(written);
    if (alarms.length > 0) this.scheduler.feed(alarms, Number.POSITIVE_INFINITY);
    for (const { step } of written) if (step.final?.log === true) await this.tell(step);
    return results;
  }

  /** A final node that wants it says in the log what arrived. The step is written, whatever becomes of the line. */
  private async tell({ task }: Step): Promise<void> {
    const { conv_id, ref } = task;
    const live = await this.processes.get(conv_id).catch(() => null);
    const data = live === null ? {} : shownToPeople(task.data, live);
    this.ports.log.warn('a process tells', { conv_id, ref: shownRefOf(ref, live), data });
  }
}

function unitOf(plan: Plan): Unit {
  return {
    ...(plan.closes === undefined ? {} : { closes: plan.closes }),
    ...(plan.attempt === undefined ? {} : { attempt: plan.attempt }),
    steps: plan.made.map(({ before, step }) => ({ base: before === null ? null : before.rev, step })),
  };
}
