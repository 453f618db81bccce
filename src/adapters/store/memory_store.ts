/** The store in memory, for tests and simulation: the same contract, carried out at once, gone with the process. */
import { TaktError } from '../../base/errors.ts';
import { Finished } from './finished.ts';
import { MemoryArchive } from './memory_archive.ts';
import { MemoryCatalog } from './memory_catalog.ts';
import { MemoryOverview } from './memory_overview.ts';
import { MemoryRows } from './memory_rows.ts';
import { MemoryTasks } from './memory_tasks.ts';
import type { Store, StoreOptions } from './store.ts';

/** Takes what the other makes take, and needs less of it. */
export async function openMemoryStore(
  options: Pick<StoreOptions, 'now' | 'keepFinishedSec' | 'retention'>,
): Promise<Store> {
  const { now, retention } = options;
  const rows = new MemoryRows();
  const finished = new Finished(options.keepFinishedSec);
  return {
    tasks: new MemoryTasks({ rows, finished, now, retention }),
    archive: new MemoryArchive(rows, finished, now),
    catalog: new MemoryCatalog(rows),
    overview: new MemoryOverview(rows),
    backup: () => Promise.reject(new TaktError('not_supported', 'a store in memory has no backup')),
    close: async () => undefined,
  };
}
