/** A database connection as people keep it, and as the database port takes it: with its variables read. */
import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { prng } from '../base/prng.ts';
import { type Driver, dialectOf, unsupportedText } from '../model/sql.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import type { DbConnection } from '../ports/database.ts';
import { evaluate, literalReads } from '../template/evaluate.ts';
import { type ReadAnswer, readKey } from '../template/reads.ts';
import { toText } from '../template/text.ts';
import { variableValue } from './variable_values.ts';

/** What stands in the body of a database connection under `data`. Texts may be variables: {{env_var[@name]}}. */
export interface ConnectionData {
  driver: Driver;
  host: string;
  port: string;
  username: string;
  password: string;
  database: string;
  timeoutMs: number;
  ssl: boolean;
  /** Whether the certificate of the server is checked. */
  ssl_verify: boolean;
  /** Certificates of authorities trusted besides the well-known ones, PEM. */
  ssl_ca: string;
}

export interface VariableReader {
  variable(name: string, instance: { parent_id: number; owner_id: number }): Promise<CatalogObject | null>;
}

export function connectionData({ body }: Pick<CatalogObject, 'body'>): ConnectionData {
  return body.data as unknown as ConnectionData;
}

/** The connection with its variables read, or what is wrong with it. */
export async function resolvedConnection(
  instance: Pick<CatalogObject, 'body' | 'parent_id' | 'owner_id'>,
  reader: VariableReader,
): Promise<{ connection: DbConnection; timeout_ms: number } | { problem: string }> {
  const data = connectionData(instance);
  const dialect = dialectOf(data.driver);
  if (dialect === null) return { problem: unsupportedText(data.driver) };
  const { host, port, username, password, database, ssl_ca } = data;
  const read: JsonObject = {};
  for (const [field, text] of Object.entries({ host, port, username, password, database, ssl_ca })) {
    const value = await resolved(text, instance, reader);
    if (value === null)
      return { problem: `the ${field} of the database connection names a variable that cannot be read` };
    read[field] = value;
  }
  const of = (field: string): string => toText(read[field]);
  const number = Number(of('port'));
  for (const field of ['host', 'username', 'database'] as const) {
    if (of(field).trim() === '') return { problem: `the ${field} of the database connection is empty` };
  }
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    return { problem: `the port of the database connection is no port: ${of('port')}` };
  }
  const connection: Omit<DbConnection, 'key'> = {
    ...{ dialect, host: of('host').trim(), port: number, user: of('username') },
    ...{ password: of('password'), database: of('database'), ca: of('ssl_ca') },
    tls: !data.ssl ? 'off' : data.ssl_verify ? 'verify' : 'unverified',
  };
  const key = createHash('sha256').update(JSON.stringify(connection)).digest('hex');
  return { connection: { key, ...connection }, timeout_ms: Math.min(data.timeoutMs, LIMITS.db_timeout_ms) };
}

/** The names of the variables that a text reads. */
export function variablesIn(text: string): string[] {
  return literalReads(text).flatMap((read) => (read.kind === 'env_var' ? [read.name] : []));
}

/** The text with the variables in it; null where one cannot be read, or something else is asked for. */
async function resolved(
  text: string,
  instance: { parent_id: number; owner_id: number },
  reader: VariableReader,
): Promise<Json | null> {
  const answers = new Map<string, ReadAnswer>();
  for (const read of literalReads(text)) {
    if (read.kind !== 'env_var') return null;
    const variable = await reader.variable(read.name, instance);
    if (variable === null) return null;
    answers.set(readKey(read), { value: variableValue(variable) });
  }
  if (answers.size === 0) return text;
  const found = evaluate(text, { data: {}, root: {}, now: 0, random: prng(''), answers });
  return 'need' in found || !found.ok ? null : (found.value ?? '');
}
