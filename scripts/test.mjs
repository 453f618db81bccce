/**
 * `npm test`: installs and builds what is missing, gets the services the tests need, runs jest, and ends with a line
 * for machines: `N passed, N failed`. `--long` runs the large counts; other arguments go to jest.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { node, prepare, say } from './prepare.mjs';

/** Services that tests need: a program of each, where Debian keeps it besides, and the packages that bring it. */
const SERVICES = [
  { program: 'redis-server', package: 'redis-server', others: 'Fedora: dnf install redis; macOS: brew install redis' },
  {
    program: 'postgres',
    package: 'postgresql',
    others: 'Fedora: dnf install postgresql-server; macOS: brew install postgresql',
  },
  {
    program: 'mariadbd',
    package: 'mariadb-server',
    others: 'Fedora: dnf install mariadb-server; macOS: brew install mariadb',
  },
  { program: 'chromium', package: 'chromium', others: 'elsewhere Chrome or Chromium as /usr/bin/chromium' },
];

const args = process.argv.slice(2);
const long = args.includes('--long');
prepare();
const missing = missingServices();
const { code, passed, failed } = runJest(args.filter((arg) => arg !== '--long'));
for (const service of missing) say(adviceOn(service));
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

/** Installs what is missing where that can be done; gives what is missing still. */
function missingServices() {
  const missing = SERVICES.filter(({ program }) => !isInstalled(program));
  if (missing.length === 0 || process.platform !== 'linux' || process.getuid?.() !== 0) return missing;
  if (!runs('apt-get', ['--version'])) return missing;
  const packages = missing.map((service) => service.package);
  say(`installing ${packages.join(', ')} with apt-get`);
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-q'], options);
  spawnSync('apt-get', ['install', '-yq', '--no-install-recommends', ...packages], options);
  return missing.filter(({ program }) => !isInstalled(program));
}

/** On the PATH, or where Debian keeps servers. */
function isInstalled(program) {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : [];
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', ...versions];
  return folders.some((folder) => existsSync(join(folder, program)));
}

function adviceOn({ program, package: name, others }) {
  return `${program} is not installed, so the tests that need it are skipped. Install it (Debian, Ubuntu: apt-get install ${name}; ${others}).`;
}

function runs(program, options) {
  return spawnSync(program, options, { stdio: 'ignore' }).status === 0;
}
