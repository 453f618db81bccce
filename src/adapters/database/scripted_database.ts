/**
 * Databases that answer by rules, for tests and simulations: the first rule that fits a statement answers it, its
 * answers one after the other. A statement that no rule expects gets no connection, and is kept in `unexpected`.
 */
import { textFits } from '../../model/matching.ts';
import { type DbAnswer, type DbRule, durationMs } from '../../model/scenario.ts';
import type { SqlStatement } from '../../model/sql.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Database, DbConnection, DbFailureReason, DbLimits, DbOutcome } from '../../ports/database.ts';

/** Failures after which the statement has certainly changed nothing. */
const UNSENT: DbFailureReason[] = ['executing', 'access', 'blocked', 'timeout'];

export class ScriptedDatabase implements Database {
  readonly unexpected: string[] = [];
  private readonly clock: Clock;
  private rules: { rule: DbRule; used: number }[] = [];

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** From now on these rules answer, each from its first answer on. */
  setRules(rules: DbRule[]): void {
    this.rules = rules.map((rule) => ({ rule, used: 0 }));
  }

  async query(_to: DbConnection, { shown }: SqlStatement, limits: DbLimits): Promise<DbOutcome> {
    const found = this.rules.find(({ rule }) => rule.when.query === undefined || textFits(rule.when.query, shown));
    const answer = found === undefined ? null : answerOf(found.rule, found.used++);
    if (answer === null) {
      this.unexpected.push(shown);
      return { ok: false, reason: 'connection', description: 'no rule', sent: false, ms: 0 };
    }
    const late = 'error' in answer && answer.error === 'timeout';
    const ms = durationMs(answer.after ?? '') ?? (late ? limits.timeout_ms : 0);
    if (ms > 0) await new Promise<void>((resolve) => void this.clock.after(ms, resolve));
    if ('error' in answer) {
      const { error, description = error, sent = !UNSENT.includes(error) } = answer;
      return { ok: false, reason: error, description, sent, ms };
    }
    const { rows, affected = null, insert_id = null } = answer;
    return { ok: true, rows, affected, insert_id, ms };
  }

  async close(): Promise<void> {}
}

/** The rule's next answer; null where it has no more. */
function answerOf({ answers, then: afterwards = 'last' }: DbRule, used: number): DbAnswer | null {
  if (afterwards === 'first') return answers[used % answers.length] ?? null;
  return answers[used] ?? (afterwards === 'last' ? (answers.at(-1) ?? null) : null);
}
