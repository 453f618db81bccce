/** What the main thread and the threads of SQLite say to each other: plain values, one answer for each call. */
import { Bug, type ErrorCode, errorText, TaktError } from '../../base/errors.ts';
import type { Keys } from '../../base/seal.ts';
import type { CatalogChange } from '../../ports/catalog.ts';
import type { Bindable } from './bind.ts';
import type { UnitRow } from './rows.ts';

export interface Retention {
  archive_days: number;
  history_days: number;
  minute_stats_days: number;
  hour_stats_days: number;
}

/** What both threads are started with. */
export interface ThreadData {
  file: string;
  keys: Keys;
}

export type WriterCall =
  /** Answered with what is not as usual (see writer.Committed): most units are written, and raise no alarm. */
  | { kind: 'commit'; units: UnitRow[] }
  | { kind: 'write'; changes: CatalogChange[] }
  | { kind: 'remove'; conv_id: number; obj_id: string; now: number }
  | { kind: 'trim'; now: number; retention: Retention }
  | { kind: 'reset'; conv_id: number; node_id: string }
  | { kind: 'close' };

export interface Query {
  sql: string;
  values: Bindable[];
}

export type ReaderCall =
  /** All of one instant; answered with the rows of each query. */
  { kind: 'read'; queries: Query[] } | { kind: 'backup'; file: string } | { kind: 'close' };

export interface Call<T> {
  id: number;
  call: T;
}

/** The answer to call 0 says that the thread has opened the database. */
export type Answer = { id: number; value: unknown } | { id: number; error: SentError };

export interface SentError {
  /** null: a bug. */
  code: ErrorCode | null;
  message: string;
}

/** An error as it crosses threads; whatever SQLite throws is a store that cannot go on now. */
export function sentError(error: unknown): SentError {
  if (error instanceof TaktError) return { code: error.code, message: error.message };
  const isOurs = !(error instanceof Error) || !('code' in error);
  return isOurs
    ? { code: null, message: error instanceof Error ? (error.stack ?? error.message) : errorText(error) }
    : { code: 'store_failed', message: `the database refused: ${error.message} (${String(error.code)})` };
}

export function receivedError({ code, message }: SentError): Error {
  return code === null ? new Bug(message) : new TaktError(code, message);
}

/** Buffers cross threads as bare bytes. */
export function keysOf({ keys }: ThreadData): Keys {
  return { current: Buffer.from(keys.current), previous: keys.previous.map((key) => Buffer.from(key)) };
}
