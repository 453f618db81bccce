/**
 * Values of the Erlang in `$.map` and `$.filter`. Integers are bigints and floats numbers, so that the two never mix
 * by accident; a binary is the text it holds; a list is an array, and so always a proper one.
 */

export class Atom {
  constructor(readonly name: string) {}
}

export class Tuple {
  constructor(readonly items: readonly Term[]) {}
}

/** By `keyOf` of the key. */
export class MapTerm {
  constructor(readonly entries: ReadonlyMap<string, readonly [key: Term, value: Term]>) {}
}

export type Term = bigint | number | string | Atom | Tuple | MapTerm | readonly Term[];

export const TRUE = new Atom('true');
export const FALSE = new Atom('false');
export const UNDEFINED = new Atom('undefined');

export function isAtom(term: Term, name: string): boolean {
  return term instanceof Atom && term.name === name;
}

export function boolean(value: boolean): Atom {
  return value ? TRUE : FALSE;
}

export function isList(term: Term): term is readonly Term[] {
  return Array.isArray(term);
}

/** A term as an error names it: short, whatever it is. */
export function shown(term: Term): string {
  if (typeof term === 'string') return `<<"${cut(term)}">>`;
  if (typeof term === 'bigint' || typeof term === 'number') return cut(String(term));
  if (term instanceof Atom) return cut(term.name);
  if (term instanceof Tuple) return `a tuple of ${term.items.length}`;
  if (term instanceof MapTerm) return 'a map';
  return isObjectList(term) ? 'an object' : `a list of ${term.length}`;
}

function cut(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text;
}

/** Whether a list is an object: pairs with a text or an atom as the key. The empty object is `[{}]`. */
export function isObjectList(term: Term): term is readonly Tuple[] {
  return isList(term) && term.length > 0 && term.every((item) => item instanceof Tuple && isProperty(item));
}

function isProperty({ items }: Tuple): boolean {
  if (items.length === 0) return true;
  return items.length === 2 && (typeof items[0] === 'string' || items[0] instanceof Atom);
}

/** The list that an object without properties is. */
export const EMPTY_OBJECT: readonly Term[] = [new Tuple([])];
