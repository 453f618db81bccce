/**
 * Answers as the wire carries them, and the two tables of errors: code, HTTP status, text. Sources are
 * https://apidocs.bitrix24.com/error-codes.html, https://apidocs.bitrix24.com/settings/oauth/error-codes.html and the
 * error classes of the vendor's open SDKs; docs/simulator-bitrix24.md says which statuses are assumed.
 */
import type { JsonObject } from '../../base/json.ts';
import { phpJson, phpXml, xmlText } from './php.ts';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** The `error` of the answer, for the log; null where it carries none. */
  error: string | null;
}

export interface ErrorRow {
  status: number;
  /** Absent where the server sends no `error_description`. */
  text?: string;
}

/** Of `/oauth/token/`. An unknown client is told so with HTTP 200. */
export const TOKEN_ERRORS = {
  wrong_client: { status: 200 },
  invalid_client: { status: 400 },
  invalid_grant: { status: 400 },
  bad_verification_code: { status: 400 },
  invalid_request: { status: 400 },
  expired_token: { status: 401, text: 'The authorization token provided has expired.' },
  invalid_scope: { status: 403, text: 'Given scope exceeds permissions associated with given grant' },
  insufficient_scope: {
    status: 403,
    text: 'The request requires higher privileges than provided by the access token',
  },
  NOT_INSTALLED: { status: 401, text: 'Application not installed' },
  PAYMENT_REQUIRED: { status: 401, text: 'Payment required' },
} as const satisfies Record<string, ErrorRow>;

/** Of `/rest/`. */
export const REST_ERRORS = {
  expired_token: { status: 401, text: 'The access token provided has expired.' },
  invalid_token: { status: 401, text: 'Unable to get application by token' },
  NO_AUTH_FOUND: { status: 401, text: 'Wrong authorization data' },
  authorization_error: { status: 401, text: 'Unable to authorize user' },
  ERROR_OAUTH: { status: 401, text: 'Application not installed' },
  APPLICATION_NOT_FOUND: { status: 401, text: 'Application not found' },
  METHOD_CONFIRM_WAITING: { status: 401, text: 'Waiting for confirmation' },
  PAYMENT_REQUIRED: { status: 401, text: 'Subscription has been ended' },
  insufficient_scope: {
    status: 403,
    text: 'The request requires higher privileges than provided by the access token',
  },
  INVALID_CREDENTIALS: { status: 403, text: 'Invalid request credentials' },
  ACCESS_DENIED: { status: 403, text: 'REST API is available only on commercial plans' },
  user_access_error: { status: 403, text: 'The user does not have access to the application.' },
  WRONG_AUTH_TYPE: { status: 403 },
  INVALID_REQUEST: { status: 400, text: 'Https required' },
  ERROR_CORE: { status: 400 },
  ERROR_ARGUMENT: { status: 400 },
  ERROR_METHOD_NOT_FOUND: { status: 404, text: 'Method not found!' },
  ERROR_BATCH_LENGTH_EXCEEDED: { status: 400, text: 'Max batch length exceeded' },
  ERROR_BATCH_METHOD_NOT_ALLOWED: { status: 405, text: 'Method is not allowed for batch usage' },
  QUERY_LIMIT_EXCEEDED: { status: 503, text: 'Too many requests' },
  OVERLOAD_LIMIT: { status: 503, text: 'REST API is blocked due to overload' },
  OPERATION_TIME_LIMIT: { status: 429, text: 'Method is blocked due to operation time limit.' },
  INTERNAL_SERVER_ERROR: { status: 500, text: 'Internal server error' },
  ERROR_UNEXPECTED_ANSWER: { status: 500, text: 'Server returned an unexpected response' },
  PORTAL_DELETED: { status: 500, text: 'Portal was deleted' },
} as const satisfies Record<string, ErrorRow>;

export type RestErrorCode = keyof typeof REST_ERRORS;
export type TokenErrorCode = keyof typeof TOKEN_ERRORS;

/** The body of an error: the description is left out where there is none. */
export function errorBody(error: string, text?: string): JsonObject {
  return text === undefined ? { error } : { error, error_description: text };
}

export function jsonAnswer(body: JsonObject, status: number, type = 'application/json'): Answer {
  const error = typeof body.error === 'string' ? body.error : null;
  return { status, headers: { 'Content-Type': type }, body: phpJson(body), error };
}

/** An answer of `/rest/`, in the form the call's ending asked for. */
export function restAnswer(body: JsonObject, status: number, xml: boolean): Answer {
  const answer = jsonAnswer(body, status, 'application/json; charset=utf-8');
  if (!xml) return answer;
  return { ...answer, headers: { 'Content-Type': 'text/xml; charset=utf-8' }, body: phpXml(body) };
}

export function htmlPage(title: string, text: string, status: number): Answer {
  const [head, inner] = [xmlText(title), xmlText(text)];
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html>\n<html><head><title>${head}</title></head><body><h1>${head}</h1><p>${inner}</p></body></html>\n`,
    error: null,
  };
}

export function redirect(location: string): Answer {
  return { status: 302, headers: { Location: location }, body: '', error: null };
}
