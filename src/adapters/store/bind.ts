/**
 * The one door for values into SQLite. libsql ends the whole process when a boolean or a lone object is bound,
 * so nothing gets there that has not passed here, and always as an array.
 */
import { Bug, TaktError } from '../../base/errors.ts';

export type Bindable = string | number | bigint | Buffer | null;

const MAX_BIGINT = 2n ** 63n - 1n;
const MIN_BIGINT = -(2n ** 63n);

export function bind(values: readonly unknown[]): Bindable[] {
  if (!Array.isArray(values)) throw new Bug('values to bind must be an array');
  const bound: Bindable[] = [];
  for (let i = 0; i < values.length; i++) bound.push(bindable(values[i], i));
  return bound;
}

function bindable(value: unknown, place: number): Bindable {
  switch (typeof value) {
    case 'string':
      return textWithoutNul(value);
    case 'number':
      if (Number.isFinite(value)) return value;
      break;
    case 'bigint':
      if (value >= MIN_BIGINT && value <= MAX_BIGINT) return value;
      break;
    case 'object':
      if (value === null || Buffer.isBuffer(value)) return value;
      // A buffer that has crossed threads arrives as a bare Uint8Array.
      if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      break;
  }
  throw new Bug(`value ${place} of a statement is a ${typeof value} that cannot be stored`);
}

/** A NUL would cut the text short in the database: two different names could become one. */
export function textWithoutNul(text: string): string {
  if (text.includes('\u0000')) throw new TaktError('bad_request', 'a text contains the character U+0000');
  return text;
}
