/**
 * `api_callback`: Waiting for Callback, and in a state diagram Set State. The task stays until somebody modifies it; the
 * engine merges what came, here as everywhere, and the task goes on with the logic after this one.
 */
import { z } from 'zod';
import type { NodeType } from './node_type.ts';
import { flag, text } from './parts/lenient.ts';

const schema = z.looseObject({
  type: z.literal('api_callback'),
  is_sync: flag(true),
  obj_id_path: text(),
});
export type ApiCallback = z.infer<typeof schema>;

export const api_callback: NodeType<ApiCallback> = {
  type: 'api_callback',
  title: 'Waiting for Callback',
  help:
    'The task stays here until it is modified: by a Modify Task node, the API, the callback address or by hand. ' +
    'What came is merged into its data and the task goes on. In a state diagram this is Set State: the conditions ' +
    'after it are looked at only when the task is modified. A timer of the node ends the wait.',
  schema,
  exits: () => [],
  templates: () => [],
  allowed_in: ['process', 'state'],
  enter: (ctx) => ({ do: 'wait', kind: ctx.conv.conv_type === 'state' ? 'state' : 'callback' }),
  examples: [
    { title: 'Waits for anybody’s answer', logic: {}, data: { order: 7 }, expect: { wait: 'callback' } },
    {
      title: 'Takes the task’s id from the body that is posted to the callback address',
      logic: { is_sync: true, obj_id_path: 'data.task' },
      data: {},
      expect: { wait: 'callback' },
    },
  ],
};
