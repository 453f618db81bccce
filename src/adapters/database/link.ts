/** What the pool needs of a database driver: one connection that runs one statement at a time. */
import { rootCertificates } from 'node:tls';
import { errorText } from '../../base/errors.ts';
import { type Json, setOwn } from '../../base/json.ts';
import type { SqlStatement } from '../../model/sql.ts';
import type { DbConnection, DbFailureReason, DbLimits, DbRow } from '../../ports/database.ts';
import type { GuardedStream } from './guarded_stream.ts';

export interface Fetched {
  rows: DbRow[];
  affected: number | null;
  insert_id: number | string | null;
}

/** A connection that is open. */
export interface Link {
  /** Rejects with LinkFailure. */
  run(statement: SqlStatement, limits: DbLimits): Promise<Fetched>;
  /** Whether another statement may run on it. */
  alive(): boolean;
  /** Ends it at once; never rejects. */
  end(): void;
}

/** Opens a connection over streams that `stream` makes, connected or to be connected by the driver. */
export type OpenLink = (to: DbConnection, stream: () => GuardedStream, limits: DbLimits) => Promise<Link>;

export class LinkFailure extends Error {
  readonly reason: DbFailureReason;
  /** False where the statement has certainly changed nothing. */
  readonly sent: boolean;
  constructor(reason: DbFailureReason, message: string, sent: boolean) {
    super(message);
    this.reason = reason;
    this.sent = sent;
  }
}

/** Statements after which a connection is as it was: they begin no transaction and change no setting. */
const LEAVES_NO_TRACE = /^\s*(select|insert|update|delete|with|values|merge|replace)\b/i;

export function leavesNoTrace({ text }: SqlStatement): boolean {
  return LEAVES_NO_TRACE.test(text);
}

/** Rows by the names of their columns; of two alike the later wins. */
export function namedRows(rows: Json[][], names: string[], limits: DbLimits): DbRow[] {
  if (rows.length > limits.rows) {
    throw new LinkFailure('too_large', `the result has more than ${limits.rows} rows`, true);
  }
  return rows.map((values) => {
    const row: DbRow = {};
    for (const [index, name] of names.entries()) setOwn(row, name, values[index] ?? null);
    return row;
  });
}

/** What this side or the network found, before (`sent` false) or while a statement ran. */
export function networkFailure(error: unknown, limits: DbLimits, sent: boolean): LinkFailure {
  if (error instanceof LinkFailure) return error;
  const { code } = Object(error) as { code?: unknown };
  const text = errorText(error) || String(code);
  if (code === 'TAKT_BLOCKED') return new LinkFailure('blocked', text, false);
  if (code === 'TAKT_TOO_LARGE') {
    return new LinkFailure('too_large', `the result is larger than ${limits.bytes} bytes`, sent);
  }
  return new LinkFailure('connection', text, sent);
}

/** What TLS is to check; undefined without TLS. */
export function tlsOptions({ tls, ca }: DbConnection): { rejectUnauthorized: boolean; ca?: string[] } | undefined {
  if (tls === 'off') return undefined;
  const trusted = ca === '' ? {} : { ca: [...rootCertificates, ca] };
  return { rejectUnauthorized: tls === 'verify', ...trusted };
}
