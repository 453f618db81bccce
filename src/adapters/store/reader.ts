/** Reads of the database of SQLite: runs statements and opens what is sealed, bounded in bytes per answer. */
import { randomBytes } from 'node:crypto';
import { makeSealer, type Sealer } from '../../base/seal.ts';
import { bind } from './bind.ts';
import { type Connection, connect, type RawRow } from './prepared.ts';
import { keysOf, type Query, type ReaderCall, type ThreadData } from './protocol.ts';
import { ANSWER_CHARS, charsOf, type Row } from './rows.ts';

export class Reader {
  private readonly db: Connection;
  private readonly sealer: Sealer;
  private readonly prepared = new Map<string, ReturnType<Connection['prepare']>>();

  constructor(data: ThreadData) {
    this.db = connect(data.file);
    this.db.exec('PRAGMA query_only = 1');
    this.db.exec('PRAGMA cache_size = -32768');
    this.sealer = makeSealer(keysOf(data), randomBytes);
  }

  handle(call: ReaderCall): unknown {
    switch (call.kind) {
      case 'read':
        return this.read(call.queries);
      case 'backup':
        this.db.exec('PRAGMA query_only = 0');
        this.db.prepare('VACUUM INTO ?').run(bind([call.file]));
        return null;
      case 'close':
        this.db.close();
        return null;
    }
  }

  private read(queries: Query[]): Row[][] {
    if (queries.length === 1) return queries.map((query) => this.rows(query));
    this.db.exec('BEGIN');
    try {
      return queries.map((query) => this.rows(query));
    } finally {
      this.db.exec('COMMIT');
    }
  }

  private rows({ sql, values }: Query): Row[] {
    let made = this.prepared.get(sql);
    if (!made) {
      made = this.db.prepare(sql).raw();
      this.prepared.set(sql, made);
    }
    const rows: Row[] = [];
    let chars = 0;
    for (const raw of made.iterate(bind(values)) as Iterable<RawRow>) {
      const row = raw.map((value) => (Buffer.isBuffer(value) ? this.sealer.open(value) : value)) as Row;
      rows.push(row);
      chars += charsOf(row);
      if (chars > ANSWER_CHARS) break;
    }
    return rows;
  }
}
