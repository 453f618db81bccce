/** Errors as the API words them. What went wrong inside is logged under a number that the answer names. */
import { Bug, type ErrorCode, errorText, TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import type { ApiApp } from './app.ts';

/** What an answered op says of a failure; `proc` is `error` but for one failure that clients know by its name. */
export function failedOp(failure: { code: ErrorCode; message: string; details?: unknown }): JsonObject {
  const proc = failure.code === 'conveyor_is_not_active' ? 'conveyor_is_not_active' : 'error';
  const more = detailsOf(failure);
  if (failure.code === 'access_denied') {
    return { proc, description: 'Access denied', reason: failure.message, code: failure.code };
  }
  return { ...more, proc, description: failure.message, code: failure.code };
}

/** What more there is to say of it. */
export function detailsOf({ details }: { details?: unknown }): JsonObject {
  return isObject(details) ? details : {};
}

/** Whatever was thrown, as an expected failure: what was not expected is logged, and its text stays in the log. */
export function failureOf(error: unknown, ports: Pick<ApiApp['ports'], 'log' | 'randomHex'>, doing: string): TaktError {
  if (error instanceof TaktError) return error;
  const number = ports.randomHex(4);
  const kind = error instanceof Bug ? 'bug' : 'failure';
  const stack = error instanceof Error ? error.stack : undefined;
  ports.log.error(`${kind} while answering ${doing}`, { number, error: errorText(error), stack });
  return new TaktError('store_failed', `the server failed at ${doing}; its log says more under number ${number}`);
}

/** A request that cannot be answered op by op. */
export function refusedRequest(
  request_proc: 'format_error' | 'error' | 'fail',
  description: string,
  more: JsonObject = {},
): JsonObject {
  const ops: Json[] = [];
  return { request_proc, ops, description, ...more };
}
