/** The task that every worked example is told about: what stands in it besides its data. */
import type { Caller } from '../../model/task.ts';

export const EXAMPLE = {
  conv_id: 100,
  node_id: '5f00000000000000000000a1',
  obj_id: '5f0000000000000000000001',
  ref: 'r1',
  /** 2025-04-07 12:00:00 UTC. */
  now: 1_744_027_200_000,
  sign_key: 'key of the node',
  caller: { conv_id: 99, obj_id: '5f0000000000000000000002', wait_id: '5f0000000000000000000002-3' } satisfies Caller,
};
