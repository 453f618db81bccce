/**
 * SQL is written through kysely and compiled once: a statement is a text and the names of its parameters in order.
 * Nothing here runs it; the threads prepare the texts, and another database would compile the same builders anew.
 */
import { type Compilable, DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { assert } from '../../../base/errors.ts';
import type { Tables } from './schema.ts';

/** A compiled statement; `names` tell which value goes where. */
export interface Statement {
  sql: string;
  names: string[];
}

/** Stands for a value until the statement runs. */
class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export const sqlite = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** A named value of a statement. The type is what the builder wants at that place. */
export function slot<T extends string | number | Buffer | null = never>(name: string): T {
  return new Slot(name) as unknown as T;
}

/** A slot for each of the columns, named like it. */
export function slots<Row>(columns: readonly (keyof Row & string)[]): Row {
  return Object.fromEntries(columns.map((column) => [column, new Slot(column)])) as unknown as Row;
}

export function statement(query: Compilable): Statement {
  const { sql, parameters } = query.compile();
  const names = parameters.map((parameter) => {
    assert(parameter instanceof Slot, `a literal value in a compiled statement: ${sql}`);
    return parameter.name;
  });
  return { sql, names };
}
