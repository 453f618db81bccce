/** Compiles parsed text into an evaluator. Nothing is evaluated, and no Handlebars template made, before it is used. */
import { assert } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { castTo } from './cast.ts';
import { filtered, mapped } from './erlang/fun.ts';
import { functionNamed, type Input, type Outcome, type TemplateFunction } from './functions.ts';
import { type Evaluator, type JoinPart, type JoinStyle, join, type Run, textIn } from './join.ts';
import { literal, type Node, nodeRead, type Part, type Path, type Segment, type Text } from './nodes.ts';
import { type Step, splitPath, step, valueAt } from './path.ts';
import { type Read, readKey } from './reads.ts';

type Call = Extract<Node, { kind: 'call' }>;
type Steps = (run: Run) => readonly Step[] | undefined;

/** `json`: what is substituted inside the quotes of JSON strings is escaped for them. */
export type Escape = 'none' | 'json' | 'operand';

/** A text that is exactly one node keeps the type of its value; anything else yields text. */
export function compileText(text: Text, escaping: Escape = 'none'): Evaluator {
  const known = literal(text);
  if (known !== undefined) return () => known;
  const only = text[0];
  if (text.length === 1 && only !== undefined && typeof only !== 'string') return compileNode(only);
  let joined: ((run: Run) => string) | undefined;
  return (run) => {
    joined ??= join(joinParts(text, escaping));
    return joined(run);
  };
}

function joinParts(text: Text, escaping: Escape): JoinPart[] {
  let inString = false;
  return text.map((part) => {
    if (typeof part !== 'string') {
      const style: JoinStyle =
        escaping === 'operand' ? 'operand' : escaping === 'json' && inString ? 'quoted' : 'plain';
      return { evaluate: compileNode(part), style, at: part.at };
    }
    if (escaping === 'json') inString = endsInString(part, inString);
    return part;
  });
}

/** Whether a JSON text that begins outside or inside a string ends inside one. */
function endsInString(text: string, inside: boolean): boolean {
  let inString = inside;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') inString = !inString;
    else if (text[at] === '\\' && inString) at++;
  }
  return inString;
}

function compileNode(node: Node): Evaluator {
  switch (node.kind) {
    case 'data': {
      const steps = compilePath(node.path);
      if (typeof steps !== 'function') return (run) => valueAt(run.scope.data, steps);
      return (run) => valueIn(run.scope.data, steps(run));
    }
    case 'root': {
      const steps = stepsOf(node.path);
      return (run) => valueIn(run.scope.root, steps(run));
    }
    case 'call':
      return compileCall(node);
    case 'each':
      return compileEach(node);
    default:
      return compileRead(node);
  }
}

function valueIn(from: Json | undefined, steps: readonly Step[] | undefined): Json | undefined {
  return steps === undefined ? undefined : valueAt(from, steps);
}

/** The steps of a path: all known, or a function that gets them. */
function compilePath(path: Path): readonly Step[] | Steps {
  if (path.every((segment) => segment.kind === 'steps')) return path.flatMap((segment) => segment.steps);
  const segments = path.map(compileSegment);
  return (run) => {
    const steps: Step[] = [];
    for (const segment of segments) {
      const more = segment(run);
      if (more === undefined) return undefined;
      steps.push(...more);
    }
    return steps;
  };
}

/** As a function, whether known or not; undefined when the built text is no path. */
export function stepsOf(path: Path): Steps {
  const steps = compilePath(path);
  return typeof steps === 'function' ? steps : () => steps;
}

function compileSegment(segment: Segment): Steps {
  if (segment.kind === 'steps') return () => segment.steps;
  const text = compileText(segment.text);
  if (segment.kind === 'built') return (run) => splitPath(textIn(run, text(run)).trim());
  return (run) => {
    const name = textIn(run, text(run)).trim();
    return name === '' ? undefined : [step(name, true)];
  };
}

type ReadNode = Exclude<Node, { kind: 'data' | 'root' | 'call' | 'each' }>;

/**
 * A read whose own parts still wait for a read asks for nothing yet. A blank id names nothing, so it is not asked for.
 */
function compileRead(node: ReadNode): Evaluator {
  const read = readMaker(node);
  const inside = node.kind === 'node' ? undefined : stepsOf(node.path);
  return (run) => {
    const waiting = run.waits;
    const asked = read(run);
    const steps = inside?.(run);
    if (asked === undefined || run.waits > waiting || run.failure !== undefined) return undefined;
    const key = readKey(asked);
    const answer = run.scope.answers.get(key);
    if (answer === undefined) {
      run.needs.set(key, asked);
      run.waits++;
      return undefined;
    }
    if ('failure' in answer) {
      const message = `${answer.failure.tag}: ${answer.failure.description}`;
      run.failure = { tag: 'read', message, position: node.at, failure: answer.failure };
      return undefined;
    }
    if (inside === undefined) return answer.value;
    const tooFar = node.kind === 'env_var' && steps?.some(({ index }) => index > LIMITS.variable_index);
    return tooFar ? undefined : valueIn(answer.value, steps);
  };
}

function readMaker(node: ReadNode): (run: Run) => Read | undefined {
  if (node.kind === 'env_var') {
    const name = idText(node.name);
    return (run) => {
      const found = name(run);
      return found === '' ? undefined : { kind: 'env_var', name: found };
    };
  }
  const conv = node.conv === null ? () => null : idText(node.conv);
  if (node.kind === 'task') {
    const ref = idText(node.ref);
    return (run) => {
      const from = conv(run);
      const of = ref(run);
      return from === null || from === '' || of === '' ? undefined : { kind: 'task', conv: from, ref: of };
    };
  }
  const id = idText(node.node);
  const what = stepsOf(node.path);
  return (run) => {
    const from = conv(run);
    const of = id(run);
    const names = what(run);
    const only = names?.length === 1 ? names[0] : undefined;
    return from === '' || of === '' || only === undefined ? undefined : nodeRead(from, of, only.name);
  };
}

function idText(text: Text): (run: Run) => string {
  const value = compileText(text);
  return (run) => textIn(run, value(run)).trim();
}

function compileCall(node: Call): Evaluator {
  const { fun, input } = callOf(node);
  if (fun.yields === 'value') return (run) => settled(run, node, input(run), fun.run);
  return (run) => {
    const bytes = settled(run, node, input(run), fun.run);
    return bytes === undefined ? undefined : fun.text(bytes);
  };
}

/** An argument that waits for a read, or has failed, calls no function. */
function settled<T>(
  run: Run,
  node: Call,
  input: Input | undefined,
  perform: (input: Input) => Outcome<T>,
): T | undefined {
  if (input === undefined) return undefined;
  const outcome = perform(input);
  if (outcome.ok) return outcome.value;
  run.failure ??= { tag: 'convert', message: `$.${node.name}: ${outcome.problem}`, position: node.at };
  return undefined;
}

/** The array is JSON text with templates in it, as in a row of that type; what is no array is an empty one. */
function compileEach({ name, fun, argument }: Extract<Node, { kind: 'each' }>): Evaluator {
  const array = compileText(argument, 'json');
  const perform = name === 'map' ? mapped : filtered;
  return (run) => {
    const waiting = run.waits;
    const items = castTo(array(run), 'array');
    if (run.failure !== undefined || run.waits > waiting) return undefined;
    if (!items.ok) return [];
    const budget = { steps: run.funs.steps, chars: LIMITS.expression_result_chars - run.chars };
    const applied = perform(fun, items.value as Json[], budget);
    run.funs.steps = budget.steps;
    run.chars = LIMITS.expression_result_chars - budget.chars;
    if (applied.ok) return applied.value;
    const tag = applied.limit ? 'limit' : 'convert';
    run.failure = { tag, message: `$.${name}: ${applied.problem}`, position: applied.at };
    return undefined;
  };
}

interface CallParts {
  fun: TemplateFunction;
  input: (run: Run) => Input | undefined;
}

function callOf(node: Call): CallParts {
  const fun = functionNamed(node.name);
  assert(fun !== undefined, `the parser let through a call of ${node.name}`);
  const argument = argumentOf(node);
  const zone = node.zone === null ? undefined : compileText(node.zone);
  const input = (run: Run): Input | undefined => {
    const waiting = run.waits;
    const { value, bytes } = argument(run);
    const text = textIn(run, value);
    const zoneText = zone === undefined ? null : textIn(run, zone(run)).trim();
    if (run.failure !== undefined || run.waits > waiting) return undefined;
    const { now, random } = run.scope;
    return { value, text, bytes: () => bytes ?? Buffer.from(text, 'utf8'), zone: zoneText, now, random };
  };
  return { fun, input };
}

/** Arguments that are more than text: an operand must not be missing, JSON text has quotes. */
const ESCAPES: Record<string, Escape> = { math: 'operand', to_object: 'json', to_array: 'json' };

interface Argument {
  value: Json | undefined;
  bytes?: Buffer;
}

/** An argument that is exactly one call which yields bytes is handed on as bytes. */
function argumentOf(node: Call): (run: Run) => Argument {
  const only: Part | undefined = node.argument[0];
  const call = node.argument.length === 1 && typeof only === 'object' && only.kind === 'call' ? only : undefined;
  const inner = call && callOf(call);
  if (inner?.fun.yields !== 'bytes' || call === undefined) {
    const value = compileText(node.argument, ESCAPES[node.name] ?? 'none');
    return (run) => ({ value: value(run) });
  }
  const { run: perform, text } = inner.fun;
  return (run) => {
    const bytes = settled(run, call, inner.input(run), perform);
    return bytes === undefined ? { value: undefined } : { value: text(bytes), bytes };
  };
}
