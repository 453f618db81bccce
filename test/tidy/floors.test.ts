/** Who may know whom (docs/architecture.md, Floors), which vendor comes in by which door, and what stays out of the pure floors. */
import { posix } from 'node:path';
import {
  breaches,
  type Import,
  importsOf,
  readSource,
  type Source,
  type Syntax,
  sourcesOf,
  textOf,
  walk,
} from './sources.ts';

/** A file imports from its own folder and from lower floors. Folders of one floor do not know each other. */
const FLOORS: Record<string, number> = {
  base: 0,
  model: 1,
  template: 2,
  ports: 2,
  nodes: 3,
  engine: 4,
  app: 5,
  adapters: 6,
  api: 6,
  simulators: 6,
  dashboard: 7,
  main: 8,
};
/** Look-alikes of outside systems know nothing of how Takt works inside. */
const SIMULATORS_KNOW_UP_TO = 2;

const PURE = ['base', 'model', 'template', 'ports', 'nodes', 'engine'];

/** Each package comes in through one door; a package without a row, or a row without an import, is a mistake. */
const DOORS: Record<string, RegExp> = {
  bullmq: /^src\/adapters\/queue\//,
  busboy: /^src\/api\//,
  'crypto-js': /^src\/adapters\/code_sandbox\//,
  'csv-parse': /^src\/api\/csv_table\.ts$/,
  'csv-stringify': /^src\/api\/csv_table\.ts$/,
  express: /^src\/api\/express\.ts$/,
  // A function of its text, like JSON.parse: what nodes and the API both read with it is pure.
  'fast-xml-parser': /^src\/model\/xml\.ts$/,
  handlebars: /^src\/template\//,
  'iconv-lite': /^src\/api\/csv_table\.ts$/,
  ioredis: /^src\/adapters\/queue\//,
  kysely: /^src\/adapters\/store\//,
  libsql: /^src\/adapters\/store\//,
  lodash: /^src\/adapters\/code_sandbox\//,
  moment: /^src\/adapters\/code_sandbox\//,
  'moment-timezone': /^src\/adapters\/code_sandbox\//,
  mysql2: /^src\/adapters\/database\//,
  nodemailer: /^src\/adapters\/mail\//,
  pg: /^src\/adapters\/(database|store)\//,
  'quickjs-wasi': /^src\/adapters\/code_sandbox\//,
  undici: /^src\/adapters\/http_client\//,
  ws: /^src\/api\/sockets\.ts$/,
  winston: /^src\/adapters\/log\//,
  xregexp: /^src\/adapters\/code_sandbox\//,
  xstate: /^src\/engine\//,
  zod: /^src\/(model\/|nodes\/|api\/|main\/)/,
};

/** The code editor of the page: loaded only where code or SQL is written. */
const CODE = /^src\/dashboard\/code\/code_mirror\.tsx$/;

/** The page has packages of its own, which are built into it; what it takes from the floors below is types. */
const PAGE_DOORS: Record<string, RegExp> = {
  '@codemirror/autocomplete': CODE,
  '@codemirror/lang-javascript': CODE,
  '@codemirror/lang-json': CODE,
  '@codemirror/lang-sql': CODE,
  '@codemirror/language': CODE,
  '@codemirror/state': CODE,
  '@codemirror/view': CODE,
  '@lezer/highlight': CODE,
  '@dagrejs/dagre': /^src\/dashboard\/graph\//,
  '@tanstack/react-query': /^src\/dashboard\//,
  '@xyflow/react': /^src\/dashboard\/(graph|process)\//,
  i18next: /^src\/dashboard\/words\//,
  react: /^src\/dashboard\//,
  'react-dom': /^src\/dashboard\/main\.tsx$/,
  'react-i18next': /^src\/dashboard\//,
  uplot: /^src\/dashboard\/ui\//,
  vite: /^src\/dashboard\/vite\.config\.mjs$/,
  wouter: /^src\/dashboard\//,
};

/** What the pure floors may take from Node: functions of what goes in. */
const PURE_NODE: Record<string, string[]> = {
  'node:crypto': ['createHash', 'createCipheriv', 'createDecipheriv', 'createHmac', 'timingSafeEqual'],
  'node:net': ['BlockList', 'isIP'],
};
/** The use cases also make ids and check passwords. */
const APP_NODE = ['node:crypto'];

const sources = sourcesOf('src');

/** `src/adapters/queue/x.ts` lies in `adapters/queue`, every other file in the folder right under src. */
function placeOf(path: string): { folder: string; floor: number; top: string } {
  const [, top = '', next = ''] = path.split('/');
  return { top, folder: top === 'adapters' ? `${top}/${next}` : top, floor: FLOORS[top] ?? Number.NaN };
}

function packageOf(from: string): string {
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
}

function floorBreach(path: string, { from, type_only }: Import): string[] {
  if (!from.startsWith('.')) return [];
  const target = posix.join(posix.dirname(path), from);
  const own = placeOf(path);
  const other = placeOf(target);
  if (own.folder === other.folder) return [];
  if (own.top === 'dashboard' && !type_only) return [`takes more than types from ${target}`];
  const highest = own.top === 'simulators' ? SIMULATORS_KNOW_UP_TO : own.floor - 1;
  return other.floor <= highest ? [] : [`imports ${target}`];
}

function doorBreach(path: string, { from }: Import): string[] {
  if (from.startsWith('.') || from.startsWith('node:')) return [];
  const doors = placeOf(path).top === 'dashboard' ? PAGE_DOORS : DOORS;
  return doors[packageOf(from)]?.test(path) ? [] : [`imports ${from}`];
}

/** Below the adapters nothing of Node that reaches outside. */
function nodeBreach(path: string, { from, names, type_only }: Import): string[] {
  if (!from.startsWith('node:') || type_only) return [];
  const { top, floor } = placeOf(path);
  if (floor > (FLOORS.app as number)) return [];
  if (top === 'app') return APP_NODE.includes(from) ? [] : [`imports ${from}`];
  return names.filter((name) => !PURE_NODE[from]?.includes(name)).map((name) => `imports ${name} of ${from}`);
}

const CLOCKS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance'];
const MEMBERS = ['Date.now', 'Math.random', 'crypto.randomUUID', 'crypto.getRandomValues', 'process.hrtime'];

/** What reads a clock or draws lots, by its name in the source. */
function clocksIn({ tree, lineAt }: Source): { what: string; line: number }[] {
  const found: { what: string; line: number }[] = [];
  walk(tree, (node) => {
    const what = clockOf(node);
    if (what !== null) found.push({ what, line: lineAt(node.span.start) });
  });
  return found;
}

function clockOf(node: Syntax): string | null {
  if (node.type === 'MemberExpression') {
    const name = memberName(node);
    return MEMBERS.includes(name) ? name : null;
  }
  if (node.type === 'NewExpression') {
    const { callee, arguments: args } = node as unknown as { callee: { value?: string }; arguments: unknown[] | null };
    return callee.value === 'Date' && (args ?? []).length === 0 ? 'new Date()' : null;
  }
  if (node.type === 'CallExpression') {
    const name = (node.callee as { value?: string }).value ?? '';
    return CLOCKS.includes(name) ? name : null;
  }
  return null;
}

function memberName(node: Syntax): string {
  const { object, property } = node as unknown as { object: { value?: string }; property: { value?: string } };
  return `${object.value}.${property.value}`;
}

function asyncIn({ tree, lineAt }: Source): string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    const waits = node.type === 'AwaitExpression' || node.async === true || node.isAsync === true;
    if (waits) found.push(`async or await in line ${lineAt(node.span.start)}`);
  });
  return found;
}

function membersOf(object: string, { tree, lineAt }: Source): string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    const is = node.type === 'MemberExpression' && (node.object as { value?: string }).value === object;
    if (is) found.push(`${memberName(node)} in line ${lineAt(node.span.start)}`);
  });
  return found;
}

const inPure = sources.filter(({ path }) => PURE.includes(placeOf(path).top));

test('Every folder of the sources stands on a floor', () => {
  expect([...new Set(sources.map(({ path }) => placeOf(path).top))].filter((top) => FLOORS[top] === undefined)).toEqual(
    [],
  );
});

test('A file imports from its own folder and from lower floors only; no adapter knows another, the API knows none', () => {
  expect(breaches(sources, (file) => importsOf(file).flatMap((row) => floorBreach(file.path, row)))).toEqual([]);
});

test('Every package comes in through its one door', () => {
  expect(breaches(sources, (file) => importsOf(file).flatMap((row) => doorBreach(file.path, row)))).toEqual([]);
});

test('Every package that is installed with Takt is used, and has a door', () => {
  const { dependencies } = JSON.parse(textOf('package.json')) as { dependencies: Record<string, string> };
  const used = new Set(sources.flatMap((file) => importsOf(file).map(({ from }) => packageOf(from))));
  expect(Object.keys(DOORS).sort()).toEqual(Object.keys(dependencies).sort());
  // The libraries of Code are read as files: their programs run in the sandbox alone.
  const read = textOf('src/adapters/code_sandbox/library_sources.ts');
  expect(Object.keys(dependencies).filter((name) => !used.has(name) && !read.includes(`'${name}/`))).toEqual([]);
});

test('Every package of the page is used by it, and is there when it is built', () => {
  const { devDependencies } = JSON.parse(textOf('package.json')) as { devDependencies: Record<string, string> };
  const page = sources.filter(({ path }) => placeOf(path).top === 'dashboard');
  const used = new Set(page.flatMap((file) => importsOf(file).map(({ from }) => packageOf(from))));
  expect(Object.keys(PAGE_DOORS).filter((name) => !(name in devDependencies) || !used.has(name))).toEqual([]);
});

test('Files, sockets, threads and processes are touched by adapters and above only', () => {
  expect(breaches(sources, (file) => importsOf(file).flatMap((row) => nodeBreach(file.path, row)))).toEqual([]);
});

test('The pure floors read no clock and draw no lots: the same goes in, the same comes out (I4)', () => {
  expect(breaches(inPure, (file) => clocksIn(file).map(({ what, line }) => `${what} in line ${line}`))).toEqual([]);
});

test('The use cases and the API learn the time from the clock they are handed', () => {
  const told = sources.filter(({ path }) => ['app', 'api'].includes(placeOf(path).top));
  expect(breaches(told, (file) => clocksIn(file).map(({ what, line }) => `${what} in line ${line}`))).toEqual([]);
});

test('The pure floors wait for nothing', () => {
  expect(breaches(inPure, asyncIn)).toEqual([]);
});

test('The settings are the only reader of the environment', () => {
  const others = sources.filter(({ path }) => path !== 'src/main/config.ts');
  const readsEnv = (file: Source): string[] =>
    membersOf('process', file).filter((what) => what.startsWith('process.env '));
  expect(breaches(others, readsEnv)).toEqual([]);
  expect(readsEnv(sources.find(({ path }) => path === 'src/main/config.ts') as Source)).not.toEqual([]);
});

test('Nobody writes to the console past the log', () => {
  expect(breaches(sources, (file) => membersOf('console', file))).toEqual([]);
});

test('Ports hold promises and no code, and at most eight methods each', () => {
  const ports = sources.filter(({ path }) => path.startsWith('src/ports/'));
  expect(ports.length).toBeGreaterThan(8);
  expect(breaches(ports, portBreaches)).toEqual([]);
});

function portBreaches({ tree }: Source): string[] {
  const found: string[] = [];
  const held = [
    'ImportDeclaration',
    'ExportDeclaration',
    'EmptyStatement',
    'TsInterfaceDeclaration',
    'TsTypeAliasDeclaration',
  ];
  for (const item of tree.body as Syntax[]) {
    const inner = item.type === 'ExportDeclaration' ? (item.declaration as Syntax) : item;
    if (!held.includes(inner.type)) found.push(`holds a ${inner.type}`);
    if (inner.type === 'ImportDeclaration' && inner.typeOnly !== true) found.push('imports more than types');
  }
  walk(tree, (node) => {
    if (node.type !== 'TsInterfaceBody') return;
    const methods = (node.body as Syntax[]).filter((member) => member.type === 'TsMethodSignature').length;
    if (methods > 8) found.push(`an interface with ${methods} methods`);
  });
  return found;
}

test('These tests see what they look for', () => {
  const bad = readSource(
    'src/engine/bad.ts',
    [
      "import { x } from '../app/work.ts';",
      "import { randomUUID } from 'node:crypto';",
      "export { y } from 'express';",
      'export const late = async () => [await import("bullmq"), Date.now(), new Date(), new Date(5), Math.random()];',
      'setTimeout(console.log, process.env.PORT);',
    ].join('\n'),
  );
  const rows = importsOf(bad);
  expect(rows.flatMap((row) => floorBreach(bad.path, row))).toEqual(['imports src/app/work.ts']);
  expect(rows.flatMap((row) => doorBreach(bad.path, row))).toEqual(['imports express', 'imports bullmq']);
  expect(rows.flatMap((row) => nodeBreach(bad.path, row))).toEqual(['imports randomUUID of node:crypto']);
  expect(clocksIn(bad).map(({ what, line }) => `${what} ${line}`)).toEqual([
    'Date.now 4',
    'new Date() 4',
    'Math.random 4',
    'setTimeout 5',
  ]);
  expect(asyncIn(bad)).toHaveLength(2);
  expect(membersOf('console', bad)).toEqual(['console.log in line 5']);
  expect(membersOf('process', bad)).toEqual(['process.env in line 5']);
});
