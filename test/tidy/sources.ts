/**
 * The project's own files, and the sources among them read as syntax trees. What holds for them stands in the tests
 * of this folder; here is only what they all look with.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseSync } from '@swc/core';

export const ROOT = resolve(__dirname, '../..');

const FOLDERS = ['src', 'test', 'bench', 'scripts', 'bin', 'docs', 'processes', '.ci'];

/** Every file of the project, as a path from its root. What tools make (dist, node_modules, data) is none of it. */
export const FILES: readonly string[] = [
  ...filesUnder('', false),
  ...FOLDERS.flatMap((name) => filesUnder(name, true)),
];

function filesUnder(folder: string, recursive: boolean): string[] {
  return (
    readdirSync(join(ROOT, folder), { recursive, withFileTypes: true })
      // In a checkout that shares its repository with another `.git` is a file.
      .filter((entry) => entry.isFile() && entry.name !== '.git')
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
      .sort()
  );
}

export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** A node of swc's tree, as far as the tests look at it: fields are asked for by name. */
export interface Syntax {
  type: string;
  span: { start: number; end: number };
  [field: string]: unknown;
}

export interface Source {
  path: string;
  text: string;
  tree: Syntax;
  lines: number;
  lineAt(offset: number): number;
}

/** The sources of a folder, read once. */
export function sourcesOf(...folders: string[]): Source[] {
  return FILES.filter(
    (path) =>
      /\.(tsx?|mjs|js)$/.test(path) &&
      !path.endsWith('.d.ts') &&
      folders.some((folder) => path.startsWith(`${folder}/`)),
  ).map(source);
}

const known = new Map<string, Source>();

function source(path: string): Source {
  const found = known.get(path) ?? readSource(path, textOf(path));
  known.set(path, found);
  return found;
}

/**
 * swc counts bytes over all that it has ever parsed and begins a module at its first token, so a token of our own goes
 * first: where it stands, the text begins.
 */
const FIRST = ';';

export function readSource(path: string, text: string): Source {
  const code = text.replace(/^#!/, '//');
  const tree = parseSync(FIRST + code, {
    syntax: 'typescript',
    tsx: path.endsWith('.tsx'),
    target: 'es2022',
  }) as unknown as Syntax;
  const bytes = Buffer.from(FIRST + code);
  const begin = tree.span.start;
  const lineAt = (offset: number): number => {
    let line = 1;
    for (let i = 0; i < offset - begin; i++) if (bytes[i] === 10) line++;
    return line;
  };
  return { path, text, tree, lines: text.split('\n').length - 1, lineAt };
}

/** Shows every node of a tree, the outer before the inner. */
export function walk(at: unknown, visit: (node: Syntax) => void): void {
  if (Array.isArray(at)) for (const item of at) walk(item, visit);
  else if (typeof at === 'object' && at !== null) {
    if (isSyntax(at)) visit(at);
    for (const value of Object.values(at)) walk(value, visit);
  }
}

function isSyntax(value: object): value is Syntax {
  return 'type' in value && typeof value.type === 'string' && 'span' in value;
}

export interface Import {
  from: string;
  /** What is imported by name, as it is called where it comes from. */
  names: string[];
  type_only: boolean;
}

/** What a source imports, whichever way it says it. */
export function importsOf({ tree }: Source): Import[] {
  const found: Import[] = [];
  walk(tree, (node) => {
    const from = (node.source as { value?: string } | null | undefined)?.value;
    if (/^(Import|Export(Named|All|))Declaration$/.test(node.type) && from !== undefined) {
      found.push({ from, names: namesOf(node), type_only: node.typeOnly === true });
    }
    if (node.type === 'CallExpression' && (node.callee as Syntax).type === 'Import') {
      const [first] = node.arguments as { expression: { value?: unknown } }[];
      found.push({ from: String(first?.expression.value), names: [], type_only: false });
    }
  });
  return found;
}

function namesOf(node: Syntax): string[] {
  const specifiers = (node.specifiers ?? []) as { imported?: { value: string } | null; local?: { value: string } }[];
  return specifiers.map(({ imported, local }) => imported?.value ?? local?.value ?? '*');
}

/** The sources as a whole, told by name to whoever broke something: `path: what`. */
export function breaches(sources: Source[], find: (source: Source) => string[]): string[] {
  return sources.flatMap((item) => find(item).map((what) => `${item.path}: ${what}`));
}
