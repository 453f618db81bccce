/**
 * What every make of the store promises, run over each of them by a file of its own. The promises are in parts, as they
 * are too many for one file.
 */
import type { Store, StoreOptions } from '../../../src/adapters/store/store.ts';
import type { Log } from '../../../src/ports/log.ts';
import { START } from '../../fixtures/steps.ts';
import { archivePromises } from './archive_contract.ts';
import { catalogPromises } from './catalog_contract.ts';
import { effectsPromises } from './effects_contract.ts';
import { historyPromises } from './history_contract.ts';
import { numbersPromises } from './numbers_contract.ts';
import { overviewPromises } from './overview_contract.ts';
import { tasksPromises } from './tasks_contract.ts';

export const RETENTION = { archive_days: 30, history_days: 7, minute_stats_days: 30, hour_stats_days: 730 };

export const SILENT: Log = { error() {}, warn() {}, info() {}, debug() {} };

/** A store under test, and its clock, which only the test moves. */
export interface Bench {
  store: Store;
  clock: { now: number };
  /** A process with version 1 deployed. */
  conv: number;
}

export type OpenStore = (options: Omit<StoreOptions, 'file' | 'secrets'>) => Promise<Store>;

export function storeContract(make: string, open: OpenStore): void {
  describe(`the store, ${make}`, () => {
    const bench = {} as Bench;
    beforeEach(async () => {
      bench.clock = { now: START };
      const now = (): number => bench.clock.now;
      bench.store = await open({ log: SILENT, now, keepFinishedSec: 600, retention: RETENTION });
      bench.conv = await deployedProcess(bench.store);
    });
    afterEach(() => bench.store.close());
    describe('tasks', () => tasksPromises(bench));
    describe('effects and waits', () => effectsPromises(bench));
    describe('queues, totals and count semaphors', () => numbersPromises(bench));
    describe('archive', () => archivePromises(bench));
    describe('history', () => historyPromises(bench));
    describe('catalog', () => catalogPromises(bench));
    describe('overview', () => overviewPromises(bench));
  });
}

/** Made and deployed in one write. */
export async function deployedProcess(store: Store): Promise<number> {
  const written = await store.catalog.write([
    { do: 'create', object: { ...OBJECT, kind: 'conv' } },
    { do: 'put_draft', version: { conv_id: 0, version: 1, text: '{"v":1}', user_id: 1, create_time: START } },
    { do: 'deploy', conv_id: 0, version: 1, removed: [], even_occupied: false },
  ]);
  if (!written.ok || !written.objects[0]) throw new Error(JSON.stringify(written));
  return written.objects[0].id;
}

export const OBJECT = {
  kind: 'folder' as const,
  parent_id: 0,
  owner_id: 1,
  title: 'A title',
  name: null,
  status: 'active',
  create_time: START,
  change_time: START,
  body: {},
};
