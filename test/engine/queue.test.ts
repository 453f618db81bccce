/** What the engine tells of queues, totals and count semaphors: signals in, steps out. */
import { waitId } from '../../src/base/ids.ts';
import { type Advance, advance } from '../../src/engine/advance.ts';
import type { Compiled } from '../../src/engine/compile.ts';
import type { Answer } from '../../src/model/effect.ts';
import type { Signal, Step } from '../../src/model/step.ts';
import type { Task } from '../../src/model/task.ts';
import { getTask, queue, sum } from '../crash/sketch.ts';
import { NOW, newborn } from '../fixtures/newborn.ts';
import { compiled, go, set } from '../fixtures/processes.ts';

function tried(process: Compiled, task: Task, signal: Signal, answers: Record<string, Answer> = {}): Advance {
  return advance({ compiled: process, task, signal, now: NOW, answers: new Map(Object.entries(answers)) });
}

function step(process: Compiled, task: Task, signal: Signal, answers: Record<string, Answer> = {}): Step {
  const got = tried(process, task, signal, answers);
  if (!('step' in got)) throw new Error(`no step: ${JSON.stringify(got)}`);
  return got.step;
}

const START: Signal = { kind: 'start' };
const open = (task: Task): string => waitId(task.obj_id, task.hop);

describe('a queued task', () => {
  const process = compiled([
    { id: 's', logics: [go('q')] },
    { id: 'q', logics: [queue({ row: '{{x}}!' }), go('end')], timer: [5, 'late'] },
    { id: 'end' },
    { id: 'late' },
  ]);
  const { task } = step(process, newborn({ x: 1 }), START);

  test('waits with the rows of the queue beside its data', () => {
    expect(task).toMatchObject({ data: { x: 1 }, wait: { kind: 'queue', memo: { row: '1!' } }, timer: NOW + 5000 });
  });

  test('goes on when it is taken, and only while its wait is open', () => {
    expect(step(process, task, { kind: 'taken', wait_id: open(task) }).task).toMatchObject({
      node_id: 'end',
      data: { x: 1 },
    });
    expect(tried(process, task, { kind: 'taken', wait_id: `${task.obj_id}-9` })).toEqual({ drop: 'closed' });
  });

  test('stays when it is modified', () => {
    const modified = step(process, task, { kind: 'modify', data: { x: 2 }, user_id: 1 }).task;
    expect(modified).toMatchObject({ node_id: 'q', data: { x: 2 }, hop: task.hop, wait: task.wait });
  });

  test('leaves by the timer', () => {
    expect(step(process, task, { kind: 'timer', wait_id: open(task) }).task.node_id).toBe('late');
  });
});

test('a task that waits for something else is not taken', () => {
  const process = compiled([
    { id: 's', logics: [go('t')] },
    { id: 't', logics: [getTask(1, 'q', ''), go('end')] },
    { id: 'end' },
  ]);
  const { task, effects } = step(process, newborn(), START);
  expect(effects.map(({ effect }) => effect)).toEqual([{ kind: 'take', conv: '1', queue_node: 'q', order: 'ASC' }]);
  expect(tried(process, task, { kind: 'taken', wait_id: open(task) })).toEqual({ drop: 'closed' });
});

describe('a total', () => {
  const process = compiled([
    { id: 's', logics: [go('a')] },
    { id: 'a', logics: [sum({ n: '{{x}}', m: '1' }), go('b')] },
    { id: 'b', logics: [set({ seen: '{{node[a].n}}', alias: '{{conv[@me].node[a].first}}' }), go('end')] },
    { id: 'end' },
  ]);
  const of = { conv_id: 1, node_id: 'a', sum_id: 'n' };
  const answers: Record<string, Answer> = {
    [JSON.stringify(['sum', null, 'a', 'n'])]: { value: 10, of },
    [JSON.stringify(['sum', '@me', 'a', 'first'])]: { value: 10, of },
  };

  test('is told with the step, by node and row', () => {
    expect(step(process, newborn({ x: '0.5' }), START, answers).sums).toEqual([
      { node_id: 'a', sum_id: 'n', delta: 0.5 },
      { node_id: 'a', sum_id: 'm', delta: 1 },
    ]);
  });

  test('is read with what the run has added, whatever it is called by', () => {
    expect(step(process, newborn({ x: 2 }), START, answers).task.data).toMatchObject({ seen: '12', alias: '12' });
  });

  test('of another process is read as it is', () => {
    const elsewhere = Object.fromEntries(
      Object.keys(answers).map((key) => [key, { value: 10, of: { ...of, conv_id: 2 } }]),
    );
    expect(step(process, newborn({ x: 2 }), START, elsewhere).task.data).toMatchObject({ seen: '10' });
  });
});

describe('a node with a count semaphor', () => {
  const process = (value: number | string) =>
    compiled([
      { id: 's', logics: [go('a')] },
      { id: 'a', timer: [5, 'b'], alarm: [value, 'watch'] },
      { id: 'b', timer: [5, 'end'], alarm: [7, 'watch'] },
      { id: 'watch', logics: [go('a')] },
      { id: 'end' },
    ]);

  test('is told of who comes and who goes, with its number', () => {
    const came = step(process('3'), newborn(), START);
    expect(came.gauges).toEqual([{ node_id: 'a', change: 1, value: 3, to: 'watch' }]);
    const went = step(process('3'), came.task, { kind: 'timer', wait_id: open(came.task) });
    expect(went.gauges).toEqual([
      { node_id: 'a', change: -1, value: 3, to: 'watch' },
      { node_id: 'b', change: 1, value: 7, to: 'watch' },
    ]);
  });

  test('works its number out for who comes, not for who goes', () => {
    const came = step(process('{{n}}'), newborn({ n: 4 }), START);
    expect(came.gauges).toMatchObject([{ change: 1, value: 4 }]);
    const went = step(process('{{n}}'), came.task, { kind: 'timer', wait_id: open(came.task) });
    expect(went.gauges[0]).toMatchObject({ node_id: 'a', change: -1, value: null });
  });

  test('is told the number later where the task was held on its way in', () => {
    const paused = compiled(
      [{ id: 's', logics: [go('a')] }, { id: 'a', timer: [5, 'end'], alarm: ['{{n}}', 'end'] }, { id: 'end' }],
      { status: 'paused' },
    );
    const running = { ...paused, facts: { ...paused.facts, status: 'active' } };
    const born = step(running, { ...newborn({ n: 4 }) }, START);
    const held = { ...born.task, wait: { kind: 'paused' as const, logic_type: '', logic_index: 0, memo: true } };
    const resumed = step(running, held, { kind: 'go_on', wait_id: open(held) });
    expect(resumed.gauges).toEqual([{ node_id: 'a', change: 0, value: 4, to: 'end' }]);
  });

  test('is told nothing of the special tasks, which begin where they are to', () => {
    const special = step(process(3), { ...newborn({ start: 'true' }), alarm: true }, { kind: 'start', at: 'watch' });
    expect(special.task).toMatchObject({ node_id: 'a', prev_node_id: 'watch', alarm: true });
    expect(special.gauges).toEqual([]);
    expect(tried(process(3), newborn(), { kind: 'start', at: 'nowhere' })).toEqual({ drop: 'closed' });
  });
});
