/** `npm start`: installs and builds what is missing or stale, then `takt serve` in this very process. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, ROOT } from './prepare.mjs';

prepare();
const program = join(ROOT, 'dist/main/takt.js');
process.argv = [process.execPath, program, 'serve', ...process.argv.slice(2)];
await import(pathToFileURL(program).href);
