/**
 * Names of declared parameters. A name may be a path into the data: `a.b`, `list[0]`, and `list[].key` for every element;
 * a dot or bracket that belongs to the name itself is written with a backslash.
 */
import type { Json } from '../base/json.ts';
import { type Step, splitPath, step, valueAt } from './path.ts';

/** The name of the step that stands for every element; no parameter's name may have this character. */
export const EVERY = '*';

/** A text that is no path is a name as it stands. */
export function paramPath(name: string): Step[] {
  return splitPath(name.replaceAll('[]', `[${EVERY}]`)) ?? [step(name)];
}

/** What stands at the path: one value, or of `[]` one for each element there is; undefined where there is nothing. */
export function valuesAt(from: Json | undefined, path: readonly Step[]): (Json | undefined)[] {
  const every = path.findIndex(({ name, bracket }) => bracket && name === EVERY);
  if (every < 0) return [valueAt(from, path)];
  const list = valueAt(from, path.slice(0, every));
  const rest = path.slice(every + 1);
  return Array.isArray(list) ? list.flatMap((item) => valuesAt(item, rest)) : [undefined];
}

/** Which of some declared parameters a place in the data belongs to. */
export class ParamTree {
  private readonly next = new Map<string, ParamTree>();
  private ends = false;

  static of(names: Iterable<string>): ParamTree {
    const tree = new ParamTree();
    for (const name of names) {
      let at = tree;
      for (const { name: key } of paramPath(name)) {
        const known = at.next.get(key) ?? new ParamTree();
        at.next.set(key, known);
        at = known;
      }
      at.ends = true;
    }
    return tree;
  }

  /** The tree below one member of an object or element of an array; null where a parameter is declared right there. */
  static below(trees: readonly ParamTree[], key: string | number): ParamTree[] | null {
    const keys = typeof key === 'number' ? [String(key), EVERY] : [key];
    const found = trees.flatMap(({ next }) => keys.flatMap((name) => next.get(name) ?? []));
    return found.some((tree) => tree.ends) ? null : found;
  }
}
