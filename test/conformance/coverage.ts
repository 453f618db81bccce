/**
 * Holds tests against the tables of a reference page: every row of them has a test that is named after it. The pages
 * are not part of the project; where a checkout has none, the test says so and is skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT, readSource, type Syntax, walk } from '../tidy/sources.ts';

const PAGES = resolve(ROOT, '../shared/corezoid');

/** A row of a table: the number of the section it stands in, and its first cell without code marks. */
export interface Row {
  section: string;
  name: string;
}

/** A section and everything below it: `5` is also 5.1, but not 50. */
export function inSection(section: string, ...wanted: string[]): boolean {
  return wanted.some((one) => section === one || section.startsWith(`${one}.`));
}

/** The rows of all tables of a page, without their heads; headings without a number belong to the section above. */
export function rowsOf(markdown: string): Row[] {
  const rows: Row[] = [];
  let section = '';
  let head = true;
  let fenced = false;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) fenced = !fenced;
    if (fenced) continue;
    section = /^#+ +(\d+(?:\.\d+)*)\.? /.exec(line)?.[1] ?? section;
    if (!line.startsWith('|')) head = true;
    else if (/^\|[\s:|-]+$/.test(line)) head = false;
    else if (!head) rows.push({ section, name: nameOf(line) });
  }
  return rows;
}

/** The first cell that says something. A bar inside a cell is written with a backslash. */
function nameOf(line: string): string {
  const cells = line.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('`', '').replaceAll('\\|', '|').trim());
  return cells.find((cell) => cell !== '') ?? '';
}

/** Every text in a test file, as it is when the file has been read: titles are among them. */
export function textsIn(path: string): string[] {
  const texts: string[] = [];
  walk(readSource(path, readFileSync(join(ROOT, path), 'utf8')).tree, (node: Syntax) => {
    if (node.type === 'StringLiteral') texts.push(String(node.value));
    if (node.type === 'TemplateElement') texts.push(String(node.cooked));
  });
  return texts;
}

/** The rows of which no text of the test files says `§<section> <first cell>`. */
export function rowsWithoutTest(rows: readonly Row[], texts: readonly string[]): string[] {
  const wanted = rows.map(({ section, name }) => `§${section} ${name}`);
  return wanted.filter((title) => !texts.some((text) => text.includes(title)));
}

/**
 * A test that fails with the rows of the page, in these sections, after which no test in these files is named. The
 * title of a test holds `§5.2 to_node_id`: the number of the section, then the first cell without its code marks.
 */
export function everyRowIsTested(page: string, sections: readonly string[], ...files: string[]): void {
  const title = `${page} §${sections.join(', §')}: every row of every table has a test named after it`;
  const path = join(PAGES, page);
  if (!existsSync(path)) {
    test.skip(`${title}: skipped, ../shared/corezoid is not there`, () => {});
    return;
  }
  test(title, () => {
    const rows = rowsOf(readFileSync(path, 'utf8')).filter(({ section }) => inSection(section, ...sections));
    expect(rows.length).toBeGreaterThan(0);
    expect(rowsWithoutTest(rows, files.flatMap(textsIn))).toEqual([]);
  });
}
