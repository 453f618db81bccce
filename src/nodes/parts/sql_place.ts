/**
 * Tells where in a statement a value may stand, and where only a name can. Follows the clauses, as far as names are
 * concerned: after FROM, JOIN, INTO, UPDATE, TABLE, ORDER BY and GROUP BY, in the list of columns of an INSERT, before
 * the `=` of a SET, and beside a dot.
 */
import type { Token } from './sql_tokens.ts';

export type Place =
  | 'value'
  | 'name'
  /** In ORDER BY or GROUP BY: a name, or the number of a column. */
  | 'order'
  /** After such a name: ASC or DESC. */
  | 'direction'
  /** The whole list of an IN: a list of values stands for as many. */
  | 'in_list'
  /** An argument of a function that takes any type, so that a text must say that it is one. */
  | 'any_type';

const ANY_TYPE =
  /^(concat|concat_ws|format|jsonb?_build_(object|array)|num_nulls|num_nonnulls|to_jsonb?|jsonb?_agg|pg_typeof)$/;
const TABLES = ['from', 'join', 'into', 'update', 'table', 'truncate', 'only', 'using'];
/** Words after which no list of names goes on. */
const CLAUSE_ENDS = [
  ...['where', 'set', 'values', 'value', 'on', 'having', 'limit', 'offset', 'returning', 'select', 'when', 'then'],
  ...['union', 'intersect', 'except', 'window', 'fetch', 'for', 'case', 'else', 'and', 'or', 'not', 'in', 'like'],
];

/** What is open: the statement itself, or a parenthesis. */
interface Frame {
  /** The list of names we are in. */
  clause: 'tables' | 'order' | 'set' | 'columns' | null;
  /** A FROM means tables only where something is selected or deleted: `extract(year FROM …)` names none. */
  selects: boolean;
  /** The word before the parenthesis. */
  opener: string;
}

export class SqlPlaces {
  private readonly frames: Frame[] = [{ clause: null, selects: false, opener: '' }];
  /** The last token that counts, lower-case. */
  private last = '';

  /** Goes past a token that is no template. */
  pass({ kind, text }: Token): void {
    if (kind === 'space' || kind === 'comment') return;
    const word = kind === 'word' ? text.toLowerCase() : kind === 'symbol' ? text : 'x';
    if (word === '(') this.open();
    else if (word === ')' && this.frames.length > 1) this.frames.pop();
    else if (word === ';') this.frames.splice(0, this.frames.length, { clause: null, selects: false, opener: '' });
    else if (kind === 'word') this.clause(word);
    this.last = word;
  }

  /** Where a template stands that comes next; `next` is the first token after it that counts. */
  at(next: Token | undefined): Place {
    const { clause, opener } = this.frame;
    const follows = next?.kind === 'symbol' ? next.text : next === undefined ? '' : 'x';
    if (this.last === '.' || follows === '.') return 'name';
    if (this.last === '(' && follows === ')' && opener === 'in') return 'in_list';
    const begins = this.last === ',' || (this.last === '(' && clause === 'columns');
    if (clause === 'columns') return begins ? 'name' : 'value';
    if (clause === 'order') return begins || this.last === 'by' ? 'order' : this.afterName ? 'direction' : 'value';
    if (clause === 'tables') return begins || TABLES.includes(this.last) || this.last === 'exists' ? 'name' : 'value';
    if (clause === 'set' && (begins || this.last === 'set' || this.last === 'update')) return 'name';
    return ANY_TYPE.test(opener) ? 'any_type' : 'value';
  }

  /** Goes past a template. */
  passTemplate(): void {
    this.last = 'x';
  }

  private get frame(): Frame {
    return this.frames.at(-1) as Frame;
  }

  private get afterName(): boolean {
    return /^[\p{L}_x)]/u.test(this.last) && !CLAUSE_ENDS.includes(this.last);
  }

  /** After `INTO t` a parenthesis holds names; one that follows VALUES, a function or an operator does not. */
  private open(): void {
    const columns = this.frame.clause === 'tables' && this.frame.opener === 'into' && this.last !== 'into';
    if (columns) this.frame.clause = null;
    this.frames.push({ clause: columns ? 'columns' : null, selects: false, opener: this.last });
  }

  private clause(word: string): void {
    const { frame } = this;
    if (word === 'select' || word === 'delete') frame.selects = true;
    const tables = TABLES.includes(word) && (word !== 'from' || (frame.selects && this.last !== 'distinct'));
    // UPDATE of ON DUPLICATE KEY UPDATE and of ON CONFLICT DO UPDATE names no table.
    if (word === 'update' && this.last === 'key') frame.clause = 'set';
    else if (tables && !(word === 'update' && (this.last === 'for' || this.last === 'do'))) {
      frame.clause = 'tables';
      if (this.frames.length === 1 || word === 'into') frame.opener = word;
    } else if (word === 'by' && /^(order|group|partition)$/.test(this.last)) frame.clause = 'order';
    else if (word === 'set') frame.clause = 'set';
    // CREATE TABLE IF NOT EXISTS still goes on to a name.
    else if (CLAUSE_ENDS.includes(word) && this.last !== 'if') frame.clause = null;
  }
}
