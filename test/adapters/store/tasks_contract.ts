/** The promises of the Tasks port. */
import { TaktError } from '../../../src/base/errors.ts';
import { MINUTE } from '../../../src/base/time.ts';
import type { Task } from '../../../src/model/task.ts';
import type { StepWrite } from '../../../src/ports/tasks.ts';
import {
  birth,
  finish,
  hexId,
  makeEffect,
  makeStep,
  makeTask,
  makeWait,
  move,
  START,
  shortLife,
  unitOf,
} from '../../fixtures/steps.ts';
import type { Bench } from './store_contract.ts';

const OK = { ok: true };
const ID = hexId(1);

export function tasksPromises(bench: Bench): void {
  const task = (fields: Partial<Task> = {}): Task => makeTask({ conv_id: bench.conv, obj_id: ID, ...fields });
  const commit = async (...steps: StepWrite[]) => (await bench.store.tasks.commit([unitOf(...steps)]))[0];
  const load = (obj_id = ID) => bench.store.tasks.load({ conv_id: bench.conv, obj_id });
  const loadRef = (ref: string) => bench.store.tasks.load({ conv_id: bench.conv, ref });
  const dueIds = async (before = START + MINUTE) =>
    (await bench.store.tasks.due({ before, limit: 100 })).map(({ id }) => id);

  describe('a commit', () => {
    test('a reference that no task can have is not found', async () => {
      await commit(birth(task()));
      expect(await loadRef('a\u0000b')).toBeNull();
    });

    test('gives back the task exactly as it was written', async () => {
      const born = task({
        data: { text: 'ю"\u0000', deep: { list: [1, null, { ['__proto__']: 1 }] }, 'a.b': 1.5 },
        wait: { kind: 'stopped', logic_type: 'api', logic_index: 2, memo: { x: [1] }, code: 'loop' },
        timer: START + 5,
        caller: { conv_id: 3, obj_id: hexId(7), wait_id: 'w' },
        prev_node_id: null,
      });
      expect(await commit(birth(born))).toEqual(OK);
      expect(await load()).toEqual(born);
      expect(await loadRef(born.ref)).toEqual(born);
    });

    test('that starts from an old rev changes nothing', async () => {
      const born = task();
      await commit(birth(born));
      const next = move(born, { data: { a: 2 } });
      expect(await commit(next)).toEqual(OK);
      expect(await commit(move(born, { data: { a: 3 } }))).toEqual({ ok: false, why: 'rev', at: 0 });
      expect(await load()).toEqual(next.step.task);
    });

    test('of a kept task says in the same breath by which new one of its reference it was run again, once', async () => {
      const born = task({ ref: 'r' });
      const ended = finish(born, true).step.task;
      await commit(birth(born));
      await commit(finish(born, true));
      const again = (obj_id: string): StepWrite[] => {
        const marked = makeStep({ ...ended, rev: ended.rev + 1, again: obj_id }, { final: { saved: true }, tacts: [] });
        return [birth(task({ obj_id, ref: 'r' })), { base: ended.rev, step: marked }];
      };
      expect(await commit(...again(hexId(2)))).toEqual(OK);
      expect(await load()).toEqual({ ...ended, rev: ended.rev + 1, again: hexId(2) });
      expect(await loadRef('r')).toMatchObject({ obj_id: hexId(2) });
      expect(await commit(birth(task({ obj_id: hexId(3), ref: 'r' })))).toEqual({ ok: false, why: 'ref', at: 0 });
      await commit(finish(task({ obj_id: hexId(2), ref: 'r' }), false));
      expect(await commit(...again(hexId(3)))).toEqual({ ok: false, why: 'rev', at: 1 });
      expect(await load(hexId(3))).toBeNull();
    });

    test('cannot make the same task twice, nor change one that is not there', async () => {
      await commit(birth(task()));
      expect(await commit(birth(task({ ref: 'other' })))).toEqual({ ok: false, why: 'rev', at: 0 });
      expect(await commit(move(task({ obj_id: hexId(2) }), {}))).toEqual({ ok: false, why: 'rev', at: 0 });
    });

    test('does not reach a task through another process', async () => {
      await commit(birth(task()));
      const elsewhere = move(task({ conv_id: bench.conv + 1 }), {});
      expect(await commit(elsewhere)).toEqual({ ok: false, why: 'rev', at: 0 });
      expect(await bench.store.tasks.load({ conv_id: bench.conv + 1, obj_id: ID })).toBeNull();
    });

    test('of a step that ran on another version or status is stale', async () => {
      const on = (version: number, status: string) => commit(birth(task(), { ran_on: { version, status } }));
      expect(await on(2, 'active')).toEqual({ ok: false, why: 'stale', at: 0 });
      expect(await on(1, 'paused')).toEqual({ ok: false, why: 'stale', at: 0 });
      expect(await on(1, 'active')).toEqual(OK);
      const gone = birth(task({ obj_id: hexId(2), conv_id: bench.conv + 100 }));
      expect(await commit(gone)).toEqual({ ok: false, why: 'stale', at: 0 });
    });

    test('notices a status and a version that were changed a moment before', async () => {
      await commit(birth(task()));
      const conv = await bench.store.catalog.read('conv', bench.conv);
      if (!conv) throw new Error('no process');
      await bench.store.catalog.write([{ do: 'update', object: { ...conv, status: 'paused' } }]);
      expect(await commit(move(task(), {}))).toEqual({ ok: false, why: 'stale', at: 0 });
      const paused = { ran_on: { version: 1, status: 'paused' } };
      expect(await commit(move(task(), {}, paused))).toEqual(OK);
    });

    test('takes a task of a process with nothing deployed as version 0', async () => {
      const object = { kind: 'conv' as const, parent_id: 0, owner_id: 1, title: '', name: null, body: {} };
      const times = { create_time: 1, change_time: 1, status: 'active' };
      const made = await bench.store.catalog.write([{ do: 'create', object: { ...object, ...times } }]);
      const conv_id = made.ok ? (made.objects[0]?.id ?? 0) : 0;
      const waiting = task({ conv_id, wait: makeWait('not_deployed') });
      expect(await commit(birth(waiting, { ran_on: { version: 0, status: 'active' } }))).toEqual(OK);
    });

    test('writes the units of a call in their order, each failing alone', async () => {
      const born = task();
      const units = [
        unitOf(birth(born)),
        unitOf(birth(task({ obj_id: hexId(2), ref: born.ref }))),
        unitOf(move(born, { data: { a: 2 } })),
        unitOf(birth(task({ obj_id: hexId(3) }))),
      ];
      expect(await bench.store.tasks.commit(units)).toEqual([OK, { ok: false, why: 'ref', at: 0 }, OK, OK]);
      expect((await load())?.data).toEqual({ a: 2 });
      expect(await load(hexId(2))).toBeNull();
      expect(await load(hexId(3))).not.toBeNull();
    });

    test('leaves no trace of a unit whose second step is refused', async () => {
      const born = task();
      const effect = makeEffect(born, 'http');
      const refused = await commit(birth(born, { effects: [effect] }), move(task({ obj_id: hexId(2) }), {}));
      expect(refused).toEqual({ ok: false, why: 'rev', at: 1 });
      expect(await load()).toBeNull();
      expect(await dueIds()).toEqual([]);
      expect(await bench.store.archive.counts(bench.conv)).toEqual([]);
      expect(await commit(birth(task({ obj_id: hexId(3), ref: born.ref })))).toEqual(OK);
    });

    test('lets a step of a unit start from what the step before it did', async () => {
      const born = task();
      const first = birth(born);
      const second = move(born, { data: { a: 2 } });
      expect(await commit(first, second)).toEqual(OK);
      expect(await load()).toEqual(second.step.task);
      expect(await commit(birth(task({ obj_id: hexId(2) })), birth(task({ obj_id: hexId(2) })))).toMatchObject({
        why: 'rev',
        at: 1,
      });
    });

    test('refuses a text that a database would cut short, and writes nothing of the call', async () => {
      const bad = bench.store.tasks.commit([unitOf(birth(task())), unitOf(birth(task({ ref: 'a\u0000b' })))]);
      await expect(bad).rejects.toBeInstanceOf(TaktError);
      expect(await load()).toBeNull();
    });
  });

  describe('a reference', () => {
    test('is held by a live task and free as soon as the task ends', async () => {
      const born = task({ ref: 'order' });
      const other = task({ obj_id: hexId(2), ref: 'order' });
      await commit(birth(born));
      expect(await commit(birth(other))).toEqual({ ok: false, why: 'ref', at: 0 });
      await commit(finish(born, true));
      expect(await commit(birth(other))).toEqual(OK);
      expect((await loadRef('order'))?.obj_id).toBe(hexId(2));
    });

    test('refuses also a task that would end at once', async () => {
      await commit(birth(task({ ref: 'order' })));
      const short = shortLife({ obj_id: hexId(2), conv_id: bench.conv, ref: 'order' }, false);
      expect(await commit(short)).toEqual({ ok: false, why: 'ref', at: 0 });
    });

    test('is claimed in the order of the units, and passed on within one', async () => {
      const short = (n: number, saved: boolean) =>
        shortLife({ obj_id: hexId(n), conv_id: bench.conv, ref: 'order' }, saved);
      const live = birth(task({ obj_id: hexId(4), ref: 'order' }));
      const late = short(5, true);
      const results = await bench.store.tasks.commit(
        [short(2, true), short(3, false), live, late].map((s) => unitOf(s)),
      );
      expect(results).toEqual([OK, OK, OK, { ok: false, why: 'ref', at: 0 }]);
      const end = finish(live.step.task, false);
      expect(await commit(end, birth(task({ obj_id: hexId(6), ref: 'order' })))).toEqual(OK);
    });

    test('names one task per process', async () => {
      const other = await bench.store.catalog.write([
        {
          do: 'create',
          object: {
            kind: 'conv',
            parent_id: 0,
            owner_id: 1,
            title: '',
            name: null,
            status: 'active',
            create_time: 1,
            change_time: 1,
            body: {},
          },
        },
      ]);
      const conv_id = other.ok ? (other.objects[0]?.id ?? 0) : 0;
      await commit(birth(task({ ref: 'order' })));
      const there = task({ conv_id, obj_id: hexId(2), ref: 'order' });
      expect(await commit(birth(there, { ran_on: { version: 0, status: 'active' } }))).toEqual(OK);
    });

    test('finds the live task first, else the newest finished one, kept or not', async () => {
      const ended = async (n: number, saved: boolean, at: number) => {
        const write = shortLife({ obj_id: hexId(n), conv_id: bench.conv, ref: 'order', change_time: at }, saved);
        for (const tact of write.step.tacts) tact.at = at;
        await commit(write);
      };
      await ended(2, true, START);
      expect((await loadRef('order'))?.obj_id).toBe(hexId(2));
      await ended(3, false, START + 1);
      expect((await loadRef('order'))?.obj_id).toBe(hexId(3));
      await ended(4, true, START + 2);
      expect((await loadRef('order'))?.obj_id).toBe(hexId(4));
      await commit(birth(task({ ref: 'order' })));
      expect((await loadRef('order'))?.obj_id).toBe(ID);
      expect(await loadRef('nobody')).toBeNull();
    });
  });

  describe('a finished task', () => {
    test('that is kept can be seen for as long as the archive lasts', async () => {
      const end = finish(task(), true);
      await commit(birth(task()), end);
      bench.clock.now += 3600_000;
      expect(await load()).toEqual(end.step.task);
    });

    test('that is not kept can be seen for a while, then no more', async () => {
      const end = finish(task(), false);
      await commit(birth(task()), end);
      bench.clock.now += 599_000;
      expect(await load()).toEqual(end.step.task);
      expect(await loadRef(task().ref)).toEqual(end.step.task);
      bench.clock.now += 1_000;
      expect(await load()).toBeNull();
      expect(await loadRef(task().ref)).toBeNull();
    });

    test('can be seen at every moment of its end, also while that is being written', async () => {
      const born = Array.from({ length: 300 }, (_, n) => task({ obj_id: hexId(n + 1) }));
      await bench.store.tasks.commit(born.map((one) => unitOf(birth(one))));
      for (const one of born) {
        let isAnswered = false;
        const committed = commit(finish(one, false)).finally(() => {
          isAnswered = true;
        });
        while (!isAnswered) expect(await load(one.obj_id)).not.toBeNull();
        expect(await committed).toEqual(OK);
      }
    });

    test('has no timer any more', async () => {
      const born = task({ timer: START + 5 });
      await commit(birth(born));
      expect(await dueIds()).toEqual([`${ID}-1-t`]);
      await commit(finish(born, true, { timer: START + 5 }));
      expect(await dueIds()).toEqual([]);
    });
  });
}
