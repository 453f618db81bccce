/** What the two makes of the BullMQ queue have alike in tests: real time, made short, and a clock that somebody sets. */
import { systemClock } from '../../../src/adapters/clock/system_clock.ts';
import { type BullQueueOptions, openBullQueue } from '../../../src/adapters/queue/bullmq/bull_queue.ts';
import { logLines } from '../../fixtures/log_lines.ts';
import type { QueueBench } from './queue_contract.ts';

export const SETTINGS = {
  prefix: 'test',
  concurrency: { timers: 4, inner: 4, http: 4 },
  timing: { retry_ms: 2, stalled_check_ms: 20 },
};

/** Sets the clock of the whole machine, as BullMQ sees it, until it is set right again. */
export function steppingClock(): { step: (ms: number) => void; setRight: () => void } {
  const right = Date.now;
  let off = 0;
  const spy = jest.spyOn(Date, 'now').mockImplementation(() => right() + off);
  const step = (ms: number): void => {
    off += ms;
  };
  return { step, setRight: () => spy.mockRestore() };
}

export async function openBullBench(options: Partial<BullQueueOptions> = {}): Promise<QueueBench> {
  const clock = systemClock();
  const stepping = steppingClock();
  const queue = await openBullQueue({ ...SETTINGS, clock, log: logLines(), ...options });
  const stop = async (): Promise<void> => {
    await queue.close();
    stepping.setRight();
  };
  return { queue, clock, settle: (promise) => promise, stepClock: stepping.step, stop };
}
