/** One act on all tasks of a node. */
import type { BulkAct, BulkFilter } from '../../src/app/bulk_jobs.ts';
import type { Job } from '../../src/app/jobs.ts';
import { errorText } from '../../src/base/errors.ts';
import { MINUTE } from '../../src/base/time.ts';
import { deployed, tasksIn } from '../fixtures/deployed.ts';
import { ADMIN, OTHER, openWorld, type World } from '../fixtures/world.ts';

let world: World;
let conv_id: number;
beforeEach(async () => {
  world = await openWorld();
  conv_id = await deployed(world, [
    { id: 'start', kind: 'start', logics: [{ type: 'go', to_node_id: 'wait' }] },
    { id: 'wait', logics: [{ type: 'go', to_node_id: 'other' }], timer: { sec: 3600, to: 'other' } },
    { id: 'other', logics: [], timer: { sec: 7200, to: 'end' } },
    { id: 'end', kind: 'final' },
  ] as never);
});
afterEach(() => world.close());

test('placeholder', () => expect(conv_id).toBeGreaterThan(0));
export type Used = [BulkAct, BulkFilter, Job, typeof errorText, typeof MINUTE, typeof tasksIn, typeof ADMIN, typeof OTHER];
