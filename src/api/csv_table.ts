/**
 * Tables as CSV, in and out. In: any of the dividers, quoted or not, in UTF-8 (a byte order mark does not matter) or
 * windows-1251, row by row as they are asked for. Out: every text that a spreadsheet would take for a formula begins
 * with an apostrophe, so that opening an export runs nothing that a stranger has written into a task.
 */
import { scheduler } from 'node:timers/promises';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import iconv from 'iconv-lite';
import type { TableRow } from '../app/csv_import.ts';
import { errorText } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';

export const DIVIDERS = [',', ';', '|', '\t'] as const;
export type Divider = (typeof DIVIDERS)[number];
export const ENCODINGS = ['utf-8', 'utf8', 'windows-1251', 'cp1251'] as const;

export interface TableFormat {
  divider: Divider;
  encoding: (typeof ENCODINGS)[number];
}

/** Bytes that are decoded and parsed at a time. */
const PIECE_BYTES = 16_384;

/** Cells that are given before others are served. */
const CELLS_AT_ONCE = 5000;

/** What cannot be read as a row is an error row. `onBytes` hears how many bytes were taken. */
export async function* readTable(
  file: Buffer,
  { divider, encoding }: TableFormat,
  onBytes: (bytes: number) => void,
): AsyncGenerator<TableRow> {
  const failed: { before: number; error: string }[] = [];
  const parser = parse({
    delimiter: divider,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: 2 * LIMITS.task_bytes,
    skip_records_with_error: true,
    on_skip: (error) => {
      failed.push({ before: Number(error?.records ?? 0), error: `the row cannot be read: ${errorText(error)}` });
      return undefined;
    },
  });
  let at = 0;
  const fed = feed(parser, iconv.getDecoder(encoding), file, (bytes) => {
    at = bytes;
  });
  let records = 0;
  let row = 0;
  let columns = 1;
  let work = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      while (failed[0] !== undefined && failed[0].before <= records)
        yield { row: ++row, error: failed.shift()?.error ?? '' };
      records += 1;
      row += 1;
      // The table that names them cannot have so many; nobody goes over them one by one.
      if (row > 1 && cells.length > LIMITS.csv_upload_columns)
        yield { row, error: `the row has ${cells.length} cells` };
      else yield { row, cells };
      // Rows are as much work as the first is wide, even where they are shorter.
      columns = Math.max(columns, cells.length);
      work += columns;
      if (work < CELLS_AT_ONCE) continue;
      work = 0;
      onBytes(at);
      await scheduler.yield();
    }
    await fed;
    for (const { error } of failed) yield { row: ++row, error };
  } finally {
    parser.destroy();
  }
}

async function feed(
  parser: ReturnType<typeof parse>,
  decoder: ReturnType<typeof iconv.getDecoder>,
  file: Buffer,
  onBytes: (bytes: number) => void,
): Promise<void> {
  for (let at = 0; at < file.length && !parser.destroyed; at += PIECE_BYTES) {
    const goesOn = parser.write(decoder.write(file.subarray(at, at + PIECE_BYTES)));
    onBytes(Math.min(file.length, at + PIECE_BYTES));
    if (!goesOn && !parser.destroyed) await drained(parser);
    // Text without rows never makes the parser wait.
    else await scheduler.yield();
  }
  if (!parser.destroyed) parser.end(decoder.end() ?? '');
}

function drained(parser: ReturnType<typeof parse>): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'close', 'error'];
    const done = (): void => {
      for (const event of events) parser.off(event, done);
      resolve();
    };
    for (const event of events) parser.on(event, done);
  });
}

/** Rows as text, each with its line end. */
export function writeTable(rows: string[][], divider: Divider = '|'): string {
  return stringify(
    rows.map((row) => row.map(harmless)),
    { delimiter: divider, record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  );
}

/** Numbers, dates and telephone numbers may begin with a sign: there is nothing in them to be called. */
function harmless(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) && !/^[+-]?[\d\s().,:/-]*$/.test(cell) ? `'${cell}` : cell;
}
