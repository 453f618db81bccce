/** What a paused process does with what arrives, and how a state diagram takes modifications. */
import { waitId } from '../../src/base/ids.ts';
import { advance } from '../../src/engine/advance.ts';
import { type Compiled, compile } from '../../src/engine/compile.ts';
import type { RawLogic } from '../../src/model/process.ts';
import type { Signal, Step } from '../../src/model/step.ts';
import type { Task } from '../../src/model/task.ts';
import { NOW, newborn } from '../fixtures/newborn.ts';
import { compiled, FACTS, go, makeProcess, set, when } from '../fixtures/processes.ts';

function run(process: Compiled, task: Task, signal: Signal, now = NOW): Step {
  const got = advance({ compiled: process, task, signal, now, answers: new Map() });
  if (!('step' in got)) throw new Error(`no step: ${JSON.stringify(got)}`);
  return got.step;
}

const open = (task: Task): string => waitId(task.obj_id, task.hop);
const modify = (data: Task['data']): Signal => ({ kind: 'modify', data, user_id: 2 });

describe('a paused process', () => {
  const RPC: RawLogic = { type: 'api_rpc', conv_id: 2, group: 'all', err_node_id: 'e' };
  const sketch = [
    { id: 's', logics: [go('c')] },
    { id: 'c', logics: [RPC, go('d')], timer: [60, 't'] as [number, string] },
    { id: 'd', logics: [set({ done: '{{got}}' }), go('w')] },
    { id: 'w', logics: [{ type: 'api_callback' }, go('t')] },
    { id: 't', logics: [go('f')] },
    { id: 'f' },
    { id: 'e' },
  ];
  const active = compiled(sketch);
  const paused = compiled(sketch, { status: 'paused' });
  const resume = (task: Task): Step => run(active, task, { kind: 'go_on', wait_id: open(task) });

  test('commits an answer that arrives and stops the task at the next node; resuming goes on from there', () => {
    const waiting = run(active, newborn(), { kind: 'start' }).task;
    const answer = { kind: 'reply' as const, data: { got: 'yes' }, exception: null };
    const held = run(paused, waiting, { kind: 'answer', wait_id: open(waiting), answer }).task;
    expect(held).toMatchObject({ node_id: 'd', wait: { kind: 'paused' }, data: { got: 'yes' } });
    expect(held.data).not.toHaveProperty('done');
    expect(resume(held).task).toMatchObject({ node_id: 'w', wait: { kind: 'callback' }, data: { done: 'yes' } });
  });

  test('lets a timer lead to its node and no further', () => {
    const waiting = run(active, newborn(), { kind: 'start' }).task;
    const held = run(paused, waiting, { kind: 'timer', wait_id: open(waiting) }).task;
    expect(held).toMatchObject({ node_id: 't', wait: { kind: 'paused' } });
    expect(resume(held).task).toMatchObject({ node_id: 'f', wait: null });
  });

  test('takes a modification that a task waits for, and stops it at the next node', () => {
    const waiting = run(active, newborn(), { kind: 'start' }).task;
    const answer = { kind: 'reply' as const, data: {}, exception: null };
    const asking = run(active, waiting, { kind: 'answer', wait_id: open(waiting), answer }).task;
    const held = run(paused, asking, modify({ code: 1 })).task;
    expect(held).toMatchObject({ node_id: 't', wait: { kind: 'paused' }, data: { code: 1 } });
    expect(run(paused, held, modify({ more: 2 })).task).toMatchObject({ node_id: 't', data: { code: 1, more: 2 } });
  });
});

describe('a state diagram', () => {
  const states = (last: RawLogic[], kind = 0): Compiled => {
    const process = makeProcess(
      [
        { id: 's', logics: [go('new')] },
        {
          id: 'new',
          kind,
          logics: [{ type: 'api_callback' }, when('paid', '1', 'paid'), when('paid', '1', 'never'), ...last],
          timer: [3600, 'old'],
        },
        { id: 'paid', logics: [{ type: 'api_callback' }, go('paid')] },
        { id: 'never' },
        { id: 'old' },
      ],
      'state',
    );
    return compile(process, { ...FACTS, conv_type: 'state' });
  };
  const self = states([go('new')]);

  test('does not look at its conditions when a task comes in', () => {
    const task = run(self, newborn({ paid: '1' }), { kind: 'start' }).task;
    expect(task).toMatchObject({ node_id: 'new', wait: { kind: 'state' }, timer: NOW + 3_600_000 });
  });

  test('looks at them from the top when a task is modified: the first that holds wins', () => {
    const task = run(self, newborn(), { kind: 'start' }).task;
    expect(run(self, task, modify({ paid: '1' })).task).toMatchObject({ node_id: 'paid', wait: { kind: 'state' } });
  });

  test('a go to the node itself enters it again, and its timer begins anew', () => {
    const task = run(self, newborn(), { kind: 'start' }).task;
    const again = run(self, task, modify({ paid: '0' }), NOW + 1000);
    expect(again.tacts.map(({ to }) => to)).toEqual(['new']);
    expect(again.task).toMatchObject({ node_id: 'new', wait: { kind: 'state' }, timer: NOW + 3_601_000 });
  });

  test('without a go the task stays, and its timer runs on', () => {
    const stays = states([]);
    const task = run(stays, newborn(), { kind: 'start' }).task;
    const still = run(stays, task, modify({ paid: '0' }), NOW + 1000).task;
    expect(still).toMatchObject({ node_id: 'new', wait: { kind: 'state' }, timer: NOW + 3_600_000 });
  });

  test('a timer leads out of a state', () => {
    const task = run(self, newborn(), { kind: 'start' }).task;
    expect(run(self, task, { kind: 'timer', wait_id: open(task) }).task.node_id).toBe('old');
  });

  test('states of old diagrams, drawn as escalation nodes, are the same', () => {
    const old = states([go('new')], 3);
    const task = run(old, newborn(), { kind: 'start' }).task;
    expect(task.wait?.kind).toBe('state');
    expect(run(old, task, modify({ paid: '1' })).task.node_id).toBe('paid');
  });
});
