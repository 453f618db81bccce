/** `npm run check`: format, lint, types, and the tests that need no service; for every change, in under two minutes. */
import { fail, node, prepare, say } from './prepare.mjs';

const UNIT = 'test/(tidy|base|model|template|nodes|engine|app|simulation)/';

const STEPS = [
  ['format and lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings']],
  ['types', ['node_modules/typescript/bin/tsc', '-p', 'test/tsconfig.json']],
  ['tests', ['--expose-gc', 'node_modules/jest/bin/jest.js', '--maxWorkers=2', UNIT]],
];

prepare();
const failed = STEPS.filter(([what, args]) => {
  say(what);
  return node(args) !== 0;
}).map(([what]) => what);
if (failed.length > 0) fail(`not in order: ${failed.join(', ')}`);
say('everything is in order');
