/**
 * MySQL and MariaDB through mysql2. Always as a prepared statement: the server takes one statement and gets the values
 * apart from it. A statement that takes too long is ended by a second connection; files of ours are never sent.
 */
// A CommonJS package, of whose names Node finds only some: taken whole.
import mysql, { type Connection, type ConnectionOptions, type FieldPacket } from 'mysql2';
import type { Json } from '../../base/json.ts';
import type { SqlParam, SqlStatement } from '../../model/sql.ts';
import type { DbConnection, DbLimits } from '../../ports/database.ts';
import { toText } from '../../template/text.ts';
import type { GuardedStream } from './guarded_stream.ts';
import { type Fetched, type Link, LinkFailure, leavesNoTrace, namedRows, networkFailure, tlsOptions } from './link.ts';
import { mysqlValue } from './mysql_values.ts';

/** How long the end of a statement is waited for after it was asked for. */
const GRACE_MS = 2000;
/** Statements that a connection keeps prepared. */
const PREPARED = 50;

/** Numbers of MySQL's errors: wrong login or database; and no place or time for us. */
const ACCESS = [1044, 1045, 1049, 1130, 1251, 1698];
const UNAVAILABLE = [1040, 1053, 1077, 1079, 1203, 1205, 1226];

export async function openMysql(to: DbConnection, stream: () => GuardedStream, limits: DbLimits): Promise<Link> {
  const open = async (): Promise<{ connection: Connection; wire: GuardedStream }> => {
    const wire = stream().connect(to.port, to.host);
    const connection = mysql.createConnection(options(to, wire, limits));
    connection.on('error', () => wire.destroy());
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error === null ? resolve() : reject(error)));
      wire.once('close', () => reject(wire.errored ?? new Error('the connection was closed')));
    }).catch((error: unknown) => {
      wire.destroy();
      throw failure(error, limits, false);
    });
    return { connection, wire };
  };
  const { connection, wire } = await open();
  const kill = async (): Promise<void> => {
    const other = await open();
    other.connection.query(`KILL QUERY ${Number(connection.threadId)}`, () => other.wire.destroy());
  };
  return new MysqlLink(connection, wire, kill);
}

function options(to: DbConnection, wire: GuardedStream, limits: DbLimits): ConnectionOptions {
  const tls = tlsOptions(to);
  return {
    ...{ host: to.host, port: to.port, user: to.user, password: to.password, database: to.database },
    stream: () => wire,
    ...(tls === undefined ? {} : { ssl: { ...tls, verifyIdentity: tls.rejectUnauthorized, minVersion: 'TLSv1.2' } }),
    ...{ charset: 'utf8mb4', multipleStatements: false, flags: ['-LOCAL_FILES'] },
    ...{ supportBigNumbers: true, bigNumberStrings: true, dateStrings: true, rowsAsArray: true },
    ...{ disableEval: true, maxPreparedStatements: PREPARED, connectTimeout: limits.timeout_ms },
  };
}

interface Done {
  rows: unknown;
  fields: FieldPacket[] | FieldPacket[][];
}

class MysqlLink implements Link {
  private readonly connection: Connection;
  private readonly wire: GuardedStream;
  private readonly kill: () => Promise<void>;
  private usable = true;

  constructor(connection: Connection, wire: GuardedStream, kill: () => Promise<void>) {
    this.connection = connection;
    this.wire = wire;
    this.kill = kill;
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
    let ending: NodeJS.Timeout | undefined;
    const timer = setTimeout(() => {
      late = true;
      ending = setTimeout(() => this.end(), GRACE_MS);
      this.kill().catch(() => this.end());
    }, limits.timeout_ms);
    try {
      this.wire.admit(limits.bytes);
      if (!leavesNoTrace(statement)) this.usable = false;
      const done = await this.execute(statement);
      // A function that sleeps ends as if nothing had happened.
      if (late) throw new LinkFailure('timeout', 'timeout', true);
      return fetched(done, limits);
    } catch (error) {
      throw late ? new LinkFailure('timeout', 'timeout', true) : failure(error, limits, true);
    } finally {
      clearTimeout(timer);
      clearTimeout(ending);
      if (late) this.end();
    }
  }

  private execute({ text, params }: SqlStatement): Promise<Done> {
    return new Promise((resolve, reject) => {
      const closed = (): void => reject(this.wire.errored ?? new Error('the connection was closed'));
      if (this.wire.destroyed) return closed();
      this.wire.once('close', closed);
      this.connection.execute({ sql: text, values: params.map(typed) }, (error, rows, fields) => {
        this.wire.off('close', closed);
        if (error === null) resolve({ rows, fields });
        else reject(this.wire.errored ?? error);
      });
    });
  }
}

/** Whole numbers go as such, so that LIMIT takes them; others as decimals, as they would stand in the text. */
function typed(value: SqlParam): unknown {
  if (typeof value === 'string') return value;
  if (Number.isSafeInteger(value)) return mysql.TypedParameter.BIGINT(value);
  return mysql.TypedParameter.NEWDECIMAL(toText(value));
}

/** Of a procedure's several results the first. */
function fetched({ rows, fields }: Done, limits: DbLimits): Fetched {
  const several = Array.isArray(fields?.[0]);
  const columns = (several ? fields[0] : (fields ?? [])) as FieldPacket[];
  const found = several && Array.isArray(rows) ? (rows[0] as unknown) : rows;
  if (!Array.isArray(found)) {
    const { affectedRows = null, insertId } = Object(found) as { affectedRows?: number; insertId?: number | string };
    const insert_id = insertId === undefined || String(insertId) === '0' ? null : insertId;
    return { rows: [], affected: affectedRows, insert_id };
  }
  const values = found.map((row: unknown[]): Json[] =>
    columns.map((column, index) => mysqlValue(row[index], column.columnType ?? 0)),
  );
  const names = columns.map(({ name }) => name);
  return { rows: namedRows(values, names, limits), affected: null, insert_id: null };
}

function failure(error: unknown, limits: DbLimits, sent: boolean): LinkFailure {
  const { errno, sqlState, message } = Object(error) as { errno?: number; sqlState?: string; message?: string };
  // What the server itself says has a state of SQL; all else is of the network or of this side.
  if (errno === undefined || sqlState === undefined) return networkFailure(error, limits, sent);
  if (ACCESS.includes(errno)) return new LinkFailure('access', String(message), false);
  if (UNAVAILABLE.includes(errno)) return new LinkFailure('connection', String(message), false);
  return new LinkFailure('executing', `${message} (${sqlState})`, false);
}
