/**
 * `npm run docs`: writes the pages that repeat what the sources say, from the built sources. With `--check` it writes
 * nothing and ends with 1 where a page is not what it would write.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from '@swc/core';
import { lintPages } from './docs/lint_pages.mjs';
import { nodePages } from './docs/node_pages.mjs';
import { errorsPage, limitsPage, settingsPage } from './docs/tables.mjs';
import { fail, prepare, ROOT, say } from './prepare.mjs';

const check = process.argv.includes('--check');
prepare();

const { ERROR_CODES } = await import('../dist/base/errors.js');
const { LINT_PAGES } = await import('../dist/engine/lint_pages.js');
const { Settings } = await import('../dist/main/config.js');
const { KNOWN_TYPES_NOT_RUN, NODE_TYPES } = await import('../dist/nodes/registry.js');

const pages = new Map([
  ['docs/errors.md', errorsPage(ERROR_CODES)],
  ['docs/limits.md', limitsPage(readFileSync(join(ROOT, 'src/base/limits.ts'), 'utf8'))],
  ['docs/settings.md', settingsPage(Settings)],
  ...nodePages(Object.values(NODE_TYPES), KNOWN_TYPES_NOT_RUN, await editorWords()),
  ...lintPages(LINT_PAGES),
]);

const stale = [...pages].filter(([path, text]) => textAt(path) !== text).map(([path]) => path);
const orphans = ['docs/nodes', 'docs/lint']
  .filter((folder) => existsSync(join(ROOT, folder)))
  .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`))
  .filter((path) => !pages.has(path));
if (check) {
  if (stale.length + orphans.length > 0)
    fail(`stale: ${[...stale, ...orphans].join(', ')}; \`npm run docs\` makes them`);
} else {
  for (const path of stale) write(path, pages.get(path));
  for (const path of orphans) rmSync(join(ROOT, path));
  say(`${stale.length} of ${pages.size} pages written`);
}

/** The texts of the editor's panel belong to the page, which is no module of dist: they are read from their source. */
async function editorWords() {
  const source = readFileSync(join(ROOT, 'src/dashboard/words/en/editor_fields.ts'), 'utf8');
  const { code } = transformSync(source, {
    filename: 'editor_fields.ts',
    jsc: { parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  });
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)).editorFields;
}

function textAt(path) {
  return existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : null;
}

function write(path, text) {
  mkdirSync(join(ROOT, dirname(path)), { recursive: true });
  writeFileSync(join(ROOT, path), text);
}
