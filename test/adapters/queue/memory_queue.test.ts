import { VirtualClock } from '../../../src/adapters/clock/virtual_clock.ts';
import { MemoryQueue } from '../../../src/adapters/queue/memory/memory_queue.ts';
import { job, type QueueBench, queueContract, Recorder } from './queue_contract.ts';

const START = Date.UTC(2026, 0, 1);

async function openBench(): Promise<QueueBench> {
  const clock = new VirtualClock(START);
  const queue = new MemoryQueue({ clock });
  const settle = async <T>(promise: Promise<T>): Promise<T> => {
    let settled = false;
    const note = (): void => {
      settled = true;
    };
    promise.then(note, note);
    for (let idle = 0; !settled; ) {
      const due = clock.nextDue();
      if (due === null && ++idle > 1000) throw new Error('nothing is due, and the test still waits');
      await clock.run(due === null ? 0 : due - clock.now());
    }
    return promise;
  };
  return { queue, clock, settle, stepClock: (ms) => clock.step(ms), stop: () => queue.close() };
}

describe('the queue in memory', () => {
  queueContract(openBench);

  test('can be made to lose jobs and to repeat them', async () => {
    const clock = new VirtualClock(START);
    const times = [0, 2, 1];
    const queue = new MemoryQueue({ clock, mischief: () => times.shift() ?? 1 });
    const seen = new Recorder();
    await queue.work(async (handed) => seen.note(handed));
    const [lost, repeated, kept] = [1, 2, 3].map((ms) => job({ due: START + ms }));
    await queue.add([lost, repeated, kept].filter((one) => one !== undefined));
    await clock.run(10, () => queue.idle());
    expect(seen.ids).toEqual([repeated?.id, repeated?.id, kept?.id]);
    expect(await queue.sizes()).toEqual({ waiting: 0, delayed: 0, active: 0 });
  });

  test('thirty days of virtual time go by at once', async () => {
    const clock = new VirtualClock(START);
    const queue = new MemoryQueue({ clock });
    const dues: number[] = [];
    await queue.work(async (handed) => {
      dues.push(clock.now());
      const due = clock.now() + 25 * 60_000;
      await queue.add([job({ due, obj_id: handed.obj_id })]);
    });
    await queue.add([job({ due: START })]);
    await clock.run(30 * 24 * 3_600_000, () => queue.idle());
    expect(dues.length).toBe(1 + Math.floor((30 * 24 * 60) / 25));
    expect(dues.every((at, i) => at === START + i * 25 * 60_000)).toBe(true);
  });
});
