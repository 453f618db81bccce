/**
 * Fields of logics as real exports write them: numbers as strings and the reverse, `null` or nothing for the default,
 * `[]` for an empty object. What cannot be read in any of these ways is a problem that deploy names.
 */
import { z } from 'zod';
import type { JsonObject } from '../../base/json.ts';
import { ParamType } from '../../model/process.ts';
import type { Exit } from '../node_type.ts';

/** Names and texts of rows; a value that is no text is a literal, kept as it is. */
export type Rows = JsonObject;
export type Types = Record<string, ParamType>;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A text; numbers and booleans are written out. */
export function text(fallback = '') {
  return scalar.optional().transform((value) => (value === null || value === undefined ? fallback : String(value)));
}

/** A switch: true, "true", 1 and their opposites. */
export function flag(fallback: boolean) {
  return scalar.optional().transform((value) => {
    if (value === null || value === undefined || value === '') return fallback;
    return value === true || value === 'true' || value === 1 || value === '1';
  });
}

/** A whole number above zero; anything else is the fallback. */
export function count(fallback: number) {
  return scalar.optional().transform((value) => {
    const number = typeof value === 'string' && value !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isInteger(number) && number > 0 ? number : fallback;
  });
}

/** `extra`, `data`, `res_data` and the like. */
export function rows() {
  return objectOf(z.json());
}

/** Names and texts, such as headers. */
export function texts() {
  return objectOf(text());
}

/** The types beside rows; an unknown type counts as string. */
export function types() {
  return objectOf(ParamType.catch('string'));
}

function objectOf<T>(item: z.ZodType<T>) {
  return z
    .union([z.record(z.string(), item), z.array(z.unknown()).max(0), z.null(), z.literal('')])
    .optional()
    .transform((value): Record<string, T> => (isRecord<T>(value) ? value : {}));
}

function isRecord<T>(value: Record<string, T> | unknown[] | string | null | undefined): value is Record<string, T> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every text of rows, names included, with the field it stands in. */
export function rowTemplates(field: string, values: Rows): { field: string; text: string }[] {
  return Object.entries(values).flatMap(([name, value]) => [
    { field: `${field}: name of ${name}`, text: name },
    ...(typeof value === 'string' ? [{ field: `${field}.${name}`, text: value }] : []),
  ]);
}

/** The way to the error node, where one is named. */
export function errorExit(to: string): Exit[] {
  return to === '' ? [] : [{ field: 'err_node_id', to, role: 'error' }];
}
