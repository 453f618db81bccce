/** Debug mode as the engine sees it: where tasks are held, and what a step does. */
import { waitId } from '../../src/base/ids.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { advance } from '../../src/engine/advance.ts';
import { type Compiled, compile } from '../../src/engine/compile.ts';
import type { RawLogic } from '../../src/model/process.ts';
import type { Signal, Step } from '../../src/model/step.ts';
import type { Task } from '../../src/model/task.ts';
import { NOW, newborn } from '../fixtures/newborn.ts';
import { FACTS, go, makeProcess, type NodeSketch, set, when } from '../fixtures/processes.ts';

const RPC: RawLogic = { type: 'api_rpc', conv_id: 2, group: 'all', err_node_id: 'e' };

const SKETCH: NodeSketch[] = [
  { id: 's', logics: [go('a')] },
  { id: 'a', logics: [set({ x: '{{n}}!' }, 'e'), go('r')] },
  { id: 'r', logics: [RPC, go('w')], timer: [60, 'late'] },
  { id: 'w', logics: [{ type: 'api_callback' }, when('code', 'x', 'd'), go('w')] },
  { id: 'd', timer: [60, 'f'] },
  { id: 'f', save: true },
  { id: 'late', logics: [go('f')] },
  { id: 'e' },
];

function inMode(status: string, breakpoints?: string[]): Compiled {
  const held = breakpoints === undefined ? {} : { breakpoints: new Set(breakpoints) };
  return compile(makeProcess(SKETCH), { ...FACTS, status, ...held });
}

const debug = inMode('debug');

function run(process: Compiled, task: Task, signal: Signal): Step {
  const got = advance({ compiled: process, task, signal, now: NOW, answers: new Map() });
  if (!('step' in got)) throw new Error(`no step: ${JSON.stringify(got)}`);
  return got.step;
}

const born = (process: Compiled, data = { n: '1' }): Task => run(process, newborn(data), { kind: 'start' }).task;
const open = (task: Task): string => waitId(task.obj_id, task.hop);
const next = (data = {}, branch: 'logic' | 'timer' = 'logic', stop = true): Signal => {
  return { kind: 'step', branch, stop, data, user_id: 5 };
};
const reply = (task: Task): Signal => {
  return { kind: 'answer', wait_id: open(task), answer: { kind: 'reply', data: { got: 1 }, exception: null } };
};

/** Steps on until the task is in a node. */
function upTo(node: string, process = debug): Task {
  let task = born(process);
  for (let i = 0; i < 20 && task.node_id !== node; i++) {
    task = run(process, task, task.wait?.kind === 'effect' ? reply(task) : next({ code: 'x' })).task;
  }
  expect(task).toMatchObject({ node_id: node });
  return task;
}

test('a task is held before it runs the logics of a node, from the start on', () => {
  const task = born(debug);
  expect(task).toMatchObject({ node_id: 's', wait: { kind: 'debug' } });
  const stepped = run(debug, task, next());
  expect(stepped.task).toMatchObject({ node_id: 'a', wait: { kind: 'debug' }, data: { n: '1' } });
  expect(run(debug, stepped.task, next()).task).toMatchObject({ node_id: 'r', data: { x: '1!' } });
});

test('what is given with a step is merged before the node runs', () => {
  const task = run(debug, upTo('a'), next({ n: '7' })).task;
  expect(task).toMatchObject({ node_id: 'r', data: { n: '7', x: '7!' }, user_id: 5 });
});

test('data that would become too large are refused', () => {
  const input = { compiled: debug, task: upTo('a'), now: NOW, answers: new Map() };
  expect(advance({ ...input, signal: next({ big: 'x'.repeat(LIMITS.task_bytes) }) })).toMatchObject({
    refuse: 'task_size_overflow',
  });
});

test('the timer of a node begins when the task does the node, not while it is held', () => {
  const held = upTo('r');
  expect(held.timer).toBeNull();
  const calling = run(debug, held, next());
  expect(calling.task).toMatchObject({ node_id: 'r', wait: { kind: 'effect' }, timer: NOW + 60_000 });
  expect(calling.effects).toHaveLength(1);
});

test('an outward effect is waited for: a step meanwhile changes only the data, and the answer leads to the next node', () => {
  const calling = run(debug, upTo('r'), next()).task;
  const meanwhile = run(debug, calling, next({ y: 2 })).task;
  expect(meanwhile).toMatchObject({ node_id: 'r', hop: calling.hop, wait: { kind: 'effect' }, data: { y: 2 } });
  expect(run(debug, meanwhile, reply(meanwhile)).task).toMatchObject({
    node_id: 'w',
    wait: { kind: 'debug' },
    data: { got: 1 },
  });
});

test('the branch of the timer is taken at once, from a held task and from one that waits', () => {
  expect(run(debug, upTo('r'), next({}, 'timer')).task).toMatchObject({ node_id: 'late', wait: { kind: 'debug' } });
  const calling = run(debug, upTo('r'), next()).task;
  expect(run(debug, calling, next({}, 'timer')).task).toMatchObject({ node_id: 'late', timer: null });
  expect(run(debug, upTo('d'), next({}, 'timer')).task).toMatchObject({ node_id: 'f', wait: null });
});

test('a timer that fires by itself leads to its node, where the task is held', () => {
  const calling = run(debug, upTo('r'), next()).task;
  expect(run(debug, calling, { kind: 'timer', wait_id: open(calling) }).task).toMatchObject({
    node_id: 'late',
    wait: { kind: 'debug' },
  });
});

test('a step ends the wait for a callback with the data given', () => {
  const waiting = run(debug, upTo('w'), next()).task;
  expect(waiting.wait?.kind).toBe('callback');
  expect(run(debug, waiting, next({ code: 'x' })).task).toMatchObject({ node_id: 'd', wait: { kind: 'debug' } });
});

test('with breakpoints a task runs freely and is held only at those', () => {
  const process = inMode('debug', ['r', 'd']);
  expect(born(process)).toMatchObject({ node_id: 'r', wait: { kind: 'debug' } });
  const calling = run(process, born(process), next({}, 'logic', false)).task;
  const answered = run(process, calling, reply(calling)).task;
  expect(answered).toMatchObject({ node_id: 'w', wait: { kind: 'callback' } });
  expect(run(process, answered, { kind: 'modify', data: { code: 'x' }, user_id: 1 }).task).toMatchObject({
    node_id: 'd',
    wait: { kind: 'debug' },
  });
});

test('with a start point new tasks begin there, in debug mode only', () => {
  const begun = (status: string): Task => born(compile(makeProcess(SKETCH), { ...FACTS, status, start_point: 'd' }));
  expect(begun('debug')).toMatchObject({ node_id: 'd', wait: { kind: 'debug' } });
  expect(begun('active')).toMatchObject({ node_id: 'r', wait: { kind: 'effect' } });
});

test('a single step stops at the next node whatever the breakpoints, also when the node had to wait', () => {
  const process = inMode('debug', ['r']);
  const calling = run(process, born(process), next()).task;
  expect(run(process, calling, reply(calling)).task).toMatchObject({ node_id: 'w', wait: { kind: 'debug' } });
});

test('a task is put into a named node and held there; an answer that was under way is dropped', () => {
  const calling = run(debug, upTo('r'), next()).task;
  const put = run(debug, calling, {
    kind: 'step_to',
    node_id: 'a',
    prev_node_id: 'r',
    data: { n: '9' },
    user_id: 5,
  }).task;
  expect(put).toMatchObject({
    node_id: 'a',
    prev_node_id: 'r',
    data: { n: '9' },
    wait: { kind: 'debug' },
    timer: null,
  });
  const late = { compiled: debug, task: put, signal: reply(calling), now: NOW, answers: new Map() };
  expect(advance(late)).toEqual({ drop: 'closed' });
  expect(run(debug, put, next()).task.data).toMatchObject({ x: '9!' });
});

test('a task that stopped because its node is gone is put back into one that is there', () => {
  const stopped: Task = {
    ...upTo('a'),
    node_id: 'gone',
    wait: { kind: 'stopped', code: 'node_removed', logic_type: '', logic_index: 0, memo: null },
  };
  const put: Signal = { kind: 'step_to', node_id: 'a', prev_node_id: 'gone', data: {}, user_id: 5 };
  expect(run(debug, stopped, put).task).toMatchObject({ node_id: 'a', wait: { kind: 'debug' } });
});

test('when debug mode ends a held task goes on as if nothing had been', () => {
  const active = inMode('active');
  const task = run(active, upTo('a'), { kind: 'go_on', wait_id: open(upTo('a')) }).task;
  expect(task).toMatchObject({ node_id: 'r', data: { x: '1!' }, wait: { kind: 'effect' }, timer: NOW + 60_000 });
});

test('a modify of a held task changes its data and leaves it held', () => {
  const task = run(debug, upTo('w'), { kind: 'modify', data: { code: 'x' }, user_id: 1 }).task;
  expect(task).toMatchObject({ node_id: 'w', wait: { kind: 'debug' }, data: { code: 'x' } });
});
