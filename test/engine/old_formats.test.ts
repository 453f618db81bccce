/** What processes of old exports do that today's editor no longer makes: it all still runs. */
import fc from 'fast-check';
import { waitId } from '../../src/base/ids.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { advance } from '../../src/engine/advance.ts';
import { type Compiled, compile } from '../../src/engine/compile.ts';
import { validate } from '../../src/engine/validate.ts';
import type { Answer, EffectAnswer, Need } from '../../src/model/effect.ts';
import { readProcess } from '../../src/model/read_process.ts';
import type { Signal, Step } from '../../src/model/step.ts';
import type { Task } from '../../src/model/task.ts';
import { readKey } from '../../src/template/reads.ts';
import { NOW, newborn } from '../fixtures/newborn.ts';
import { FACTS } from '../fixtures/processes.ts';

interface RawNode {
  id: string;
  obj_type: number;
  condition: JsonObject | string;
}

function processOf(nodes: RawNode[], conv_type = 'process'): Compiled {
  const raw = { obj_type: 1, title: 'Old', conv_type, scheme: { nodes } } as unknown as JsonObject;
  return compile(readProcess(raw).process, FACTS);
}

/** Rounds of questions before the rest of a run is put off, as it is when its time is used up. */
const ROUNDS = 20;

/** One run of the engine, with something for everything that it asks. */
function run(process: Compiled, task: Task, signal: Signal): Step | null {
  const answers = new Map<string, Answer>();
  for (let round = 0; round < 2 * ROUNDS; round++) {
    const stop_at_need = round > ROUNDS;
    const got = advance({ compiled: process, task, signal, now: NOW, answers, stop_at_need });
    if ('step' in got) return got.step;
    if (!('need' in got)) return null;
    for (const need of got.need)
      answers.set(keyOf(need), need.kind === 'code' ? { code: { data: {} } } : { value: 'v' });
  }
  throw new Error('the engine asks for ever');
}

function keyOf(need: Need): string {
  return need.kind === 'code' ? need.key : readKey(need);
}

function born(process: Compiled, data: JsonObject = {}): Task {
  return (run(process, newborn(data), { kind: 'start' }) as Step).task;
}

const go = (to: string): JsonObject => ({ type: 'go', to_node_id: to, id: 'b7b0…', chTime: 12 });
const set = (key: string, value: string, err = ''): JsonObject => {
  return { type: 'set_param', extra: { [key]: value }, extra_type: { [key]: 'string' }, err_node_id: err, chTime: 3 };
};
const flat = (param: string, value: string, to: string): JsonObject => {
  return { type: 'go_if_const', param, const: value, fun: 'eq', to_node_id: to };
};
const failing = (err: string): JsonObject => {
  return { type: 'set_param', extra: { n: 'x' }, extra_type: { n: 'number' }, err_node_id: err };
};
const start = (to = 'a'): RawNode => ({ id: 's', obj_type: 1, condition: { logics: [go(to)] } });
const final = (id: string): RawNode => ({ id, obj_type: 2, condition: { logics: [] } });

describe('old formats', () => {
  test('several actions and conditions in one node run in their order, whatever it is', () => {
    const process = processOf([
      start(),
      {
        id: 'a',
        obj_type: 0,
        condition: {
          logics: [flat('x', '1', 'f'), set('x', '1'), set('y', '{{x}}'), flat('y', '1', 'g'), set('z', '1'), go('f')],
          semaphores: [],
        },
      },
      final('f'),
      final('g'),
    ]);
    expect(born(process, { x: '1' })).toMatchObject({ node_id: 'f', data: { x: '1' } });
    expect(born(process)).toMatchObject({ node_id: 'g', data: { x: '1', y: '1' } });
    expect(born(process).data).not.toHaveProperty('z');
  });

  test('an error without an error node goes on with the next logic', () => {
    const logics = [failing(''), set('after', '1'), go('f')];
    const process = processOf([start(), { id: 'a', obj_type: 0, condition: { logics } }, final('f')]);
    expect(born(process)).toMatchObject({
      node_id: 'f',
      data: { after: '1', __conveyor_set_param_return_type_tag__: 'set_param_wrong_convert_param' },
    });
  });

  test('an ordinary node may be an error node', () => {
    const process = processOf([
      start(),
      { id: 'a', obj_type: 0, condition: { logics: [failing('b'), go('f')] } },
      { id: 'b', obj_type: 0, condition: { logics: [set('seen', '1'), go('f')] } },
      final('f'),
    ]);
    expect(born(process)).toMatchObject({ node_id: 'f', prev_node_id: 'b', data: { seen: '1' } });
  });

  test('the other spelling of semaphors, and a condition that is text, are read', () => {
    const timer = { type: 'time', value: 60, dimension: 'sec', to_node_id: 'f' };
    const condition = JSON.stringify({ logics: [], semaphores: [timer] });
    const task = born(processOf([start(), { id: 'a', obj_type: 0, condition }, final('f')]));
    expect(task).toMatchObject({ node_id: 'a', timer: NOW + 60_000, wait: { kind: 'delay' } });
  });

  test('a delay that is a logic waits, and leads to its node or where the go leads', () => {
    for (const logics of [
      [{ type: 'delay', value: 2, dimension: 'min', to_node_id: 'f' }],
      [set('x', '1'), { type: 'delay', value: 2, dimension: 'min' }, go('f')],
    ]) {
      const process = processOf([start(), { id: 'a', obj_type: 0, condition: { logics } }, final('f')]);
      const task = born(process);
      expect(task).toMatchObject({ node_id: 'a', timer: NOW + 120_000, wait: { kind: 'delay' } });
      const fired = run(process, task, { kind: 'timer', wait_id: waitId(task.obj_id, task.hop) });
      expect(fired?.task).toMatchObject({ node_id: 'f', wait: null });
    }
  });

  test('the timer of a delay is checked at deploy as every timer is', () => {
    const { process } = readProcess({
      ...{ obj_type: 1, title: 'Old', conv_type: 'process' },
      scheme: {
        nodes: [
          { ...start(), condition: { logics: [go('a')] } },
          { id: 'a', obj_type: 0, condition: { logics: [{ type: 'delay', value: 0, to_node_id: 'gone' }] } },
          { ...final('f'), condition: { logics: [] } },
        ] as JsonObject[],
      },
    });
    const rules = validate(process, undefined, { min_timer_sec: 1 }).map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(['timer_minimum', 'target_missing']));
  });
});

const IDS = ['s', 'a', 'b', 'c', 'd', 'f'];
const target = fc.constantFrom(...IDS.slice(1));
const maybe = fc.option(target, { nil: '' });

const logic: fc.Arbitrary<JsonObject> = fc.oneof(
  target.map(go),
  fc.tuple(fc.constantFrom('x', 'y'), target).map(([param, to]) => flat(param, '1', to)),
  fc.tuple(fc.constantFrom('x', '{{env_var[@v]}}'), target).map(([param, to_node_id]) => {
    return { type: 'go_if_const', to_node_id, conditions: [{ param, const: '1', fun: 'eq', cast: 'string' }] };
  }),
  fc.tuple(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2', '{{x}}')).map(([key, value]) => set(key, value)),
  maybe.map(failing),
  maybe.map((err_node_id) => ({ type: 'api_code', src: 'data', err_node_id })),
  maybe.map((err_node_id) => ({ type: 'api_rpc', conv_id: '2', err_node_id })),
  maybe.map((err_node_id) => ({ type: 'api_copy', conv_id: '2', data: { a: '1' }, err_node_id })),
  maybe.map((err_node_id) => ({ type: 'api_form', fields: [{ id: 'x', type: 'text' }], err_node_id })),
  maybe.map((to_node_id) => ({ type: 'delay', value: 5, to_node_id })),
  fc.constantFrom({ type: 'api_callback' }, { type: 'api_rpc_reply', res_data: { a: '1' } }, { type: 'nobody_knows' }),
);

const node = (id: string): fc.Arbitrary<RawNode> =>
  fc
    .record({
      obj_type: fc.constantFrom(0, 0, 0, 3, 4),
      logics: fc.array(logic, { maxLength: 5 }),
      timer: fc.option(target, { nil: null }),
      spelled: fc.boolean(),
    })
    .map(({ obj_type, logics, timer, spelled }) => {
      const semaphors = timer === null ? [] : [{ type: 'time', value: 60, dimension: 'sec', to_node_id: timer }];
      const stub = { logics: [[{ type: 'api_rpc_reply', res_data: { y: '1' } }]] };
      const condition = { logics, [spelled ? 'semaphores' : 'semaphors']: semaphors, stub };
      return { id, obj_type, condition };
    });

const nodesOf = fc
  .tuple(target, ...IDS.slice(1, -1).map(node))
  .map(([first, ...nodes]): RawNode[] => [start(first), ...nodes, final('f')]);

const answers: fc.Arbitrary<EffectAnswer> = fc.constantFrom<EffectAnswer>(
  { kind: 'ok' },
  { kind: 'reply', data: { x: '1' }, exception: null },
  { kind: 'reply', data: { x: '2' }, exception: 'no' },
  { kind: 'failed', type: 'software', tag: 'access_denied', description: 'no' },
);

/** What may happen next to a task that waits; null where nothing can bring it on but a person. */
function eventFor(task: Task, choice: { answer: EffectAnswer; timer: boolean; x: string }): Signal | null {
  const wait_id = waitId(task.obj_id, task.hop);
  const kind = task.wait?.kind;
  if (kind === 'continue') return { kind: 'go_on', wait_id };
  if (task.timer !== null && (choice.timer || kind === 'delay')) return { kind: 'timer', wait_id };
  if (kind === 'effect') return { kind: 'answer', wait_id, answer: choice.answer };
  if (kind === 'form') return { kind: 'form', wait_id, data: { x: choice.x } };
  if (kind === 'callback' || kind === 'state') return { kind: 'modify', data: { x: choice.x }, user_id: 1 };
  return null;
}

/** A task that is not final has one open wait, and something that can open it, or it is stopped and says why. */
function holdsTask(compiled: Compiled, { task, final: end, tacts, effects }: Step): void {
  expect(tacts.length).toBeLessThanOrEqual(LIMITS.tacts_per_run + 1);
  expect(compiled.byId.has(task.node_id)).toBe(true);
  if (task.wait === null) {
    expect(end).not.toBeNull();
    expect(task.node_id).toBe('f');
    return;
  }
  expect(end).toBeNull();
  const { kind, code } = task.wait;
  if (kind === 'delay') expect(task.timer).not.toBeNull();
  if (kind === 'effect') expect(effects.filter(({ waits }) => waits)).toHaveLength(1);
  if (kind === 'stopped') expect(code).toMatch(/^(loop|no_way_on|bad_timer)$/);
  expect(['delay', 'effect', 'callback', 'form', 'continue', 'stopped']).toContain(kind);
}

describe('whatever an old process is made of', () => {
  const choices = fc.array(fc.record({ answer: answers, timer: fc.boolean(), x: fc.constantFrom('1', '2') }), {
    minLength: 1,
    maxLength: 12,
  });

  test('a task is never lost: it is in an end, or waits for something that can come, or says why it stands', () => {
    fc.assert(
      fc.property(nodesOf, choices, fc.constantFrom('', '1'), (nodes, events, x) => {
        const compiled = processOf(nodes);
        let step = run(compiled, newborn({ x }), { kind: 'start' });
        for (const choice of events) {
          if (step === null) throw new Error('a signal to an open wait was dropped');
          holdsTask(compiled, step);
          const signal = step.task.wait === null ? null : eventFor(step.task, choice);
          if (signal === null) return;
          step = run(compiled, step.task, signal);
        }
      }),
      { numRuns: 400, seed: 7 },
    );
  });

  test('and it never loops without bound: without events from outside it comes to rest', () => {
    fc.assert(
      fc.property(nodesOf, (nodes) => {
        const compiled = processOf(nodes);
        let step = run(compiled, newborn(), { kind: 'start' });
        let runs = 1;
        while (step?.task.wait?.kind === 'continue' && runs <= LIMITS.tacts_without_event) {
          const { task } = step;
          step = run(compiled, task, { kind: 'go_on', wait_id: waitId(task.obj_id, task.hop) });
          runs++;
        }
        expect(runs).toBeLessThanOrEqual(LIMITS.tacts_without_event);
      }),
      { numRuns: 400, seed: 11 },
    );
  });
});
