/**
 * `delay`: a wait of old descriptions of processes, written as a logic. Today's Delay is a node with a time semaphor
 * and nothing else; this brings the same timer to a node that has none.
 */
import { z } from 'zod';
import type { NodeType } from './node_type.ts';
import { text } from './parts/lenient.ts';

const schema = z.looseObject({
  type: z.literal('delay'),
  /** As a time semaphor: a duration, or an expression that yields an instant in unix seconds. */
  value: z.union([z.number(), z.string()]).catch(30),
  dimension: z.enum(['sec', 'min', 'hour', 'day']).catch('sec'),
  /** Empty: to where the node's `go` leads. */
  to_node_id: text(),
});
export type Delay = z.infer<typeof schema>;

export const delay: NodeType<Delay> = {
  type: 'delay',
  title: 'Delay (old form)',
  help:
    'The task waits, then goes to the node named, or where the Go of this node leads. A time semaphor of the node takes ' +
    'the place of this logic. New processes use a node with a time semaphor and no logics.',
  schema,
  // The link is the timer's, which is checked as every timer is.
  exits: () => [],
  templates: () => [],
  timer({ value, dimension, to_node_id }, node) {
    const go = node.logics.find(({ type }) => type === 'go')?.to_node_id;
    const to = to_node_id !== '' ? to_node_id : typeof go === 'string' ? go : '';
    return { type: 'time', value, dimension, to_node_id: to };
  },
  allowed_in: ['process', 'state'],
  enter: ({ node }) => (node.timer === null ? { do: 'next' } : { do: 'wait', kind: 'delay' }),
  examples: [
    {
      title: 'In a node without a way on from the timer nothing is waited for',
      logic: { value: 30, dimension: 'sec' },
      data: { a: 1 },
      expect: { data: { a: 1 } },
    },
    { title: 'The same with an instant', logic: { value: '{{at}}' }, data: { at: 1 }, expect: { data: { at: 1 } } },
  ],
};
