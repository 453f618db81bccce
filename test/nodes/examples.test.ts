/** The worked examples that the pages of the node types show are true. */
import type { Outcome } from '../../src/nodes/node_type.ts';
import { NODE_TYPES } from '../../src/nodes/registry.ts';
import { enter, enterAndWake, enterCode } from '../fixtures/node_context.ts';

function effectOf(outcome: Outcome): unknown {
  if (outcome.do === 'wait') return outcome.effect;
  return outcome.do === 'next' ? outcome.effects?.[0] : undefined;
}

describe.each(Object.values(NODE_TYPES).map((type) => [type.type, type] as const))('%s', (_, type) => {
  test('has two to four worked examples', () => {
    expect(type.examples.length).toBeGreaterThanOrEqual(2);
    expect(type.examples.length).toBeLessThanOrEqual(4);
  });

  test.each(type.examples.map((example) => [example.title, example] as const))('%s', (_title, example) => {
    const { data, answer, code, expect: expected } = example;
    const logic = { ...example.logic, type: type.type };
    const answers = example.answers ?? {};
    const first = code === undefined ? enter(logic, data, { answers }) : enterCode(logic, data, code, { answers });
    if (expected.effect !== undefined) expect(effectOf(first)).toEqual(expected.effect);
    const last = answer === undefined ? first : enterAndWake(logic, data, answer, { answers });
    if (expected.wait !== undefined) expect(last).toMatchObject({ do: 'wait', kind: expected.wait });
    if (expected.taken !== undefined) expect(last).toEqual({ do: 'decide', taken: expected.taken });
    if (expected.tag !== undefined) expect(last).toMatchObject({ do: 'fail', error: { tag: expected.tag } });
    if (expected.sums !== undefined) expect(last).toMatchObject({ do: 'next', sums: expected.sums });
    if (expected.data !== undefined)
      expect('data' in last && last.data !== undefined ? last.data : data).toEqual(expected.data);
  });
});
