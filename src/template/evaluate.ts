/**
 * Evaluates texts of a process against a task: the door to the expression language. Nothing here throws for any text
 * or any data; what fails is a value, and what is lacking is a list of reads.
 */
import type { Json } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { GenerationCache } from './cache.ts';
import { compileText } from './compile.ts';
import type { ExpressionFailure } from './failure.ts';
import type { Evaluator, Run } from './join.ts';
import { literal, type Node, nodeRead, type Text } from './nodes.ts';
import { type Parsed, parse } from './parse.ts';
import { type Read, readKey, type Scope } from './reads.ts';

export type Evaluated =
  | { ok: true; value: Json | undefined }
  | { ok: false; error: ExpressionFailure }
  | { need: Read[] };

/** A parsed text; its evaluators are made when first used. */
export interface Template extends Parsed {
  plain?: Evaluator;
  json?: Evaluator;
  parts?: (string | Evaluator)[];
}

const templates = new GenerationCache<Template>(LIMITS.template_cache_entries, LIMITS.template_cache_chars, parse);

/** The text parsed, from the cache. */
export function templateOf(text: string): Template {
  return text.length > LIMITS.template_chars ? parse(text) : templates.get(text);
}

/** Whether the text can hold no template and no function, and so stands for itself. */
export function isPlain(text: string): boolean {
  return !text.includes('{{') && !text.includes('$.') && !text.includes('<<');
}

/**
 * The value of a text. One that is exactly one template or call keeps the type of its value, undefined when missing;
 * anything else is text. `escape: 'json'` escapes what is substituted inside the quotes of JSON strings.
 */
export function evaluate(text: string, scope: Scope, options?: { escape?: 'json' }): Evaluated {
  if (isPlain(text)) return { ok: true, value: text };
  return evaluated(scope, (run) => textValue(text, options?.escape === 'json', run));
}

export function evaluatorOf(template: Template, json: boolean): Evaluator {
  if (json) {
    template.json ??= compileText(template.text, 'json');
    return template.json;
  }
  template.plain ??= compileText(template.text);
  return template.plain;
}

/** The value of a text within a larger evaluation. */
export function textValue(text: string, json: boolean, run: Run): Json | undefined {
  if (isPlain(text)) return text;
  const template = templateOf(text);
  if (template.failure === undefined) return evaluatorOf(template, json)(run);
  run.failure ??= template.failure;
  return undefined;
}

/** A text in pieces: what the author wrote, and between it the value of each template, with its type; undefined where missing. */
export type PartValues = (string | { value: Json | undefined })[];

/** Every template of a text by itself, for whoever must not mix values into the author's text, such as SQL. */
export function evaluateParts(
  text: string,
  scope: Scope,
): { ok: true; value: PartValues } | { ok: false; error: ExpressionFailure } | { need: Read[] } {
  if (isPlain(text)) return { ok: true, value: [text] };
  return evaluated(scope, (run) => {
    const template = templateOf(text);
    run.failure ??= template.failure;
    template.parts ??= template.text.map((part) => (typeof part === 'string' ? part : compileText([part])));
    return template.parts.map((part) => (typeof part === 'string' ? part : { value: part(run) }));
  });
}

/** Runs something that evaluates. What is lacking goes before failures: those may come of the placeholders. */
export function evaluated<T>(
  scope: Scope,
  work: (run: Run) => T,
): { ok: true; value: T } | { ok: false; error: ExpressionFailure } | { need: Read[] } {
  const funs = scope.funs ?? { steps: LIMITS.fun_steps };
  const run: Run = { scope, needs: new Map(), waits: 0, failure: undefined, chars: 0, funs };
  let value: T;
  try {
    value = work(run);
  } catch (error) {
    // JSON nested deeper than the stack, or a text longer than the machine allows: the only ways data can throw.
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, error: { tag: 'limit', message: 'a value is too large or too deeply nested', position: 0 } };
  }
  if (run.waits > 0) return { need: [...run.needs.values()] };
  return run.failure === undefined ? { ok: true, value } : { ok: false, error: run.failure };
}

/** What is wrong with the text, as far as it shows without a task; nothing when it can be evaluated. */
export function check(text: string): ExpressionFailure[] {
  const failure = isPlain(text) ? undefined : templateOf(text).failure;
  return failure === undefined ? [] : [failure];
}

/** What is right but hardly meant: delimiters without an end, which stand as text. */
export function doubts(text: string): ExpressionFailure[] {
  return isPlain(text) ? [] : templateOf(text).doubts;
}

/** The reads that are written out in the text, so that they can be got before it is evaluated. */
export function literalReads(text: string): Read[] {
  const found = new Map<string, Read>();
  if (!isPlain(text)) collect(templateOf(text).text, found);
  return [...found.values()];
}

function collect(text: Text, found: Map<string, Read>): void {
  for (const part of text) {
    if (typeof part === 'string') continue;
    const read = literalRead(part);
    if (read !== undefined) found.set(readKey(read), read);
    for (const inner of innerTexts(part)) collect(inner, found);
  }
}

function literalRead(node: Node): Read | undefined {
  if (node.kind === 'env_var') {
    const name = literal(node.name);
    return name ? { kind: 'env_var', name } : undefined;
  }
  if (node.kind !== 'task' && node.kind !== 'node') return undefined;
  const conv = node.conv === null ? null : literal(node.conv);
  if (conv === undefined) return undefined;
  if (node.kind === 'task') {
    const ref = literal(node.ref);
    return conv !== null && ref ? { kind: 'task', conv, ref } : undefined;
  }
  const id = literal(node.node);
  const last = node.path[0];
  const what = last?.kind === 'steps' ? last.steps[0]?.name : undefined;
  return id && what !== undefined ? nodeRead(conv, id, what) : undefined;
}

/** The texts within a template or call: inner braces, arguments, names in brackets. */
export function innerTexts(node: Node): Text[] {
  if (node.kind === 'each') return [node.argument];
  if (node.kind === 'call') return node.zone === null ? [node.argument] : [node.argument, node.zone];
  const texts = node.path.flatMap((segment) => (segment.kind === 'steps' ? [] : [segment.text]));
  if (node.kind === 'task') texts.push(node.conv, node.ref);
  if (node.kind === 'env_var') texts.push(node.name);
  if (node.kind === 'node') texts.push(node.node, ...(node.conv === null ? [] : [node.conv]));
  return texts;
}
