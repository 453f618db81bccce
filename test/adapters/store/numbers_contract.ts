/** What is promised of queues, of totals, and of the gauges of count semaphors. */
import { LARGEST } from '../../../src/base/decimals.ts';
import { HOUR } from '../../../src/base/time.ts';
import type { AlarmEffect } from '../../../src/model/effect.ts';
import type { GaugeMove } from '../../../src/model/step.ts';
import type { Task } from '../../../src/model/task.ts';
import type { StepWrite } from '../../../src/ports/tasks.ts';
import { birth, finish, hexId, makeTask, makeWait, modify, move, NODE, START, unitOf } from '../../fixtures/steps.ts';
import type { Bench } from './store_contract.ts';

export function numbersPromises(bench: Bench): void {
  const task = (n: number, fields: Partial<Task> = {}): Task =>
    makeTask({ conv_id: bench.conv, obj_id: hexId(n), ref: `r${n}`, ...fields });
  const commit = async (...steps: StepWrite[]) => {
    const [result] = await bench.store.tasks.commit([unitOf(...steps)]);
    if (result?.ok !== true) throw new Error(JSON.stringify(result));
    return result.alarms ?? [];
  };
  const trim = async (now: number) => {
    for (let more = true; more; ) more = await bench.store.tasks.trim(now);
  };

  describe('a queue', () => {
    const queuedTask = (n: number, fields: Partial<Task> = {}) => task(n, { wait: makeWait('queue'), ...fields });
    const queued = async (fields: { order?: 'ASC' | 'DESC'; limit?: number; node_id?: string } = {}) => {
      const query = { conv_id: bench.conv, node_id: NODE.wait, order: 'ASC' as const, limit: 10, ...fields };
      return (await bench.store.tasks.queued(query)).map((id) => Number.parseInt(id, 16));
    };

    test('gives its tasks in the order in which they came, forwards and backwards', async () => {
      for (const n of [3, 1, 2]) await commit(birth(queuedTask(n)));
      expect(await queued()).toEqual([3, 1, 2]);
      expect(await queued({ order: 'DESC' })).toEqual([2, 1, 3]);
      expect(await queued({ limit: 2 })).toEqual([3, 1]);
      expect(await queued({ node_id: NODE.other })).toEqual([]);
    });

    test('gives no task that stands in its node for another reason', async () => {
      await commit(birth(queuedTask(1)));
      await commit(birth(queuedTask(2, { wait: makeWait('paused') })));
      await commit(birth(queuedTask(3, { node_id: NODE.other })));
      expect(await queued()).toEqual([1]);
    });

    test('keeps the place of a task that is changed, and not that of one that left and came again', async () => {
      for (const n of [1, 2, 3]) await commit(birth(queuedTask(n)));
      await commit(modify(queuedTask(1), { changed: true }));
      expect(await queued()).toEqual([1, 2, 3]);
      await commit(move(queuedTask(2), { node_id: NODE.wait }));
      expect(await queued()).toEqual([1, 3, 2]);
      await commit(finish(queuedTask(3), true));
      expect(await queued()).toEqual([1, 2]);
    });
  });

  describe('a total', () => {
    const adds = (n: number, ...deltas: [sum_id: string, delta: number][]) =>
      birth(task(n), { sums: deltas.map(([sum_id, delta]) => ({ node_id: NODE.wait, sum_id, delta })) });
    const totals = async (node = NODE.wait) =>
      Object.fromEntries(
        (await bench.store.archive.sums(bench.conv, node)).map(({ sum_id, total }) => [sum_id, total]),
      );

    test('is what was added, negative numbers and decimals too', async () => {
      await commit(adds(1, ['a', 1], ['b', 2.5], ['a', 1]));
      await commit(adds(2, ['a', -5]));
      expect(await totals()).toEqual({ a: -3, b: 2.5 });
      expect(await totals(NODE.other)).toEqual({});
    });

    test('of many small numbers is exact to six decimals', async () => {
      for (let n = 1; n <= 10; n++) await commit(adds(n, ['a', 0.1], ['b', 0.000001]));
      expect(await totals()).toEqual({ a: 1, b: 0.00001 });
    });

    test('is the same after it was folded, and goes on from there', async () => {
      await commit(adds(1, ['a', 1.5]));
      await trim(START + HOUR);
      expect(await totals()).toEqual({ a: 1.5 });
      await commit(adds(2, ['a', 1]));
      expect(await totals()).toEqual({ a: 2.5 });
    });

    test('stops at the bound of numbers', async () => {
      await commit(adds(1, ['a', LARGEST], ['a', LARGEST], ['b', -LARGEST]));
      await trim(START + HOUR);
      await commit(adds(2, ['a', 5], ['b', -LARGEST]));
      expect(await totals()).toEqual({ a: LARGEST, b: -LARGEST });
    });

    test('is saved with its step or not at all', async () => {
      await commit(adds(1, ['a', 1]));
      const [again] = await bench.store.tasks.commit([unitOf(adds(1, ['a', 1]))]);
      expect(again).toMatchObject({ ok: false, why: 'rev' });
      expect(await totals()).toEqual({ a: 1 });
    });

    test('begins anew when the node is reset, folded or not', async () => {
      await commit(adds(1, ['a', 1]));
      await trim(START + HOUR);
      await commit(adds(2, ['a', 1]));
      await bench.store.archive.reset(bench.conv, NODE.wait);
      expect(await totals()).toEqual({});
      await commit(adds(3, ['a', 7]));
      expect(await totals()).toEqual({ a: 7 });
    });
  });

  test('a counter that is reset tells what stands in the node', async () => {
    const count = async () =>
      (await bench.store.archive.counts(bench.conv)).find(({ node_id }) => node_id === NODE.wait)?.count;
    await commit(birth(task(1)));
    await commit(birth(task(2)));
    await bench.store.archive.reset(bench.conv, NODE.wait);
    expect(await count()).toBe(2);
    await commit(finish(task(1), true));
    expect(await count()).toBe(1);
  });

  describe('a count semaphor', () => {
    const gauge = (change: GaugeMove['change'], fields: Partial<GaugeMove> = {}): GaugeMove => {
      return { node_id: NODE.wait, change, value: 2, to: NODE.other, ...fields };
    };
    const comes = (n: number, fields: Partial<GaugeMove> = {}, version = 1) =>
      commit(birth(task(n), { gauges: [gauge(1, fields)], ran_on: { version, status: 'active' } }));
    const goes = (n: number, fields: Partial<GaugeMove> = {}, version = 1) =>
      commit({
        ...finish(task(n), true),
        step: {
          ...finish(task(n), true).step,
          gauges: [gauge(-1, fields)],
          ran_on: { version, status: 'active' },
        },
      });
    const alarms = async (): Promise<AlarmEffect[]> => {
      const items = await bench.store.tasks.due({ before: START + HOUR, limit: 100 });
      const rows = await Promise.all(items.map(({ id }) => bench.store.tasks.effect(id)));
      return rows.map((row) => row?.effect as AlarmEffect).sort((a, b) => a.crossing - b.crossing);
    };
    const deployAnew = async (version: number) => {
      const draft = { conv_id: bench.conv, version, text: '{}', user_id: 1, create_time: START };
      const deploy = { do: 'deploy' as const, conv_id: bench.conv, version, removed: [], even_occupied: true };
      expect(await bench.store.catalog.write([{ do: 'put_draft', version: draft }, deploy])).toMatchObject({
        ok: true,
      });
    };

    test('leaves an effect when its value is reached and another when the node falls below it, each told with the commit', async () => {
      expect(await comes(1)).toEqual([]);
      const [up] = await comes(2);
      expect(up).toMatchObject({ kind: 'effect', conv_id: bench.conv, wait_id: null, lane: 'inner' });
      expect(await comes(3)).toEqual([]);
      expect(await goes(3)).toEqual([]);
      const [down] = await goes(2);
      expect(await alarms()).toEqual([
        { kind: 'alarm', of: NODE.wait, to: NODE.other, start: true, crossing: 1 },
        { kind: 'alarm', of: NODE.wait, to: NODE.other, start: false, crossing: 2 },
      ]);
      expect(up?.id).not.toBe(down?.id);
      expect(await bench.store.tasks.effect(up?.id ?? '')).toMatchObject({ wait_id: null, conv_id: bench.conv });
    });

    test('sees each crossing of the steps of one call', async () => {
      const born = [1, 2, 3].map((n) => unitOf(birth(task(n), { gauges: [gauge(1)] })));
      const ended = [3, 2, 1].map((n) => {
        const write = finish(task(n), true);
        return unitOf({ ...write, step: { ...write.step, gauges: [gauge(-1)] } });
      });
      const results = await bench.store.tasks.commit([...born, ...ended]);
      expect(results.map((result) => (result.ok ? (result.alarms ?? []).length : result))).toEqual([0, 1, 0, 0, 1, 0]);
    });

    test('counts nothing of a step that is refused', async () => {
      await comes(1);
      const refused = unitOf(birth(task(2), { gauges: [gauge(1)], ran_on: { version: 9, status: 'active' } }));
      expect(await bench.store.tasks.commit([refused])).toMatchObject([{ ok: false }]);
      expect(await alarms()).toEqual([]);
      expect(await comes(2)).toHaveLength(1);
    });

    test('that is new counts the tasks that are there already, without special ones', async () => {
      await commit(birth(task(1)));
      await commit(birth(task(2, { alarm: true })));
      expect(await comes(3, { value: 3 })).toEqual([]);
      expect(await comes(4, { value: 3 })).toHaveLength(1);
    });

    test('counts anew in a new version: it may have been away meanwhile', async () => {
      await comes(1);
      await deployAnew(2);
      await commit(birth(task(2), { ran_on: { version: 2, status: 'active' } }));
      await deployAnew(3);
      expect(await comes(3, { value: 3 }, 3)).toHaveLength(1);
      expect(await goes(1, { value: 3 }, 3)).toHaveLength(1);
      expect((await alarms()).map(({ crossing, start }) => [crossing, start])).toEqual([
        [1, true],
        [2, false],
      ]);
    });

    test('whose value is an expression goes by that of the last task that arrived', async () => {
      expect(await comes(1, { value: null })).toEqual([]);
      expect(await comes(2, { value: 2 })).toHaveLength(1);
      expect(await comes(3, { value: 10 })).toHaveLength(1);
      expect(await goes(3, { value: null })).toEqual([]);
      expect(
        await commit({ ...modify(task(2), {}), step: { ...modify(task(2), {}).step, gauges: [gauge(0)] } }),
      ).toHaveLength(1);
    });

    test('sees tasks that are removed, but no special ones', async () => {
      await comes(1);
      await comes(2);
      await commit(birth(task(3, { alarm: true })));
      await bench.store.tasks.remove({ conv_id: bench.conv, obj_id: hexId(3) });
      expect(await alarms()).toHaveLength(1);
      await bench.store.tasks.remove({ conv_id: bench.conv, obj_id: hexId(2) });
      expect((await alarms()).map(({ start }) => start)).toEqual([true, false]);
    });
  });

  test('a special task stays one, however often it is written', async () => {
    const special = task(1, { alarm: true });
    await commit(birth(special));
    await commit(move(special, { node_id: NODE.other }));
    expect(await bench.store.tasks.load({ conv_id: bench.conv, obj_id: hexId(1) })).toMatchObject({ alarm: true });
  });
}
