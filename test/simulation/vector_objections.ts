/** Runs of the corpus that are wrong for a reason, and what is expected of them instead: as few as possible. */
import type { JsonObject } from '../../src/base/json.ts';

export interface Objection {
  reason: string;
  /** A declared parameter whose absence refuses the task; the run is made with the parameter optional. */
  missing?: string;
  /** What stands in braces in a template and is to be filled in before it can run. */
  placeholders?: Record<string, string>;
  /** What the run ends with instead; `data` besides what the vector has. */
  expect?: {
    path?: string[];
    reply?: JsonObject;
    data?: JsonObject;
    log?: JsonObject[];
    sums?: Record<string, number>;
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

/** A process that the template of a connector copies its measurements to. */
export const METRICS = 424_242;

const DEBUG = 'debug_info leaves __conveyor_api_debug__ in the task';

/** What a call with debug_info leaves of an answer of so many bytes. */
function debug(http_res_body_size: number): JsonObject {
  const sizes = { http_exec_time: 0, http_req_body_size: 0, http_res_body_size };
  return { __conveyor_api_debug__: { ...sizes, http_res_code: 200 } };
}

/** Asks Stripe for a customer: is sent again after 30 seconds where the answer was HTTP 404. */
const ASKED: JsonObject = {
  api: {
    method: 'GET',
    url: 'https://api.stripe.com/v1/customers/cus_1',
    headers: { Authorization: 'Bearer sk', 'content-type': 'application/x-www-form-urlencoded' },
    body: {},
  },
};
const CHECKED = ['68cd3f94e552e8d57009fb0e', '68cd3f94b677ac95d109fb49', '68cd4683e552e8d5700ce6a0'];
const RETRIED = ['68cd541ee552e8d5701317a4', '68cd541ee552e8d5701317b0', '68cd541ee552e8d5701317c2'];

const DB_TAG =
  'the tags of Database Call are not documented; those of Takt follow the pattern of its newest relative, `git_call_executing_error`';

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
  '017-stripe-checkout.json: customer ok, checkout ok': { reason: DEBUG, expect: { data: debug(14) } },
  '017-stripe-checkout.json: other customer': { reason: DEBUG, expect: { data: debug(14) } },
  '017-stripe-checkout.json: customer 404 once, then ok': {
    reason: `${STATUS_TEXT}, so the call is repeated, as the note of the vector says; ${DEBUG}`,
    expect: {
      data: { ...debug(14), ...description('Not Found'), responseBody: { id: 'cus_2' }, responseHeaders: {} },
      path: [
        ...[...CHECKED, '68cd541ee552e8d5701317dc', '68cd541ee552e8d5701317d2', ...RETRIED],
        ...['68cd541ee552e8d5701317d2', '68cd555bb677ac95d113cc92'],
        ...['68cd5519e552e8d57013b2f4', '68cd553eb677ac95d113bd6f'],
      ],
      log: [ASKED, { wait: '30 sec', at: '68cd541ee552e8d5701317c2' }, ASKED],
      sums: { http_retries: 1 },
    },
  },
  '017-stripe-checkout.json: hardware then ok': {
    reason: `${TAG}; ${DEBUG}`,
    expect: { data: { ...debug(14), ...NO_CONNECTION } },
  },
  '018-api-connector.json: template: upper-case {{URL}}{{PATH_AND_QUERY}} are placeholders of the generator': {
    reason: `no process is copied to that is named by an empty text; ${DEBUG}, and the answer has 7 bytes`,
    placeholders: { PROCESS_METRIC_ID: String(METRICS) },
    expect: {
      data: debug(7),
      sums: { api_call: 1, http_successful: 1, http_exec_time: 0, http_req_body_size: 0, http_res_body_size: 7 },
      log: [
        { api: { method: 'GET', url: '', headers: {}, body: {} } },
        { copy: '', mode: 'create', ref: '', data: debug(7) },
      ],
    },
  },
};
