/**
 * Runs one statement on a database of the user's. Guarded like API Call: what it connects to is checked against private
 * networks. Promised: never throws; one statement at a time; time, rows and bytes are bounded; values are bound by the
 * database itself. Not promised: that two statements run on the same connection.
 */
import type { Json } from '../base/json.ts';
import type { Dialect, SqlStatement } from '../model/sql.ts';

/** Where a database is, and who we are there. */
export interface DbConnection {
  /** Connections are shared by statements with the same key; a changed connection has another. */
  key: string;
  dialect: Dialect;
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** `verify` is what TLS should be; `unverified` trusts whoever answers. */
  tls: 'off' | 'verify' | 'unverified';
  /** Certificates of authorities trusted besides the well-known ones, PEM; or empty. */
  ca: string;
}

export interface DbLimits {
  timeout_ms: number;
  rows: number;
  /** Bytes that the database may send for one statement. */
  bytes: number;
}

export type DbFailureReason =
  /** The database has refused the statement or its values. */
  | 'executing'
  /** Wrong user, password or database. */
  | 'access'
  /** The database has given the statement up after its time. */
  | 'timeout'
  /** No connection, or it broke. */
  | 'connection'
  | 'blocked'
  | 'too_large';

export type DbRow = Record<string, Json>;

export type DbOutcome =
  /** `affected` and `insert_id` of a statement that yields no rows; null where the database does not tell. */
  | { ok: true; rows: DbRow[]; affected: number | null; insert_id: number | string | null; ms: number }
  /** `sent` is false only where the statement has certainly changed nothing. */
  | { ok: false; reason: DbFailureReason; description: string; sent: boolean; ms: number };

export interface Database {
  query(connection: DbConnection, statement: SqlStatement, limits: DbLimits): Promise<DbOutcome>;
  close(): Promise<void>;
}
