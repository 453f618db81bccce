/**
 * `npm test`: installs and builds what is missing, gets the services the tests need, runs jest, and ends with a line
 * for machines: `N passed, N failed`. `--long` runs the large counts; other arguments go to jest.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, prepare, say } from './prepare.mjs';

const NO_REDIS =
  'redis-server is not on the PATH, so the tests that need it are skipped. Install it ' +
  '(Debian, Ubuntu: apt-get install redis-server; Fedora: dnf install redis; macOS: brew install redis).';

const args = process.argv.slice(2);
const long = args.includes('--long');
prepare();
const redis = haveRedis();
const { code, passed, failed } = runJest(args.filter((arg) => arg !== '--long'));
if (!redis) say(NO_REDIS);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = code === 0 && failed === 0 && passed > 0 ? 0 : 1;

/** Code that garbage collection is asked of runs with it exposed; two workers, because many tests wait for a process. */
function runJest(given) {
  const folder = mkdtempSync(join(tmpdir(), 'takt-test-'));
  const report = join(folder, 'report.json');
  const options = ['--maxWorkers=2', '--json', `--outputFile=${report}`, ...given];
  const env = { ...process.env, NODE_ENV: 'test', ...(long ? { TAKT_LONG: '1' } : {}) };
  const code = node(['--expose-gc', 'node_modules/jest/bin/jest.js', ...options], {
    env,
    stdio: ['inherit', 'ignore', 'inherit'],
  });
  const result = readReport(report);
  rmSync(folder, { recursive: true, force: true });
  return { code, ...result };
}

/** A suite that could not even begin counts as one failed test. */
function readReport(path) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(path, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function haveRedis() {
  if (runs('redis-server', ['--version'])) return true;
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !runs('apt-get', ['--version'])) return false;
  say('installing redis-server with apt-get');
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-q'], options);
  spawnSync('apt-get', ['install', '-yq', '--no-install-recommends', 'redis-server'], options);
  return runs('redis-server', ['--version']);
}

function runs(program, options) {
  return spawnSync(program, options, { stdio: 'ignore' }).status === 0;
}
