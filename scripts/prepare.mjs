/**
 * Makes a clone ready to run: packages as the lock file says, and dist as the sources say. Both are looked at by
 * content, so that nothing is done twice and nothing stale is ever run.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const STAMP = join(ROOT, 'dist/.stamp');

/** Installs and builds what is missing or stale. */
export function prepare() {
  if (!isInstalled()) {
    say('installing packages');
    npmCi();
  }
  const wanted = sourcesHash();
  if (readText(STAMP) === wanted) return;
  say('building');
  if (node(['node_modules/typescript/bin/tsc', '-p', '.']) !== 0) fail('The sources do not compile.');
  const vite = ['node_modules/vite/bin/vite.js', 'build', '-c', 'src/dashboard/vite.config.mjs', '--logLevel', 'warn'];
  if (node(vite) !== 0) fail('The dashboard cannot be built.');
  dropOrphans();
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  writeFileSync(STAMP, wanted);
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

/** Everything that decides what dist is. */
function sourcesHash() {
  const hash = createHash('sha256');
  const inputs = ['package-lock.json', 'tsconfig.json', ...filesUnder('src')];
  for (const path of inputs)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0');
  return hash.digest('hex');
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
