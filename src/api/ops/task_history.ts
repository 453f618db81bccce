/** What happened to a task, newest first. A page that became too large ends early, at `next_offset`. */
import { z } from 'zod';
import { calledBy, parentOf } from '../relatives.ts';
import { maskedRef, shownData } from '../task_view.ts';
import { waitView } from '../wait_view.ts';
import { convRef, hexId, optionalCount } from './fields.ts';
import { op } from './op.ts';
import { demandProcess } from './process_of.ts';
import { Rows } from './rows.ts';
import { secrets, seesSecrets } from './secrets.ts';

/** Tacts answered at once: as many as are kept. */
const TACTS_AT_MOST = 200;

const fields = z.object({ conv_id: convRef, obj_id: hexId, limit: optionalCount, offset: optionalCount, secrets });

export const list = op(fields, async (ctx, op) => {
  const { id: conv_id, live } = await demandProcess(ctx, 'view', op.conv_id);
  const clear = await seesSecrets(ctx, live, { secrets: op.secrets, at: { task: op.obj_id } });
  const task = await ctx.app.ports.tasks.load({ conv_id, obj_id: op.obj_id });
  const limit = Math.min(op.limit ?? TACTS_AT_MOST, TACTS_AT_MOST);
  const { offset = 0 } = op;
  const found = await ctx.app.ports.archive.history({ conv_id, obj_id: op.obj_id, limit, offset });
  const rows = new Rows(ctx);
  // Of a task that has ended the newest row is its last.
  const ended = offset === 0 && task?.wait === null;
  const fits = found.every((row, index) =>
    rows.add({
      history_id: row.history_id,
      conv_id,
      node_id: row.node_id,
      node_prev_id: row.prev_node_id,
      user_id: null,
      user_name: '',
      create_time_ms: row.at,
      status: row.prev_node_id === null ? 'created' : ended && index === 0 ? 'processed' : 'processing',
      cause: row.cause,
      data: shownData(row.data, live, clear),
    }),
  );
  const { list } = rows;
  const ref = task === null ? null : maskedRef(task, live, clear);
  const wait = task === null ? null : await waitView(ctx.app.ports.tasks, task, { live, clear });
  const parent = task === null ? null : await parentOf(ctx, task);
  const called = task === null ? null : await calledBy(ctx, task, live);
  return { obj_id: op.obj_id, ref, wait, parent, called, ...(fits ? {} : { next_offset: offset + list.length }), list };
});
