/**
 * `npm test`: installs and builds what is missing, gets the services the tests need, runs jest, and ends with a line
 * for machines: `N passed, N failed`. `--long` runs the large counts; other arguments go to jest.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { node, prepare, say } from './prepare.mjs';

/** Services that tests need: a program of each, the package that brings it, and a program that does as well, but slower. */
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
  {
    program: 'chromium-headless-shell',
    package: 'chromium-headless-shell',
    instead: 'chromium',
    others: 'elsewhere Chrome or Chromium as /usr/bin/chromium',
  },
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

/** Installs what is missing where that can be done; gives what the tests have to do without. */
function missingServices() {
  const wanted = SERVICES.filter(({ program }) => !isInstalled(program));
  const apt = process.platform === 'linux' && process.getuid?.() === 0 && runs('apt-get', ['--version']);
  if (wanted.length > 0 && apt) install(wanted);
  return wanted.filter(({ program, instead }) => !isInstalled(program) && !(instead && isInstalled(instead)));
}

/** Each by itself, so that one that this system does not have keeps away no other. */
function install(services) {
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-q'], options);
  for (const { package: name, program, instead } of services) {
    say(`installing ${name} with apt-get`);
    spawnSync('apt-get', ['install', '-yq', '--no-install-recommends', name], options);
    if (instead && !isInstalled(program) && !isInstalled(instead)) {
      spawnSync('apt-get', ['install', '-yq', '--no-install-recommends', instead], options);
    }
  }
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
