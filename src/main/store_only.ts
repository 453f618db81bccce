/** The store without a server around it: for backup and restore while none runs. */
import { join } from 'node:path';
import { openWinstonLog } from '../adapters/log/winston_log.ts';
import { openSqliteStore } from '../adapters/store/sqlite_store.ts';
import type { Store } from '../adapters/store/store.ts';
import type { Settings } from './config.ts';
import { readKeys } from './key_file.ts';

export async function openStoreOnly(settings: Settings, file = join(settings.DATA_DIR, 'takt.sqlite')): Promise<Store> {
  return openSqliteStore({
    file,
    secrets: readKeys(settings),
    log: openWinstonLog({ level: settings.LOG_LEVEL }),
    now: () => Date.now(),
    keepFinishedSec: 0,
    retention: { archive_days: 1e6, history_days: 1e6, minute_stats_days: 1e6, hour_stats_days: 1e6 },
  });
}
