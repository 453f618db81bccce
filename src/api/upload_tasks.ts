/** Tasks from a CSV file: read row by row, made some hundred at a time, errors told row by row in a file of their own. */
import { z } from 'zod';
import { CELL_TYPES, type CellType, type TableOptions, type TableResult } from '../app/csv_import.ts';
import type { JobReins } from '../app/jobs.ts';
import { TaktError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { parseJson } from '../model/parse_json.ts';
import { DIVIDERS, ENCODINGS, readTable, writeTable } from './csv_table.ts';
import type { SignedCall } from './http.ts';
import { convRef, optionalFlag, optionalText } from './ops/fields.ts';
import { begun } from './ops/jobs.ts';
import { type OpHandler, op } from './ops/op.ts';
import { demandProcess } from './ops/process_of.ts';
import type { Site } from './site.ts';
import type { UploadForm } from './upload_form.ts';

const lowerCase = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

const fields = z.object({
  conv_id: convRef,
  divider: z.enum(DIVIDERS).default(','),
  encoding: z.preprocess(lowerCase, z.enum(ENCODINGS).default('utf-8')),
  names_in_first_row: optionalFlag,
  reference_col_name: optionalText,
  cols_convert_to: z.union([z.string(), z.array(z.string())]).nullish(),
  from_file: optionalText,
  file_name: optionalText,
  extra_sys_ip: optionalFlag,
  extra_sys_filename: optionalFlag,
  async: optionalFlag,
});
type Fields = z.output<typeof fields>;

/** `form` is null where the upload came as JSON, with the table as the text `from_file`. */
export function uploadTasks(site: Site, { ip }: SignedCall, form: UploadForm | null): OpHandler {
  return op(fields, async (ctx, asked) => {
    const { id: conv_id } = await demandProcess(ctx, 'create', asked.conv_id);
    const file = form?.file?.bytes ?? Buffer.from(asked.from_file ?? '');
    if (file.length > LIMITS.csv_bytes) {
      throw new TaktError('too_large', `the file has ${file.length} bytes; at most ${LIMITS.csv_bytes} are taken`);
    }
    const extra: JsonObject = {
      ...(asked.extra_sys_ip === true ? { __sys_ip__: ip } : {}),
      ...(asked.extra_sys_filename === true ? { __sys_filename__: asked.file_name || form?.file?.name || '' } : {}),
    };
    const options = { ...optionsOf(asked), conv_id, user_id: ctx.actor.user_id, extra };
    const work = async (reins: JobReins): Promise<JsonObject> => {
      const format = asked.encoding.endsWith('1251') ? 'windows-1251' : 'utf-8';
      const rows = readTable(file, { divider: asked.divider, encoding: format }, (bytes) =>
        reins.tell({ progress: Math.floor((bytes / Math.max(1, file.length)) * 99) }),
      );
      return answerOf(site, await ctx.app.csvImport.run(rows, options, reins));
    };
    if (asked.async !== true) return work({ tell: () => undefined, isStopped: () => false });
    const job = begun(ctx, { action: 'upload', obj_type: 'csv_upload', obj_id: conv_id }, work);
    return { obj: 'csv_upload', hash: job.hash };
  });
}

function optionsOf({ names_in_first_row, reference_col_name, cols_convert_to }: Fields) {
  const options: Pick<TableOptions, 'names_in_first_row' | 'reference_col_name' | 'types'> = {
    names_in_first_row: names_in_first_row === true,
    reference_col_name: reference_col_name ?? '',
    types: typesOf(cols_convert_to ?? []),
  };
  return options;
}

/** A list, as JSON or divided by commas. */
function typesOf(given: string | string[]): CellType[] {
  const parsed = typeof given === 'string' && given.trim().startsWith('[') ? parseJson(given) : null;
  const list: unknown = parsed === null ? given : 'value' in parsed ? parsed.value : given;
  const names = Array.isArray(list) ? list : String(list).split(',');
  return names.map((name) => {
    const type = CELL_TYPES.find((known) => known === String(name).trim());
    if (type !== undefined || name === '' || name === null) return type ?? 'string';
    throw new TaktError('bad_request', `Value is not valid for key 'cols_convert_to': ${CELL_TYPES.join(', ')}`, {
      key: 'cols_convert_to',
      value: String(name).slice(0, LIMITS.ref_chars),
    });
  });
}

/** The counts; rows that failed stand in a file that is offered. */
function answerOf(site: Site, { ok, all, errors }: TableResult): JsonObject {
  const counts = { obj: 'csv_upload', ok_count: ok, err_count: errors.length, all_count: all };
  if (errors.length === 0) return counts;
  const rows = errors.map(({ row, ref, error }) => [String(row), ref, error]);
  const body = Buffer.from(writeTable([['row', 'reference', 'error'], ...rows], ','));
  const path = site.downloads.put({ name: 'errors.csv', type: CSV_TYPE, body });
  return { ...counts, errors_url: `${site.app.settings.public_url}${path}` };
}

export const CSV_TYPE = 'text/csv; charset=utf-8';
