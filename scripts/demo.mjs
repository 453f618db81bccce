/** `npm run demo`: the server, the look-alike of Bitrix24, and a token that is refreshed while one watches. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, ROOT } from './prepare.mjs';

prepare();
await import(pathToFileURL(join(ROOT, 'dist/main/demo.js')).href);
