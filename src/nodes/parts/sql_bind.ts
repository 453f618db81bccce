/**
 * Makes a statement of a query and its values. A value never becomes part of the text, so that no value can change what
 * the statement does: it is bound where a value stands, together with the whole literal where it stands inside quotes,
 * and dropped in a comment. Where only a name can stand, nothing but a plain name is taken, and put in quotes. What is
 * put into the text besides are NULL, TRUE, FALSE, ASC, DESC and the number of a column.
 */
import type { Json } from '../../base/json.ts';
import type { Dialect, SqlParam, SqlParts, SqlStatement } from '../../model/sql.ts';
import { toText } from '../../template/text.ts';
import { type Place, SqlPlaces } from './sql_place.ts';
import { sqlTokens, TEMPLATE, type Token } from './sql_tokens.ts';

export type Bound = { statement: SqlStatement } | { problem: string };

/** Types that may stand before a literal, such as INTERVAL '1 day': a bound value needs a cast instead. */
const LITERAL_TYPES: Record<Dialect, Record<string, string>> = {
  postgres: Object.fromEntries(
    [
      ...['date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval', 'numeric', 'int', 'integer', 'bigint'],
      ...['boolean', 'bool', 'uuid', 'json', 'jsonb', 'inet', 'cidr', 'text', 'varchar', 'money'],
    ].map((name) => [name, name]),
  ),
  mysql: { date: 'DATE', time: 'TIME', timestamp: 'DATETIME' },
};

const NAME = /^[\p{L}_][\p{L}\p{N}_$]*$/u;
const PART_OF_NAME = /^[\p{L}\p{N}_$]*$/u;
const NAME_CHARS = 64;
/** As many values as either database takes with one statement. */
const MOST_VALUES = 65_535;
const INT4 = 2_147_483_647;

/** The statement, or why a value cannot stand where it stands. */
export function bindSql(dialect: Dialect, parts: SqlParts): Bound {
  const source = parts.map((part) => (typeof part === 'string' ? part : TEMPLATE)).join('');
  const values = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.value]));
  if (parts.some((part) => typeof part === 'string' && part.includes(TEMPLATE))) {
    return { problem: 'the query holds a character NUL' };
  }
  if (isOneTemplate(parts)) return wholeQuery(values[0] ?? null);
  try {
    return { statement: new Binder(dialect, sqlTokens(source, dialect), values).statement() };
  } catch (error) {
    if (error instanceof Misplaced) return { problem: error.message };
    throw error;
  }
}

/** Whether the whole query is one template: then its value is the author's own SQL. */
export function isOneTemplate(parts: SqlParts): boolean {
  const rest = parts.filter((part) => typeof part !== 'string' || part.trim() !== '');
  return rest.length === 1 && typeof rest[0] !== 'string';
}

function wholeQuery(value: Json): Bound {
  if (typeof value !== 'string' || value.trim() === '') return { problem: 'the query is no text' };
  return { statement: { text: value, params: [], shown: value } };
}

class Misplaced extends Error {}

class Binder {
  private readonly dialect: Dialect;
  private readonly tokens: Token[];
  private readonly values: (Json | undefined)[];
  private readonly places = new SqlPlaces();
  private readonly params: SqlParam[] = [];
  private text = '';
  private shown = '';
  private used = 0;

  constructor(dialect: Dialect, tokens: Token[], values: (Json | undefined)[]) {
    this.dialect = dialect;
    this.tokens = tokens;
    this.values = values;
  }

  statement(): SqlStatement {
    for (let at = 0; at < this.tokens.length; at++) at = this.token(at);
    return { text: this.text, params: this.params, shown: this.shown };
  }

  /** Writes what begins here; answers the index of the last token that went into it. */
  private token(at: number): number {
    const token = this.tokens[at] as Token;
    if (token.kind === 'own_param') {
      throw new Misplaced(`the query holds a place for a value of its own (${token.text}): write {{…}} instead`);
    }
    if (token.kind === 'template' || this.isGlued(at)) return this.inCode(at);
    if (token.kind === 'comment') this.comment(token);
    else if (token.kind === 'string' && token.text.includes(TEMPLATE)) this.literal(token, null);
    else if (token.kind === 'name' && token.text.includes(TEMPLATE)) this.quotedName(token);
    else if (token.kind === 'word') return this.word(at, token);
    else this.write(token.text);
    this.places.pass(token);
    return at;
  }

  /** A word or number that goes on in a template: part of one name. */
  private isGlued(at: number): boolean {
    const kind = this.tokens[at]?.kind;
    return (kind === 'word' || kind === 'number') && this.tokens[at + 1]?.kind === 'template';
  }

  private inCode(at: number): number {
    let end = at;
    while (['template', 'word', 'number'].includes(this.tokens[end + 1]?.kind ?? '')) end++;
    const glued = this.tokens.slice(at, end + 1);
    let next = end + 1;
    while (['space', 'comment'].includes(this.tokens[next]?.kind ?? '')) next++;
    const place = this.places.at(this.tokens[next]);
    const [only] = glued;
    const value: Json =
      glued.length === 1 && only?.kind === 'template'
        ? (this.next() ?? null)
        : glued.map((token) => (token.kind === 'template' ? toText(this.next()) : token.text)).join('');
    if (glued.length > 1 && place !== 'name' && place !== 'order') {
      throw new Misplaced('a value stands beside other text: put quotes around both, or a space between them');
    }
    this.value(place, value);
    this.places.passTemplate();
    return end;
  }

  private value(place: Place, value: Json): void {
    const isColumn = typeof value === 'number' && Number.isInteger(value) && value > 0;
    if (place === 'order' && isColumn) this.write(String(value));
    else if (place === 'name' || place === 'order') this.name(value);
    else if (place === 'direction') this.direction(value);
    else if (place === 'in_list' && Array.isArray(value)) this.list(value);
    else this.scalar(value, place === 'any_type' ? 'text' : '');
  }

  private direction(value: Json): void {
    if (!/^(asc|desc)?$/i.test(toText(value))) throw new Misplaced(`${quote(value)} is neither ASC nor DESC`);
    this.write(toText(value).toUpperCase());
  }

  private list(values: Json[]): void {
    if (values.length > MOST_VALUES) throw new Misplaced(`a list of more than ${MOST_VALUES} values is too long`);
    if (values.length === 0) this.write('NULL');
    values.forEach((value, index) => {
      if (index > 0) this.write(', ');
      this.scalar(value, '');
    });
  }

  /** Numbers keep their type, as they would have it as literals; lists and objects are JSON. */
  private scalar(value: Json, text_cast: string): void {
    if (value === null) this.write('NULL');
    else if (typeof value === 'boolean') this.write(value ? 'TRUE' : 'FALSE');
    else
      this.bind(
        typeof value === 'number' ? value : toText(value),
        typeof value === 'number' ? typeOf(value) : text_cast,
      );
  }

  private bind(value: SqlParam, cast: string): void {
    this.params.push(value);
    const literal = typeof value === 'number' ? toText(value) : `'${value.replaceAll("'", "''")}'`;
    const place = `$${this.params.length}`;
    const typed = cast === '' ? place : `(${place}::${cast})`;
    this.write(this.dialect === 'mysql' ? '?' : typed, literal);
  }

  /** Dots part the names of schema, table and column. */
  private name(value: Json): void {
    const names = typeof value === 'string' ? value.trim().split('.') : [];
    if (
      names.length === 0 ||
      names.length > 3 ||
      !names.every((name) => NAME.test(name) && name.length <= NAME_CHARS)
    ) {
      throw new Misplaced(`${quote(value)} is no plain name, and only a name can stand there`);
    }
    const mark = this.dialect === 'mysql' ? '`' : '"';
    this.write(names.map((name) => `${mark}${name}${mark}`).join('.'));
  }

  private quotedName({ text }: Token): void {
    this.write(
      this.filled(text, (value) => {
        const part = toText(value);
        if (PART_OF_NAME.test(part) && part.length <= NAME_CHARS) return part;
        throw new Misplaced(`${quote(value)} is no part of a plain name`);
      }),
    );
  }

  /** The whole literal becomes one value. */
  private literal(token: Token, cast: string | null): void {
    if (token.content === null) throw new Misplaced(`a value cannot stand inside ${quote(token.text.slice(0, 20))}…`);
    const any = this.places.at(undefined) === 'any_type' ? 'text' : '';
    const value = this.filled(token.content, toText);
    if (cast !== null) this.write('CAST(', '');
    this.bind(value, cast === null ? any : '');
    if (cast !== null) this.write(` AS ${cast})`, '');
  }

  private comment({ text }: Token): void {
    this.write(this.filled(text, () => ''));
  }

  /** A type before a literal that holds a template becomes a cast. */
  private word(at: number, token: Token): number {
    const next = this.tokens[at + 1]?.kind === 'space' ? at + 2 : at + 1;
    const literal = this.tokens[next];
    const types = LITERAL_TYPES[this.dialect];
    const type = token.text.toLowerCase();
    const cast = Object.hasOwn(types, type) ? types[type] : undefined;
    this.places.pass(token);
    if (cast === undefined || literal?.kind !== 'string' || !literal.text.includes(TEMPLATE)) {
      this.write(token.text);
      return at;
    }
    this.literal(literal, cast);
    this.places.pass(literal);
    return next;
  }

  private filled(text: string, fill: (value: Json | undefined) => string): string {
    return text.replaceAll(TEMPLATE, () => fill(this.next()));
  }

  /** In code a missing value is NULL, inside quotes it is nothing. */
  private next(): Json | undefined {
    return this.values[this.used++];
  }

  private write(text: string, shown = text): void {
    this.text += text;
    this.shown += shown;
  }
}

/** The type that PostgreSQL gives a number written out. */
function typeOf(value: number): string {
  if (!Number.isInteger(value) || Math.abs(value) >= 2 ** 63) return 'numeric';
  return Math.abs(value) <= INT4 ? 'int4' : 'int8';
}

function quote(value: Json | undefined): string {
  const text = toText(value);
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
