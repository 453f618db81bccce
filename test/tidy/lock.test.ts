/** What is installed is the same for everybody, from whichever registry it comes. */

import { spawnSync } from 'node:child_process';
import { ROOT, textOf } from './sources.ts';

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
}
interface Manifest {
  version: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

const lock = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, Locked> };
const manifest = JSON.parse(textOf('package.json')) as Manifest;
const wanted = { ...manifest.dependencies, ...manifest.devDependencies };

test('The lock file names no registry: whoever has a mirror installs from it', () => {
  expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  expect(textOf('package-lock.json')).not.toMatch(/"https?:\/\/[^"]*\.tgz/);
  expect(textOf('.npmrc')).toContain('omit-lockfile-registry-resolved=true');
});

test('Every package is checked against its sum', () => {
  const unchecked = Object.entries(lock.packages).filter(
    ([path, { integrity }]) => path !== '' && integrity === undefined,
  );
  expect(unchecked.map(([path]) => path)).toEqual([]);
});

test('Versions are exact, and the lock file has the same', () => {
  for (const [name, version] of Object.entries(wanted)) {
    expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
    expect([name, lock.packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
  }
});

test('The generated pages are fresh (npm run docs makes them)', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/docs.mjs', '--check'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
