import { systemClock } from '../../../src/adapters/clock/system_clock.ts';
import { VirtualClock } from '../../../src/adapters/clock/virtual_clock.ts';

const DAY = 86_400_000;

describe('the clock of the machine', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('waits longer than a timer of Node can', () => {
    const clock = systemClock();
    const rang: number[] = [];
    const start = clock.now();
    clock.after(100 * DAY, () => rang.push(clock.now() - start));
    jest.advanceTimersByTime(99 * DAY);
    expect(rang).toEqual([]);
    jest.advanceTimersByTime(DAY);
    expect(rang).toEqual([100 * DAY]);
  });

  test('a long wait can be cancelled in its second half', () => {
    const clock = systemClock();
    const cancel = clock.after(60 * DAY, () => {
      throw new Error('it rang');
    });
    jest.advanceTimersByTime(40 * DAY);
    cancel();
    expect(jest.getTimerCount()).toBe(0);
  });

  test('calls back soon when the instant is past', () => {
    let rang = false;
    systemClock().after(-5, () => {
      rang = true;
    });
    jest.advanceTimersByTime(1);
    expect(rang).toBe(true);
  });
});

describe('the virtual clock', () => {
  const START = 1_000_000;

  test('calls back in the order of time, and of setting within an instant', () => {
    const clock = new VirtualClock(START);
    const rang: string[] = [];
    clock.after(20, () => rang.push(`late at ${clock.now() - START}`));
    clock.after(10, () => rang.push(`first at ${clock.now() - START}`));
    clock.after(10, () => rang.push(`second at ${clock.now() - START}`));
    const cancel = clock.after(15, () => rang.push('cancelled'));
    cancel();
    expect(clock.nextDue()).toBe(START + 10);
    clock.advanceTo(START + 30);
    expect(rang).toEqual(['first at 10', 'second at 10', 'late at 20']);
    expect(clock.now()).toBe(START + 30);
    expect(clock.nextDue()).toBeNull();
  });

  test('what a callback sets rings in the same passage of time', () => {
    const clock = new VirtualClock(START);
    const rang: number[] = [];
    const again = (): void => {
      rang.push(clock.now() - START);
      clock.after(10, again);
    };
    clock.after(10, again);
    clock.advance(35);
    expect(rang).toEqual([10, 20, 30]);
  });

  test('running, it lets what a callback began settle before the next', async () => {
    const clock = new VirtualClock(START);
    const events: string[] = [];
    const work = async (name: string): Promise<void> => {
      for (let i = 0; i < 50; i++) await Promise.resolve();
      events.push(`${name} at ${clock.now() - START}`);
      if (name === 'a') clock.after(5, () => void work('c'));
    };
    clock.after(10, () => void work('a'));
    clock.after(20, () => void work('b'));
    await clock.run(20);
    expect(events).toEqual(['a at 10', 'c at 15', 'b at 20']);
  });

  test('work that waits for the outside is waited for as its owner says', async () => {
    const clock = new VirtualClock(START);
    let pending: Promise<void> = Promise.resolve();
    const ended: number[] = [];
    clock.after(10, () => {
      pending = new Promise<void>((resolve) => setImmediate(resolve)).then(() => void ended.push(clock.now() - START));
    });
    clock.after(20, () => {});
    await clock.run(30, () => pending);
    expect(ended).toEqual([10]);
  });

  test('set back, it shows another time, and what was set rings after as long as before', () => {
    const clock = new VirtualClock(START);
    const rang: number[] = [];
    clock.after(10, () => rang.push(clock.now()));
    clock.step(-500);
    expect(clock.now()).toBe(START - 500);
    expect(rang).toEqual([]);
    clock.advance(10);
    expect(rang).toEqual([START - 490]);
    expect(() => clock.advance(-1)).toThrow('backwards');
  });
});
