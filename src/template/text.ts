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

/** The bytes of a base64 text of either alphabet, padded or not, spaces aside; undefined when it is none. */
export function bytesOfBase64(text: string): Buffer | undefined {
  const plain = text.replace(/\s+/g, '');
  return /^[A-Za-z0-9+/_-]*={0,2}$/.test(plain) ? Buffer.from(plain, 'base64') : undefined;
}

/** Bytes as text. Those that are no UTF-8 keep their values as the characters 0 to 255. */
export function readable(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') && !Buffer.from(text, 'utf8').equals(bytes) ? bytes.toString('latin1') : text;
}
