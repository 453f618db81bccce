/** What happened to a task, newest first. A page that became too large ends early, at `next_offset`. */
import { z } from 'zod';
import { shownBeside } from '../../app/masked_data.ts';
import type { LiveProcess } from '../../app/processes.ts';
import type { JsonObject } from '../../base/json.ts';
import { MASK } from '../../base/limits.ts';
import { isCut } from '../../model/exchange.ts';
import type { HistoryRow, ToldEffect } from '../../ports/archive.ts';
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
  // What a stay was answered may stand in the data it left with, which the row after it has.
  const newer = Math.min(offset, 1);
  const query = { conv_id, obj_id: op.obj_id, limit: limit + newer, offset: offset - newer };
  const told = await ctx.app.ports.archive.history(query);
  const found = told.slice(newer);
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
      effects: effectsOf(row, [told[index + newer - 1]?.data, task?.data], { live, clear }),
    }),
  );
  const { list } = rows;
  const ref = task === null ? null : maskedRef(task, live, clear);
  const wait = task === null ? null : await waitView(ctx.app.ports.tasks, task, { live, clear });
  const parent = task === null ? null : await parentOf(ctx, task);
  const called = task === null ? null : await calledBy(ctx, task, live);
  return { obj_id: op.obj_id, ref, wait, parent, called, ...(fits ? {} : { next_offset: offset + list.length }), list };
});

/** The secrets of what the task had, got and has are hidden in what it asked and was answered, and those of one call in the next. */
function effectsOf(
  { effects, data }: HistoryRow,
  later: (JsonObject | undefined)[],
  { live, clear }: { live: LiveProcess | null; clear: boolean },
): JsonObject[] {
  if (effects.length === 0) return [];
  const plain = effects.map(({ asked, answer }) => ({
    asked: withoutCuts(asked),
    answer: answer && withoutCuts(answer),
  }));
  const beside = [data, ...later].filter((one) => one !== undefined);
  const { told } = (clear ? { told: effects } : shownBeside({ told: plain }, beside, live)) as Told;
  return told.map(({ asked, answer }, index) => ({
    ...asked,
    answer,
    answered_at_ms: effects[index]?.answered_at ?? null,
  }));
}

interface Told {
  told: Pick<ToldEffect, 'asked' | 'answer'>[];
}

/** Where a text was cut within a secret, its beginning is one that nobody would know for a secret. */
function withoutCuts(what: JsonObject): JsonObject {
  const parts = Object.entries(what).map(([name, part]) => [
    name,
    isCut(part) ? { ...(part as object), cut: MASK } : part,
  ]);
  return Object.fromEntries(parts) as JsonObject;
}
