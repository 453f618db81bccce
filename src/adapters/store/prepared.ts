/** Statements on a connection of SQLite: each prepared once, every value through bind. */
import Database from 'libsql';
import { assert } from '../../base/errors.ts';
import { type Bindable, bind } from './bind.ts';
import type { Statement } from './sql/statement.ts';

export type Connection = InstanceType<typeof Database>;
export type Values = Record<string, Bindable>;
/** A row as SQLite gives it, in the order of the select. */
export type RawRow = Bindable[];

export function connect(file: string): Connection {
  return new Database(file);
}

export class Prepared {
  private readonly made: Database.Statement<unknown[]>;
  private readonly names: string[];

  constructor(db: Connection, { sql, names }: Statement) {
    this.made = db.prepare(sql);
    // raw() is refused where a statement gives no rows.
    if (/^select/i.test(sql)) this.made.raw();
    this.names = names;
  }

  run(values: Values): { changes: number; rowid: number } {
    const { changes, lastInsertRowid } = this.made.run(this.inOrder(values));
    return { changes, rowid: Number(lastInsertRowid) };
  }

  get(values: Values): RawRow | undefined {
    return this.made.get(this.inOrder(values)) as RawRow | undefined;
  }

  all(values: Values): RawRow[] {
    return this.made.all(this.inOrder(values)) as RawRow[];
  }

  private inOrder(values: Values): Bindable[] {
    return bind(inOrder(this.names, values));
  }
}

export function inOrder(names: string[], values: Values): Bindable[] {
  return names.map((name) => {
    const value = values[name];
    assert(value !== undefined, `a statement lacks its value ${name}`);
    return value;
  });
}

/** Prepares each statement at its first use. */
export function prepareAll<Name extends string>(
  db: Connection,
  statements: Record<Name, Statement>,
): Record<Name, Prepared> {
  const prepared = {} as Record<Name, Prepared>;
  for (const name of Object.keys(statements) as Name[]) {
    let made: Prepared | undefined;
    Object.defineProperty(prepared, name, {
      get: () => {
        made ??= new Prepared(db, statements[name]);
        return made;
      },
    });
  }
  return prepared;
}

/** All or nothing. What `work` throws has undone everything. */
export function transaction<T>(db: Connection, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // Some failures (a full disk) have already ended the transaction.
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
