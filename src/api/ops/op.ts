/**
 * The shape of one operation of the Corezoid API: the fields it reads and what it does with them, plain data both ways.
 * What every answer has (`id`, `proc`, `obj`, `ref`) is added by the envelope.
 */
import type { z } from 'zod';
import type { TaskOp } from '../../app/task_ops.ts';
import { TaktError } from '../../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Task } from '../../model/task.ts';
import type { OpContext } from '../app.ts';

/** A task op made ready: those that follow each other in a request are carried out in one go. */
export interface PreparedTaskOp {
  op: TaskOp;
  answer: (task: Task) => JsonObject;
}

export interface OpHandler {
  run(ctx: OpContext, op: JsonObject): Promise<JsonObject>;
}

export interface TaskOpHandler {
  /** Answers the task's data. */
  shows: boolean;
  prepare(ctx: OpContext, op: JsonObject): Promise<PreparedTaskOp>;
}

/** An operation that stands for itself. */
export function op<S extends z.ZodType>(
  fields: S,
  run: (ctx: OpContext, op: z.output<S>) => Promise<JsonObject>,
): OpHandler {
  return { run: async (ctx, raw) => run(ctx, readFields(fields, raw)) };
}

/** An operation on a task. */
export function taskOp<S extends z.ZodType>(
  fields: S,
  prepare: (ctx: OpContext, op: z.output<S>) => Promise<PreparedTaskOp>,
  shows = false,
): TaskOpHandler {
  return { shows, prepare: async (ctx, raw) => prepare(ctx, readFields(fields, raw)) };
}

/** Known to clients, but not done by this version. */
export function notSupported(what: string): OpHandler {
  return {
    run: () => Promise.reject(new TaktError('not_supported', `${what}: not supported yet by this server`)),
  };
}

/** The fields that an operation reads; unknown ones are ignored. Throws the first thing wrong, with key and value. */
export function readFields<S extends z.ZodType>(fields: S, raw: JsonObject): z.output<S> {
  const read = fields.safeParse(raw);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const path = issue?.path.map(String) ?? [];
  const value = valueAt(raw, path);
  const key = path.join('.');
  const fault = value === undefined ? `Key '${key}' is required` : `Value is not valid for key '${key}'`;
  throw new TaktError('bad_request', `${fault}: ${issue?.message ?? 'it cannot be read'}`, {
    key,
    value: value ?? null,
  });
}

function valueAt(raw: JsonObject, path: string[]): Json | undefined {
  let at: Json | undefined = raw;
  for (const key of path) {
    if (Array.isArray(at)) at = at[Number(key)];
    else at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at;
}
