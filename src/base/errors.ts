/**
 * The one table of error codes. An expected failure is a value with a code from here; a bug is a thrown `Bug`.
 * docs/errors.md has a line per code (held by a test).
 */
export const ERROR_CODES = {
  access_denied: 'the key or person has no right to do this',
  bad_archive: 'a stored record cannot be read with the keys at hand',
  bad_config: 'a setting has a value that cannot be used',
  bad_json: 'a text is not JSON',
  bad_process: 'a process cannot be imported or deployed',
  bad_request: 'a request misses a field or has a wrong one',
  bad_signature: 'the login or the signature of a request is wrong',
  bad_xml: 'a text is not XML',
  busy: 'too much at once; try again',
  conveyor_is_not_active: 'the process is paused, blocked or deleted',
  conflict: 'somebody else changed the object meanwhile',
  locked: 'another server uses the data folder',
  not_deployed: 'the process has no deployed version',
  not_found: 'there is no such object',
  not_found_task: 'there is no such task',
  not_unical_ref: 'a task with this reference is alive in the process',
  not_supported: 'known, but not done by this version',
  store_failed: 'the database cannot be read or written now',
  task_size_overflow: 'the data of a task would be larger than allowed',
  too_large: 'a body, an archive or an answer is larger than allowed',
  too_many_requests: 'the rate limit is reached; wait',
  wrong_validate_params: 'a declared parameter is missing or of the wrong type',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** An expected failure: a stable code, and a sentence that says what and where. */
export interface Failure {
  code: ErrorCode;
  message: string;
  /** What the answer may carry beside the text, e.g. problems by node. */
  details?: unknown;
}

/** A `Failure` on its way up to whoever answers the caller. */
export class TaktError extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;
  constructor(code: ErrorCode, message: string, details?: unknown) {
    super(message);
    this.name = 'TaktError';
    this.code = code;
    this.details = details;
  }
}

/** A broken promise of our own code: never caught to go on as if nothing had happened. */
export class Bug extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Bug';
  }
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}

/** The text of whatever was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
