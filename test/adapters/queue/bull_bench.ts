/** What the two makes of the BullMQ queue have alike in tests: real time, made short, and a clock that somebody sets. */
import { systemClock } from '../../../src/adapters/clock/system_clock.ts';
import { type BullQueueOptions, openBullQueue } from '../../../src/adapters/queue/bullmq/bull_queue.ts';
import type { Queue } from '../../../src/ports/queue.ts';
import { logLines } from '../../fixtures/log_lines.ts';
import type { QueueBench } from './queue_contract.ts';

const SETTINGS = {
  prefix: 'test',
  concurrency: { timers: 4, inner: 4, http: 4 },
  timing: { retry_ms: 2, stalled_check_ms: 20 },
};

const opened: Queue[] = [];

/** A queue that `closeOpened` closes, also when its test has failed; a queue left open keeps jest from ending. */
export async function openForTest(options: Partial<BullQueueOptions> = {}): Promise<Queue> {
  const queue = await openBullQueue({ ...SETTINGS, clock: systemClock(), log: logLines(), ...options });
  opened.push(queue);
  return queue;
}

export async function closeOpened(): Promise<void> {
  await Promise.all(opened.splice(0).map((queue) => queue.close()));
}

/** Sets the clock of the whole machine, as BullMQ sees it, until it is set right again. */
function steppingClock(): { step: (ms: number) => void; setRight: () => void } {
  const right = Date.now;
  let off = 0;
  const spy = jest.spyOn(Date, 'now').mockImplementation(() => right() + off);
  const step = (ms: number): void => {
    off += ms;
  };
  return { step, setRight: () => spy.mockRestore() };
}

export async function openBullBench(options: Partial<BullQueueOptions> = {}): Promise<QueueBench> {
  const stepping = steppingClock();
  const queue = await openForTest(options);
  const stop = async (): Promise<void> => {
    await closeOpened();
    stepping.setRight();
  };
  return { queue, clock: systemClock(), settle: (promise) => promise, stepClock: stepping.step, stop };
}
