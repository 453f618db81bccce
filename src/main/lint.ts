/** `takt lint`: everything that is wrong with exports, by file and node. */
import { readFileSync } from 'node:fs';
import { TaktError } from '../base/errors.ts';
import { validate } from '../engine/validate.ts';
import type { Problem } from '../model/process.ts';
import { readExport, readProcess } from '../model/read_process.ts';

interface Linted {
  file: string;
  process: string;
  problems: Problem[];
}

/** Prints the problems; 1 where one of them is an error. */
export async function lintFiles(files: string[], json: boolean): Promise<number> {
  if (files.length === 0) throw new TaktError('bad_request', 'FILE is missing');
  const linted = files.flatMap(lintFile);
  if (json) process.stdout.write(`${JSON.stringify(linted)}\n`);
  else process.stdout.write(`${linted.map(describe).join('\n')}\n`);
  return linted.some(({ problems }) => problems.some(({ level }) => level === 'error')) ? 1 : 0;
}

function lintFile(file: string): Linted[] {
  const read = readExport(readFileSync(file, 'utf8'));
  if ('failure' in read) {
    const { code, message } = read.failure;
    return [
      { file, process: '', problems: [{ level: 'error', rule: code, node_id: null, node_title: null, message }] },
    ];
  }
  return read.elements
    .filter(({ kind }) => kind === 'conv')
    .map(({ raw, title }) => {
      const { process, problems } = readProcess(raw);
      return { file, process: title, problems: [...problems, ...validate(process, undefined, { min_timer_sec: 1 })] };
    });
}

function describe({ file, process, problems }: Linted): string {
  const head = `${file}: ${process === '' ? 'unreadable' : process}: ${problems.length === 0 ? 'nothing wrong' : ''}`;
  const lines = problems.map(({ level, rule, node_id, node_title, message }) => {
    const where = node_id === null ? '' : ` node ${node_id} "${node_title}":`;
    return `  ${level} [${rule}]${where} ${message}`;
  });
  return [head.trimEnd(), ...lines].join('\n');
}
