/** The calls `proplists:…`: a JSON object is such a list. A bare atom in a list is that atom with `true`. */
import type { Machine } from './machine.ts';
import { keyOf, same } from './order.ts';
import {
  Atom,
  boolean,
  EMPTY_OBJECT,
  isAtom,
  isList,
  isObjectList,
  MapTerm,
  shown,
  type Term,
  TRUE,
  Tuple,
  UNDEFINED,
} from './term.ts';

/** Arguments are as many as the name of the call says. */
export type Call = (args: readonly Term[], machine: Machine) => Term;

type OfList = (list: readonly Term[], args: readonly Term[], machine: Machine) => Term;

/** A call whose argument at this index is a list; it pays for going over it. */
function ofList(index: number, perform: OfList): Call {
  return (args, machine) => {
    const list = args[index] as Term;
    if (!isList(list)) return machine.fail(`an object or a list is needed, not ${shown(list)}`);
    return machine.spend(1 + list.length) ? perform(list, args, machine) : UNDEFINED;
  };
}

export function isOf(item: Term, key: Term, machine: Machine): boolean {
  const name = item instanceof Tuple ? item.items[0] : item instanceof Atom ? item : undefined;
  return name !== undefined && (name === key || same(name, key, machine));
}

function first(list: readonly Term[], key: Term, machine: Machine): Term | undefined {
  return list.find((item) => isOf(item, key, machine));
}

/** What an item says of its key: undefined when it is no pair. */
export function propertyOf(item: Term | undefined): Term | undefined {
  if (item instanceof Atom) return TRUE;
  return item instanceof Tuple && item.items.length === 2 ? item.items[1] : undefined;
}

function pairOf(item: Term): Term {
  return item instanceof Atom ? new Tuple([item, TRUE]) : item;
}

/** A property that is true is its bare atom. */
export function compacted(item: Term): Term {
  const isTrue = item instanceof Tuple && item.items.length === 2 && isAtom(item.items[1] as Term, 'true');
  return isTrue && item.items[0] instanceof Atom ? item.items[0] : item;
}

/** What is left of an object is an object, even when it is nothing. */
function without(list: readonly Term[], key: Term, machine: Machine): readonly Term[] {
  const rest = list.filter((item) => !isOf(item, key, machine));
  return rest.length === 0 && isObjectList(list) ? EMPTY_OBJECT : rest;
}

export const getValue: Call = ofList(1, (list, [key, , otherwise = UNDEFINED], machine) => {
  return propertyOf(first(list, key as Term, machine)) ?? otherwise;
});

const allOf = ofList(1, (list, [key], machine) => list.filter((item) => isOf(item, key as Term, machine)).map(pairOf));

const allValues = ofList(1, (list, [key], machine) =>
  list.filter((item) => isOf(item, key as Term, machine)).flatMap((item) => propertyOf(item) ?? []),
);

const appended = ofList(1, (list, [key], machine) =>
  list
    .filter((item) => isOf(item, key as Term, machine))
    .flatMap((item) => {
      const value = propertyOf(item) ?? [];
      return isList(value) && machine.spend(value.length) ? value : [value];
    }),
);

const keys = ofList(0, (list, _args, machine) => {
  const known = new Map<string, Term>();
  for (const item of list) {
    const key = item instanceof Tuple ? item.items[0] : item instanceof Atom ? item : undefined;
    if (key !== undefined) known.set(keyOf(key, machine), key);
  }
  return [...known.values()];
});

const toMap = ofList(0, (list, _args, machine) => {
  const entries = new Map<string, readonly [Term, Term]>();
  for (const item of list) {
    const value = propertyOf(item);
    if (value === undefined) continue;
    const key = item instanceof Tuple ? (item.items[0] as Term) : item;
    const name = keyOf(key, machine);
    if (!entries.has(name)) entries.set(name, [key, value]);
  }
  return new MapTerm(entries);
});

const fromMap: Call = ([map], machine) => {
  if (!(map instanceof MapTerm)) return machine.fail(`a map is needed, not ${shown(map as Term)}`);
  if (map.entries.size === 0) return EMPTY_OBJECT;
  return machine.spend(map.entries.size) ? [...map.entries.values()].map((entry) => new Tuple(entry)) : [];
};

const split = ofList(0, (list, [, names], machine) => {
  if (!isList(names as Term)) return machine.fail(`a list of keys is needed, not ${shown(names as Term)}`);
  const wanted = names as readonly Term[];
  if (!machine.spend(wanted.length * (list.length + 1))) return UNDEFINED;
  const found = wanted.map((key) => list.filter((item) => isOf(item, key, machine)));
  const rest = list.filter((item) => !wanted.some((key) => isOf(item, key, machine)));
  return new Tuple([found, rest]);
});

export const PROPLISTS: Record<string, Call> = {
  'append_values/2': appended,
  'compact/1': ofList(0, (list) => list.map(compacted)),
  'delete/2': ofList(1, (list, [key], machine) => without(list, key as Term, machine)),
  'from_map/1': fromMap,
  'get_all_values/2': allValues,
  'get_bool/2': ofList(1, (list, [key], machine) =>
    boolean(isAtom(propertyOf(first(list, key as Term, machine)) ?? UNDEFINED, 'true')),
  ),
  'get_keys/1': keys,
  'get_value/2': getValue,
  'get_value/3': getValue,
  'is_defined/2': ofList(1, (list, [key], machine) => boolean(first(list, key as Term, machine) !== undefined)),
  'lookup/2': ofList(1, (list, [key], machine) => {
    const found = first(list, key as Term, machine);
    return found === undefined ? new Atom('none') : pairOf(found);
  }),
  'lookup_all/2': allOf,
  'property/1': ([item]) => compacted(item as Term),
  'property/2': ([key, value]) => compacted(new Tuple([key as Term, value as Term])),
  'split/2': split,
  'to_map/1': toMap,
  'unfold/1': ofList(0, (list) => list.map(pairOf)),
};
