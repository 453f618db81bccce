/** Fields that many operations share, read as leniently as clients write them. */
import { z } from 'zod';
import type { Json, JsonObject } from '../../base/json.ts';

/** Numbers have 15 digits at most: more than any id, and one more than the largest is still exact. */
const BELOW = 1e15;

/** An id of an object: a whole number, or one written as text. */
export const id = z
  .union([z.number(), z.string().regex(/^\s*\d{1,15}\s*$/)], 'expected a whole number')
  .transform(Number)
  .refine((value) => Number.isInteger(value) && value >= 0 && value < BELOW, 'expected a whole number');

/** What clients send for "none": nothing, null, an empty text. */
function absent<S extends z.ZodType>(schema: S) {
  return z.preprocess((value) => (value === null || value === '' ? undefined : value), schema.optional());
}

export const optionalId = absent(id);
export const optionalText = z.preprocess((value) => (value === null ? undefined : value), z.string().optional());

/** A process by its id or `@alias`. */
export const convRef = z.union([id, z.string().regex(/^@.{1,100}$/)], 'expected the id of a process, or @alias');
export const optionalConvRef = absent(convRef);

/** Node and task ids are never empty. */
export const hexId = z.string('expected an id of 24 hex digits').min(1).max(100);

/** A reference is a text; numbers are taken as one. */
export const ref = z.preprocess(
  (value) => (value === null || value === '' ? undefined : value),
  z.union([z.string(), z.number().transform(String)], 'expected a text or a number').optional(),
);

/** Data of a task. An empty list stands for an empty object: languages that know no difference write it so. */
export const data = z.preprocess(
  (value) => (value === null || value === undefined || (Array.isArray(value) && value.length === 0) ? {} : value),
  z.custom<JsonObject>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'expected an object',
  ),
);

export const flag = z
  .union([z.boolean(), z.enum(['true', 'false']), z.literal(0), z.literal(1)])
  .transform((value) => value === true || value === 'true' || value === 1);
export const optionalFlag = absent(flag);

/** Limits and offsets: whole numbers from 0. */
export const optionalCount = absent(id);

/** Any list or object, kept as it is. */
export const anyList = z.custom<Json[]>(Array.isArray, 'expected a list');
export const anyObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object',
);

/** The folder that `stage_id` or `project_id` names: stages and projects are folders here. */
export const place = { stage_id: optionalId, project_id: optionalId, folder_id: optionalId };

export function folderOf(op: {
  stage_id?: number | undefined;
  project_id?: number | undefined;
  folder_id?: number | undefined;
}): number {
  return op.folder_id || op.stage_id || op.project_id || 0;
}
