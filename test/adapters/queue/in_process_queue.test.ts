import { Queue } from 'bullmq';
import { systemClock } from '../../../src/adapters/clock/system_clock.ts';
import { VirtualClock } from '../../../src/adapters/clock/virtual_clock.ts';
import { inProcessBackends } from '../../../src/adapters/queue/bullmq/in_process/backend.ts';
import { logLines } from '../../fixtures/log_lines.ts';
import { closeOpened, openBullBench, openForTest } from './bull_bench.ts';
import { emptied, gate, job, queueContract, Recorder } from './queue_contract.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);

describe('the BullMQ queue in this process', () => {
  afterEach(closeOpened);

  queueContract(async () => {
    const bench = await openBullBench();
    // The lock of a job is as long as the clock says: an hour later it is lost.
    return { ...bench, loseLock: async () => bench.stepClock(HOUR) };
  });

  test('runs no more jobs of a lane at the same time than it may', async () => {
    const queue = await openForTest();
    const [seen, end] = [new Recorder(), gate()];
    let most = 0;
    let running = 0;
    await queue.work(async (handed) => {
      seen.note(handed);
      most = Math.max(most, ++running);
      if (seen.jobs.length <= 4) await end.opened;
      running--;
    });
    await queue.add(Array.from({ length: 40 }, (_, i) => job({ conv_id: i })));
    await seen.atLeast(4);
    expect(await queue.sizes()).toEqual({ waiting: 36, delayed: 0, active: 4 });
    end.open();
    await emptied(queue);
    expect(seen.jobs.length).toBe(40);
    expect(most).toBeLessThanOrEqual(4);
  });

  test('a process with a flood of jobs leaves the other queues of its lane free', async () => {
    const queue = await openForTest();
    const [seen, end] = [new Recorder(), gate()];
    await queue.work(async (handed) => {
      if (handed.conv_id === 2) return end.opened;
      seen.note(handed);
    });
    await queue.add(Array.from({ length: 1000 }, () => job({ conv_id: 2 })));
    await queue.add([job({ conv_id: 3 })]);
    await seen.atLeast(1);
    end.open();
  });

  test('a clock that is set forward makes jobs due within ten seconds', async () => {
    const clock = new VirtualClock(START);
    const queue = await openForTest({ clock });
    const seen = new Recorder();
    await queue.work(async (handed) => seen.note(handed));
    await queue.add([job({ due: START + 40 * 24 * HOUR })]);
    await clock.run(0);
    clock.step(41 * 24 * HOUR);
    await clock.run(10_000);
    await seen.atLeast(1);
  });

  test('failing jobs are logged, but not each of them', async () => {
    const log = logLines();
    const queue = await openForTest({ log });
    await queue.work(async () => {
      throw new Error('the database is away');
    });
    await queue.add(Array.from({ length: 20 }, () => job()));
    await emptied(queue);
    expect(log.lines.filter((line) => line.includes('the database is away')).length).toBe(1);
  });

  test('what it does not do it refuses', async () => {
    const backends = inProcessBackends({ clock: systemClock(), job_options: {}, lock_ms: 1000 });
    const queue = new Queue('timers-0', { connection: {}, skipMetasUpdate: true }, backends);
    await expect(queue.pause()).rejects.toThrow('does not support pause');
    await queue.close();
  });
});
