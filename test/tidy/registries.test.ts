/** Tables that must agree: each fact has one home, and what is told of it elsewhere is held against it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CODES } from '../../src/base/errors.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { Settings } from '../../src/main/config.ts';
import { NODE_TYPES } from '../../src/nodes/registry.ts';
import { FILES, ROOT, sourcesOf, textOf } from './sources.ts';

/** The first column of a page's table: names in code marks. */
function namesIn(page: string): string[] {
  return [...textOf(page).matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name as string);
}

test('Every error code has its line in docs/errors.md, and no line is without a code', () => {
  expect(namesIn('docs/errors.md').sort()).toEqual(Object.keys(ERROR_CODES).sort());
});

test('Every error code is used', () => {
  const used = sourcesOf('src')
    .filter(({ path }) => path !== 'src/base/errors.ts')
    .map(({ text }) => text)
    .join('\n');
  expect(Object.keys(ERROR_CODES).filter((code) => !new RegExp(`\\b${code}\\b`).test(used))).toEqual([]);
});

test('Every limit is named in docs/limits.md with its unit and its reason', () => {
  expect(namesIn('docs/limits.md').sort()).toEqual(Object.keys(LIMITS).sort());
});

test('Every setting stands in docs/settings.md', () => {
  expect(namesIn('docs/settings.md').sort()).toEqual(Object.keys(Settings.shape).sort());
});

test('Every node type has its page', () => {
  const pages = readdirSync(join(ROOT, 'docs/nodes')).filter((name) => name !== 'README.md');
  expect(pages.sort()).toEqual(
    Object.keys(NODE_TYPES)
      .map((type) => `${type}.md`)
      .sort(),
  );
});

test('What the pages link to in the project is there', () => {
  const missing = FILES.filter((path) => path.endsWith('.md')).flatMap((path) =>
    [...textOf(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
      .map(([, target]) => join(path, '..', target as string))
      .filter((target) => !existsSync(join(ROOT, target)))
      .map((target) => `${path}: ${target}`),
  );
  expect(missing).toEqual([]);
});

test('Every npm script runs a file that is there', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  const files = Object.values(scripts).flatMap((line) => line.match(/scripts\/\S+\.mjs/g) ?? []);
  expect(files.length).toBe(Object.keys(scripts).length);
  expect(files.filter((path) => !FILES.includes(path))).toEqual([]);
});

test('The pages that repeat the sources are fresh (npm run docs makes them)', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/docs.mjs', '--check'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect({ status, said: status === 0 ? '' : stderr }).toEqual({ status: 0, said: '' });
});
