/** Runs the engine over a task and a signal, round by round, until it has a step. Commits nothing. */
import { LIMITS } from '../base/limits.ts';
import { type Advance, type AdvanceInput, advance, stopBroken } from '../engine/advance.ts';
import type { Answer } from '../model/effect.ts';
import type { Signal } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import type { Tasks } from '../ports/tasks.ts';
import type { Answers } from './answers.ts';
import type { LiveProcess } from './processes.ts';
import type { Ports } from './world.ts';

/** What the engine says once nothing more is needed. */
export type Advanced = Exclude<Advance, { need: unknown }>;

/** Rounds of one run before the rest is put off: each has brought the task on, or asked for something new. */
const ROUNDS = 100;

export class Runner {
  private readonly clock: Ports['clock'];
  private readonly log: Ports['log'];
  private readonly answers: Answers;

  constructor({ clock, log }: Pick<Ports, 'clock' | 'log'>, answers: Answers) {
    this.clock = clock;
    this.log = log;
    this.answers = answers;
  }

  async run(live: LiveProcess, task: Task, signal: Signal, tasks?: Pick<Tasks, 'load'>): Promise<Advanced> {
    const now = this.clock.now();
    const expired = (): boolean => this.clock.now() - now > LIMITS.run_ms;
    const known = new Map<string, Answer>();
    for (let round = 0; ; round++) {
      const stop_at_need = round > 0 && (round > ROUNDS || expired());
      const input = { compiled: live.compiled, task, signal, now, answers: known, stop_at_need, expired };
      const got = this.advance(input);
      if (!('need' in got)) return got;
      await this.answers.fetch(got.need, { from: live, task, tasks }, known);
    }
  }

  /** A fault of the engine stops the one task it happens to; whoever makes or modifies a task is told instead. */
  private advance(input: AdvanceInput): Advance {
    const { compiled, task, signal, now } = input;
    try {
      return advance(input);
    } catch (error) {
      if (signal.kind === 'start' || signal.kind === 'modify') throw error;
      const { conv_id, obj_id, node_id } = task;
      this.log.error('the engine failed on a task, which is stopped', { conv_id, obj_id, node_id, error });
      return { step: stopBroken(compiled, task, signal.kind, now) };
    }
  }
}
