/** What is installed is the same for everybody, from whichever registry it comes. */

import { textOf } from './sources.ts';

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  optional?: boolean;
  os?: string[];
  optionalDependencies?: Record<string, string>;
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

/** Builds for other systems may lack a sum: not every registry that locks are written at has them. */
test('Every package is checked against its sum', () => {
  const unchecked = Object.entries(lock.packages).filter(
    ([path, { integrity, optional, os }]) =>
      path !== '' && integrity === undefined && !(optional === true && os !== undefined),
  );
  expect(unchecked.map(([path]) => path)).toEqual([]);
});

test('Every build for a system that a package names is in the lock file, so that npm ci takes it', () => {
  const places = (parent: string, name: string): string[] => [`node_modules/${name}`, `${parent}/node_modules/${name}`];
  const missing = Object.entries(lock.packages).flatMap(([parent, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => places(parent, name).every((path) => !(path in lock.packages))),
  );
  expect(missing).toEqual([]);
});

test('Versions are exact, and the lock file has the same', () => {
  for (const [name, version] of Object.entries(wanted)) {
    expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
    expect([name, lock.packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
  }
});
