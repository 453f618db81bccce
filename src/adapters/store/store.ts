/** What every make of the store is opened with and gives: the ports over one truth, as they share transactions. */
import type { Keys } from '../../base/seal.ts';
import type { Archive } from '../../ports/archive.ts';
import type { Catalog } from '../../ports/catalog.ts';
import type { Log } from '../../ports/log.ts';
import type { Overview } from '../../ports/overview.ts';
import type { Tasks } from '../../ports/tasks.ts';
import type { Retention } from './protocol.ts';

export interface StoreOptions {
  /** The database file, in a folder that is there. */
  file: string;
  /** Keys of 32 bytes. */
  secrets: Keys;
  log: Log;
  /** Milliseconds since 1970. */
  now: () => number;
  /** How long a finished task that is not to be saved can still be seen. */
  keepFinishedSec: number;
  retention: Retention;
}

export interface Store {
  tasks: Tasks;
  archive: Archive;
  catalog: Catalog;
  overview: Overview;
  /** Writes a whole, consistent copy while the store works on. The file must not be there yet. */
  backup(file: string): Promise<void>;
  /** Carries out what was begun; a call after it is rejected. */
  close(): Promise<void>;
}
