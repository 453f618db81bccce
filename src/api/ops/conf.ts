/** What clients ask about the server itself. */
import { z } from 'zod';
import { op } from './op.ts';

export const show = op(z.object({ obj_type: z.enum(['timer', 'ui']) }), async ({ app }, { obj_type }) =>
  obj_type === 'timer'
    ? { obj_type, min_value: app.settings.min_timer_sec }
    : { obj_type, box_solution: true, type_logins: ['api', 'corezoid'], public_url: app.settings.public_url },
);

/** One server is one workspace: there are no companies. */
export const companies = op(z.object({}), async () => ({ list: [] }));
