/** Database connections in exports: all but the password, unless that is a variable, which tells nothing. */
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { DRIVERS } from '../model/sql.ts';
import type { ConnectionData } from './connections.ts';

const VARIABLE = /^\s*\{\{\s*env_var\[[^\]{}]+\]\s*\}\}\s*$/;

/** The data as they go out. */
export function exportedConnection(data: JsonObject): JsonObject {
  const { password = '', ...rest } = data;
  return isVariable(password) ? { ...rest, password } : rest;
}

/** The body of a connection that came in; null where it is none that is known. */
export function connectionBody(raw: JsonObject): JsonObject | null {
  const given = isObject(raw.data) ? raw.data : {};
  const driver = DRIVERS.find((known) => known === given.driver);
  if (driver === undefined) return null;
  const timeout = Math.floor(Number(given.timeoutMs ?? LIMITS.db_timeout_ms));
  const data: ConnectionData = {
    driver,
    host: text(given.host),
    port: text(given.port),
    username: text(given.username),
    password: isVariable(given.password) ? text(given.password) : '',
    database: text(given.database),
    timeoutMs: timeout >= 1 && timeout <= LIMITS.db_timeout_ms ? timeout : LIMITS.db_timeout_ms,
    ssl: /^true$/i.test(text(given.ssl)),
    ssl_verify: !/^false$/i.test(text(given.ssl_verify)),
    ssl_ca: text(given.ssl_ca),
  };
  return { description: text(raw.description), instance_type: 'db_call', data: { ...data } };
}

function isVariable(password: Json | undefined): boolean {
  return typeof password === 'string' && VARIABLE.test(password);
}

function text(value: Json | undefined): string {
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}
