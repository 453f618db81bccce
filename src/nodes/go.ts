/** `go`: the way out of a node. Always taken, always last. */
import { z } from 'zod';
import type { NodeType } from './node_type.ts';
import { text } from './parts/lenient.ts';

const schema = z.looseObject({ type: z.literal('go'), to_node_id: text() });
export type Go = z.infer<typeof schema>;

export const go: NodeType<Go> = {
  type: 'go',
  title: 'Go',
  help: 'Leads to the next node once everything before it in the node is done.',
  schema,
  exits: (logic) => [{ field: 'to_node_id', to: logic.to_node_id, role: 'go' }],
  templates: () => [],
  allowed_in: ['process', 'state'],
  enter: () => ({ do: 'decide', taken: true }),
  examples: [
    { title: 'Goes on with whatever data', logic: { to_node_id: 'next' }, data: { a: 1 }, expect: { taken: true } },
    { title: 'Goes on with no data', logic: { to_node_id: 'next' }, data: {}, expect: { taken: true } },
  ],
};
