/** The examples of docs/expressions.md are true. */
import { readFileSync } from 'node:fs';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { resultOf } from './scope.ts';

const page = readFileSync('docs/expressions.md', 'utf8');
const examples = [...page.matchAll(/^\| `(.+)` \| `(\{.*\})` \| `(.+)` \|$/gm)];

test('there are examples', () => expect(examples.length).toBeGreaterThan(25));

test.each(examples.map(([, text, data, result]) => [text, data, result] as string[]))('%s', (text, data, result) => {
  const value = resultOf(text as string, JSON.parse(data as string) as JsonObject);
  expect(value).toEqual(JSON.parse(result as string) as Json);
});
