/** Runs of the corpus that are wrong for a reason, and what is expected of them instead: as few as possible. */
import type { JsonObject } from '../../src/base/json.ts';

export interface Objection {
  reason: string;
  /** A declared parameter whose absence refuses the task; the run is made with the parameter optional. */
  missing?: string;
  /** What the run ends with instead. */
  expect?: {
    final_node?: string;
    path?: string[];
    reply?: JsonObject;
    data?: JsonObject;
    removed?: string[];
    calls?: number;
  };
}

const STATUS_TEXT =
  'the description of an HTTP error is its status text; `no_scheme` is that of an address without a scheme';
const REQUIRED = 'a declared required input parameter is checked before the start: a task without it is refused';
const TAG =
  'a failed connection is a hardware error, but its tag is api_bad_answer: no table and no live answer has api_connection_error';

function description(text: string): JsonObject {
  return { __conveyor_api_return_description__: text };
}

const NO_CONNECTION: JsonObject = {
  ...description('failed_connect'),
  __conveyor_api_return_type_tag__: 'api_bad_answer',
};

const DB_TAG = 'the tags of Database Call are not documented; those of Takt name what went wrong';

export const OBJECTIONS: Record<string, Objection> = {
  '010-database-call.json: software db error': {
    reason: DB_TAG,
    expect: { data: { __conveyor_db_call_return_type_tag__: 'db_call_executing_error' } },
  },
  '010-database-call.json: hardware then ok': {
    reason: `${DB_TAG}; a statement always leaves its rows in "result", also none`,
    expect: { data: { __conveyor_db_call_return_type_tag__: 'db_call_timeout', result: [] } },
  },
  '006-api-post.json: http 500 → reply exception': {
    reason: `${REQUIRED}; ${STATUS_TEXT}`,
    missing: 'accId',
    expect: { data: description('Internal Server Error') },
  },
  '009-create-user.json: no first_name at all': { reason: REQUIRED, missing: 'first_name' },
  '011-delay-retry-pattern.json: 404 → software → final': {
    reason: STATUS_TEXT,
    expect: { data: description('Not Found') },
  },
  '011-delay-retry-pattern.json: 2 hardware errors then ok': { reason: TAG, expect: { data: NO_CONNECTION } },
  '012-error-handling.json: gateway 402': {
    reason: STATUS_TEXT,
    expect: {
      data: description('Payment Required'),
      reply: { throw_exception: false, data: { status: 'error', description: 'Payment Required' } },
    },
  },
  '012-error-handling.json: hardware, retry, ok': { reason: TAG, expect: { data: NO_CONNECTION } },
  '014-gpt-calculator.json: rpc exception': {
    reason: 'the error of an exception has the documented prefix rpc_reply; the one with rpc is written beside it',
    expect: {
      data: {
        __conveyor_rpc_reply_return_type_error__: 'software',
        __conveyor_rpc_reply_return_type_tag__: 'rpc_reply_exception',
        __conveyor_rpc_reply_return_description__: 'x',
      },
    },
  },
  '014-gpt-calculator.json: empty question': { reason: REQUIRED, missing: 'question' },
};
