/**
 * The envelope of the Corezoid API: `{"ops": […]}` in, `{"request_proc": "ok", "ops": […]}` out, in the same order.
 * `ops` may be one object and is then answered as one. Every answered op has `id` (the client's, else ""), `proc`,
 * `obj` and `ref`, also where it failed; a failed op never fails the request.
 */
import type { TaskOpResult } from '../app/task_ops.ts';
import { type Failure, TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject, ownValue } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { parseJson } from '../model/parse_json.ts';
import type { OpContext } from './app.ts';
import { failedOp, failureOf, refusedRequest } from './failure.ts';
import { deedOf } from './ops/audited.ts';
import type { OpHandler, PreparedTaskOp, TaskOpHandler } from './ops/op.ts';

export interface OpsRequest {
  ops: Json[];
  /** `ops` was one object: so is the answer's. */
  single: boolean;
  /** What stands beside `ops` for the Sync API. */
  timeout?: Json | undefined;
}

/** Finds who carries out an op; null for one that nobody knows. */
export type FindOp = (op: JsonObject) => OpHandler | TaskOpHandler | null;

/** The ops of a body, whatever its content type; or the answer that refuses it. */
export function readRequest(body: Buffer): OpsRequest | { refused: JsonObject } {
  const parsed = parseJson(body.toString('utf8'));
  if ('failure' in parsed) {
    const place = isObject(parsed.failure.details) ? (parsed.failure.details as JsonObject) : {};
    return { refused: refusedRequest('format_error', `The body is not JSON. ${parsed.failure.message}`, place) };
  }
  const ops = isObject(parsed.value) ? ownValue(parsed.value, 'ops') : undefined;
  const timeout = isObject(parsed.value) ? ownValue(parsed.value, 'timeout') : undefined;
  if (isObject(ops)) return { ops: [ops], single: true, timeout };
  if (!Array.isArray(ops)) {
    return {
      refused: refusedRequest('format_error', 'The body must be {"ops": [...]}: "ops" is missing or is no list.'),
    };
  }
  if (ops.length > LIMITS.ops_per_request) {
    const text = `The request has ${ops.length} ops; at most ${LIMITS.ops_per_request} are taken in one.`;
    return { refused: refusedRequest('error', text) };
  }
  return { ops, single: false, timeout };
}

/** The answer as text: each op's is written as soon as it is there, so that what it was made of can go. */
export async function answerOps(ctx: OpContext, request: OpsRequest, find: FindOp): Promise<string> {
  const answers = await carryOut(ctx, request.ops, find);
  const ops = request.single ? (answers[0] ?? 'null') : `[${answers.join(',')}]`;
  return `{"request_proc":"ok","ops":${ops}}`;
}

async function carryOut(ctx: OpContext, ops: Json[], find: FindOp): Promise<string[]> {
  const answers: string[] = [];
  let bytes = 0;
  const write = (answer: JsonObject): void => {
    const text = JSON.stringify(answer);
    bytes += Buffer.byteLength(text);
    ctx.place.set(bytes);
    answers.push(text);
  };
  for (let at = 0; at < ops.length; ) {
    const op = ops[at] as Json;
    const handler = handlerOf(op, find);
    if (ctx.place.left() === 0) {
      write(answered(isObject(op) ? op : {}, failedOp(FULL)));
      at += 1;
    } else if ('prepare' in handler) {
      const batch = taskBatch(ops, at, find);
      for (const answer of await answerTasks(ctx, batch)) write(answer);
      at += batch.length;
    } else {
      write(await answerOne(ctx, op, handler));
      at += 1;
    }
  }
  return answers;
}

/** To an op that is not carried out, because the answers before it fill the room there is. */
const FULL: Failure = {
  code: 'too_large',
  message:
    `the answer would be larger than allowed: ${LIMITS.answer_bytes} bytes for a request, ` +
    `${LIMITS.untaken_answers_bytes} for all requests of a key at a time; this op was not carried out, send it again`,
};

/** The task ops from `at` on that are carried out in one go. One that shows a task stands alone: its answer is large. */
function taskBatch(ops: Json[], at: number, find: FindOp): { op: JsonObject; handler: TaskOpHandler }[] {
  const batch: { op: JsonObject; handler: TaskOpHandler }[] = [];
  for (const op of ops.slice(at, at + LIMITS.task_ops_at_once)) {
    const handler = handlerOf(op, find);
    if (!('prepare' in handler) || (handler.shows && batch.length > 0)) break;
    batch.push({ op: op as JsonObject, handler });
    if (handler.shows) break;
  }
  return batch;
}

function handlerOf(op: Json | undefined, find: FindOp): OpHandler | TaskOpHandler {
  return (isObject(op) ? find(op) : null) ?? UNKNOWN;
}

/**
 * The answer to what nobody knows. Clients probe with invented objects for what a server can do, and compare the texts:
 * the description is the same for all of them.
 */
const UNKNOWN: OpHandler = {
  run: async (_ctx, op) => {
    const reason = `no operation of type ${named(op.type)} on obj ${named(op.obj)}`;
    throw new TaktError('not_supported', 'undefined request', { reason });
  },
};

function named(value: Json | undefined): string {
  return value === undefined ? '(missing)' : JSON.stringify(value).slice(0, 100);
}

async function answerOne(ctx: OpContext, op: Json, handler: OpHandler): Promise<JsonObject> {
  if (!isObject(op)) {
    return answered({}, failedOp({ code: 'bad_request', message: `an op must be an object, not ${named(op)}` }));
  }
  try {
    const answer = { proc: 'ok', ...(await handler.run(ctx, op)) };
    const deed = await deedOf(ctx, op, answer);
    if (deed !== null) await ctx.app.audit.record(ctx.actor, deed);
    return answered(op, answer);
  } catch (error) {
    return answered(op, failedOp(failureOf(error, ctx.app.ports, nameOf(op))));
  }
}

/** Task ops that follow each other: made ready one by one, carried out in one go. */
async function answerTasks(ctx: OpContext, batch: { op: JsonObject; handler: TaskOpHandler }[]): Promise<JsonObject[]> {
  const ready: (PreparedTaskOp | { failure: Failure })[] = [];
  for (const { op, handler } of batch) {
    try {
      ready.push(await handler.prepare(ctx, op));
    } catch (error) {
      ready.push({ failure: failureOf(error, ctx.app.ports, nameOf(op)) });
    }
  }
  const runnable = ready.flatMap((one) => ('op' in one ? [one.op] : []));
  let results: TaskOpResult[] = [];
  let failure: Failure | null = null;
  try {
    if (runnable.length > 0) results = await ctx.app.ops.run(runnable);
  } catch (error) {
    failure = failureOf(error, ctx.app.ports, 'task operations');
  }
  let next = 0;
  return batch.map(({ op }, index) => {
    const one = ready[index] as PreparedTaskOp | { failure: Failure };
    if ('failure' in one) return answered(op, failedOp(one.failure));
    const result = failure === null ? (results[next++] as TaskOpResult) : { failure };
    if ('failure' in result) return answered(op, failedOp(result.failure));
    return answered(op, { proc: 'ok', ...one.answer(result.task) });
  });
}

/** The answer with what every answer has. */
function answered(op: JsonObject, answer: JsonObject): JsonObject {
  const ref = typeof op.ref === 'string' || typeof op.ref === 'number' ? String(op.ref) : null;
  const failed = answer.proc === 'ok' ? {} : { ref };
  return { id: op.id ?? '', proc: 'ok', obj: op.obj ?? null, ref: null, ...failed, ...answer };
}

function nameOf(op: JsonObject): string {
  return `${String(op.type)} ${String(op.obj)}`.slice(0, 100);
}
