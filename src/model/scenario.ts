/**
 * A scenario file: processes, a scripted world around them, and what is expected of them after so much virtual time.
 * The schemas are strict, because a misspelled expectation that nobody notices is a test that tests nothing; every
 * mistake is named with its place in the file.
 */
import { z } from 'zod';
import { errorText, type Failure } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../base/time.ts';
import { patternOf } from './matching.ts';
import { parseJson } from './parse_json.ts';

const AnyJson: z.ZodType<Json> = z.json();
const Data: z.ZodType<JsonObject> = z.record(z.string(), AnyJson);

/** Texts that are held against others: between slashes stands a regular expression, which must be one. */
const Wanted = AnyJson.superRefine((value, context) => checkPatterns(value, [], context));
const WantedData = Data.superRefine((value, context) => checkPatterns(value, [], context));
const WantedText = z.string().superRefine((value, context) => checkPatterns(value, [], context));

function checkPatterns(value: Json, path: (string | number)[], context: z.core.$RefinementCtx): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      checkPatterns(item, [...path, Array.isArray(value) ? Number(key) : key], context);
    }
  }
  const pattern = typeof value === 'string' ? patternOf(value) : null;
  if (pattern === null) return;
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    context.addIssue({ code: 'custom', path, message: errorText(error) });
  }
}

const UNITS: Record<string, number> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY };
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;

/** `5m`, `1h30m`, `500ms`, as ms; null for anything else. */
export function durationMs(text: string): number | null {
  if (!DURATION.test(text)) return null;
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g))
    sum += Number(count) * (UNITS[unit ?? ''] ?? 0);
  return sum;
}

const Duration = z.string().refine((text) => durationMs(text) !== null, 'must be a duration like "30d", "1h30m", "5s"');
const Instant = z.iso.datetime({ offset: true, message: 'must be an instant like "2030-01-01T00:00:00Z"' });
/** From the start of the scenario, or an instant. */
const At = z.union([Duration, Instant], 'must be a duration like "5m" or an instant like "2030-01-01T00:00:00Z"');

/** Which requests a rule answers: all that is given must fit. */
export const When = z.strictObject({
  method: z.string().optional(),
  /** A part of the address, or /a regular expression/. */
  url: WantedText.optional(),
  /** A subset of a JSON or form body, or a whole text. */
  body: Wanted.optional(),
});

const Timing = { /** How long the answer takes; at once without it. */ after: Duration.optional() };
const Answered = z.strictObject({
  status: z.number().int().min(100).max(599).default(200),
  /** Without it the content type is JSON, or HTML of a text. */
  headers: z.record(z.string(), z.string()).optional(),
  /** JSON, or a text that is sent as it is. Texts in it may hold expressions over n, now and request. */
  body: AnyJson.default(''),
  ...Timing,
});
const Failed = z.strictObject({
  error: z.enum(['timeout', 'failed_connect', 'reset', 'blocked', 'no_scheme', 'too_large', 'bad_certificate']),
  /** Whether the other side may have got the request; as the error suggests without it. */
  sent: z.boolean().optional(),
  ...Timing,
});
export const ScriptedAnswer = z.union([Failed, Answered], 'must be {status, headers, body} or {error}');
export type ScriptedAnswer = z.infer<typeof ScriptedAnswer>;

export const Rule = z.strictObject({
  when: When.default({}),
  answers: z.array(ScriptedAnswer).min(1),
  /** What comes when all answers were given: the last again (so without it), all from the first, or a failure. */
  // biome-ignore lint/suspicious/noThenProperty: a word in a file, never a function, so that nothing takes a rule for a promise.
  then: z.enum(['last', 'first', 'fail']).optional(),
});
export type Rule = z.infer<typeof Rule>;

const Fetched = z.strictObject({
  rows: z.array(Data).default([]),
  /** Of a statement that yields no rows: how many it has changed, and the number of the new one. */
  affected: z.number().int().optional(),
  insert_id: z.union([z.number(), z.string()]).optional(),
  ...Timing,
});
const NotFetched = z.strictObject({
  error: z.enum(['executing', 'access', 'timeout', 'connection', 'blocked', 'too_large']),
  /** What the database says. */
  description: z.string().optional(),
  sent: z.boolean().optional(),
  ...Timing,
});
const DbAnswer = z.union([NotFetched, Fetched], 'must be {rows} or {error}');
export type DbAnswer = z.infer<typeof DbAnswer>;

/** Answers statements of Database Calls. */
export const DbRule = z.strictObject({
  /** A part of the statement with its values in it, or /a regular expression/. */
  when: z.strictObject({ query: WantedText.optional() }).default({}),
  answers: z.array(DbAnswer).min(1),
  // biome-ignore lint/suspicious/noThenProperty: a word in a file, as of other rules.
  then: z.enum(['last', 'first', 'fail']).optional(),
});
export type DbRule = z.infer<typeof DbRule>;

const RequestSubset = z.strictObject({
  method: z.string().optional(),
  url: WantedText.optional(),
  body: Wanted.optional(),
});
const MailSubset = z.strictObject({
  to: WantedText.optional(),
  subject: WantedText.optional(),
  text: WantedText.optional(),
});

/** What is looked at; what is not named may be anything. Texts between slashes are regular expressions. */
export const Expect = z.strictObject({
  /** Id or title of the node the task stands in. */
  node: z.string().optional(),
  /** What it waits for there; `final` in a final node. */
  wait: z.string().optional(),
  /** All nodes it has come through, or some of them in this order. */
  path: z.union([z.array(z.string()), z.strictObject({ contains: z.array(z.string()) })]).optional(),
  /** A subset; null where the parameter must be absent. */
  data: WantedData.optional(),
  requests: z.union([z.number().int(), z.array(RequestSubset)]).optional(),
  mails: z.union([z.number().int(), z.array(MailSubset)]).optional(),
  /** Statements sent to databases, with their values in them. */
  queries: z.union([z.number().int(), z.array(WantedText)]).optional(),
  /** Tasks made in other processes, by the name they have in `with`: how many, or the data of each in their order. */
  tasks: z.record(z.string(), z.union([z.number().int(), z.array(WantedData)])).optional(),
});
export type Expect = z.infer<typeof Expect>;

const Change = {
  /** Name in `with`; the process itself without it. */ process: z.string().optional(),
  ref: z.string().optional(),
  data: Data,
};

/** What is expected is looked at first; then the world changes, and then the task is modified and another made. */
export const ScenarioEvent = z.strictObject({
  at: At,
  expect: Expect.optional(),
  modify: z.strictObject(Change).optional(),
  create: z.strictObject(Change).optional(),
  /** The code of the refusal that is expected. */
  refused: z.string().optional(),
  /** From now on the world has these rules instead. */
  world: z.array(Rule).optional(),
  /** From now on databases have these rules instead. */
  database: z.array(DbRule).optional(),
});
export type ScenarioEvent = z.infer<typeof ScenarioEvent>;

/** A file, from where the scenario file lies, or a process written out. */
const ProcessSource = z.union([z.string(), Data], 'must be the name of a file or a process');
export type ProcessSource = z.infer<typeof ProcessSource>;
const With = z.record(z.string().regex(/^(@[a-z0-9][a-z0-9-]*|\d+)$/, 'must be "@alias" or a number'), ProcessSource);
const Variables = z.record(z.string(), AnyJson);

export const Scenario = z.strictObject({
  name: z.string(),
  start: Instant.default('2030-01-01T00:00:00Z'),
  with: With.default({}),
  variables: Variables.default({}),
  /** Tasks that are there already, such as the token that others read; made before the scenario's own. */
  before: z.array(z.strictObject(Change)).default([]),
  task: z.strictObject({ ref: z.string().optional(), data: Data.default({}) }),
  world: z.array(Rule).default([]),
  /** Answers to Database Calls. */
  database: z.array(DbRule).default([]),
  /** Languages of database connections by their numbers; PostgreSQL where nothing is said. */
  connections: z.record(z.string().regex(/^\d+$/, 'must be a number'), z.enum(['postgres', 'mysql'])).default({}),
  events: z.array(ScenarioEvent).default([]),
  for: Duration.default('1d'),
  expect: Expect.default({}),
});
export type Scenario = z.infer<typeof Scenario>;

export const ScenarioFile = z.strictObject({
  process: ProcessSource,
  with: With.default({}),
  variables: Variables.default({}),
  scenarios: z.array(Scenario).min(1),
});
export type ScenarioFile = z.infer<typeof ScenarioFile>;

/** Reads the text of a scenario file; the failure names the place of every mistake. */
export function readScenarioFile(text: string): { file: ScenarioFile } | { failure: Failure } {
  const parsed = parseJson(text);
  if ('failure' in parsed) return parsed;
  const read = ScenarioFile.safeParse(parsed.value);
  if (read.success) return { file: read.data };
  const mistakes = read.error.issues.flatMap((issue) => mistakesOf(issue, []));
  return { failure: { code: 'bad_request', message: mistakes.join('\n'), details: mistakes } };
}

type Issue = z.core.$ZodIssue;

/** Of a union, what is wrong with the choice that came nearest: the one with the deepest mistake. */
function mistakesOf(issue: Issue, above: PropertyKey[]): string[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union') {
    const depth = (issues: Issue[]): number => Math.max(...issues.map((inner) => inner.path.length));
    const nearest = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? [];
    if (nearest.length > 0 && depth(nearest) > 0) return nearest.flatMap((inner) => mistakesOf(inner, path));
  }
  return [`${placeText(path)}: ${issue.message}`];
}

function placeText(path: PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '') || 'the file';
}
