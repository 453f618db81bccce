/**
 * Text made of several parts is put together by Handlebars, in an environment of its own: every expression in its
 * syntax tree is a call of one of our three helpers with the number of a part, so Handlebars itself resolves no path
 * and calls nothing else, whatever a parameter is named.
 */
import Handlebars from 'handlebars';
import type { Json } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import type { ExpressionFailure } from './failure.ts';
import type { FunBudget, Read, Scope } from './reads.ts';
import { jsonEscaped, toText } from './text.ts';

/** One evaluation on its way: what it is of, what it lacks, what it has used up. */
export interface Run {
  readonly scope: Scope;
  readonly needs: Map<string, Read>;
  /** How often a missing answer was met: whoever sees it grow has been given a placeholder. */
  waits: number;
  failure: ExpressionFailure | undefined;
  /** Characters made so far, in all parts and rounds of joining. */
  chars: number;
  /** What the funs in it may still do. */
  readonly funs: FunBudget;
}

export type Evaluator = (run: Run) => Json | undefined;

/** How a part becomes text: as it is, inside a JSON string, or as an operand, which must not be missing. */
export type JoinStyle = 'plain' | 'quoted' | 'operand';
export type JoinPart = string | { evaluate: Evaluator; style: JoinStyle; at: number };

interface Frame {
  run: Run;
  parts: readonly JoinPart[];
}

/** The text of a value, within what one evaluation may make; past that it fails and stays empty. */
export function textIn(run: Run, value: Json | undefined): string {
  if (run.failure !== undefined) return '';
  const text = toText(value);
  run.chars += text.length;
  if (run.chars <= LIMITS.expression_result_chars) return text;
  const message = `the result is longer than ${LIMITS.expression_result_chars} characters`;
  run.failure = { tag: 'limit', message, position: 0 };
  return '';
}

const engine = isolated();

function isolated(): typeof Handlebars {
  const made = Handlebars.create();
  for (const name of Object.keys(made.helpers)) made.unregisterHelper(name);
  for (const name of Object.keys(made.decorators)) made.unregisterDecorator(name);
  const helper = (show: (run: Run, value: Json | undefined, at: number) => string) =>
    function (this: Frame, index: number): string {
      const part = this.parts[index];
      if (part === undefined || typeof part === 'string' || this.run.failure !== undefined) return '';
      return show(this.run, part.evaluate(this.run), part.at);
    };
  made.registerHelper({
    plain: helper(textIn),
    quoted: helper((run, value) => jsonEscaped(textIn(run, value))),
    operand: helper(operand),
  });
  return made;
}

/** A missing operand must not turn `{{a}}-1` into minus one. */
function operand(run: Run, value: Json | undefined, at: number): string {
  const text = textIn(run, value);
  if (text.trim() === '' && run.waits === 0) {
    run.failure ??= { tag: 'convert', message: 'a number is missing', position: at };
  }
  return text;
}

const loc = { source: '', start: { line: 1, column: 0 }, end: { line: 1, column: 0 } };
const strip = { open: false, close: false };

/** One evaluator of the parts in a row. */
export function join(parts: readonly JoinPart[]): (run: Run) => string {
  const body = parts.map((part, index) => (typeof part === 'string' ? content(part) : mustache(part.style, index)));
  const program = { type: 'Program', body, blockParams: [], strip: {}, loc };
  const template = engine.compile<Frame>(program, {
    data: false,
    noEscape: true,
    knownHelpers: { plain: true, quoted: true, operand: true },
    knownHelpersOnly: true,
  });
  return (run) => {
    const text = template({ run, parts });
    return run.failure === undefined ? text : '';
  };
}

function content(value: string): hbs.AST.ContentStatement {
  return { type: 'ContentStatement', value, original: strip, loc };
}

function mustache(helper: JoinStyle, index: number): hbs.AST.MustacheStatement {
  const path = { type: 'PathExpression' as const, data: false, depth: 0, parts: [helper], original: helper, loc };
  const number: hbs.AST.NumberLiteral = { type: 'NumberLiteral', value: index, original: index, loc };
  const hash: hbs.AST.Hash = { type: 'Hash', pairs: [], loc };
  return { type: 'MustacheStatement', path, params: [number], hash, escaped: false, strip, loc };
}
