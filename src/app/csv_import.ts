/**
 * Tasks from the rows of a table. A row that cannot become a task is an error of that row and nothing more; rows are
 * made into tasks some hundred at a time, each such piece in one transaction, so that what is counted as made is
 * written, and other callers are served between the pieces.
 */
import { TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject, setOwn } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { parseJson } from '../model/parse_json.ts';
import type { JobReins } from './jobs.ts';
import type { Processes } from './processes.ts';
import type { TaskOp, TaskOps } from './task_ops.ts';

/** A row as it was read: its cells, or why it could not be read. Rows are counted from 1, a row of names included. */
export type TableRow = { row: number; cells: string[] } | { row: number; error: string };

export const CELL_TYPES = ['string', 'integer', 'float', 'number', 'boolean', 'array', 'object'] as const;
export type CellType = (typeof CELL_TYPES)[number];

export interface TableOptions {
  conv_id: number;
  user_id: number;
  /** The first row holds the names of the parameters; else they are key1, key2, … */
  names_in_first_row: boolean;
  /** The column whose cells are references and no parameter; '' for none. */
  reference_col_name: string;
  /** What the cells of each column are; a column without one holds texts. */
  types: CellType[];
  /** Added to the data of every task. */
  extra: JsonObject;
}

export interface RowError {
  row: number;
  ref: string;
  error: string;
}

export interface TableResult {
  ok: number;
  all: number;
  errors: RowError[];
}

interface Waiting {
  row: number;
  ref: string | null;
  data: JsonObject;
}

/** Characters of an error that are kept: there may be as many errors as rows. */
const ERROR_CHARS = 300;
/** Characters of cells that are made into tasks in one go. */
const PIECE_CHARS = 4_194_304;

export class CsvImport {
  private readonly parts: { processes: Processes; ops: TaskOps };

  constructor(parts: { processes: Processes; ops: TaskOps }) {
    this.parts = parts;
  }

  async run(rows: AsyncIterable<TableRow>, options: TableOptions, reins: JobReins): Promise<TableResult> {
    const result: TableResult = { ok: 0, all: 0, errors: [] };
    const tell = (): void => reins.tell({ ok: result.ok, err: result.errors.length, all: result.all });
    let names: string[] | null = null;
    let piece: Waiting[] = [];
    let chars = 0;
    for await (const one of rows) {
      if (reins.isStopped()) break;
      if (names === null && 'cells' in one) {
        names = namesOf(one.cells, options);
        demandFew(names);
        demandColumn(options.reference_col_name, names);
        if (options.names_in_first_row) continue;
      }
      if (++result.all > LIMITS.csv_rows) {
        result.all -= 1;
        result.errors.push({
          row: one.row,
          ref: '',
          error: `at most ${LIMITS.csv_rows} rows are taken: this one and the rest are not`,
        });
        break;
      }
      const read = 'error' in one ? { ...one, ref: '' } : readRow(one, names ?? [], options);
      if ('error' in read) {
        result.errors.push({ ...read, error: read.error.slice(0, ERROR_CHARS) });
        continue;
      }
      piece.push(read);
      chars += 'cells' in one ? one.cells.reduce((sum, cell) => sum + cell.length, 0) : 0;
      if (piece.length < LIMITS.csv_rows_at_once && chars < PIECE_CHARS) continue;
      await this.make(piece, options, result);
      [piece, chars] = [[], 0];
      tell();
    }
    await this.make(piece, options, result);
    result.errors.sort((a, b) => a.row - b.row);
    tell();
    return result;
  }

  private async make(piece: Waiting[], { conv_id, user_id }: TableOptions, result: TableResult): Promise<void> {
    if (piece.length === 0) return;
    const live = await this.parts.processes.get(conv_id);
    const ops = piece.map(({ ref, data }): TaskOp | null => live && { do: 'create', live, ref, data, user_id });
    const results = live === null ? [] : await this.parts.ops.run(ops.filter((op) => op !== null));
    for (const [index, { row, ref }] of piece.entries()) {
      const one = results[index] ?? { failure: { message: 'the process is no longer there' } };
      if (!('failure' in one)) result.ok += 1;
      else result.errors.push({ row, ref: ref ?? '', error: one.failure.message.slice(0, ERROR_CHARS) });
    }
  }
}

function namesOf(cells: string[], { names_in_first_row }: TableOptions): string[] {
  return names_in_first_row ? cells.map((name) => name.trim()) : cells.map((_, index) => `key${index + 1}`);
}

function demandFew({ length }: string[]): void {
  if (length <= LIMITS.csv_upload_columns) return;
  const text = `the table has ${length} columns; at most ${LIMITS.csv_upload_columns} are taken`;
  throw new TaktError('too_large', text);
}

/** Older clients call it `autogenerate` when there is to be no reference. */
function demandColumn(name: string, names: string[]): void {
  if (name === '' || name === 'autogenerate' || names.includes(name)) return;
  const list = names.map((one) => one.slice(0, 50)).slice(0, 20);
  throw new TaktError(
    'bad_request',
    `there is no column "${name.slice(0, 50)}" for references; there are: ${list.join(', ')}`,
  );
}

function readRow(
  { row, cells }: { row: number; cells: string[] },
  names: string[],
  { reference_col_name, types, extra }: TableOptions,
): Waiting | RowError {
  const at = names.indexOf(reference_col_name);
  const ref = reference_col_name === '' || at < 0 ? null : (cells[at] ?? '');
  const fail = (error: string): RowError => ({ row, ref: (ref ?? '').slice(0, LIMITS.ref_chars), error });
  const more = cells.findIndex((cell, index) => index >= names.length && cell !== '');
  if (more >= 0) return fail(`the row has ${cells.length} cells, the table ${names.length} columns`);
  if (ref === '') return fail('the reference is empty');
  const data: JsonObject = { ...extra };
  for (const [index, name] of names.entries()) {
    const cell = cells[index] ?? '';
    const type = types[index] ?? 'string';
    // An empty cell is a parameter that is not there, but for a text, which may be empty.
    if (index === at || name === '' || (cell === '' && type !== 'string')) continue;
    const value = readCell(cell, type);
    if (value === undefined) return fail(`"${cell.slice(0, 50)}" in the column ${name} is no ${type}`);
    setOwn(data, name, value);
  }
  return { row, ref, data };
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
]);

/** undefined where the cell does not hold what its column is to hold. */
function readCell(cell: string, type: CellType): Json | undefined {
  if (type === 'string') return cell;
  const text = cell.trim();
  if (type === 'boolean') return BOOLEANS.get(text.toLowerCase());
  if (type === 'array' || type === 'object') {
    const read = parseJson(text);
    const value = 'value' in read ? read.value : undefined;
    return (type === 'array' ? Array.isArray(value) : isObject(value)) ? value : undefined;
  }
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(number)) return undefined;
  return type === 'integer' && !Number.isSafeInteger(number) ? undefined : number;
}
