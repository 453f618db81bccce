/** What a history promises: what a task did, what it asked of others and was answered, bounded, and its data at every tact. */
import type { JsonObject } from '../../../src/base/json.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import { DAY } from '../../../src/base/time.ts';
import type { EffectAnswer } from '../../../src/model/effect.ts';
import type { Task } from '../../../src/model/task.ts';
import type { StepWrite } from '../../../src/ports/tasks.ts';
import {
  birth,
  finish,
  hexId,
  makeEffect,
  makeStep,
  makeTact,
  makeTask,
  makeWait,
  modify,
  move,
  NODE,
  START,
  unitOf,
} from '../../fixtures/steps.ts';
import type { Bench } from './store_contract.ts';

const ID = hexId(1);

export function historyPromises(bench: Bench): void {
  const task = (fields: Partial<Task> = {}): Task => makeTask({ conv_id: bench.conv, obj_id: ID, ...fields });
  const commit = async (...steps: StepWrite[]) => {
    const [result] = await bench.store.tasks.commit([unitOf(...steps)]);
    expect(result).toEqual({ ok: true });
  };
  const trim = async (now: number) => {
    for (let more = true; more; ) more = await bench.store.tasks.trim(now);
  };
  const history = async (limit = 1000, offset = 0) =>
    bench.store.archive.history({ conv_id: bench.conv, obj_id: ID, limit, offset });

  test('shows every move, newest first, with the data as they were', async () => {
    const born = task({ data: { a: 1, gone: 'x' } });
    const first = birth(born);
    const second = move(born, { node_id: NODE.other, data: { a: 2, b: [1] }, change_time: START + 1 });
    Object.assign(second.step.tacts[0] ?? {}, { before: { a: 1, gone: 'x' }, added: ['b'] });
    const third = finish(second.step.task, true, { data: { a: 2, gone: 'y' }, change_time: START + 2 });
    Object.assign(third.step.tacts[0] ?? {}, { before: { b: [1] }, added: ['gone'] });
    for (const step of [first, second, third]) await commit(step);
    const rows = await history();
    const shown = rows.map(({ at, prev_node_id, node_id, cause, data }) => [at, prev_node_id, node_id, cause, data]);
    expect(shown).toEqual([
      [START + 2, NODE.other, NODE.final, 'timer', { a: 2, gone: 'y' }],
      [START + 1, NODE.wait, NODE.other, 'timer', { a: 2, b: [1] }],
      [START, NODE.start, NODE.wait, 'start', { a: 1, gone: 'x' }],
      [START, null, NODE.start, 'start', { a: 1, gone: 'x' }],
    ]);
    expect(new Set(rows.map(({ history_id }) => history_id)).size).toBe(4);
    expect(await history(2, 1)).toEqual(rows.slice(1, 3));
    expect(rows.every(({ obj_id }) => obj_id === ID)).toBe(true);
  });

  test('of a task that goes round for long keeps the last moves only', async () => {
    let last = task();
    await commit(birth(last));
    const steps: StepWrite[] = [];
    for (let n = 1; n <= LIMITS.history_tacts * 2; n++) {
      const step = move(last, { data: { n }, change_time: START + n });
      Object.assign(step.step.tacts[0] ?? {}, { before: { n: n - 1 } });
      steps.push(step);
      last = step.step.task;
    }
    await bench.store.tasks.commit(steps.map((step) => unitOf(step)));
    const rows = await history();
    expect(rows).toHaveLength(LIMITS.history_tacts);
    expect(rows.map(({ data }) => data.n)).toEqual(rows.map((_, i) => LIMITS.history_tacts * 2 - i));
  });

  test('of large changes is bounded in bytes, and what it shows is right', async () => {
    const big = (n: number): JsonObject => ({ n, text: `${n}`.padEnd(LIMITS.history_bytes / 4, '.') });
    let last = task({ data: big(0) });
    await commit(birth(last));
    for (let n = 1; n <= 20; n++) {
      const step = move(last, { data: big(n) });
      Object.assign(step.step.tacts[0] ?? {}, { before: big(n - 1) });
      await commit(step);
      last = step.step.task;
    }
    const rows = await history();
    expect(rows.length).toBeGreaterThanOrEqual(3);
    expect(rows.length).toBeLessThan(8);
    expect(rows.map(({ data }) => data)).toEqual(rows.map((_, i) => big(20 - i)));
  });

  test('of one run with more changes than are kept shows the end of it', async () => {
    const tacts = Array.from({ length: 10 }, (_, n) =>
      makeTact(NODE.wait, NODE.other, {
        at: START + n,
        before: { text: `${n}`.padEnd(LIMITS.history_bytes / 4, '.') },
      }),
    );
    const born = task();
    await commit(birth(born));
    await commit({ base: 1, step: makeStep({ ...born, rev: 2 }, { tacts }) });
    const rows = await history();
    expect(rows.length).toBeGreaterThanOrEqual(3);
    expect(rows.length).toBeLessThan(6);
    expect(rows[0]).toMatchObject({ at: START + 9, data: born.data });
    expect(String(rows[1]?.data.text).startsWith('9')).toBe(true);
  });

  test('is forgotten after its time; the task is not', async () => {
    await commit(birth(task()));
    const later = START + 5 * DAY;
    const step = move(task(), { change_time: later });
    await commit(step);
    await trim(START + 8 * DAY);
    expect((await history()).map(({ at }) => at)).toEqual([later]);
    expect(await bench.store.tasks.load({ conv_id: bench.conv, obj_id: ID })).toEqual(step.step.task);
  });

  describe('of calls', () => {
    const asks = (fields: Partial<Task> = {}): Task => task({ wait: makeWait('effect'), ...fields });
    const paid: EffectAnswer = {
      ...{ kind: 'http', status: 200, headers: { 'content-type': 'text/plain' }, body: 'paid', ms: 12, lost: 0 },
      sizes: { request: 2, response: 4 },
    };
    const answeredBy = (before: Task, answer: EffectAnswer, at: number, fields: object = {}): StepWrite =>
      move(before, { change_time: at, ...fields }, { cause: 'answer', answer });
    /** The node of each row, and of what was asked there the kind, the status and when it was answered. */
    const told = async () =>
      (await history()).map(({ node_id, effects }) => [
        node_id,
        ...effects.map(({ asked, answer, answered_at }) => [asked.kind, answer?.status ?? null, answered_at]),
      ]);

    test('shows in the stay that asked what was asked, and what came back when', async () => {
      const born = asks();
      await commit(birth(born, { effects: [{ ...makeEffect(born, 'http'), after: 1 }] }));
      expect((await history())[0]?.effects).toEqual([
        {
          asked: { kind: 'http', method: 'POST', url: 'https://example.com/hook', headers: {}, body: '{}' },
          answer: null,
          answered_at: null,
        },
      ]);
      const changed = modify(born, { b: 1 });
      await commit(changed);
      await commit(answeredBy(changed.step.task, paid, START + 9, { node_id: NODE.other, wait: makeWait() }));
      expect(await told()).toEqual([[NODE.other], [NODE.wait], [NODE.wait, ['http', 200, START + 9]], [NODE.start]]);
      const answer = {
        kind: 'http',
        status: 200,
        headers: { 'content-type': 'text/plain' },
        body: 'paid',
        ms: 12,
        lost: 0,
      };
      expect((await history()).at(2)?.effects[0]?.answer).toEqual(answer);
    });

    test('gives every answer of a loop to its own call; one that was given up has none', async () => {
      let last = asks();
      const effect = (of: Task) => ({ ...makeEffect(of, 'http'), after: 0 });
      await commit(birth(last, { effects: [{ ...effect(last), after: 1 }] }));
      for (const status of [500, 200]) {
        const next = answeredBy(last, { ...paid, status } as EffectAnswer, START + status);
        next.step.effects.push(effect(next.step.task));
        await commit(next);
        last = next.step.task;
      }
      await commit(move(last, { node_id: NODE.other, wait: makeWait(), change_time: START + 900 }));
      expect(await told()).toEqual([
        [NODE.other],
        [NODE.wait, ['http', null, null]],
        [NODE.wait, ['http', 200, START + 200]],
        [NODE.wait, ['http', 500, START + 500]],
        [NODE.start],
      ]);
    });

    test('keeps apart two calls of one node, and replies that nobody answers', async () => {
      const born = asks();
      await commit(birth(born, { effects: [{ ...makeEffect(born, 'http'), after: 1 }] }));
      const stays = makeTact(NODE.wait, NODE.wait, { stay: true });
      const second = answeredBy(born, { ...paid, status: 201 } as EffectAnswer, START + 1);
      Object.assign(second.step, { tacts: [stays] });
      const { task: now } = second.step;
      second.step.effects.push({ ...makeEffect(now, 'reply'), after: -1 }, { ...makeEffect(now, 'http'), after: -1 });
      await commit(second);
      await commit(answeredBy(second.step.task, paid, START + 2, { node_id: NODE.other, wait: makeWait() }));
      expect(await told()).toEqual([
        [NODE.other],
        [NODE.wait],
        [NODE.wait, ['http', 201, START + 1], ['reply', null, null], ['http', 200, START + 2]],
        [NODE.start],
      ]);
    });

    test('keeps only the beginning of the reason for which a called process refused', async () => {
      const born = asks();
      await commit(birth(born, { effects: [{ ...makeEffect(born, 'create'), after: 1 }] }));
      const exception = 'no '.repeat(LIMITS.history_bytes);
      const answer: EffectAnswer = { kind: 'reply', data: {}, exception };
      await commit(answeredBy(born, answer, START, { node_id: NODE.other, wait: makeWait() }));
      const cut = { cut: exception.slice(0, LIMITS.history_exchange_chars), chars: exception.length };
      expect((await history())[1]?.effects[0]?.answer).toEqual({ kind: 'reply', data: {}, exception: cut });
    });

    test('of large requests and answers keeps the beginning, and says how long they were', async () => {
      const born = asks();
      const big = 'x'.repeat(LIMITS.history_bytes);
      const cut = { cut: big.slice(0, LIMITS.history_exchange_chars), chars: big.length };
      const asked = { ...makeEffect(born, 'http'), after: 1 };
      const call = { ...asked, effect: { ...asked.effect, body: big } as typeof asked.effect };
      const replies = Array.from({ length: 2 * LIMITS.history_effects }, (_, n) => ({
        ...call,
        id: `${ID}-1-r${n}`,
        waits: false,
      }));
      const effects = [...replies, call];
      await commit(birth(born, { effects }));
      await commit(
        answeredBy(born, { ...paid, body: big } as EffectAnswer, START, { node_id: NODE.other, wait: makeWait() }),
      );
      const rows = await history();
      expect(rows).toHaveLength(3);
      expect(rows[1]?.effects).toHaveLength(LIMITS.history_effects);
      expect(rows[1]?.effects.at(-1)).toMatchObject({ asked: { body: cut }, answer: { body: cut } });
      expect(rows[1]?.effects[0]?.asked).toEqual({ kind: 'http' });
    });
  });
}
