import { waitId } from '../../src/base/ids.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { advance } from '../../src/engine/advance.ts';
import type { Compiled } from '../../src/engine/compile.ts';
import type { Signal, Step } from '../../src/model/step.ts';
import type { Task } from '../../src/model/task.ts';
import { NOW, newborn } from '../fixtures/newborn.ts';
import { compiled, go, set, when } from '../fixtures/processes.ts';

function step(process: Compiled, task: Task, signal: Signal, now = NOW): Step {
  const got = advance({ compiled: process, task, signal, now, answers: new Map() });
  if (!('step' in got)) throw new Error(`no step: ${JSON.stringify(got)}`);
  return got.step;
}

const start: Signal = { kind: 'start' };
const open = (task: Task): string => waitId(task.obj_id, task.hop);
const path = (got: Step): string[] => got.tacts.filter((tact) => tact.stay !== true).map((tact) => tact.to);

describe('a task that needs nothing from outside', () => {
  const process = compiled([
    { id: 's', logics: [go('a')] },
    { id: 'a', logics: [set({ x: '{{n}}1' }, 'e'), go('c')] },
    { id: 'c', logics: [when('x', '11', 'yes'), go('no')] },
    { id: 'yes', save: true },
    { id: 'no' },
    { id: 'e' },
  ]);

  test('runs through every node in one step', () => {
    const got = step(process, newborn({ n: '1' }), start);
    expect(path(got)).toEqual(['s', 'a', 'c', 'yes']);
    expect(got.task.data).toEqual({ n: '1', x: '11' });
    expect(got.final).toEqual({ saved: true });
    expect(got.task).toMatchObject({ node_id: 'yes', prev_node_id: 'c', rev: 1, hop: 0, wait: null, timer: null });
  });

  test('takes the trailing go where no condition holds', () => {
    expect(path(step(process, newborn({ n: '2' }), start))).toEqual(['s', 'a', 'c', 'no']);
  });

  test('tells for history what each stay changed', () => {
    const got = step(process, newborn({ n: '1', x: 'old' }), start);
    expect(got.tacts[2]).toMatchObject({ from: 'a', to: 'c', before: { x: 'old' }, added: [] });
  });

  test('makes the same bytes from the same input (I4)', () => {
    const random = compiled([
      { id: 's', logics: [go('a')] },
      { id: 'a', logics: [set({ r: '$.random(1,1000000)' }), go('f')] },
      { id: 'f' },
    ]);
    const once = JSON.stringify(step(random, newborn(), start));
    expect(JSON.stringify(step(random, newborn(), start))).toBe(once);
  });
});

describe('waiting', () => {
  const delay = compiled([{ id: 's', logics: [go('d')] }, { id: 'd', timer: [60, 'f'] }, { id: 'f' }]);

  test('a Delay holds the task until its timer', () => {
    const got = step(delay, newborn(), start);
    expect(got.task).toMatchObject({ node_id: 'd', timer: NOW + 60_000, wait: { kind: 'delay' } });
    const after = step(delay, got.task, { kind: 'timer', wait_id: open(got.task) }, NOW + 60_000);
    expect(path(after)).toEqual(['f']);
    expect(after.task).toMatchObject({ hop: 1, timer: null, wait: null });
  });

  test('a timer that comes twice is dropped the second time (I3)', () => {
    const got = step(delay, newborn(), start);
    const signal: Signal = { kind: 'timer', wait_id: open(got.task) };
    const moved = step(delay, got.task, signal);
    expect(advance({ compiled: delay, task: moved.task, signal, now: NOW, answers: new Map() })).toEqual({
      drop: 'final',
    });
    const elsewhere = { ...got.task, hop: 7 };
    expect(advance({ compiled: delay, task: elsewhere, signal, now: NOW, answers: new Map() })).toEqual({
      drop: 'closed',
    });
  });

  test('an expression as timer is an instant in unix seconds', () => {
    const at = compiled([{ id: 's', logics: [go('d')] }, { id: 'd', timer: ['{{at}}', 'f'] }, { id: 'f' }]);
    expect(step(at, newborn({ at: 1_800_000_000 }), start).task.timer).toBe(1_800_000_000_000);
    expect(step(at, newborn({}), start).task.wait).toMatchObject({ kind: 'stopped', code: 'bad_timer' });
  });

  test('a modify opens a callback and goes on', () => {
    const callback = compiled([
      { id: 's', logics: [go('w')] },
      { id: 'w', logics: [{ type: 'api_callback' }, when('code', 'x', 'f'), go('w')], timer: [60, 'late'] },
      { id: 'f' },
      { id: 'late' },
    ]);
    const waiting = step(callback, newborn(), start).task;
    expect(waiting.wait?.kind).toBe('callback');
    const again = step(callback, waiting, { kind: 'modify', data: { code: 'y' }, user_id: 2 });
    expect(path(again)).toEqual(['w']);
    expect(again.task).toMatchObject({ node_id: 'w', hop: 1, data: { code: 'y' }, user_id: 2 });
    expect(path(step(callback, again.task, { kind: 'modify', data: { code: 'x' }, user_id: 2 }))).toEqual(['f']);
    expect(path(step(callback, again.task, { kind: 'timer', wait_id: open(again.task) }))).toEqual(['late']);
  });

  test('a modify elsewhere changes the data and leaves the wait open', () => {
    const waiting = step(delay, newborn(), start).task;
    const got = step(delay, waiting, { kind: 'modify', data: { a: 1 }, user_id: 2 });
    expect(got.task).toMatchObject({ hop: 0, timer: waiting.timer, data: { a: 1 } });
    expect(got.tacts).toMatchObject([{ from: 'd', to: 'd', stay: true, added: ['a'] }]);
  });
});

describe('bounds', () => {
  const loop = compiled([
    { id: 's', logics: [go('a')] },
    { id: 'a', logics: [go('b')] },
    { id: 'b', logics: [go('a')] },
  ]);

  test('a long run is put off to a job and goes on where it was', () => {
    const got = step(loop, newborn(), start);
    expect(got.tacts).toHaveLength(LIMITS.tacts_per_run);
    expect(got.task.wait?.kind).toBe('continue');
    const on = step(loop, got.task, { kind: 'go_on', wait_id: open(got.task) });
    expect(on.task.tacts).toBeGreaterThan(got.task.tacts);
  });

  test('a loop without an event from outside ends in stopped(loop), visibly (I5)', () => {
    let task = step(loop, newborn(), start).task;
    for (let i = 0; i < 20 && task.wait?.kind === 'continue'; i++) {
      task = step(loop, task, { kind: 'go_on', wait_id: open(task) }).task;
    }
    expect(task.wait).toMatchObject({ kind: 'stopped', code: 'loop' });
  });

  test('a node without a way on holds the task, visibly', () => {
    const dead = compiled([
      { id: 's', logics: [go('x')] },
      { id: 'x', kind: 0, logics: [set({ a: '1' })] },
    ]);
    expect(step(dead, newborn(), start).task.wait).toMatchObject({ kind: 'stopped', code: 'no_way_on' });
  });
});

describe('how the process stands', () => {
  const sketch = [{ id: 's', logics: [go('d')] }, { id: 'd', timer: [60, 'f'] as [number, string] }, { id: 'f' }];

  test('a task of a process that nobody deployed waits in the start', () => {
    const got = step(compiled(sketch, { deployed: false }), newborn(), start);
    expect(got.task).toMatchObject({ node_id: 's', wait: { kind: 'not_deployed' } });
    const on = step(compiled(sketch), got.task, { kind: 'go_on', wait_id: open(got.task) });
    expect(on.task).toMatchObject({ node_id: 'd', wait: { kind: 'delay' } });
  });

  test('in a paused process a task stops at the next node, and its timer begins when it goes on', () => {
    const got = step(compiled(sketch, { status: 'paused' }), { ...newborn() }, start);
    expect(got.task).toMatchObject({ node_id: 's', wait: { kind: 'paused' } });
    const waiting = step(compiled(sketch), newborn(), start).task;
    const fired = step(compiled(sketch, { status: 'paused' }), waiting, { kind: 'timer', wait_id: open(waiting) });
    expect(fired.task).toMatchObject({ node_id: 'f', wait: null });
    expect(fired.final).not.toBeNull();
  });
});

describe('a deploy between two steps (I7)', () => {
  const rpc = { type: 'api_rpc', conv_id: 2, extra: {}, extra_type: {}, group: 'all', err_node_id: 'e' };
  const before = compiled([
    { id: 's', logics: [go('c')] },
    { id: 'c', logics: [rpc, go('old')] },
    { id: 'old' },
    { id: 'new' },
    { id: 'e' },
  ]);
  const reply = (task: Task): Signal => ({
    kind: 'answer',
    wait_id: open(task),
    answer: { kind: 'reply', data: { got: 1 }, exception: null },
  });

  test('the task goes on after the same logic in the newest version', () => {
    const waiting = step(before, newborn(), start).task;
    const after = compiled([
      { id: 's', logics: [go('c')] },
      { id: 'c', logics: [rpc, go('new')] },
      { id: 'new' },
      { id: 'e' },
    ]);
    const got = step(after, waiting, reply(waiting));
    expect(got.task).toMatchObject({ node_id: 'new', data: { got: 1 } });
  });

  test('where another logic stands there now the answer is kept and the first go is taken', () => {
    const waiting = step(before, newborn(), start).task;
    const after = compiled([
      { id: 's', logics: [go('c')] },
      { id: 'c', logics: [set({ a: '1' }), go('new')] },
      { id: 'new' },
      { id: 'e' },
    ]);
    const got = step(after, waiting, reply(waiting));
    expect(got.task).toMatchObject({ node_id: 'new', data: { got: 1 } });
    expect(got.task.data).not.toHaveProperty('a');
  });

  test('a task whose node is gone stays, visibly', () => {
    const waiting = step(before, newborn(), start).task;
    const got = step(compiled([{ id: 's', logics: [go('new')] }, { id: 'new' }]), waiting, reply(waiting));
    expect(got.task.wait).toMatchObject({ kind: 'stopped', code: 'node_removed' });
  });
});
