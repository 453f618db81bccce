/** The store in one file of SQLite: a writer thread, a reader thread, and the ports over them. */
import { workerUrl } from '../../base/worker_url.ts';
import { Finished } from './finished.ts';
import type { ReaderCall, ThreadData, WriterCall } from './protocol.ts';
import { SqliteArchive } from './sqlite_archive.ts';
import { SqliteCatalog } from './sqlite_catalog.ts';
import { SqliteOverview } from './sqlite_overview.ts';
import { Reads } from './sqlite_reads.ts';
import { SqliteTasks } from './sqlite_tasks.ts';
import type { Store, StoreOptions } from './store.ts';
import { Thread } from './thread.ts';

/**
 * Opens the file, or makes it. Rejects with TaktError `locked` where another server uses it, and `bad_archive` where
 * the keys do not fit.
 */
export async function openSqliteStore(options: StoreOptions): Promise<Store> {
  const { file, secrets: keys, log, now, retention } = options;
  const data: ThreadData = { file, keys };
  const startReader = (name: string): Promise<Thread<ReaderCall>> =>
    Thread.start<ReaderCall>(name, workerUrl(import.meta.url, 'sqlite_reader'), data, log);
  // The writer first: it makes the tables that the reader reads.
  const writer = await Thread.start<WriterCall>('writer', workerUrl(import.meta.url, 'sqlite_writer'), data, log);
  const reader = await startReader('reader');
  const reads = new Reads(reader);
  const finished = new Finished(options.keepFinishedSec);
  return {
    tasks: new SqliteTasks({ writer, reads, finished, now, retention }),
    archive: new SqliteArchive({ writer, reads, finished, now }),
    catalog: new SqliteCatalog(writer, reads),
    overview: new SqliteOverview(reads),
    async backup(target) {
      // A thread of its own, because copying a large file must not hold up the reads.
      const copier = await startReader('backup');
      try {
        await copier.call<null>({ kind: 'backup', file: target });
      } finally {
        await copier.close({ kind: 'close' });
      }
    },
    async close() {
      await Promise.all([reader.close({ kind: 'close' }), writer.close({ kind: 'close' })]);
    },
  };
}
