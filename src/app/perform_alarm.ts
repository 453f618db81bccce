/**
 * Makes the special task of a count semaphor: with `start` "true" when the threshold was reached, "false" when the node
 * fell below it. The number of the crossing makes its id, so each crossing makes one.
 */
import { derivedId } from '../base/ids.ts';
import type { AlarmEffect, OutboxRow } from '../model/effect.ts';
import type { Task } from '../model/task.ts';
import type { Commits, Plan } from './commits.ts';
import { bornTask } from './create_task.ts';
import type { Processes } from './processes.ts';
import type { Runner } from './runner.ts';
import type { Ports } from './world.ts';

export interface AlarmParts {
  processes: Processes;
  commits: Commits;
  runner: Runner;
}

export class PerformAlarm {
  private readonly ports: Pick<Ports, 'clock'>;
  private readonly parts: AlarmParts;

  constructor(ports: Pick<Ports, 'clock'>, parts: AlarmParts) {
    this.ports = ports;
    this.parts = parts;
  }

  /** The reference is the task's id; where somebody has taken just that, it gets a number behind it. */
  async perform(row: OutboxRow, effect: AlarmEffect, refs = 0): Promise<void> {
    await this.parts.commits.settle<void>(
      async () => ({ plan: await this.plan(row, effect, refs), value: undefined }),
      (why) => (why === 'ref' ? this.perform(row, effect, refs + 1) : undefined),
    );
  }

  /** Where the process or the node it is to be made in is gone, nothing is made. */
  private async plan(row: OutboxRow, effect: AlarmEffect, refs: number): Promise<Plan> {
    const nothing: Plan = { closes: row.id, made: [] };
    const live = await this.parts.processes.get(row.conv_id);
    if (live === null) return nothing;
    const obj_id = derivedId('alarm', row.conv_id, effect.of, effect.crossing);
    const wanted = {
      obj_id,
      ref: refs === 0 ? obj_id : `${obj_id}-${refs}`,
      data: { start: String(effect.start) },
      user_id: live.object.owner_id,
      caller: null,
    };
    const task: Task = { ...bornTask(live, wanted, this.ports.clock.now()), alarm: true };
    const got = await this.parts.runner.run(live, task, { kind: 'start', at: effect.to });
    return 'step' in got ? { closes: row.id, made: [{ before: null, step: got.step }] } : nothing;
  }
}
