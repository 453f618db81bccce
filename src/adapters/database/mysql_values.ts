/**
 * Values of MySQL and MariaDB as JSON: numbers where they are exact, else texts; dates and instants as ISO 8601, in the
 * zone of the server's session, which is not named; json as it is; bytes as base64, bits as a number.
 */
import type { Json } from '../../base/json.ts';
import { exactNumber, isoInstant, jsonOrText } from './values.ts';

/** Numbers of types in MySQL's protocol. */
const NUMBERS = [0, 1, 2, 3, 4, 5, 8, 9, 13, 246];
const INSTANTS = [7, 12, 17, 18];
const BIT = 16;
const JSON_TYPE = 245;
/** As many bytes as a number holds exactly. */
const NUMBER_BYTES = 6;

/** `value` is what the driver made of it: dates and large numbers are texts. */
export function mysqlValue(value: unknown, type: number): Json {
  if (value === null || value === undefined) return null;
  if (Buffer.isBuffer(value)) {
    if (type === BIT && value.length <= NUMBER_BYTES) return value.readUIntBE(0, value.length);
    return value.toString('base64');
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'string') {
    if (NUMBERS.includes(type)) return exactNumber(value);
    if (INSTANTS.includes(type)) return isoInstant(value);
    return type === JSON_TYPE ? jsonOrText(value) : value;
  }
  if (typeof value === 'boolean') return value;
  // JSON that the driver has read, and points and shapes.
  return typeof value === 'object' ? jsonOrText(JSON.stringify(value)) : String(value);
}
