/** What stands nowhere in the project: places of one machine, promises for later, tests that are switched on alone or that sleep. */
import { breaches, FILES, readSource, type Source, type Syntax, sourcesOf, textOf, walk } from './sources.ts';

/** Written in two halves, so that this file is not found by itself. */
const word = (...halves: string[]): RegExp => new RegExp(`\\b${halves.join('')}\\b`, 'i');

/** The project speaks of itself: not of a machine it was written on, nor of who wrote it. */
const NOWHERE: RegExp[] = [
  new RegExp(`(^|[\\s"'\`(=])/(${['wo', 'rk'].join('')}|root|home/\\w+|Users/\\w+)/`),
  word('TO', 'DO'),
  word('FIX', 'ME'),
  word('XX', 'X'),
  word('Clau', 'de'),
  word('Anthro', 'pic'),
  word('Chat', 'GPT'),
  word('Co', 'pilot'),
  word('language', ' models?'),
];

/** Files beside the checkout that a clone does not have: only tests may look for them, and say so when they skip. */
const BESIDE = new RegExp(`\\.\\./${['sha', 'red'].join('')}\\b`);

/** In the bytes of a picture any word may stand by chance. */
const texts = FILES.filter((path) => path !== 'package-lock.json' && path !== 'LICENSE' && !path.endsWith('.png'));
const tests = sourcesOf('test');

test('Nothing in the project tells of the machine it was written on or promises to be done later', () => {
  const found = texts.flatMap((path) =>
    linesOf(path).flatMap((line, index) =>
      NOWHERE.some((what) => what.test(line)) ? [`${path}:${index + 1}: ${line}`] : [],
    ),
  );
  expect(found).toEqual([]);
});

test('Only tests that skip without them look for files beside the checkout', () => {
  const found = texts.filter((path) => BESIDE.test(textOf(path)));
  const honest = (path: string): boolean => path.startsWith('test/') && /\bskip\b/.test(textOf(path));
  expect(found.filter((path) => !honest(path))).toEqual([]);
});

test('No test is switched on alone', () => {
  expect(
    breaches(tests, (file) =>
      callsIn(file).filter((name) => /^(test|it|describe)\.only\b|^f(it|describe)$/.test(name)),
    ),
  ).toEqual([]);
});

test('No test sleeps: time is moved, and events are waited for', () => {
  expect(breaches(tests, sleepsIn)).toEqual([]);
});

function linesOf(path: string): string[] {
  return textOf(path).split('\n');
}

/** The names of what is called, as far as they are plain: `a`, `a.b`, `a.b.c`. */
function callsIn({ tree }: Source): string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    if (node.type === 'CallExpression') found.push(plainName(node.callee as Syntax));
  });
  return found;
}

function plainName(node: Syntax): string {
  if (node.type !== 'MemberExpression') return typeof node.value === 'string' ? node.value : '';
  return `${plainName(node.object as Syntax)}.${plainName(node.property as Syntax)}`;
}

/**
 * A promise that only a timer fulfils. A timer that ends the waiting for something is no sleep: its callback does more
 * than to call on.
 */
function sleepsIn({ path, tree, lineAt }: Source): string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    if (
      node.type === 'ImportDeclaration' &&
      /^(node:)?timers\/promises$/.test((node.source as { value: string }).value)
    ) {
      found.push(`imports timers/promises`);
    }
    if (node.type !== 'NewExpression' || plainName(node.callee as Syntax) !== 'Promise') return;
    const [executor] = node.arguments as { expression: Syntax }[];
    const [resolve] = (executor?.expression.params ?? []) as Syntax[];
    const name = plainName(((resolve as { pat?: Syntax } | undefined)?.pat ?? resolve ?? node) as Syntax);
    if (name !== '' && isTimer(bodyOf(executor?.expression), name)) {
      found.push(`sleeps in line ${lineAt(node.span.start)}`);
    }
  });
  return path.startsWith('test/tidy/') ? [] : found;
}

/** The one expression of a function, or undefined where it does more. */
function bodyOf(fn: Syntax | undefined): Syntax | undefined {
  let body = fn?.body as Syntax | undefined;
  if (Array.isArray(body?.stmts)) {
    const [only, ...more] = body.stmts as Syntax[];
    body = more.length === 0 ? (only?.expression as Syntax | undefined) : undefined;
  }
  return body;
}

function isTimer(node: Syntax | undefined, resolve: string): boolean {
  if (node?.type !== 'CallExpression' || !/^(setTimeout|setInterval)$/.test(plainName(node.callee as Syntax)))
    return false;
  const [callback] = node.arguments as { expression: Syntax }[];
  if (callback === undefined) return false;
  const inner = bodyOf(callback.expression);
  const called = inner?.type === 'CallExpression' ? plainName(inner.callee as Syntax) : plainName(callback.expression);
  return called === resolve;
}

test('These tests see what they look for', () => {
  const text = [
    'await new Promise((done) => setTimeout(done, 5));',
    'await new Promise<void>((done) => { setTimeout(() => done(), 5); });',
    'await new Promise((done, fail) => { when(done); setTimeout(() => fail(new Error("late")), 5); });',
    "import { setTimeout as wait } from 'node:timers/promises';",
    'test.only("x", () => {});',
  ].join('\n');
  const bad = readSource('test/bad.ts', text);
  expect(sleepsIn(bad).sort()).toEqual(['imports timers/promises', 'sleeps in line 1', 'sleeps in line 2']);
  expect(callsIn(bad)).toContain('test.only');
  expect(NOWHERE.some((what) => what.test(`see ${['/ro', 'ot/x'].join('')}`))).toBe(true);
});
