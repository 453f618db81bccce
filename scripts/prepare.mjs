/**
 * Makes a clone ready to run: packages as the lock file says, and dist as the sources say. Both are looked at by
 * content, so that nothing is done twice and nothing stale is ever run.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What was made of which sources. The pages of the docs lie in what the dashboard's build empties, and so does theirs. */
const STAMP = 'dist/.stamp';
const DOCS_STAMP = 'dist/dashboard/docs/.stamp';

/** Installs and builds what is missing or stale. */
export function prepare() {
  if (!isInstalled()) {
    say('installing packages');
    npmCi();
  }
  ifStale(STAMP, ['package-lock.json', 'tsconfig.json', ...filesUnder('src')], build);
  const docs = [...filesUnder('docs').filter((path) => path.endsWith('.md')), ...filesUnder('scripts/docs')];
  ifStale(
    DOCS_STAMP,
    ['package-lock.json', 'src/dashboard/ui/tokens.css', 'src/dashboard/ui/base.css', ...docs],
    () => {
      if (node(['scripts/docs/site.mjs']) !== 0) fail('The pages of the docs cannot be made.');
    },
  );
}

function build() {
  say('building');
  if (node(['node_modules/typescript/bin/tsc', '-p', '.']) !== 0) fail('The sources do not compile.');
  const vite = ['node_modules/vite/bin/vite.js', 'build', '-c', 'src/dashboard/vite.config.mjs', '--logLevel', 'warn'];
  if (node(vite) !== 0) fail('The dashboard cannot be built.');
  dropOrphans();
}

/** Runs a program of Node in the foreground; gives its exit code. Its output goes where ours says what goes on. */
export function node(args, options = {}) {
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ['inherit', 2, 2], ...options });
  return status ?? 1;
}

/** Says what goes on. On stderr, so that what a command prints for machines stays clean. */
export function say(text) {
  process.stderr.write(`takt: ${text}\n`);
}

export function fail(text) {
  say(text);
  process.exit(1);
}

/** npm notes what it has installed in a lock file of its own; packages for other systems may be missing there. */
function isInstalled() {
  const text = readText(join(ROOT, 'node_modules/.package-lock.json'));
  if (text === null) return false;
  const has = JSON.parse(text).packages;
  const wants = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wants).every(([path, { version, optional }]) => {
    if (path === '') return true;
    return has[path] === undefined ? optional === true : has[path].version === version;
  });
}

function npmCi() {
  const args = ['ci', '--no-audit', '--no-fund'];
  const cli = process.env.npm_execpath;
  const windows = process.platform === 'win32';
  const code = cli?.endsWith('.js')
    ? node([cli, ...args])
    : spawnSync('npm', args, { cwd: ROOT, stdio: ['inherit', 2, 2], shell: windows }).status;
  if (code !== 0) fail('`npm ci` failed; what it says stands above.');
}

/** Makes something anew where the files that decide what it is are others than the last time. */
function ifStale(stamp, inputs, make) {
  const hash = createHash('sha256');
  for (const path of inputs)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0');
  const wanted = hash.digest('hex');
  const file = join(ROOT, stamp);
  if (readText(file) === wanted) return;
  make();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, wanted);
}

/** What was built from sources that are gone must not be found by anybody; the dashboard is built anew as a whole. */
function dropOrphans() {
  for (const path of filesUnder('dist')) {
    if (path.startsWith(join('dist', 'dashboard'))) continue;
    const source = join('src', relative('dist', path)).replace(/\.js(\.map)?$/, '.ts');
    if (source.endsWith('.ts') && !existsSync(join(ROOT, source))) rmSync(join(ROOT, path));
  }
}

/** Paths from the root, in a fixed order. */
function filesUnder(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
