/** How values look in the middle of a text. */
import type { Json } from '../base/json.ts';

/** Missing is nothing; numbers are decimal; objects and arrays are JSON. */
export function toText(value: Json | undefined): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return decimal(value);
    case 'undefined':
      return '';
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return JSON.stringify(value);
  }
}

/** A number without an exponent, however large or small. */
export function decimal(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  if (Number.isInteger(value)) return BigInt(value).toString();
  const [digits = '', exponent = '0'] = text.split('e-');
  const sign = digits.startsWith('-') ? '-' : '';
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${digits.replace(/[-.]/g, '')}`;
}

/** A text as it stands between the quotes of a JSON string. */
export function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Numbers carry at most six decimals, as in Corezoid. */
export function sixDecimals(value: number): number {
  return Number.isInteger(value) ? value + 0 : Number(value.toFixed(6)) + 0;
}
