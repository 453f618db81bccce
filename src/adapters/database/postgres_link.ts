/**
 * PostgreSQL through pg. Always the extended protocol: the server takes one statement and gets the values apart from
 * it. The server itself ends a statement after its time, so that it is known to have changed nothing.
 */
import pg from 'pg';
import { errorText } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { SqlStatement } from '../../model/sql.ts';
import type { DbConnection, DbLimits } from '../../ports/database.ts';
import { toText } from '../../template/text.ts';
import type { GuardedStream } from './guarded_stream.ts';
import { type Fetched, type Link, LinkFailure, leavesNoTrace, namedRows, networkFailure, tlsOptions } from './link.ts';
import { postgresReader } from './postgres_values.ts';

/** Longer than the server takes to end a statement itself. */
const GRACE_MS = 2000;

/** What values look like must not depend on how the server was set up. */
const SETTINGS =
  "SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET bytea_output = 'hex'; SET extra_float_digits = 1";

export async function openPostgres(to: DbConnection, stream: () => GuardedStream, limits: DbLimits): Promise<Link> {
  const wire = stream();
  const client = new pg.Client({
    ...{ host: to.host, port: to.port, user: to.user, database: to.database, application_name: 'takt' },
    // As a function, so that an empty one is not looked for in the environment of the server.
    password: () => to.password,
    ssl: tlsOptions(to) ?? false,
    stream: () => wire,
    connectionTimeoutMillis: limits.timeout_ms,
    types: { getTypeParser: (oid: number) => postgresReader(oid) } as unknown as pg.CustomTypesConfig,
  });
  const link = new PostgresLink(client, wire);
  try {
    await client.connect();
    await client.query(SETTINGS);
  } catch (error) {
    link.end();
    throw failure(error, limits, false);
  }
  return link;
}

class PostgresLink implements Link {
  private readonly client: pg.Client;
  private readonly wire: GuardedStream;
  private usable = true;
  private timeout_ms = 0;

  constructor(client: pg.Client, wire: GuardedStream) {
    this.client = client;
    this.wire = wire;
    // Whatever breaks the connection while nothing runs is seen by the next statement.
    client.on('error', () => this.end());
    wire.on('close', () => this.end());
  }

  alive(): boolean {
    return this.usable;
  }

  end(): void {
    this.usable = false;
    this.wire.destroy();
  }

  async run(statement: SqlStatement, limits: DbLimits): Promise<Fetched> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.end();
    }, limits.timeout_ms + GRACE_MS);
    let sent = false;
    try {
      this.wire.admit(limits.bytes);
      await this.limitTime(limits.timeout_ms);
      sent = true;
      if (!leavesNoTrace(statement)) this.usable = false;
      return await this.fetch(statement, limits);
    } catch (error) {
      if (late) throw new LinkFailure('timeout', 'timeout', sent);
      throw failure(error, limits, sent);
    } finally {
      clearTimeout(timer);
    }
  }

  private async limitTime(timeout_ms: number): Promise<void> {
    if (this.timeout_ms === timeout_ms) return;
    await this.client.query(`SET statement_timeout = ${Math.ceil(timeout_ms)}`);
    this.timeout_ms = timeout_ms;
  }

  private async fetch({ text, params }: SqlStatement, limits: DbLimits): Promise<Fetched> {
    const values = params.map(toText);
    const query = { text, values, rowMode: 'array' as const, queryMode: 'extended' };
    const { rows, fields, rowCount } = await this.client.query<Json[]>(query);
    const names = fields.map(({ name }) => name);
    const affected = names.length > 0 ? null : rowCount;
    return { rows: namedRows(rows, names, limits), affected, insert_id: null };
  }
}

/** By the code that PostgreSQL gives each of its errors (its manual, appendix A). */
function failure(error: unknown, limits: DbLimits, sent: boolean): LinkFailure {
  if (!(error instanceof pg.DatabaseError)) {
    // The driver itself finds that the password cannot be right.
    const text = errorText(error);
    return text.startsWith('SASL') ? new LinkFailure('access', text, false) : networkFailure(error, limits, sent);
  }
  const { code = '', message, detail, hint } = error;
  const text = [message, detail, hint].filter((part) => part !== undefined && part !== '').join('. ');
  if (code === '57014') return new LinkFailure('timeout', `timeout: ${text}`, false);
  if (code.startsWith('28') || code === '3D000') return new LinkFailure('access', text, false);
  // No connection to be had, or the server goes down while it works.
  if (/^(08|53|57P)/.test(code)) return new LinkFailure('connection', text, sent && code.startsWith('57P'));
  return new LinkFailure('executing', `${text} (${code})`, false);
}
