/** docs/api.md and the table of operations name the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TABLE } from '../../src/api/ops/table.ts';

const text = readFileSync(join(__dirname, '../../docs/api.md'), 'utf8');
const shown = [...text.matchAll(/^takt_op '(\{.*\})'/gm)].map((match) => JSON.parse(match[1] ?? '{}'));

test('every example is JSON of an operation that there is', () => {
  expect(shown.length).toBeGreaterThan(60);
  const unknown = shown.filter(({ obj, type }) => {
    const byAddress = type === undefined || type === 'download';
    return TABLE[obj] === undefined || (!byAddress && TABLE[obj]?.[type] === undefined);
  });
  expect(unknown).toEqual([]);
});

test('every object that operations work on has an example', () => {
  const objects = new Set(shown.map(({ obj }) => obj));
  const inWords = ['git_call'];
  expect(Object.keys(TABLE).filter((obj) => !objects.has(obj) && !inWords.includes(obj))).toEqual([]);
});
