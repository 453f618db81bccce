/** `npm run bench`: all benchmarks, one after the other; `npm run bench -- NAME …` runs those that are named. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail, node, prepare, ROOT, say } from './prepare.mjs';

const [wanted, options] = split(process.argv.slice(2));
const known = readdirSync(join(ROOT, 'bench'))
  .filter((file) => file.endsWith('.mjs') && file !== 'support.mjs')
  .map((file) => file.slice(0, -'.mjs'.length));
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) fail(`There is no benchmark ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
prepare();
for (const name of wanted.length > 0 ? wanted : known) {
  say(`benchmark ${name}`);
  const code = node([join('bench', `${name}.mjs`), ...options], { stdio: 'inherit' });
  if (code !== 0) process.exit(code);
}

/** Names first; what follows the first option goes to the benchmarks. */
function split(args) {
  const first = args.findIndex((arg) => arg.startsWith('-'));
  return first < 0 ? [args, []] : [args.slice(0, first), args.slice(first)];
}
