/** What is promised of reads over all processes, and of lists that begin with the newest. */
import { HOUR, MINUTE } from '../../../src/base/time.ts';
import type { Task } from '../../../src/model/task.ts';
import type { StepWrite } from '../../../src/ports/tasks.ts';
import { birth, finish, hexId, makeTask, makeWait, NODE, START, unitOf } from '../../fixtures/steps.ts';
import type { Bench } from './store_contract.ts';

export function overviewPromises(bench: Bench): void {
  const task = (n: number, fields: Partial<Task> = {}): Task =>
    makeTask({ conv_id: bench.conv, obj_id: hexId(n), ref: `r${n}`, ...fields });
  const commit = async (...steps: StepWrite[]) => {
    const [result] = await bench.store.tasks.commit([unitOf(...steps)]);
    if (result?.ok !== true) throw new Error(JSON.stringify(result));
  };
  const minute = Math.floor(START / MINUTE) * MINUTE;
  const hour = Math.floor(START / HOUR) * HOUR;

  test.each([
    ['before', false],
    ['after', true],
  ])('what moved is told by interval and node, %s counts are folded', async (_when, folded) => {
    await commit(birth(task(1)));
    await commit(birth(task(2)));
    await commit(finish(task(1), true, { change_time: START + 2 * MINUTE }));
    for (let more = folded; more; ) more = await bench.store.tasks.trim(START + 5 * MINUTE);
    const conv_id = bench.conv;
    const query = { from: minute, to: minute + HOUR, interval_ms: MINUTE };
    const rows = await bench.store.overview.flow(query);
    expect(rows).toHaveLength(4);
    expect(rows).toContainEqual({ at: minute, conv_id, node_id: NODE.wait, in: 2, out: 0 });
    expect(rows).toContainEqual({ at: minute + 2 * MINUTE, conv_id, node_id: NODE.wait, in: 0, out: 1 });
    const whole = await bench.store.overview.flow({ from: hour, to: hour + HOUR, interval_ms: HOUR });
    expect(whole).toContainEqual({ at: hour, conv_id, node_id: NODE.wait, in: 2, out: 1 });
    expect(await bench.store.overview.flow({ ...query, from: minute + HOUR, to: minute + 2 * HOUR })).toEqual([]);
  });

  test('held tasks are counted by why, where, and since when; those that go on by themselves are not', async () => {
    await commit(birth(task(1, { wait: makeWait('stopped'), change_time: START + 5 })));
    await commit(birth(task(2, { wait: makeWait('stopped') })));
    await commit(birth(task(3, { wait: makeWait('paused'), node_id: NODE.other })));
    await commit(birth(task(4)));
    const at = { conv_id: bench.conv };
    const held = await bench.store.overview.held();
    expect(held).toHaveLength(2);
    expect(held).toContainEqual({ ...at, kind: 'stopped', node_id: NODE.wait, count: 2, since: START });
    expect(held).toContainEqual({ ...at, kind: 'paused', node_id: NODE.other, count: 1, since: START });
  });

  test('late timers are counted by process, with the oldest', async () => {
    await commit(birth(task(1, { timer: START - 10 })));
    await commit(birth(task(2, { timer: START - 20 })));
    await commit(birth(task(3, { timer: START + 10 })));
    expect(await bench.store.overview.overdue(START)).toEqual([{ conv_id: bench.conv, count: 2, oldest: START - 20 }]);
    expect(await bench.store.overview.bytes()).toBeGreaterThanOrEqual(0);
  });

  test('a list may begin with the newest, and goes on below the last of a page', async () => {
    const fields = { kind: 'audit' as const, parent_id: 0, owner_id: 1, status: 'active', title: 't', body: {} };
    for (const name of ['1', '2', '3']) {
      const object = { ...fields, name, create_time: START, change_time: START };
      await bench.store.catalog.write([{ do: 'create', object }]);
    }
    const page = { kind: 'audit' as const, parent_id: 0, limit: 2 };
    const first = await bench.store.catalog.list({ ...page, before: Number.MAX_SAFE_INTEGER });
    expect(first.map(({ name }) => name)).toEqual(['3', '2']);
    const next = await bench.store.catalog.list({ ...page, before: first[1]?.id ?? 0 });
    expect(next.map(({ name }) => name)).toEqual(['1']);
  });
}
