/** The rows of `extra_headers`: an object, or as old and hand-written logics have them, a list. */
import { z } from 'zod';
import { isObject, type Json, setOwn } from '../../base/json.ts';

/** A row of a list: `{"name": …, "value": …}`, `{"key": …, "value": …}`, or one text `Name: value`. */
function rowOf(row: Json): [name: string, value: Json] | null {
  if (typeof row === 'string') {
    const colon = row.indexOf(':');
    return colon > 0 ? [row.slice(0, colon).trim(), row.slice(colon + 1).trim()] : null;
  }
  if (!isObject(row)) return null;
  const name = row.name ?? row.key;
  return typeof name === 'string' && name !== '' ? [name, row.value ?? ''] : null;
}

/** Names and texts. A row without a name is left out: nothing could be sent for it. */
export function headerRows() {
  return z
    .union([z.record(z.string(), z.json()), z.array(z.json()), z.null(), z.literal('')])
    .optional()
    .transform((given): Record<string, string> => {
      const rows = Array.isArray(given) ? given.map(rowOf) : isObject(given) ? Object.entries(given) : [];
      const headers: Record<string, string> = {};
      for (const row of rows) if (row !== null) setOwn(headers, row[0], textOf(row[1]));
      return headers;
    });
}

function textOf(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
