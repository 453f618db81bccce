/**
 * Dynamic keys: where a row writes. A key without templates is a name, dots and brackets included. A key that is one
 * template names a place by a path, `{{array[2].name}}`; any other key is a name made of text and values.
 */
import { isObject, type Json, type JsonObject, ownValue, setOwn } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { stepsOf } from './compile.ts';
import { evaluatorOf, isPlain, templateOf } from './evaluate.ts';
import { type Run, textIn } from './join.ts';
import { type Step, step } from './path.ts';

/** The place that a key names. Undefined when it names none; then the run has failed or waits for a read. */
export function placeOf(key: string, run: Run): readonly Step[] | undefined {
  if (isPlain(key)) return [step(key)];
  const template = templateOf(key);
  const [only, ...more] = template.text;
  if (template.failure !== undefined) run.failure ??= template.failure;
  else if (more.length > 0 || typeof only !== 'object' || only.kind === 'call') {
    const name = textIn(run, evaluatorOf(template, false)(run));
    if (name !== '') return [step(name)];
    run.failure ??= { tag: 'convert', message: 'the name of the parameter is empty', position: 0 };
  } else if (only.kind === 'data') {
    const steps = stepsOf(only.path)(run);
    if (steps !== undefined) return steps;
    run.failure ??= { tag: 'convert', message: 'the key names no place', position: only.at };
  } else {
    run.failure ??= { tag: 'syntax', message: 'only parameters of the task can be written', position: only.at };
  }
  return undefined;
}

/**
 * Writes into `data`, which the caller owns; whatever lies under its top level is copied before it is changed.
 * Answers with what stands in the way, if something does.
 */
export function writeAt(data: JsonObject, place: readonly Step[], value: Json): string | undefined {
  let holder: Json[] | JsonObject = data;
  for (let i = 0; i < place.length - 1; i++) {
    const here = place[i] as Step;
    const next = containerFor(child(holder, here), place[i + 1] as Step);
    if (next === undefined) return `"${here.name}" is neither an object nor an array`;
    const problem = put(holder, here, next);
    if (problem !== undefined) return problem;
    holder = next;
  }
  return put(holder, place[place.length - 1] as Step, value);
}

function child(holder: Json[] | JsonObject, { name, index }: Step): Json | undefined {
  return Array.isArray(holder) ? holder[index] : ownValue(holder, name);
}

/** A copy of what is there; where there is nothing yet, an array for a number in brackets, else an object. */
function containerFor(found: Json | undefined, next: Step): Json[] | JsonObject | undefined {
  if (Array.isArray(found)) return [...found];
  if (isObject(found)) return { ...found };
  if (found !== undefined && found !== null && found !== '') return undefined;
  return next.bracket && next.index >= 0 ? [] : {};
}

function put(holder: Json[] | JsonObject, { name, index }: Step, value: Json): string | undefined {
  if (!Array.isArray(holder)) {
    setOwn(holder, name, value);
    return undefined;
  }
  if (index < 0) return `"${name}" is not an index of an array`;
  if (index > LIMITS.written_index) return `the index ${name} is above ${LIMITS.written_index}`;
  while (holder.length < index) holder.push(null);
  holder[index] = value;
  return undefined;
}
