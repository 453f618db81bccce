/**
 * Performs the effects that leave Takt: API Call, mail, Database Call, Git Call. They are at-least-once, and carry the wait's id for whoever
 * can tell a repetition. Where a logic forbids repeating, the attempt's number is committed before the request: when
 * it is unknown afterwards whether a request was carried out, `once` allows one more and `never` none.
 */
import { isObject, sizeText } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { SECOND } from '../base/time.ts';
import type { EffectAnswer, HttpEffect, MailEffect, OutboxRow, OutsideEffect, Repeat } from '../model/effect.ts';
import type { HttpOutcome } from '../ports/http_client.ts';
import type { MailOutcome } from '../ports/mail.ts';
import type { Commits } from './commits.ts';
import type { PerformDb } from './perform_db.ts';
import type { PerformGit } from './perform_git.ts';
import type { PerformInside } from './perform_inside.ts';
import { Places } from './places.ts';
import { postedAnswer, type SyncAnswers } from './sync_answers.ts';
import type { Ports } from './world.ts';

/** Attempts that may be begun without knowing what became of the one before. */
const ATTEMPTS: Record<Repeat, number> = { never: 1, once: 2, always: Number.POSITIVE_INFINITY };

/** How much longer than the request itself its lease lasts, ms. */
const LEASE_MARGIN_MS = 30 * SECOND;

export type Failed = EffectAnswer & { kind: 'failed' };

/** No answer came; `sent` is false where the request has certainly not been carried out. */
export interface Unanswered {
  sent: boolean;
  failed: Failed;
}

export interface OutsideParts {
  commits: Commits;
  inside: PerformInside;
  sync: Pick<SyncAnswers, 'ownCallback' | 'post'>;
  db: PerformDb;
  git: PerformGit;
}

export class PerformOutside {
  private readonly ports: Pick<Ports, 'http' | 'mail' | 'clock'>;
  private readonly parts: OutsideParts;
  private readonly places = new Places();
  /** Answers that came but could not be written down yet (a full disk): never asked for a second time. */
  private readonly unwritten = new Map<string, EffectAnswer>();

  constructor(ports: Pick<Ports, 'http' | 'mail' | 'clock'>, parts: OutsideParts) {
    this.ports = ports;
    this.parts = parts;
  }

  /** `again` is called when it is worth performing the row again, because a place has become free. */
  async perform(row: OutboxRow, effect: OutsideEffect, again: () => void): Promise<void> {
    const key = `${row.conv_id}:${effect.node_id}`;
    const now = this.ports.clock.now();
    const entered = this.places.enter(key, effect.max_threads, { id: row.id, now, call: again });
    if (entered !== 'in') {
      if (now - entered.since <= LIMITS.http_place_wait_ms) return;
      this.places.forget(row.id);
      await this.parts.inside.answer(row, expired(effect));
      return;
    }
    try {
      await this.attempt(row, effect);
    } finally {
      this.places.leave(key);
    }
  }

  /** The row is no longer there: nobody will come for the place it waits for. */
  gone(id: string): void {
    this.places.forget(id);
  }

  private async attempt(row: OutboxRow, effect: OutsideEffect): Promise<void> {
    const allowed = ATTEMPTS[effect.repeat];
    let attempts = row.attempts;
    let answer = this.unwritten.get(row.id) ?? null;
    while (answer === null && attempts < allowed) {
      if (effect.repeat !== 'always' && !(await this.counted(row, attempts))) return;
      answer = await this.once(row, effect, attempts);
      attempts++;
    }
    if (answer !== null) this.unwritten.set(row.id, answer);
    await this.parts.inside.answer(row, answer ?? inDoubt(effect));
    this.unwritten.delete(row.id);
  }

  /** One attempt; null where it is unknown whether it was carried out and that matters. */
  private async once(row: OutboxRow, effect: OutsideEffect, lost: number): Promise<EffectAnswer | null> {
    const got = await this.carryOut(row, effect, lost);
    if ('kind' in got) return got;
    return got.sent && effect.repeat !== 'always' ? null : got.failed;
  }

  private carryOut(row: OutboxRow, effect: OutsideEffect, lost: number): Promise<EffectAnswer | Unanswered> {
    switch (effect.kind) {
      case 'http':
        return this.http(effect, lost);
      case 'mail':
        return this.mail(effect);
      case 'db':
        return this.parts.db.perform(row, effect);
      case 'git':
        return this.parts.git.perform(row, effect, lost);
    }
  }

  /** Commits the attempt's number before the request; false where somebody else has begun it, or nobody waits for it. */
  private async counted(row: OutboxRow, from: number): Promise<boolean> {
    const due = this.ports.clock.now() + LIMITS.http_timeout_ms + LEASE_MARGIN_MS;
    const [result] = await this.parts.commits.write([{ attempt: { id: row.id, from, due }, made: [] }]);
    return result?.ok === true;
  }

  private async http(effect: HttpEffect, lost: number): Promise<EffectAnswer | Unanswered> {
    const { method, url, headers, body, cert_pem } = effect;
    const own = method === 'POST' ? this.parts.sync.ownCallback(url) : null;
    if (own !== null) return this.answerCaller(own, effect, lost);
    const request = { method, url, headers, body, cert_pem, timeout_ms: LIMITS.http_timeout_ms };
    const got: HttpOutcome = await this.ports.http.send(request);
    if (!got.ok) return badAnswer(got);
    const { status, sizes, ms } = got;
    return { kind: 'http', status, headers: got.headers, body: got.body, sizes, ms, lost };
  }

  /** A caller of the Sync API is answered without the network, where this server's own address may not be reached. */
  private async answerCaller(id: string, { headers, body }: HttpEffect, lost: number): Promise<EffectAnswer> {
    const posted = await this.parts.sync.post(id, body ?? '', headers['Idempotency-Key'] ?? '');
    const { status, body: told } = postedAnswer(posted);
    const text = JSON.stringify(told);
    const sizes = { request: Buffer.byteLength(body ?? ''), response: Buffer.byteLength(text) };
    return { kind: 'http', status, headers: { 'content-type': 'application/json' }, body: text, sizes, ms: 0, lost };
  }

  private async mail(effect: MailEffect): Promise<EffectAnswer | Unanswered> {
    const text = (name: string): string => {
      const value = effect.message[name] ?? '';
      return typeof value === 'string' ? value : isObject(value) ? JSON.stringify(value) : String(value);
    };
    const message = {
      from: text('from'),
      to: text('to'),
      subject: text('subject'),
      text: text('text'),
      html: text('html'),
    };
    const got: MailOutcome = await this.ports.mail.send(effect.url, message);
    return got.ok ? { kind: 'ok' } : badAnswer(got);
  }
}

/** How the errors of each kind begin. */
const PREFIX: Record<OutsideEffect['kind'], string> = { http: 'api', mail: 'api', db: 'db_call', git: 'git_call' };

function expired({ kind }: OutsideEffect): Failed {
  const description =
    'Expire task to API, please check your api for correct answer, or increase max_threads for connections';
  return { kind: 'failed', type: 'hardware', tag: `${PREFIX[kind]}_expire_query`, description };
}

function inDoubt({ kind }: OutsideEffect): Failed {
  const description =
    'the request was begun and its answer was lost: it may have been carried out, and is not sent again';
  return { kind: 'failed', type: 'software', tag: `${PREFIX[kind]}_in_doubt`, description };
}

/**
 * Where no connection came about the network is at fault: whoever retries on hardware errors may try again. An answer
 * that is too large to be read is too large for the task, and would be so again.
 */
function badAnswer({ reason, description, sent }: { reason?: string; description: string; sent: boolean }): Unanswered {
  if (reason === 'too_large') {
    const text = sizeText(LIMITS.http_response_bytes);
    return {
      sent,
      failed: { kind: 'failed', type: 'software', tag: 'api_task_size_overflow_limit', description: text },
    };
  }
  const type = reason === 'failed_connect' ? 'hardware' : 'software';
  return { sent, failed: { kind: 'failed', type, tag: 'api_bad_answer', description } };
}
