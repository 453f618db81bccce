import { advance } from '../../src/engine/advance.ts';
import { compiled, go, set, when } from '../fixtures/processes.ts';

const process_ = compiled([
  { id: 's', logics: [go('a')] },
  { id: 'a', logics: [set({ x: '{{n}}1' }), go('c')] },
  { id: 'c', logics: [when('x', '11', 'b'), go('f')] },
  { id: 'b', logics: [set({ y: '{{x}}' }), go('f')] },
  { id: 'f', save: true },
]);

test('the machine of a process can be described for the tools of xstate', () => {
  const config = process_.machine.describe() as { states: Record<string, { meta: { id: string } }> };
  expect(Object.values(config.states).map((state) => state.meta.id)).toEqual(['s', 'a', 'c', 'b', 'f']);
});

test('a hundred thousand steps leave the memory where it was', () => {
  const task = {
    conv_id: 1,
    obj_id: 'a'.repeat(24),
    ref: 'r',
    rev: 0,
    hop: 0,
    node_id: '',
    prev_node_id: null,
    data: { n: '1' },
    wait: null,
    timer: null,
    tacts: 0,
    caller: null,
    create_time: 0,
    change_time: 0,
    user_id: 1,
  };
  const run = (times: number): void => {
    for (let i = 0; i < times; i++) {
      advance({ compiled: process_, task, signal: { kind: 'start' }, now: 0, answers: new Map() });
    }
  };
  run(5_000);
  global.gc?.();
  const before = process.memoryUsage().heapUsed;
  run(20_000);
  global.gc?.();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
});
