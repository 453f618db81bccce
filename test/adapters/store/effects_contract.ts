/** The promises of the Tasks port about effects, due times, waits and removing. */
import { MINUTE } from '../../../src/base/time.ts';
import type { Task } from '../../../src/model/task.ts';
import type { StepWrite, Unit } from '../../../src/ports/tasks.ts';
import {
  birth,
  finish,
  hexId,
  makeEffect,
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

const OK = { ok: true };
const ID = hexId(1);

export function effectsPromises(bench: Bench): void {
  const task = (fields: Partial<Task> = {}): Task => makeTask({ conv_id: bench.conv, obj_id: ID, ...fields });
  const commit = async (...steps: StepWrite[]) => (await bench.store.tasks.commit([unitOf(...steps)]))[0];
  const commitUnit = async (unit: Unit) => (await bench.store.tasks.commit([unit]))[0];
  const load = (obj_id = ID) => bench.store.tasks.load({ conv_id: bench.conv, obj_id });
  const dueIds = async (before = START + MINUTE) =>
    (await bench.store.tasks.due({ before, limit: 100 })).map(({ id }) => id);

  describe('an effect', () => {
    test('is there with its commit, due at once, and found by its id', async () => {
      const born = task({ wait: makeWait('effect') });
      const [http, reply] = [makeEffect(born, 'http'), makeEffect(born, 'reply')];
      await commit(birth(born, { effects: [http, reply] }));
      const common = { conv_id: bench.conv, obj_id: ID, attempts: 0, due: START, created: START };
      const tasks = bench.store.tasks;
      expect(await tasks.effect(http.id)).toEqual({ id: http.id, wait_id: `${ID}-1`, effect: http.effect, ...common });
      expect(await tasks.effect(reply.id)).toEqual({ id: reply.id, wait_id: null, effect: reply.effect, ...common });
      expect(await tasks.effect('none')).toBeNull();
    });

    test('happens once: the row that proves it can be closed by one unit only', async () => {
      const born = task({ wait: makeWait('effect') });
      const effect = makeEffect(born, 'create');
      await commit(birth(born, { effects: [effect] }));
      const consequence = (n: number) => ({ closes: effect.id, steps: [birth(task({ obj_id: hexId(n) }))] });
      const results = await bench.store.tasks.commit([consequence(2), consequence(3)]);
      expect(results).toEqual([OK, { ok: false, why: 'gone', at: -1 }]);
      expect(await load(hexId(3))).toBeNull();
      expect(await bench.store.tasks.effect(effect.id)).toBeNull();
    });

    test('is still there when the unit that would close it is refused', async () => {
      const born = task({ wait: makeWait('effect') });
      const effect = makeEffect(born, 'create');
      await commit(birth(born, { effects: [effect] }));
      const refused = await commitUnit({ closes: effect.id, steps: [move(task({ obj_id: hexId(2) }), {})] });
      expect(refused).toEqual({ ok: false, why: 'rev', at: 0 });
      expect(await bench.store.tasks.effect(effect.id)).not.toBeNull();
    });

    test('is attempted by one only, and leased until its new due time', async () => {
      const born = task({ wait: makeWait('effect') });
      const effect = makeEffect(born, 'http');
      await commit(birth(born, { effects: [effect] }));
      const attempt = { attempt: { id: effect.id, from: 0, due: START + 5000 }, steps: [] };
      expect(await commitUnit(attempt)).toEqual(OK);
      expect(await commitUnit(attempt)).toEqual({ ok: false, why: 'gone', at: -1 });
      expect(await bench.store.tasks.effect(effect.id)).toMatchObject({
        attempts: 1,
        due: START + 5000,
        created: START,
      });
      expect(await dueIds(START + 5000)).toEqual([]);
      expect(await dueIds(START + 5001)).toEqual([effect.id]);
    });

    test('towards the outside goes when its wait is left; what was promised to a task stays', async () => {
      const outside = task({ wait: makeWait('effect') });
      const inside = task({ obj_id: hexId(2), wait: makeWait('effect') });
      const [http, create] = [makeEffect(outside, 'http'), makeEffect(inside, 'create')];
      await commit(birth(outside, { effects: [http] }));
      await commit(birth(inside, { effects: [create] }));
      await commit(modify(outside, { b: 1 }));
      expect(await bench.store.tasks.effect(http.id)).not.toBeNull();
      await commit(move({ ...outside, rev: 2 }, { wait: makeWait('delay') }));
      await commit(finish(inside, false));
      expect(await bench.store.tasks.effect(http.id)).toBeNull();
      expect(await bench.store.tasks.effect(create.id)).not.toBeNull();
    });
  });

  describe('what is due', () => {
    test('is timers, tasks that go on, and effects, oldest first, each in its lane', async () => {
      const timed = task({ timer: START + 3 });
      const goesOn = task({ obj_id: hexId(2), wait: makeWait('continue'), change_time: START + 2 });
      const asks = task({ obj_id: hexId(3), wait: makeWait('effect'), timer: START + 4, change_time: START + 1 });
      const calls = task({ obj_id: hexId(4), wait: makeWait('effect'), change_time: START });
      await commit(birth(timed));
      await commit(birth(goesOn));
      await commit(birth(asks, { effects: [makeEffect(asks, 'http')] }));
      await commit(birth(calls, { effects: [makeEffect(calls, 'create')] }));
      const found = await bench.store.tasks.due({ before: START + 4, limit: 10 });
      const conv_id = bench.conv;
      const item = (n: number, kind: string, end: string, lane: string, due: number) => {
        const wait_id = `${hexId(n)}-1`;
        return { kind, id: `${wait_id}-${end}`, conv_id, obj_id: hexId(n), wait_id, lane, due };
      };
      expect(found).toEqual([
        item(4, 'effect', 'e', 'inner', START),
        item(3, 'effect', 'e', 'http', START + 1),
        item(2, 'go_on', 'c', 'inner', START + 2),
        item(1, 'timer', 't', 'timers', START + 3),
      ]);
    });

    test('is paged without gap or repetition, also among many of one instant', async () => {
      const ids = Array.from({ length: 7 }, (_, n) => hexId(n + 1));
      for (const obj_id of ids) {
        const born = task({ obj_id, wait: makeWait('effect'), timer: START });
        await commit(birth(born, { effects: [makeEffect(born, 'http')] }));
      }
      const all = await dueIds();
      expect(all).toHaveLength(14);
      const paged: string[] = [];
      let after: { due: number; id: string } | undefined;
      for (;;) {
        const page = await bench.store.tasks.due({ before: START + 1, limit: 3, ...(after && { after }) });
        paged.push(...page.map(({ id }) => id));
        after = page.at(-1);
        if (!after) break;
      }
      expect(paged).toEqual(all);
    });

    test('is nothing of a timer that was moved or taken away', async () => {
      const born = task({ timer: START + 5 });
      await commit(birth(born));
      await commit(move(born, { timer: START + 50 }));
      expect(await dueIds(START + 50)).toEqual([]);
      expect(await dueIds(START + 51)).toEqual([`${ID}-2-t`]);
    });
  });

  test('waiting tasks of a process are found by the kinds of their waits, in pages', async () => {
    const kinds = ['paused', 'debug', 'paused', 'delay', 'debug'] as const;
    for (const [n, kind] of kinds.entries()) await commit(birth(task({ obj_id: hexId(n + 1), wait: makeWait(kind) })));
    const waiting = async (limit: number, after?: string) => {
      const query = { conv_id: bench.conv, kinds: ['paused', 'debug'], limit, ...(after && { after }) };
      return (await bench.store.tasks.waiting(query)).map(({ obj_id }) => obj_id);
    };
    expect(await waiting(10)).toEqual([1, 2, 3, 5].map(hexId));
    expect(await waiting(2)).toEqual([1, 2].map(hexId));
    expect(await waiting(10, hexId(2))).toEqual([3, 5].map(hexId));
  });

  describe('removing', () => {
    test('a live task takes its effects, history, reference and place with it, but not the reply it has promised', async () => {
      const born = task({ wait: makeWait('effect'), timer: START });
      await commit(birth(born, { effects: [makeEffect(born, 'http'), makeEffect(born, 'reply')] }));
      const key = { conv_id: bench.conv, obj_id: ID };
      expect(await bench.store.tasks.remove(key)).toBe(true);
      expect(await bench.store.tasks.remove(key)).toBe(false);
      expect(await load()).toBeNull();
      expect(await dueIds()).toEqual([makeEffect(born, 'reply').id]);
      expect(await bench.store.archive.history({ ...key, limit: 10, offset: 0 })).toEqual([]);
      const counts = await bench.store.archive.counts(bench.conv);
      expect(counts).toContainEqual({ node_id: NODE.wait, count: 0 });
      expect(await commit(birth(task({ obj_id: hexId(2), ref: born.ref })))).toEqual(OK);
      const next = { conv_id: bench.conv, obj_id: hexId(2), limit: 10, offset: 0 };
      expect(await bench.store.archive.history(next)).toHaveLength(2);
    });

    test('a finished task works whether it is kept or not, and leaves the counter of its node', async () => {
      for (const saved of [true, false]) {
        await commit(shortLife({ obj_id: ID, conv_id: bench.conv }, saved));
        expect(await bench.store.tasks.remove({ conv_id: bench.conv + 1, obj_id: ID })).toBe(false);
        expect(await bench.store.tasks.remove({ conv_id: bench.conv, obj_id: ID })).toBe(true);
        expect(await load()).toBeNull();
      }
      expect(await bench.store.archive.counts(bench.conv)).toContainEqual({ node_id: NODE.final, count: 2 });
    });
  });
}
