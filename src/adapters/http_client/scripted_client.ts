/**
 * An outside world that answers by rules, for tests and simulations: the first rule that fits a request answers it,
 * its answers one after the other. A request that no rule expects gets no connection, and is kept in `unexpected`.
 */
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { prng } from '../../base/prng.ts';
import { unixSeconds } from '../../base/time.ts';
import { isSubset, readBody, textFits } from '../../model/matching.ts';
import { durationMs, type Rule, type ScriptedAnswer } from '../../model/scenario.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpClient, HttpOutcome, HttpRequest } from '../../ports/http_client.ts';
import { evaluate } from '../../template/evaluate.ts';

/** Errors after which the other side has certainly not got the request. */
const UNSENT = ['failed_connect', 'blocked', 'no_scheme', 'bad_certificate'];

export class ScriptedClient implements HttpClient {
  /** Requests that no rule answered, as `POST https://…`. */
  readonly unexpected: string[] = [];
  private readonly clock: Clock;
  private rules: { rule: Rule; used: number }[] = [];

  constructor(clock: Clock, rules: Rule[] = []) {
    this.clock = clock;
    this.setRules(rules);
  }

  /** From now on these rules answer, each from its first answer on. */
  setRules(rules: Rule[]): void {
    this.rules = rules.map((rule) => ({ rule, used: 0 }));
  }

  async send(request: HttpRequest): Promise<HttpOutcome> {
    const body = readBody(request.body);
    const found = this.rules.find(({ rule }) => fits(rule.when, request, body));
    const answer = found === undefined ? null : answerOf(found.rule, found.used++);
    if (found === undefined || answer === null) {
      this.unexpected.push(`${request.method} ${request.url}`);
      return { ok: false, reason: 'failed_connect', description: 'failed_connect: no rule', sent: false, ms: 0 };
    }
    const failed = 'error' in answer ? answer.error : null;
    const ms = durationMs(answer.after ?? '') ?? (failed === 'timeout' ? request.timeout_ms : 0);
    if (ms > 0) await new Promise<void>((resolve) => void this.clock.after(ms, resolve));
    if ('error' in answer) {
      const { error, sent = !UNSENT.includes(error) } = answer;
      return { ok: false, reason: error, description: error, sent, ms };
    }
    const scope = { n: found.used, now: unixSeconds(this.clock.now()), request: { ...shown(request), body } };
    return this.answered(request, answer, scope, ms);
  }

  async close(): Promise<void> {}

  private answered(
    request: HttpRequest,
    answer: Exclude<ScriptedAnswer, { error: string }>,
    scope: JsonObject,
    ms: number,
  ): HttpOutcome {
    const filled = this.fill(answer.body, scope);
    const body = typeof filled === 'string' ? filled : JSON.stringify(filled);
    const type = typeof filled === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
    const headers = lowerCase(answer.headers ?? { 'content-type': type });
    const sizes = { request: Buffer.byteLength(request.body ?? ''), response: Buffer.byteLength(body) };
    return { ok: true, status: answer.status, headers, body, sizes, ms };
  }

  /** The value with the expressions in its texts evaluated; one that cannot be evaluated stays as it is. */
  private fill(value: Json, data: JsonObject): Json {
    if (Array.isArray(value)) return value.map((item) => this.fill(item, data));
    if (isObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.fill(item, data)]));
    }
    if (typeof value !== 'string') return value;
    const random = prng(`${String(data.n)} ${value}`);
    const got = evaluate(value, { data, root: {}, now: this.clock.now(), random, answers: new Map() });
    return 'ok' in got && got.ok ? (got.value ?? '') : value;
  }
}

/** The answer to the request number `used` (from 0) of a rule; null where it has no more. */
function answerOf(rule: Rule, used: number): ScriptedAnswer | null {
  const { answers, then: afterwards = 'last' } = rule;
  if (afterwards === 'first') return answers[used % answers.length] ?? null;
  return answers[used] ?? (afterwards === 'last' ? (answers.at(-1) ?? null) : null);
}

function shown({ method, url, headers }: HttpRequest): JsonObject {
  return { method, url, headers };
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function fits(when: Rule['when'], request: HttpRequest, body: Json): boolean {
  if (when.method !== undefined && when.method.toUpperCase() !== request.method.toUpperCase()) return false;
  if (when.url !== undefined && !textFits(when.url, request.url)) return false;
  return when.body === undefined || isSubset(when.body, body);
}
