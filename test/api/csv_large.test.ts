/** A whole table of tasks, in and out, over a real database: the largest that is taken where TAKT_LONG is set. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/adapters/store/sqlite_store.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { HOUR_TIMER, rawChain, WORK } from '../fixtures/raws.ts';
import { ADMIN, START } from '../fixtures/world.ts';
import { listOf, one, post, request, type Served, withServer } from './harness.ts';
import { upload, uploadInfo } from './uploads.ts';

const ROWS = process.env.TAKT_LONG === undefined ? 5000 : LIMITS.csv_rows;
const RETENTION = { archive_days: 30, history_days: 7, minute_stats_days: 30, hour_stats_days: 730 };
const SILENT = { error() {}, warn() {}, info() {}, debug() {} };

test(`a table of ${ROWS} rows becomes tasks while others are served, and the tasks a table again`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'takt-csv-'));
  const secrets = { current: Buffer.alloc(32, 1), previous: [] };
  const options = { log: SILENT, now: () => START, keepFinishedSec: 600, retention: RETENTION };
  const store = await openSqliteStore({ ...options, secrets, file: join(folder, 'takt.db') });
  const { tasks, archive, catalog } = store;
  try {
    await withServer({ ports: { tasks, archive, catalog }, api: { data_dir: folder } }, async (served) => {
      const text = JSON.stringify(rawChain({ semaphors: [HOUR_TIMER] }));
      const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
      const conv_id = scheme[0]?.obj_id ?? 0;
      const lines = Array.from({ length: ROWS - 1 }, (_, n) => `ref-${n},${n},"name, of ${n}",some text for the row`);
      const body = ['ref,n,name,text', ...lines, 'ref-1,again,,'].join('\n');
      const fields = { type: 'create', obj: 'task', conv_id: String(conv_id), divider: ',', encoding: 'utf-8' };
      const how = {
        names_in_first_row: 'true',
        reference_col_name: 'ref',
        cols_convert_to: 'string,string',
        async: 'true',
      };
      const from = process.hrtime.bigint();
      const begun = await upload(served, { ...fields, ...how }, { field: 'from_file', name: 'a.csv', body });
      const hash = String(listOf(begun.json, 'ops')[0]?.hash);
      let asked = 0;
      for (let status: unknown = 'in_progress'; status === 'in_progress'; asked++) {
        await nextStep(served, hash);
        status = listOf((await uploadInfo(served, hash)).json, 'ops')[0]?.status;
      }
      const info = listOf((await uploadInfo(served, hash)).json, 'ops')[0];
      const done = process.hrtime.bigint();
      expect(info).toMatchObject({ status: 'success', ok_count: ROWS - 1, err_count: 1, all_count: ROWS });
      expect(asked).toBeGreaterThan(3);
      const { count } = await one(served, { type: 'list', obj: 'node', conv_id, obj_id: WORK, limit: 1 });
      expect(count).toBe(ROWS - 1);
      const op = { obj: 'node', conv_id, obj_id: WORK, format: 'csv', extra_columns: ['ref'], divider: ',' };
      const { json } = await post(served, JSON.stringify({ ops: [op] }), { path: '/api/2/download' });
      const address = String(listOf(json, 'ops')[0]?.download_url).replace('http://takt.test', served.url);
      const rows = (await request(address)).text.trim().split('\r\n');
      const out = process.hrtime.bigint();
      expect(rows[0]).toBe('ref,n,name,text');
      expect(new Set(rows.slice(1)).size).toBe(ROWS - 1);
      expect(rows).toContain('ref-77,77,"name, of 77",some text for the row');
      if (process.env.TAKT_TELL)
        console.log(`in ${Number(done - from) / 1e9} s (${asked} polls), out ${Number(out - done) / 1e9} s`);
    });
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}, 300_000);

/** Until an upload tells of a step, or has ended. */
function nextStep({ world }: Served, hash: string): Promise<void> {
  return new Promise((resolve) => {
    const watched = world.jobs.watch(hash, () => {
      watched?.end();
      resolve();
    });
    if (watched?.job.status !== 'in_progress') resolve();
  });
}
