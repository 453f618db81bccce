/** Values that all databases write alike, as JSON. */
import type { Json } from '../../base/json.ts';

/** A number where JSON's numbers hold it exactly as it is written, else its text: `9007199254740993`, `NaN`, `1.10`'s value is 1.1. */
export function exactNumber(text: string): Json {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) return text;
  return digits(String(number)) === digits(text) ? number : text;
}

/** The digits that count and where the point stands, whatever the notation. */
function digits(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text.trim()) ?? [];
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const kept = all.replace(/0+$/, '');
  if (kept === '') return '0';
  const point = Number(exponent) - fraction.length + (all.length - kept.length);
  return `${sign === '-' ? '-' : ''}${kept}e${point}`;
}

/** `2024-01-15 12:00:00.5+00` as `2024-01-15T12:00:00.5Z`; without a zone none is added. */
export function isoInstant(text: string): Json {
  const parts = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d(?::?\d\d)?(?::\d\d)?)?$/.exec(text);
  if (parts === null) return text;
  const [, day, time, zone = ''] = parts;
  return `${day}T${time}${/^[+-]00(:?00)?$/.test(zone) ? 'Z' : zone.length === 3 ? `${zone}:00` : zone}`;
}

export function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
