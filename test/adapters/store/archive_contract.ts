/** The promises of the Archive port, and of trimming. */
import { DAY, HOUR, MINUTE } from '../../../src/base/time.ts';
import type { Task } from '../../../src/model/task.ts';
import type { StepWrite } from '../../../src/ports/tasks.ts';
import {
  birth,
  finish,
  hexId,
  makeEffect,
  makeTact,
  makeTask,
  makeWait,
  modify,
  move,
  NODE,
  START,
  shortLife,
  unitOf,
} from '../../fixtures/steps.ts';
import type { Bench } from './store_contract.ts';

const ID = hexId(1);

export function archivePromises(bench: Bench): void {
  const task = (fields: Partial<Task> = {}): Task => makeTask({ conv_id: bench.conv, obj_id: ID, ...fields });
  const commit = async (...steps: StepWrite[]) => {
    const [result] = await bench.store.tasks.commit([unitOf(...steps)]);
    expect(result).toEqual({ ok: true });
  };
  const counts = async () =>
    Object.fromEntries((await bench.store.archive.counts(bench.conv)).map(({ node_id, count }) => [node_id, count]));
  const trim = async (now: number) => {
    for (let more = true; more; ) more = await bench.store.tasks.trim(now);
  };

  describe('counts', () => {
    test('tell how many tasks stand in each node, and how many ever came to a final one', async () => {
      await commit(birth(task()));
      await commit(birth(task({ obj_id: hexId(2) })));
      await commit(finish(task(), false));
      await commit(shortLife({ obj_id: hexId(3), conv_id: bench.conv }, true));
      const expected = { [NODE.start]: 0, [NODE.wait]: 1, [NODE.final]: 2 };
      expect(await counts()).toEqual(expected);
      expect(await bench.store.archive.counts(bench.conv + 1)).toEqual([]);
    });

    test('are the same after they were folded, and go on from there', async () => {
      await commit(birth(task()));
      const before = await counts();
      await trim(START + HOUR);
      expect(await counts()).toEqual(before);
      await commit(finish(task(), true));
      expect(await counts()).toMatchObject({ [NODE.wait]: 0, [NODE.final]: 1 });
    });

    test('of a final node can be set to zero, folded or not, and count on', async () => {
      const short = (n: number) => commit(shortLife({ obj_id: hexId(n), conv_id: bench.conv }, true));
      await short(1);
      await trim(START + HOUR);
      await short(2);
      expect(await counts()).toMatchObject({ [NODE.final]: 2 });
      await bench.store.archive.reset(bench.conv, NODE.final);
      expect(await counts()).toMatchObject({ [NODE.final]: 0 });
      await short(3);
      await trim(START + HOUR);
      expect(await counts()).toMatchObject({ [NODE.final]: 1 });
    });
  });

  describe('the tasks of a node', () => {
    const query = (fields: object) => ({ conv_id: bench.conv, node_id: NODE.wait, ...fields });
    const page = (fields: object = {}) =>
      bench.store.archive.in_node({ ...query(fields), limit: 10, offset: 0, order: 'ASC', ...fields });
    const count = (fields: object = {}) => bench.store.archive.count_in_node(query(fields));
    const ids = (found: Task[]) => found.map(({ obj_id }) => Number.parseInt(obj_id, 16));

    test('come in the order in which they entered it, forwards and backwards, in pages', async () => {
      for (const n of [3, 1, 2]) await commit(birth(task({ obj_id: hexId(n) })));
      expect(await count()).toBe(3);
      expect(ids(await page())).toEqual([3, 1, 2]);
      expect(ids(await page({ order: 'DESC' }))).toEqual([2, 1, 3]);
      expect(ids(await page({ offset: 1, limit: 1 }))).toEqual([1]);
      expect(ids(await page({ offset: 3 }))).toEqual([]);
      await commit(move(task({ obj_id: hexId(3) }), { node_id: NODE.wait }));
      expect(ids(await page())).toEqual([1, 2, 3]);
    });

    test('keep their order when one of them is changed where it stands, and nothing counts as an arrival', async () => {
      const [one, two] = [task(), task({ obj_id: hexId(2) })];
      await commit(birth(one));
      await commit(birth(two));
      const query = { conv_id: bench.conv, from: START - HOUR, to: START + HOUR, interval_ms: HOUR };
      const [counted, stats] = [await counts(), await bench.store.archive.stats(query)];
      await commit(modify(one, { a: 1 }));
      const page = { conv_id: bench.conv, node_id: NODE.wait, limit: 10, offset: 0, order: 'ASC' as const };
      const tasks = await bench.store.archive.in_node(page);
      expect(tasks.map(({ obj_id }) => obj_id)).toEqual([ID, hexId(2)]);
      expect([await counts(), await bench.store.archive.stats(query)]).toEqual([counted, stats]);
    });

    test('include finished ones, kept or just remembered, in pages', async () => {
      const inFinal = (fields: object = {}) => page({ node_id: NODE.final, ...fields });
      for (const n of [1, 2]) await commit(shortLife({ obj_id: hexId(n), conv_id: bench.conv }, true));
      for (const n of [3, 4]) await commit(shortLife({ obj_id: hexId(n), conv_id: bench.conv }, false));
      expect(await count({ node_id: NODE.final })).toBe(4);
      expect(ids(await inFinal())).toEqual([1, 2, 3, 4]);
      for (const offset of [0, 1, 2, 3, 4]) {
        expect(ids(await inFinal({ offset, limit: 2 }))).toEqual([1, 2, 3, 4].slice(offset, offset + 2));
        expect(ids(await inFinal({ offset, limit: 2, order: 'DESC' }))).toEqual([4, 3, 2, 1].slice(offset, offset + 2));
      }
      bench.clock.now += HOUR;
      expect(ids(await inFinal())).toEqual([1, 2]);
      expect(await count({ node_id: NODE.final })).toBe(2);
    });

    test('can be asked for as of an instant, whatever has come since', async () => {
      const at = (n: number, time: number) => {
        const tacts = [makeTact(null, NODE.start, { at: time }), makeTact(NODE.start, NODE.wait, { at: time })];
        return birth(task({ obj_id: hexId(n), create_time: time, change_time: time }), { tacts });
      };
      await commit(at(1, START));
      await commit(at(2, START + MINUTE));
      await commit(at(3, START + 2 * MINUTE));
      const before = START + 2 * MINUTE;
      expect(await count({ before })).toBe(2);
      expect(ids(await page({ before, order: 'DESC' }))).toEqual([2, 1]);
      expect(ids(await page({ before, order: 'DESC', offset: 1 }))).toEqual([1]);
      expect(await page({ before: START })).toEqual([]);
    });

    test('can be asked for by reference', async () => {
      await commit(birth(task({ ref: 'a' })));
      await commit(birth(task({ obj_id: hexId(2), ref: 'b' })));
      expect(ids(await page({ ref: 'b' }))).toEqual([2]);
      expect(await count({ ref: 'b' })).toBe(1);
      expect(await page({ ref: 'c' })).toEqual([]);
      const final = { node_id: NODE.final, ref: 'x' };
      for (const n of [3, 4]) await commit(shortLife({ obj_id: hexId(n), conv_id: bench.conv, ref: 'x' }, n === 3));
      expect(ids(await page(final))).toEqual([3, 4]);
      expect(await count(final)).toBe(2);
      expect(ids(await page({ ...final, order: 'DESC', limit: 1 }))).toEqual([4]);
    });
  });

  test('kept tasks are forgotten after their time, waiting ones never', async () => {
    await commit(birth(task()));
    await commit(shortLife({ obj_id: hexId(2), conv_id: bench.conv }, true));
    await trim(START + 29 * DAY);
    const load = (n: number) => bench.store.tasks.load({ conv_id: bench.conv, obj_id: hexId(n) });
    expect(await load(2)).not.toBeNull();
    await trim(START + 31 * DAY);
    expect(await load(2)).toBeNull();
    expect(await load(1)).not.toBeNull();
    expect(await counts()).toMatchObject({ [NODE.final]: 1 });
  });

  test('statistics show what came and went per interval, before and after folding', async () => {
    await commit(birth(task()));
    await commit(finish(task(), true, { change_time: START + 5 * MINUTE }));
    const minute = START - (START % MINUTE);
    const from = START - (START % HOUR);
    const query = { conv_id: bench.conv, from, to: from + HOUR, interval_ms: MINUTE };
    const expected = [
      { node_id: NODE.start, at: minute, in: 1, out: 1 },
      { node_id: NODE.wait, at: minute, in: 1, out: 0 },
      { node_id: NODE.wait, at: minute + 5 * MINUTE, in: 0, out: 1 },
      { node_id: NODE.final, at: minute + 5 * MINUTE, in: 1, out: 0 },
    ];
    const perHour = [{ node_id: NODE.wait, at: from, in: 1, out: 1 }];
    for (const now of [START, START + 2 * MINUTE, START + HOUR]) {
      await trim(now);
      expect(await bench.store.archive.stats(query)).toEqual(expected);
      expect(await bench.store.archive.stats({ ...query, interval_ms: HOUR, node_ids: [NODE.wait] })).toEqual(perHour);
    }
    expect(await bench.store.archive.stats({ ...query, from: from + HOUR, to: from + 2 * HOUR })).toEqual([]);
    await trim(START + 40 * DAY);
    expect(await bench.store.archive.stats(query)).toEqual([]);
  });

  test('totals tell how much waits and how late it is', async () => {
    const totals = (now: number) => bench.store.archive.totals(now);
    expect(await totals(START)).toEqual({ tasks: 0, outbox: 0, overdue: 0, oldest_due: null });
    const asks = task({ wait: makeWait('effect'), timer: START + 9, change_time: START + 5 });
    await commit(birth(asks, { effects: [makeEffect(asks, 'http')] }));
    await commit(birth(task({ obj_id: hexId(2), wait: makeWait('continue'), change_time: START + 7 })));
    await commit(shortLife({ obj_id: hexId(3), conv_id: bench.conv }, true));
    expect(await totals(START)).toEqual({ tasks: 2, outbox: 1, overdue: 0, oldest_due: START + 5 });
    expect(await totals(START + 8)).toEqual({ tasks: 2, outbox: 1, overdue: 2, oldest_due: START + 5 });
  });
}
