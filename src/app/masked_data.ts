/**
 * A task's data for those who may not see its secrets. A secret is known by its name: the parameter's own, a flag of
 * the process, a secret variable that the process reads. Its value is then hidden wherever it stands, for it may have
 * been written into any other text: an address, a message, the description of an error. Where people look, digits like
 * those of a payment card are hidden too, except in parameters that the process declares.
 */
import { maskCards } from '../base/card_digits.ts';
import { isObject, type Json, type JsonObject, setOwn } from '../base/json.ts';
import { LIMITS, MASK } from '../base/limits.ts';
import { isSecretName, maskText, SECRET_CHARS, secretMasker } from '../base/mask.ts';
import { EVERY, ParamTree, paramPath } from '../template/param_path.ts';
import type { LiveProcess } from './processes.ts';

/** What a process reads of a task that its owner may not modify. `live` is null where only the number is known. */
export function maskedData(data: JsonObject, live: LiveProcess | null): JsonObject {
  return hidden(data, live, false);
}

/** What a person sees of a task whose process he may not modify, and what goes to the log. */
export function shownToPeople(data: JsonObject, live: LiveProcess | null): JsonObject {
  return hidden(data, live, true);
}

/** What such a person sees of something that a task sent or was sent: the secrets of all data beside it are hidden in it. */
export function shownBeside(what: JsonObject, beside: JsonObject[], live: LiveProcess | null): JsonObject {
  const { found } = secretsIn(beside, live);
  collect(what, { secret: false, trees: [] }, found);
  return masked(
    what,
    { secret: false, trees: [], declared: [] },
    { ...found, ...maskerOf(found.secrets) },
  ) as JsonObject;
}

/** A reference as such a person sees it, unless the process says that its references are no card numbers. */
export function shownRefOf(ref: string, live: LiveProcess | null): string {
  return live?.process.ref_mask === false ? ref : maskCards(ref);
}

/** All texts in a value; of a secret variable that holds JSON each of them is a secret. */
export function textsIn(value: Json, into: Set<string>): void {
  collect(value, { secret: true, trees: [] }, { cleared: new Set(), secrets: into });
}

function hidden(data: JsonObject, live: LiveProcess | null, cards: boolean): JsonObject {
  const { found, trees } = secretsIn([data], live);
  const declared = cards ? [ParamTree.of((live?.process.params ?? []).map(({ name }) => name))] : null;
  return masked(data, { secret: false, trees, declared }, { ...found, ...maskerOf(found.secrets) }) as JsonObject;
}

/** The secrets of the process and of these data, and the paths of its auto-clear parameters. */
function secretsIn(all: JsonObject[], live: LiveProcess | null): { found: Found; trees: ParamTree[] } {
  const params = live?.process.params ?? [];
  const cleared = params.filter(({ flags }) => flags.includes('auto-clear')).map(({ name }) => name);
  const found: Found = { cleared: plainNames(cleared), secrets: new Set(live?.secrets) };
  const trees = [ParamTree.of(cleared)];
  for (const data of all) collect(data, { secret: false, trees }, found);
  return { found, trees };
}

interface Found {
  /** Names that are secret at any depth. */
  cleared: ReadonlySet<string>;
  secrets: Set<string>;
}

interface Place {
  secret: boolean;
  /** The paths of auto-clear parameters that lead on from here. */
  trees: ParamTree[];
}

/** A parameter that is no path is hidden by its name wherever it stands: data are copied into other data. */
function plainNames(names: string[]): ReadonlySet<string> {
  const paths = names.map(paramPath).filter(({ length }) => length === 1);
  return new Set(paths.flatMap((path) => path.map(({ name }) => name)).filter((name) => name !== EVERY));
}

function placeIn<T extends Place>(place: T, key: string | number, cleared: ReadonlySet<string>): T {
  const trees = place.trees.length === 0 ? place.trees : ParamTree.below(place.trees, key);
  const byName = typeof key === 'string' && (cleared.has(key) || isSecretName(key));
  return { ...place, secret: place.secret || trees === null || byName, trees: trees ?? [] };
}

function collect(value: Json, place: Place, found: Found): void {
  if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) collect(item, placeIn(place, name, found.cleared), found);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, placeIn(place, index, found.cleared), found);
  } else if (place.secret && (typeof value === 'string' || typeof value === 'number')) {
    found.secrets.add(String(value));
  }
}

interface Masker {
  text(text: string): string;
  name(name: string): string;
}

/** The values first: what is masked by its surroundings may be a part of one. */
function maskerOf(all: ReadonlySet<string>): Masker {
  const secrets = [...all].filter((secret) => secret.length >= SECRET_CHARS);
  const chars = secrets.reduce((sum, { length }) => sum + length, 0);
  if (secrets.length > LIMITS.masked_secrets || chars > LIMITS.masked_secret_chars) return EVERY_TEXT;
  const byValue = secretMasker(secrets);
  return { text: (text) => maskText(byValue(text)), name: byValue };
}

/** Where there are more secrets than can be looked for, none may come through. */
const EVERY_TEXT: Masker = { text: () => MASK, name: (name) => name };

interface Shown extends Place {
  /** The paths of declared parameters that lead on from here; null where digits are shown as they are. */
  declared: ParamTree[] | null;
}

function masked(value: Json, place: Shown, masks: Masker & Found): Json {
  if (place.secret && value !== null && value !== '') return MASK;
  if (Array.isArray(value)) return value.map((item, index) => masked(item, shownIn(place, index, masks), masks));
  if (isObject(value)) {
    const copy: JsonObject = {};
    for (const [name, item] of Object.entries(value)) {
      setOwn(copy, masks.name(name), masked(item, shownIn(place, name, masks), masks));
    }
    return copy;
  }
  if (typeof value === 'string' && value !== '') return withoutCards(masks.text(value), place);
  if (typeof value === 'number' && value >= 1e12 && withoutCards(String(value), place) === MASK) return MASK;
  return value;
}

function withoutCards(text: string, { declared }: Shown): string {
  return declared === null ? text : maskCards(text);
}

function shownIn(place: Shown, key: string | number, { cleared }: Found): Shown {
  const { declared } = place;
  const below = declared === null || declared.length === 0 ? declared : ParamTree.below(declared, key);
  return { ...placeIn(place, key, cleared), declared: below };
}
