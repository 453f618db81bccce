import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { advance } from '../../src/engine/advance.ts';
import { newborn } from '../fixtures/newborn.ts';
import { compiled, go, set, when } from '../fixtures/processes.ts';

/** Garbage collection on request, whether or not Node was started with it. */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

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
  const task = newborn({ n: '1' });
  const run = (times: number): void => {
    for (let i = 0; i < times; i++) {
      advance({ compiled: process_, task, signal: { kind: 'start' }, now: 0, answers: new Map() });
    }
  };
  run(5_000);
  collect();
  const before = process.memoryUsage().heapUsed;
  run(20_000);
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
});
