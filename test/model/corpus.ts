/** Exports published by others, where the checkout has them: a user's clone has none, and the tests say so. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(__dirname, '../../../shared/corpus/processes');

export const corpus: { name: string; text: string }[] = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  : [];

/** `test.each` over the public exports, or one skipped test that says that they are not here. */
export function eachPublicExport(title: string, body: (text: string, name: string) => void): void {
  if (corpus.length === 0) test.skip(`${title}: skipped, ../shared/corpus is not there`, () => {});
  else
    test.each(corpus.map(({ name, text }) => [name, text] as const))(`${title}: %s`, (name, text) => body(text, name));
}
