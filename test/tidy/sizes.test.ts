/**
 * Files and functions stay small enough to be read at once. An old large thing may stand, named below with its size; it
 * may not grow, and goes from the list once it has become small. The same limits hold for all that is shipped; tests
 * only have their files bounded, for a `describe` is a chapter and no function.
 */
import { breaches, readSource, type Source, type Syntax, sourcesOf, walk } from './sources.ts';

const FILE = { most: 260, most_in_tests: 300, never: 400 };
/** What draws a part of the page is mostly markup, a line for each thing shown. */
const FUNCTION = { most: 50, never: 70, never_with_markup: 100 };
/** The share of files and functions that stays below `most`. */
const SHARE = 0.95;
const PARAMETERS = 4;

/** Sizes in lines; of a function as `path name`. */
const LARGE_FILES: Record<string, number> = {};
const LARGE_FUNCTIONS: Record<string, number> = {};
/** Numbers of parameters. */
const MANY_PARAMETERS: Record<string, number> = {
  'src/nodes/parts/api_response.ts takeMapped': 5,
  'src/nodes/parts/evaluated.ts evaluateParams': 5,
};

const shipped = sourcesOf('src', 'scripts', 'bin', 'bench');
const tests = sourcesOf('test');

interface Measured {
  name: string;
  size: number;
}

interface MeasuredFunction extends Measured {
  parameters: number;
}

const ANONYMOUS = 'in line';

const FUNCTIONS = [
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
];

function functionsIn({ path, tree, lineAt }: Source): MeasuredFunction[] {
  const found: MeasuredFunction[] = [];
  const names = new Map<unknown, string>();
  walk(tree, (node) => {
    if (node.type === 'VariableDeclarator') names.set(node.init, nameOf(node.id));
    if (node.type === 'KeyValueProperty') names.set(node.value, nameOf(node.key));
    if (!FUNCTIONS.includes(node.type)) return;
    const from = lineAt(node.span.start);
    const own = nameOf(node.identifier) || nameOf(node.key) || names.get(node) || `${ANONYMOUS} ${from}`;
    const inner = (node.function as { params: unknown[] } | undefined)?.params;
    const parameters = ((node.params as unknown[] | undefined) ?? inner ?? []).length;
    found.push({ name: `${path} ${own}`, size: lineAt(node.span.end - 1) - from + 1, parameters });
  });
  return found;
}

function nameOf(node: unknown): string {
  const value = (node as Partial<Syntax> | null | undefined)?.value;
  return typeof value === 'string' ? value : '';
}

function tooLarge(measured: Measured[], never: number, allowed: Record<string, number>): string[] {
  return measured
    .filter(({ name, size }) => size > (allowed[name] ?? never))
    .map(({ name, size }) => `${name}: ${size}`);
}

/** Whoever has become small is taken from the list, so that it cannot grow again. */
function outgrown(measured: Measured[], never: number, allowed: Record<string, number>): string[] {
  const sizes = new Map(measured.map(({ name, size }) => [name, size]));
  return Object.keys(allowed).filter((name) => (sizes.get(name) ?? 0) <= never);
}

function percentile(sizes: number[]): number {
  const sorted = [...sizes].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * SHARE) - 1] ?? 0;
}

const files = [...shipped, ...tests].map(({ path, lines }) => ({ name: path, size: lines }));
const functions = shipped.flatMap(functionsIn);

test(`No file is longer than ${FILE.never} lines`, () => {
  expect(tooLarge(files, FILE.never, LARGE_FILES)).toEqual([]);
  expect(outgrown(files, FILE.never, LARGE_FILES)).toEqual([]);
});

test(`Of twenty files nineteen have at most ${FILE.most} lines`, () => {
  expect(percentile(shipped.map(({ lines }) => lines))).toBeLessThanOrEqual(FILE.most);
  expect(percentile(tests.map(({ lines }) => lines))).toBeLessThanOrEqual(FILE.most_in_tests);
});

test(`No function is longer than ${FUNCTION.never} lines, with markup ${FUNCTION.never_with_markup}`, () => {
  const [drawn, others] = [true, false].map((is) => functions.filter(({ name }) => /\.tsx /.test(name) === is));
  expect(tooLarge(others ?? [], FUNCTION.never, LARGE_FUNCTIONS)).toEqual([]);
  expect(tooLarge(drawn ?? [], FUNCTION.never_with_markup, LARGE_FUNCTIONS)).toEqual([]);
  expect(outgrown(functions, FUNCTION.never, LARGE_FUNCTIONS)).toEqual([]);
});

test(`Of twenty functions nineteen have at most ${FUNCTION.most} lines`, () => {
  expect(percentile(functions.map(({ size }) => size))).toBeLessThanOrEqual(FUNCTION.most);
});

/** How many a callback takes is decided by whoever calls it. */
test(`No function takes more than ${PARAMETERS} parameters`, () => {
  const counts = functions
    .filter(({ name }) => !name.includes(ANONYMOUS))
    .map(({ name, parameters }) => ({ name, size: parameters }));
  expect(tooLarge(counts, PARAMETERS, MANY_PARAMETERS)).toEqual([]);
  expect(outgrown(counts, PARAMETERS, MANY_PARAMETERS)).toEqual([]);
});

test('A file opens with what it is and why', () => {
  const opens = /^(#![^\n]*\n)?\/\*\*/;
  expect(breaches(shipped, ({ text }) => (opens.test(text) ? [] : ['does not']))).toEqual([]);
});

test('These tests see what they look for', () => {
  const text = ['const short = () => 1;', 'function long(a: number,', '  b: number) {', '  return a + b;', '}'].join(
    '\n',
  );
  const [short, long] = functionsIn(readSource('x.ts', `${text}\n`));
  expect(short).toEqual({ name: 'x.ts short', size: 1, parameters: 0 });
  expect(long).toEqual({ name: 'x.ts long', size: 4, parameters: 2 });
  expect(tooLarge([{ name: 'x', size: 9 }], 8, {})).toEqual(['x: 9']);
  expect(tooLarge([{ name: 'x', size: 9 }], 8, { x: 9 })).toEqual([]);
  expect(outgrown([{ name: 'x', size: 8 }], 8, { x: 9 })).toEqual(['x']);
});
