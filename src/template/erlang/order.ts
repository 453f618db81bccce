/** How terms compare: Erlang's order over all types, exact equality, and the name of a term as the key of a map. */
import type { Machine } from './machine.ts';
import { Atom, isList, MapTerm, type Term, Tuple } from './term.ts';

/** Terms deeper than that are compared no further: what JSON holds is bounded far below. */
const DEPTH = 500;

/** number < atom < tuple < map < list < binary. */
function rank(term: Term): number {
  if (typeof term === 'bigint' || typeof term === 'number') return 0;
  if (term instanceof Atom) return 1;
  if (term instanceof Tuple) return 2;
  if (term instanceof MapTerm) return 3;
  return typeof term === 'string' ? 5 : 4;
}

/** Below, at or above zero. An integer and a float that are as large are equal. */
export function compare(a: Term, b: Term, machine: Machine, depth = 0): number {
  if (a === b) return 0;
  if (!descends(machine, depth)) return 0;
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b, machine);
  if (a instanceof Atom && b instanceof Atom) return compareTexts(a.name, b.name, machine);
  if (a instanceof Tuple && b instanceof Tuple) {
    const sizes = a.items.length - b.items.length;
    return sizes !== 0 ? sizes : compareItems(a.items, b.items, machine, depth);
  }
  if (isList(a) && isList(b)) return compareItems(a, b, machine, depth);
  if (a instanceof MapTerm && b instanceof MapTerm) return compareMaps(a, b, machine, depth);
  const ranks = rank(a) - rank(b);
  if (ranks !== 0) return ranks;
  return a < b ? -1 : a > b ? 1 : 0;
}

function descends(machine: Machine, depth: number): boolean {
  if (depth < DEPTH) return machine.spend(1);
  machine.exceed('a value nests too deeply to be compared');
  return false;
}

function compareItems(a: readonly Term[], b: readonly Term[], machine: Machine, depth: number): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = compare(a[i] as Term, b[i] as Term, machine, depth + 1);
    if (order !== 0 || machine.failure !== undefined) return order;
  }
  return a.length - b.length;
}

/** By size, then by keys in their order, then by values in the order of the keys. */
function compareMaps(a: MapTerm, b: MapTerm, machine: Machine, depth: number): number {
  const sizes = a.entries.size - b.entries.size;
  if (sizes !== 0) return sizes;
  const sorted = ({ entries }: MapTerm): (readonly [Term, Term])[] =>
    [...entries.values()].sort(([left], [right]) => compare(left, right, machine, depth + 1));
  const [left, right] = [sorted(a), sorted(b)];
  for (const part of [0, 1] as const) {
    const order = compareItems(
      left.map((entry) => entry[part]),
      right.map((entry) => entry[part]),
      machine,
      depth,
    );
    if (order !== 0) return order;
  }
  return 0;
}

/** Texts compare by their characters, as their UTF-8 does by its bytes. */
function compareTexts(a: string, b: string, machine: Machine): number {
  const length = Math.min(a.length, b.length);
  if (!machine.spendText(length) || a === b) return 0;
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left !== right) return beyondPlane(left) - beyondPlane(right);
  }
  return a.length - b.length;
}

/** Halves of characters above U+FFFF go after all others. */
function beyondPlane(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** `=:=`: as `==`, but an integer is no float. */
export function same(a: Term, b: Term, machine: Machine, depth = 0): boolean {
  if (a === b) return true;
  if (!descends(machine, depth)) return false;
  if (a instanceof Atom) return b instanceof Atom && a.name === b.name;
  if (typeof a === 'string') return typeof b === 'string' && machine.spendText(a.length) && a === b;
  if (a instanceof Tuple) return b instanceof Tuple && sameItems(a.items, b.items, machine, depth);
  if (isList(a)) return isList(b) && sameItems(a, b, machine, depth);
  if (!(a instanceof MapTerm) || !(b instanceof MapTerm) || a.entries.size !== b.entries.size) return false;
  for (const [name, [, value]] of a.entries) {
    const other = b.entries.get(name);
    if (other === undefined || !same(value, other[1], machine, depth + 1)) return false;
  }
  return true;
}

function sameItems(a: readonly Term[], b: readonly Term[], machine: Machine, depth: number): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!same(a[i] as Term, b[i] as Term, machine, depth + 1)) return false;
  return true;
}

/** Equal for the same terms and for no others. */
export function keyOf(term: Term, machine: Machine, depth = 0): string {
  if (!descends(machine, depth)) return '';
  if (typeof term === 'string') return machine.spendText(term.length) ? `b${JSON.stringify(term)}` : '';
  if (typeof term === 'bigint') return `i${term}`;
  if (typeof term === 'number') return `f${term}`;
  if (term instanceof Atom) return `a${JSON.stringify(term.name)}`;
  const inner = (items: readonly Term[]): string => {
    const text = items.map((item) => keyOf(item, machine, depth + 1)).join();
    return machine.spendText(text.length) ? text : '';
  };
  if (term instanceof Tuple) return `{${inner(term.items)}}`;
  if (isList(term)) return `[${inner(term)}]`;
  const names = [...term.entries.keys()].sort();
  return `#{${names.map((name) => `${name}:${inner([(term.entries.get(name) as [Term, Term])[1]])}`).join()}}`;
}
