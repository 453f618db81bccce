/** A statement for a database: the author's text with places for values, and the values apart from it. */
import type { Json } from '../base/json.ts';

/** How a database reads SQL. MariaDB reads it as MySQL does. */
export type Dialect = 'postgres' | 'mysql';

/** Corezoid's databases. */
export const DRIVERS = ['postgres', 'mysql', 'mssql', 'mongo', 'oracle'] as const;
export type Driver = (typeof DRIVERS)[number];

/** The language of a database that this version speaks with, else null. */
export function dialectOf(driver: string): Dialect | null {
  return driver === 'postgres' || driver === 'mysql' ? driver : null;
}

export function unsupportedText(driver: string): string {
  return `connections to ${driver} are kept, but this version speaks only with PostgreSQL and MySQL (MariaDB): reach that database with an API Call of a service of yours`;
}

/** A query with its templates evaluated: the author's text, and between it the values. */
export type SqlParts = (string | { /** Absent where the parameter is missing. */ value?: Json })[];

/** What is bound; booleans and null stand in the text. */
export type SqlParam = string | number;

export interface SqlStatement {
  /** With `$1`, `$2`, … (postgres) or `?` (mysql) where the values go. */
  text: string;
  params: SqlParam[];
  /** The statement as people read it, with the values in their places: for timelines and scenarios, never for a database. */
  shown: string;
}
