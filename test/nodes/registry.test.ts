/** Every node type is one file and one row, under one name. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeType } from '../../src/nodes/node_type.ts';
import { isKnownButNotRun, KNOWN_TYPES_NOT_RUN, NODE_TYPES, nodeType } from '../../src/nodes/registry.ts';

const folder = join(__dirname, '../../src/nodes');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && name !== 'registry.ts' && name !== 'node_type.ts')
  .map((name) => name.slice(0, -'.ts'.length));

test('Every file of a node type stands in the registry under its own name, and no row is without a file', () => {
  expect(Object.keys(NODE_TYPES).sort()).toEqual(files.sort());
});

test.each(files)('%s exports the row of the registry under its name', (name) => {
  const module = require(join(folder, `${name}.ts`)) as Record<string, NodeType>;
  expect(module[name]).toBe(NODE_TYPES[name]);
  expect(module[name]?.type).toBe(name);
});

test.each(Object.values(NODE_TYPES).map((type) => [type.type, type] as const))(
  '%s tells people what it is',
  (_, type) => {
    expect(type.title.length).toBeGreaterThan(1);
    expect(type.help.endsWith('.')).toBe(true);
    expect(type.allowed_in.length).toBeGreaterThan(0);
  },
);

test('A type that is known but not run yet is told apart from one that nobody knows', () => {
  for (const type of KNOWN_TYPES_NOT_RUN) expect(nodeType(type)).toBeUndefined();
  expect(isKnownButNotRun('api_sender')).toBe(true);
  expect(isKnownButNotRun('toString')).toBe(false);
  expect(nodeType('toString')).toBeUndefined();
});

test('A logic with nothing but its type is read, whatever real exports leave out', () => {
  for (const type of Object.values(NODE_TYPES))
    expect(type.schema.parse({ type: type.type })).toMatchObject({ type: type.type });
});

test('What a logic has besides is kept', () => {
  for (const type of Object.values(NODE_TYPES)) {
    expect(type.schema.parse({ type: type.type, chTime: 5, id: 'x' })).toMatchObject({ chTime: 5, id: 'x' });
  }
});
