/** The calls of `proplists` that rewrite whole lists: other names, opposites, expansions. */
import type { Machine } from './machine.ts';
import { same } from './order.ts';
import { type Call, compacted, isOf, propertyOf } from './proplists.ts';
import { Atom, isAtom, isList, shown, type Term, TRUE, Tuple, UNDEFINED } from './term.ts';

type Pair = readonly [Term, Term];
type Rewrite = (list: readonly Term[], pairs: readonly Pair[], machine: Machine) => readonly Term[];

/** A list, and the pairs that say how to rewrite it; paid for. */
function rewriting(given: Term, list: Term, machine: Machine, rewrite: Rewrite): Term {
  const isPair = (item: Term): boolean => item instanceof Tuple && item.items.length === 2;
  if (!isList(given) || !given.every(isPair)) return machine.fail(`a list of pairs is needed, not ${shown(given)}`);
  if (!isList(list)) return machine.fail(`an object or a list is needed, not ${shown(list)}`);
  if (!machine.spend((given.length + 1) * (list.length + 1))) return UNDEFINED;
  return rewrite(
    list,
    given.map((item) => (item as Tuple).items as unknown as Pair),
    machine,
  );
}

/** The first pair whose left side is the key of the item. */
function pairFor(item: Term, pairs: readonly Pair[], machine: Machine): Pair | undefined {
  return pairs.find(([key]) => isOf(item, key, machine));
}

const aliases: Rewrite = (list, pairs, machine) =>
  list.map((item) => {
    const to = pairFor(item, pairs, machine)?.[1];
    if (to === undefined) return item;
    return compacted(new Tuple([to, ...(item instanceof Tuple ? item.items.slice(1) : [TRUE])]));
  });

const negations: Rewrite = (list, pairs, machine) =>
  list.map((item) => {
    const to = pairFor(item, pairs, machine)?.[1];
    if (to === undefined) return item;
    const isTrue = isAtom(propertyOf(item) ?? UNDEFINED, 'true');
    return compacted(new Tuple([to, new Atom(isTrue ? 'false' : 'true')]));
  });

/** Only the first item of a key is looked at; where it is replaced, the others of that key go. */
const expansions: Rewrite = (list, pairs, machine) => {
  let made = list;
  for (const [property, by] of pairs) {
    const key = property instanceof Tuple ? (property.items[0] ?? property) : property;
    const index = made.findIndex((item) => isOf(item, key, machine));
    if (index < 0 || !same(compacted(made[index] as Term), compacted(property), machine)) continue;
    if (!isList(by)) {
      machine.fail(`an expansion is a list, not ${shown(by)}`);
      return [];
    }
    if (!machine.spend(made.length + by.length)) return [];
    const rest = made.slice(index + 1).filter((item) => !isOf(item, key, machine));
    made = [...made.slice(0, index), ...by, ...rest];
  }
  return made;
};

const STAGES: Record<string, Rewrite> = { aliases, negations, expand: expansions };

/** The stages in their order, then every true property as its atom. */
const normalize: Call = ([list, stages], machine) => {
  if (!isList(stages as Term)) return machine.fail(`a list of stages is needed, not ${shown(stages as Term)}`);
  let made = list as Term;
  for (const stage of stages as readonly Term[]) {
    const [name, pairs] = stage instanceof Tuple ? stage.items : [];
    const rewrite = name instanceof Atom && Object.hasOwn(STAGES, name.name) ? STAGES[name.name] : undefined;
    if (rewrite === undefined || pairs === undefined)
      return machine.fail('a stage is {aliases | negations | expand, List}');
    made = rewriting(pairs, made, machine, rewrite);
    if (machine.failure !== undefined) return UNDEFINED;
  }
  if (!isList(made)) return machine.fail(`an object or a list is needed, not ${shown(made)}`);
  return machine.spend(made.length) ? made.map(compacted) : UNDEFINED;
};

function called(rewrite: Rewrite): Call {
  return ([pairs, list], machine) => rewriting(pairs as Term, list as Term, machine, rewrite);
}

export const PROPLIST_OPTIONS: Record<string, Call> = {
  'expand/2': called(expansions),
  'normalize/2': normalize,
  'substitute_aliases/2': called(aliases),
  'substitute_negations/2': called(negations),
};
