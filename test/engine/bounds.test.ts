/** What could hold a task, or the server, for ever, and does not. */
import { waitId } from '../../src/base/ids.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { advance, stopBroken } from '../../src/engine/advance.ts';
import type { Compiled } from '../../src/engine/compile.ts';
import type { Answer } from '../../src/model/effect.ts';
import type { RawLogic } from '../../src/model/process.ts';
import type { Signal, Step } from '../../src/model/step.ts';
import type { Task } from '../../src/model/task.ts';
import { NOW, newborn } from '../fixtures/newborn.ts';
import { compiled, go, set, when } from '../fixtures/processes.ts';

const start: Signal = { kind: 'start' };
const open = (task: Task): string => waitId(task.obj_id, task.hop);
const timer = (task: Task): Signal => ({ kind: 'timer', wait_id: open(task) });
const modify = (data: Task['data']): Signal => ({ kind: 'modify', data, user_id: 1 });

function step(process: Compiled, task: Task, signal: Signal): Step {
  const got = advance({ compiled: process, task, signal, now: NOW, answers: new Map() });
  if (!('step' in got)) throw new Error(`no step: ${JSON.stringify(got)}`);
  return got.step;
}

const variable = (name: string, to: string): RawLogic => ({
  type: 'go_if_const',
  to_node_id: to,
  conditions: [{ param: `{{env_var[@${name}]}}`, fun: 'eq', const: '1', cast: 'string' }],
});

test('the funs of all rows of a node share one limit, so that many rows cannot hold the server', () => {
  const row = '$.map(fun(X) -> [1 || _ <- X, _ <- X] end, [{{list}}])';
  const rows = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`p${n}`, row]));
  const process = compiled([
    { id: 's', logics: [go('a')] },
    { id: 'a', logics: [set(rows, 'e'), go('f')] },
    { id: 'f', save: true },
    { id: 'e', save: true },
  ]);
  const { task } = step(process, { ...newborn(), data: { list: new Array(100).fill(1) } }, start);
  expect(task.data.__conveyor_set_param_return_description__).toContain('the fun does too much work');
});

test('a node asks for all that its conditions need at once', () => {
  const process = compiled([
    { id: 's', logics: [go('c')] },
    { id: 'c', logics: [variable('one', 'f'), variable('two', 'f'), variable('three', 'f'), go('f')] },
    { id: 'f' },
  ]);
  const got = advance({ compiled: process, task: newborn(), signal: start, now: NOW, answers: new Map() });
  expect('need' in got && got.need).toHaveLength(3);
});

test('a run whose time is used up goes on asking until it has brought the task on', () => {
  const process = compiled([
    { id: 's', logics: [go('c')] },
    { id: 'c', logics: [variable('one', 'd'), go('d')] },
    { id: 'd', logics: [variable('two', 'f'), go('f')] },
    { id: 'f' },
  ]);
  const born = step(
    compiled([
      { id: 's', logics: [go('c')] },
      { id: 'c', timer: [9, 's'] },
    ]),
    newborn(),
    start,
  ).task;
  const waiting: Task = {
    ...born,
    timer: null,
    wait: { kind: 'continue', logic_type: '', logic_index: 0, memo: true },
  };
  const input = {
    compiled: process,
    task: waiting,
    signal: { kind: 'go_on' as const, wait_id: open(waiting) },
    now: NOW,
  };
  const spent = { stop_at_need: true, expired: () => true };
  const answers = new Map<string, Answer>();
  const first = advance({ ...input, ...spent, answers });
  expect('need' in first && first.need).toMatchObject([{ name: '@one' }]);
  answers.set(JSON.stringify(['env_var', '@one']), { value: '1' });
  const second = advance({ ...input, ...spent, answers });
  expect('step' in second && second.step.task).toMatchObject({ node_id: 'd', wait: { kind: 'continue' } });
});

test('a timer that a deploy has taken away fires once and not again', () => {
  const before = compiled([{ id: 's', logics: [go('c')] }, { id: 'c', timer: [9, 'f'] }, { id: 'f' }]);
  const after = compiled([
    { id: 's', logics: [go('c')] },
    { id: 'c', kind: 0, logics: [set({ a: '1' })] },
    { id: 'f' },
  ]);
  const waiting = step(before, newborn(), start).task;
  const stopped = step(after, waiting, timer(waiting)).task;
  expect(stopped).toMatchObject({ timer: null, wait: { kind: 'stopped', code: 'no_way_on' } });
  const gone = step(compiled([{ id: 's', logics: [go('f')] }, { id: 'f' }]), waiting, timer(waiting)).task;
  expect(gone).toMatchObject({ timer: null, wait: { kind: 'stopped', code: 'node_removed' } });
});

test('a state whose conditions do not match stays, and the next change is looked at', () => {
  const state = compiled([
    { id: 's', logics: [go('w')] },
    { id: 'w', logics: [{ type: 'api_callback' }, when('st', 'x', 'f')], timer: [60, 'f'] },
    { id: 'f' },
  ]);
  const waiting = step(state, newborn(), start).task;
  const stays = step(state, waiting, modify({ st: 'b' })).task;
  expect(stays).toMatchObject({ node_id: 'w', timer: waiting.timer, wait: { kind: 'callback' } });
  expect(step(state, stays, modify({ st: 'x' })).task.node_id).toBe('f');
});

test('a task that waits past the conditions goes on when a deploy has added a way on', () => {
  const sketch = (logics: RawLogic[]) =>
    compiled([{ id: 's', logics: [go('c')] }, { id: 'c', logics, timer: [9, 'f'] }, { id: 'f' }]);
  const waiting = step(sketch([when('a', '1', 'f')]), newborn(), start).task;
  expect(waiting.wait).toMatchObject({ kind: 'delay', logic_index: 1 });
  expect(step(sketch([when('a', '1', 'f'), go('f')]), waiting, timer(waiting)).task.node_id).toBe('f');
});

test('an instant that no clock will ever show stops the task, visibly', () => {
  const process = compiled([{ id: 's', logics: [go('d')] }, { id: 'd', timer: ['{{at}}', 'f'] }, { id: 'f' }]);
  expect(step(process, newborn({ at: 1e306 }), start).task).toMatchObject({ timer: null, wait: { code: 'bad_timer' } });
});

test('an error that quotes a large value leaves a task that can still be modified', () => {
  const process = compiled([
    { id: 's', logics: [go('a')] },
    {
      id: 'a',
      logics: [{ type: 'set_param', extra: { n: '{{big}}' }, extra_type: { n: 'number' }, err_node_id: 'w' }, go('f')],
    },
    { id: 'w', kind: 3, logics: [{ type: 'api_callback' }, go('f')] },
    { id: 'f' },
  ]);
  const waiting = step(process, newborn({ big: 'x'.repeat(700_000) }), start).task;
  expect(String(waiting.data.__conveyor_set_param_return_description__).length).toBeLessThanOrEqual(
    LIMITS.error_text_chars,
  );
  expect(step(process, waiting, modify({ a: 1 })).task.node_id).toBe('f');
});

test('history of a change of fifty thousand parameters is told', () => {
  const process = compiled([
    { id: 's', logics: [go('w')] },
    { id: 'w', logics: [{ type: 'api_callback' }, go('f')] },
    { id: 'f' },
  ]);
  const many = (value: number) => Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`p${n}`, value]));
  const waiting = step(process, newborn(many(1)), start).task;
  const got = step(process, waiting, modify(many(2)));
  expect(Object.keys(got.tacts[0]?.before ?? {})).toHaveLength(50_000);
});

test('a fault of the engine stops the one task, and no signal finds its wait open again', () => {
  const process = compiled([{ id: 's', logics: [go('d')] }, { id: 'd', timer: [9, 'f'] }, { id: 'f' }]);
  const waiting = step(process, newborn(), start).task;
  const { task } = stopBroken(process, waiting, 'timer', NOW);
  expect(task).toMatchObject({ rev: 2, hop: 1, timer: null, wait: { kind: 'stopped', code: 'engine_failed' } });
  expect(advance({ compiled: process, task, signal: timer(waiting), now: NOW, answers: new Map() })).toEqual({
    drop: 'closed',
  });
});
