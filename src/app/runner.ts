/** Runs the engine over a task and a signal, round by round, until it has a step. Commits nothing. */
import { LIMITS } from '../base/limits.ts';
import { type Advance, advance } from '../engine/advance.ts';
import type { Answer } from '../model/effect.ts';
import type { Signal } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import type { Answers } from './answers.ts';
import type { LiveProcess } from './processes.ts';
import type { Ports } from './world.ts';

/** What the engine says once nothing more is needed. */
export type Advanced = Exclude<Advance, { need: unknown }>;

/** Rounds of one run before the rest is put off: each has brought the task on, or asked for something new. */
const ROUNDS = 100;

export class Runner {
  private readonly clock: Ports['clock'];
  private readonly answers: Answers;

  constructor(clock: Ports['clock'], answers: Answers) {
    this.clock = clock;
    this.answers = answers;
  }

  async run(live: LiveProcess, task: Task, signal: Signal): Promise<Advanced> {
    const now = this.clock.now();
    const known = new Map<string, Answer>();
    for (let round = 0; ; round++) {
      const stop_at_need = round > 0 && (round > ROUNDS || this.clock.now() - now > LIMITS.run_ms);
      const got = advance({ compiled: live.compiled, task, signal, now, answers: known, stop_at_need });
      if (!('need' in got)) return got;
      await this.answers.fetch(got.need, live, task, known);
    }
  }
}
