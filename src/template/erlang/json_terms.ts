/**
 * Between JSON and terms. An object is a list of pairs `{<<"key">>, Value}` and the empty one `[{}]`; so the empty
 * list is the empty array and nothing else. A number without a fraction is an integer.
 */
import { isDeeper, type Json, type JsonObject, setOwn } from '../../base/json.ts';
import { LIMITS } from '../../base/limits.ts';
import type { Machine } from './machine.ts';
import { Atom, EMPTY_OBJECT, FALSE, isList, isObjectList, MapTerm, shown, type Term, TRUE, Tuple } from './term.ts';

const NULL = new Atom('null');
/** Integers stay below it in size: what is larger is no number of JSON. */
export const INTEGER_BOUND = 1n << 1023n;

export function fromJson(value: Json, machine: Machine): Term {
  if (!machine.spend(1)) return NULL;
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return Number.isInteger(value) && Math.abs(value) < Number(INTEGER_BOUND) ? BigInt(value) : value;
    case 'boolean':
      return value ? TRUE : FALSE;
  }
  if (value === null) return NULL;
  if (Array.isArray(value)) return value.map((item) => fromJson(item, machine));
  const keys = Object.keys(value);
  if (keys.length === 0) return EMPTY_OBJECT;
  return keys.map((key) => new Tuple([key, fromJson(value[key] as Json, machine)]));
}

/** Fails for what JSON cannot hold. Of a key that comes twice the first counts, as it does for `get_value`. */
export function toJson(term: Term, machine: Machine, depth = 0): Json {
  if (depth > LIMITS.data_depth) {
    machine.exceed(`the result nests deeper than ${LIMITS.data_depth} levels`);
    return null;
  }
  if (!machine.spend(1) || !machine.yieldChars(4)) return null;
  if (typeof term === 'string') return machine.yieldChars(term.length) ? term : null;
  if (typeof term === 'bigint') return Number(term);
  if (typeof term === 'number') return term + 0;
  if (term instanceof Atom) return atomJson(term, machine);
  if (term instanceof MapTerm) return objectOf([...term.entries.values()], machine, depth);
  if (isList(term) && !isObjectList(term)) return term.map((item) => toJson(item, machine, depth + 1));
  if (isList(term)) {
    const pairs = term.flatMap(({ items: [key, value] }): [Term, Term][] =>
      key === undefined || value === undefined ? [] : [[key, value]],
    );
    return objectOf(pairs, machine, depth);
  }
  machine.fail(`${shown(term)} is no value of JSON: an object is a list of {<<"key">>, Value}`);
  return null;
}

function objectOf(pairs: readonly (readonly [Term, Term])[], machine: Machine, depth: number): JsonObject {
  const made: JsonObject = {};
  for (const [key, value] of pairs) {
    const name = key instanceof Atom ? key.name : key;
    if (typeof name !== 'string') {
      machine.fail(`${shown(key)} cannot be a key of JSON: a key is a binary`);
      return made;
    }
    if (!Object.hasOwn(made, name) && machine.yieldChars(name.length)) {
      setOwn(made, name, toJson(value, machine, depth + 1));
    }
    if (machine.failure !== undefined) return made;
  }
  return made;
}

function atomJson({ name }: Atom, machine: Machine): Json {
  if (name === 'true' || name === 'false') return name === 'true';
  if (name === 'null' || name === 'undefined') return null;
  return machine.yieldChars(name.length) ? name : null;
}

/** The term of a JSON text; undefined when it is none, or nests deeper than data may. */
export function termOfText(text: string, machine: Machine): Term | undefined {
  if (!machine.spendText(text.length)) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return isDeeper(value, LIMITS.data_depth) ? undefined : fromJson(value, machine);
  } catch {
    return undefined;
  }
}
