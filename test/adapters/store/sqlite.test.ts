import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../../src/adapters/store/sqlite_store.ts';
import { storeContract } from './store_contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'takt-store-'));
const secrets = { current: Buffer.alloc(32, 1), previous: [] };
let files = 0;

afterAll(() => rmSync(folder, { recursive: true }));

storeContract('in SQLite', (options) => openSqliteStore({ ...options, secrets, file: join(folder, `${++files}.db`) }));
