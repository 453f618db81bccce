/**
 * What every queue promises (src/ports/queue.ts), tried on each make of it. A make brings a bench: the queue, the clock
 * it goes by, and what it takes to let time go on, as it stands still for one of them.
 */
import type { Clock } from '../../../src/ports/clock.ts';
import type { Job, Lane, Queue } from '../../../src/ports/queue.ts';

export interface QueueBench {
  queue: Queue;
  clock: Clock;
  /** Lets time go on until the promise is settled. */
  settle<T>(promise: Promise<T>): Promise<T>;
  /** Somebody sets the clock. */
  stepClock(ms: number): void;
  /** Makes the worker of an active job lose it; absent where a job cannot be lost. */
  loseLock?(job: Job): Promise<void>;
  stop(): Promise<void>;
}

/** Hours of work for a slow machine, all of it for one that is given the time. */
const MANY = process.env.TAKT_LONG === undefined ? 20_000 : 100_000;
const HOUR = 3_600_000;

let made = 0;
export function job(fields: Partial<Job> = {}): Job {
  const obj_id = (++made).toString(16).padStart(24, '0');
  const wait_id = `${obj_id}-1`;
  return { id: `${wait_id}-t`, kind: 'timer', lane: 'timers', conv_id: 7, obj_id, wait_id, due: 0, ...fields };
}

/** Something a test waits for. */
export function gate(): { open: () => void; opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** Notes what is handed out, and says when it was so much. */
export class Recorder {
  readonly jobs: Job[] = [];
  private readonly waiting: { count: number; done: () => void }[] = [];

  note(job: Job): void {
    this.jobs.push(job);
    for (const { count, done } of this.waiting) if (this.jobs.length >= count) done();
  }

  async atLeast(count: number): Promise<void> {
    if (this.jobs.length >= count) return;
    await new Promise<void>((done) => this.waiting.push({ count, done }));
  }

  get ids(): string[] {
    return this.jobs.map(({ id }) => id);
  }
}

export async function emptied(queue: Queue): Promise<void> {
  for (;;) {
    const { waiting, delayed, active } = await queue.sizes();
    if (waiting + delayed + active === 0) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export function queueContract(open: () => Promise<QueueBench>): void {
  let bench: QueueBench;
  let seen: Recorder;
  const record = async (handed: Job): Promise<void> => seen.note(handed);
  beforeEach(async () => {
    bench = await open();
    seen = new Recorder();
  });
  afterEach(() => bench.stop());

  test('a job comes back as it was put in, in whatever lane', async () => {
    const { queue, settle } = bench;
    const kinds: [Lane, Job['kind']][] = [
      ['timers', 'timer'],
      ['inner', 'effect'],
      ['http', 'effect'],
      ['inner', 'go_on'],
    ];
    const jobs = kinds.map(([lane, kind], i) => job({ lane, kind, conv_id: i, due: 5 }));
    jobs.push(job({ wait_id: null, lane: 'inner', kind: 'effect' }));
    await queue.add(jobs);
    await queue.work(record);
    await settle(seen.atLeast(jobs.length));
    const byId = (a: Job, b: Job): number => a.id.localeCompare(b.id);
    expect(seen.jobs.sort(byId)).toEqual(jobs.sort(byId));
    await settle(emptied(queue));
  });

  test('a job whose time is past is handed out at once', async () => {
    const { queue, clock, settle } = bench;
    await queue.work(record);
    await queue.add([job({ due: clock.now() - HOUR })]);
    await settle(seen.atLeast(1));
  });

  test('a job is not handed out before its time', async () => {
    const { queue, clock, settle } = bench;
    const early: number[] = [];
    await queue.work(async (handed) => {
      if (clock.now() < handed.due) early.push(handed.due - clock.now());
      seen.note(handed);
    });
    const now = clock.now();
    await queue.add([60, 20, 40].map((ms) => job({ due: now + ms })));
    await queue.add([job({ due: now + 5 })]);
    await settle(seen.atLeast(4));
    expect(early).toEqual([]);
  });

  test('a job whose time comes after a day waits', async () => {
    const { queue, clock } = bench;
    await queue.work(record);
    await queue.add([1, 30, 9000].map((days) => job({ due: clock.now() + days * 24 * HOUR })));
    expect(await queue.sizes()).toEqual({ waiting: 0, delayed: 3, active: 0 });
    expect(seen.jobs).toEqual([]);
  });

  test('the same id is queued once', async () => {
    const { queue, clock, settle } = bench;
    const twice = job({ due: clock.now() + 20 });
    await queue.add([twice, twice]);
    await queue.add([{ ...twice, due: clock.now() }]);
    expect(await queue.sizes()).toEqual({ waiting: 0, delayed: 1, active: 0 });
    await queue.work(record);
    await settle(seen.atLeast(1));
    await settle(emptied(queue));
    expect(seen.ids).toEqual([twice.id]);
  });

  test('an id that was performed can be queued again', async () => {
    const { queue, settle } = bench;
    const again = job();
    await queue.work(record);
    await queue.add([again]);
    await settle(seen.atLeast(1));
    await settle(emptied(queue));
    await queue.add([again]);
    await settle(seen.atLeast(2));
  });

  test('a removed job is not handed out', async () => {
    const { queue, clock, settle } = bench;
    const [removed, kept] = [job({ due: clock.now() + 10 }), job({ due: clock.now() + 40 })];
    await queue.add([removed, kept]);
    await queue.remove([removed, job()]);
    await queue.work(record);
    await settle(seen.atLeast(1));
    await settle(emptied(queue));
    expect(seen.ids).toEqual([kept.id]);
  });

  test('removing a job while it runs harms nothing', async () => {
    const { queue, settle } = bench;
    const [begun, end] = [gate(), gate()];
    await queue.work(async (handed) => {
      begun.open();
      await end.opened;
      seen.note(handed);
    });
    const active = job();
    await queue.add([active]);
    await settle(begun.opened);
    await queue.remove([active]);
    expect(await queue.sizes()).toEqual({ waiting: 0, delayed: 0, active: 1 });
    end.open();
    await settle(emptied(queue));
    expect(seen.ids).toEqual([active.id]);
  });

  test('a handler that throws gets the job again', async () => {
    const { queue, settle } = bench;
    await queue.work(async (handed) => {
      seen.note(handed);
      if (seen.jobs.length < 3) throw new Error('not yet');
    });
    const failing = job();
    await queue.add([failing]);
    await settle(seen.atLeast(3));
    await settle(emptied(queue));
    expect(seen.jobs).toEqual([failing, failing, failing]);
  });

  test('a job that always fails is given up, and the next ones go on', async () => {
    const { queue, settle } = bench;
    const failing = job();
    await queue.work(async (handed) => {
      seen.note(handed);
      if (handed.id === failing.id) throw new Error('never');
    });
    await queue.add([failing]);
    await settle(emptied(queue));
    expect(seen.jobs.length).toBe(5);
    await queue.add([job()]);
    await settle(seen.atLeast(6));
  });
  test('a job whose worker lost it during long work runs again, and nothing breaks', async () => {
    const { queue, settle, loseLock } = bench;
    const end = gate();
    await queue.work(async (handed) => {
      seen.note(handed);
      await end.opened;
    });
    const long = job();
    await queue.add([long]);
    await settle(seen.atLeast(1));
    if (loseLock !== undefined) {
      await loseLock(long);
      await settle(seen.atLeast(2));
    }
    expect(new Set(seen.ids)).toEqual(new Set([long.id]));
    end.open();
    await settle(emptied(queue));
    const begun = seen.jobs.length;
    await queue.add([job()]);
    await settle(seen.atLeast(begun + 1));
  });

  test('closing waits for the jobs that run and hands out no more', async () => {
    const { queue, clock, settle } = bench;
    const end = gate();
    let handled = 0;
    await queue.work(async (handed) => {
      seen.note(handed);
      await end.opened;
      handled++;
    });
    await queue.add(Array.from({ length: 10 }, () => job()));
    await settle(seen.atLeast(1));
    await queue.add([job({ due: clock.now() + 5 })]);
    const begun = seen.jobs.length;
    let closed = false;
    const closing = queue.close().then(() => {
      closed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(false);
    end.open();
    await settle(closing);
    expect(seen.jobs.length).toBe(begun);
    expect(handled).toBe(begun);
  });

  test('a queue that never worked closes', async () => {
    await bench.queue.add([job({ due: bench.clock.now() + HOUR })]);
    await bench.settle(bench.queue.close());
  });

  test('after the clock was set back jobs are handed out at the time it shows', async () => {
    const { queue, clock, settle, stepClock } = bench;
    const early: string[] = [];
    await queue.work(async (handed) => {
      if (clock.now() < handed.due) early.push(handed.id);
      seen.note(handed);
    });
    const later = job({ due: clock.now() + 10 });
    await queue.add([later]);
    stepClock(-HOUR);
    const [past, soon] = [job({ due: clock.now() - 10 }), job({ due: clock.now() + 40 })];
    await queue.add([past, soon]);
    await settle(seen.atLeast(2));
    expect(seen.ids).toEqual([past.id, soon.id]);
    expect(early).toEqual([]);
  });

  test('many thousands of delayed jobs hold up nothing', async () => {
    const { queue, clock, settle } = bench;
    const now = clock.now();
    const jobs = Array.from({ length: MANY }, (_, i) => job({ due: now + HOUR + (i % 1000), conv_id: i }));
    for (let i = 0; i < MANY; i += 2000) await queue.add(jobs.slice(i, i + 2000));
    await queue.work(record);
    expect(await queue.sizes()).toEqual({ waiting: 0, delayed: MANY, active: 0 });
    await queue.remove(jobs.slice(0, MANY / 10));
    await queue.add([job({ due: clock.now() + 5 })]);
    await settle(seen.atLeast(1));
    expect(await queue.sizes()).toMatchObject({ waiting: 0, delayed: MANY - MANY / 10 });
  }, 120_000);
}
