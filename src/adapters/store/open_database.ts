/** Opens the database file for writing: the lock, the tables as this version wants them, and the right key. */
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { TaktError } from '../../base/errors.ts';
import { type Keys, makeSealer, type Sealer } from '../../base/seal.ts';
import { type Connection, connect, prepareAll, transaction } from './prepared.ts';
import { CATALOG_SQL } from './sql/catalog_sql.ts';
import { META_TABLE, MIGRATIONS } from './sql/schema.ts';
import { UNIT_SQL } from './sql/tasks_sql.ts';

/** Pages in the log before they go into the database: larger than usual, because that is paid with two syncs. */
const CHECKPOINT_PAGES = 4000;
const SCHEMA = 'schema';
const KEY_CHECK = 'key_check';
const CHECK_TEXT = 'takt';

export interface OpenDatabase {
  db: Connection;
  sealer: Sealer;
  close(): void;
}

export function openDatabase(file: string, keys: Keys): OpenDatabase {
  const lock = takeLock(file);
  let db: Connection | undefined;
  try {
    db = connect(file);
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.exec('PRAGMA cache_size = -65536');
    db.exec('PRAGMA temp_store = MEMORY');
    const opened = db;
    migrate(opened);
    const sealer = makeSealer(keys, randomBytes);
    transaction(opened, () => {
      checkKey(opened, sealer);
      prepareAll(opened, UNIT_SQL).end_leases.run({});
    });
    return {
      db: opened,
      sealer,
      close: () => {
        opened.close();
        lock.close();
      },
    };
  } catch (error) {
    db?.close();
    lock.close();
    throw error;
  }
}

/**
 * A file of its own is locked as long as the server lives: in WAL mode an exclusive lock on the database itself would
 * keep out our own reader. The system frees it with the process, however that ends.
 */
function takeLock(file: string): Connection {
  const lock = connect(`${file}.lock`);
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (!(error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY')) throw error;
    throw new TaktError(
      'locked',
      `The folder ${dirname(file)} is in use by another Takt server. Stop that one, or give this one a DATA_DIR of its own.`,
    );
  }
}

function migrate(db: Connection): void {
  db.exec(META_TABLE);
  const sql = prepareAll(db, CATALOG_SQL);
  const done = (sql.meta.get({ name: SCHEMA })?.[0] as number | undefined) ?? 0;
  if (done > MIGRATIONS.length) {
    throw new TaktError('bad_archive', `the database was written by a newer version of Takt (its schema is ${done})`);
  }
  for (const [i, statements] of MIGRATIONS.slice(done).entries()) {
    transaction(db, () => {
      for (const text of statements) db.exec(text);
      sql.put_meta.run({ name: SCHEMA, number: done + i + 1, sealed: null });
    });
  }
}

/** Refuses a wrong key now, not at the first read of a task; a new key takes over the check value. */
function checkKey(db: Connection, sealer: Sealer): void {
  const sql = prepareAll(db, CATALOG_SQL);
  const sealed = sql.meta.get({ name: KEY_CHECK })?.[1] as Buffer | undefined;
  try {
    if (sealed) sealer.open(sealed);
  } catch {
    throw new TaktError(
      'bad_archive',
      'The secret key does not fit this database. Set TAKT_SECRET_KEY (or the key file) to the key it was written with, or add that key to TAKT_SECRET_KEY_PREVIOUS.',
    );
  }
  sql.put_meta.run({ name: KEY_CHECK, number: null, sealed: sealer.seal(CHECK_TEXT) });
}
