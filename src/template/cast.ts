/** Casts: what a value becomes when a row, a condition or a converter names a type. */

import { sixDecimals } from '../base/decimals.ts';
import { isDeeper, isObject, type Json } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { toText } from './text.ts';

export const CAST_TYPES = ['string', 'number', 'boolean', 'object', 'array'] as const;
export type CastType = (typeof CAST_TYPES)[number];
export type Cast = { ok: true; value: Json } | { ok: false };

const FAILED: Cast = { ok: false };
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

export function isCastType(name: string): name is CastType {
  return (CAST_TYPES as readonly string[]).includes(name);
}

/** Missing casts like the empty text: a string, and nothing else. Null never becomes a number. */
export function castTo(value: Json | undefined, type: CastType): Cast {
  switch (type) {
    case 'string':
      return { ok: true, value: toText(value) };
    case 'number':
      return toNumber(value);
    case 'boolean':
      return toBoolean(value);
    case 'object':
      return fromJson(value, isObject);
    case 'array':
      return fromJson(value, Array.isArray);
  }
}

function toNumber(value: Json | undefined): Cast {
  let number = value;
  if (typeof value === 'string') {
    const text = value.trim();
    number = NUMBER.test(text) ? Number(text) : Number.NaN;
  }
  return typeof number === 'number' && Number.isFinite(number) ? { ok: true, value: sixDecimals(number) } : FAILED;
}

function toBoolean(value: Json | undefined): Cast {
  const text = typeof value === 'string' ? value.trim() : value;
  if (text === true || text === 'true') return { ok: true, value: true };
  if (text === false || text === 'false') return { ok: true, value: false };
  return FAILED;
}

function fromJson(value: Json | undefined, fits: (value: Json | undefined) => boolean): Cast {
  const found = typeof value === 'string' ? parsed(value) : value;
  return found !== undefined && fits(found) ? { ok: true, value: found } : FAILED;
}

/** The value of a JSON text, undefined when it is none, or nested deeper than data may be. */
function parsed(text: string): Json | undefined {
  const first = text.trimStart()[0];
  if (first !== '{' && first !== '[') return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return isDeeper(value, LIMITS.data_depth) ? undefined : value;
  } catch {
    return undefined;
  }
}
