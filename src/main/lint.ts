/**
 * `takt lint`: everything that is wrong or doubtful in exports, by file, process and node. Files are exports as an
 * import takes them, archives too; of a folder it looks at every export in it. `--fix` adds the nodes that take
 * failures where an action has none, and tells what it added.
 */
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unpackExport } from '../api/archive.ts';
import { type ToldProblem, toldProblem } from '../api/ops/lint.ts';
import { isZip } from '../api/zip.ts';
import { TaktError } from '../base/errors.ts';
import { validate } from '../engine/validate.ts';
import { readExport, readProcess } from '../model/read_process.ts';
import { type Fixed, fixExport } from './lint_fix.ts';

interface Linted {
  file: string;
  /** The title; null where the file cannot be read. */
  process: string | null;
  problems: ToldProblem[];
}

/** Prints the problems; 1 where one of them is an error. */
export async function lintFiles(paths: string[], options: { json: boolean; fix: boolean }): Promise<number> {
  if (paths.length === 0) throw new TaktError('bad_request', 'FILE is missing');
  const fixed: (Fixed & { file: string })[] = [];
  const linted = paths.flatMap(filesOf).flatMap(({ file, named }) => {
    const bytes = readFileSync(file);
    if (!options.fix) return lintText(file, textOf(bytes), named);
    if (isZip(bytes)) throw new TaktError('not_supported', `${file}: an archive is not rewritten: unpack it first`);
    const result = fixExport(bytes.toString('utf8'));
    if (result.fixed.length > 0) replace(file, result.text);
    fixed.push(...result.fixed.map((one) => ({ file, ...one })));
    return lintText(file, result.text, named);
  });
  const value = options.fix ? { fixed, linted } : linted;
  if (options.json) process.stdout.write(`${JSON.stringify(value)}\n`);
  else process.stdout.write(`${[...fixed.map(describeFixed), ...linted.map(describe)].join('\n')}\n`);
  return linted.some(({ problems }) => problems.some(({ level }) => level === 'error')) ? 1 : 0;
}

/** The file, or what a folder holds; `named` are those that the caller named himself and that must be exports. */
function filesOf(path: string): { file: string; named: boolean }[] {
  if (!statSync(path).isDirectory()) return [{ file: path, named: true }];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(json|zip)$/i.test(name) && !/(^|[\\/])node_modules[\\/]/.test(name))
    .sort()
    .map((name) => ({ file: join(path, name), named: false }));
}

function textOf(bytes: Buffer): string {
  return isZip(bytes) ? JSON.stringify(unpackExport(bytes)) : bytes.toString('utf8');
}

/** A file that was never half written, whatever happens meanwhile. */
function replace(file: string, text: string): void {
  const half = `${file}.half`;
  writeFileSync(half, text, { mode: statSync(file).mode });
  renameSync(half, file);
}

function lintText(file: string, text: string, named: boolean): Linted[] {
  const read = readExport(text);
  if ('failure' in read) {
    const { code, message } = read.failure;
    // Beside exports a folder may hold any other JSON.
    if (!named && code === 'bad_process') return [];
    const problem = { code, level: 'error' as const, node_id: null, node_title: null, message, page: null };
    return [{ file, process: null, problems: [problem] }];
  }
  return read.elements
    .filter(({ kind }) => kind === 'conv')
    .map(({ raw, title }) => {
      const { process, problems } = readProcess(raw);
      const all = [...problems, ...validate(process, undefined, { min_timer_sec: 1 })];
      return { file, process: title, problems: all.map(toldProblem) };
    });
}

function describe({ file, process, problems }: Linted): string {
  const name = process === '' ? 'a process without a title' : (process ?? 'unreadable');
  const head = `${file}: ${name}: ${problems.length === 0 ? 'nothing wrong' : ''}`;
  const lines = problems.map(({ level, code, node_id, node_title, message }) => {
    const where = node_id === null ? '' : ` node ${node_id} "${node_title}":`;
    return `  ${level} [${code}]${where} ${message}`;
  });
  return [head.trimEnd(), ...lines].join('\n');
}

function describeFixed({ file, process, node_id, node_title, type, nodes }: Fixed & { file: string }): string {
  return `${file}: ${process}: node ${node_id} "${node_title}": failures of ${type} now lead to new nodes: ${nodes.join(', ')}`;
}
