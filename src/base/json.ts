/** JSON values as Takt handles them: what a task's data are made of. */
export type Json = string | number | boolean | null | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own property or undefined: a prototype is never reached, whatever the key. */
export function ownValue(holder: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(holder, key) ? holder[key] : undefined;
}

/** Writes an own property even where the key is `__proto__`. */
export function setOwn(holder: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    holder[key] = value;
  }
}

/** Shallow merge into a new object: top-level keys of `over` win, as every merge of task data does. */
export function mergeData(under: JsonObject, over: JsonObject): JsonObject {
  const merged: JsonObject = { ...under };
  for (const key of Object.keys(over)) setOwn(merged, key, over[key] as Json);
  return merged;
}

/** Structural equality; the order of an object's keys does not matter. */
export function deepEqual(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => deepEqual(item, b[i] as Json));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && deepEqual(a[key] as Json, b[key] as Json));
}

/** Size of a value as the limits count it: bytes of its JSON text in UTF-8. */
export function byteSize(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}
