/**
 * Performs the effects that leave Takt: API Call and mail. They are at-least-once, and carry the wait's id for whoever
 * can tell a repetition. Where a logic forbids repeating, the attempt's number is committed before the request: when
 * it is unknown afterwards whether a request was carried out, `once` allows one more and `never` none.
 */
import { waitId } from '../base/ids.ts';
import { isObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { SECOND } from '../base/time.ts';
import type { EffectAnswer, HttpEffect, MailEffect, OutboxRow, Repeat } from '../model/effect.ts';
import type { HttpFailureReason, HttpOutcome } from '../ports/http_client.ts';
import type { MailOutcome } from '../ports/mail.ts';
import type { Commits } from './commits.ts';
import type { PerformInside } from './perform_inside.ts';
import { Places } from './places.ts';
import type { Ports } from './world.ts';

/** Attempts that may be begun without knowing what became of the one before. */
const ATTEMPTS: Record<Repeat, number> = { never: 1, once: 2, always: Number.POSITIVE_INFINITY };

/** How much longer than the request itself its lease lasts, ms. */
const LEASE_MARGIN_MS = 30 * SECOND;

/** No answer came; `sent` is false where the request has certainly not been carried out. */
type Unanswered = { reason?: HttpFailureReason; description: string; sent: boolean };
type OutsideEffect = HttpEffect | MailEffect;
type Failed = EffectAnswer & { kind: 'failed' };

export class PerformOutside {
  private readonly ports: Pick<Ports, 'tasks' | 'http' | 'mail' | 'clock'>;
  private readonly commits: Commits;
  private readonly inside: PerformInside;
  private readonly places = new Places();
  /** Answers that came but could not be written down yet (a full disk): never asked for a second time. */
  private readonly unwritten = new Map<string, EffectAnswer>();

  constructor(ports: Pick<Ports, 'tasks' | 'http' | 'mail' | 'clock'>, commits: Commits, inside: PerformInside) {
    this.ports = ports;
    this.commits = commits;
    this.inside = inside;
  }

  /** `again` is called when it is worth performing the row again, because a place has become free. */
  async perform(row: OutboxRow, effect: OutsideEffect, again: () => void): Promise<void> {
    const key = `${row.conv_id}:${effect.node_id}`;
    const now = this.ports.clock.now();
    const entered = this.places.enter(key, effect.max_threads, { id: row.id, now, call: again });
    if (entered !== 'in') {
      if (now - entered.since <= LIMITS.http_place_wait_ms) return;
      this.places.forget(row.id);
      await this.inside.answer(row, EXPIRED);
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
    while (answer === null && attempts < allowed && (await this.stillWaits(row))) {
      if (effect.repeat !== 'always' && !(await this.counted(row, attempts))) return;
      answer = await this.once(effect, attempts);
      attempts++;
    }
    if (answer !== null) this.unwritten.set(row.id, answer);
    await this.inside.answer(row, answer ?? IN_DOUBT);
    this.unwritten.delete(row.id);
  }

  /** One attempt; null where it is unknown whether it was carried out and that matters. */
  private async once(effect: OutsideEffect, lost: number): Promise<EffectAnswer | null> {
    const got = effect.kind === 'http' ? await this.http(effect, lost) : await this.mail(effect);
    if ('kind' in got) return got;
    return got.sent && effect.repeat !== 'always' ? null : badAnswer(got);
  }

  /** Whether the task still waits for this: a request nobody waits for is not sent. */
  private async stillWaits(row: OutboxRow): Promise<boolean> {
    const task = await this.ports.tasks.load({ conv_id: row.conv_id, obj_id: row.obj_id });
    return task !== null && task.wait !== null && row.wait_id === waitId(task.obj_id, task.hop);
  }

  /** Commits the attempt's number before the request; false where somebody else has begun this attempt. */
  private async counted(row: OutboxRow, from: number): Promise<boolean> {
    const due = this.ports.clock.now() + LIMITS.http_timeout_ms + LEASE_MARGIN_MS;
    const [result] = await this.commits.write([{ attempt: { id: row.id, from, due }, made: [] }]);
    return result?.ok === true;
  }

  private async http(effect: HttpEffect, lost: number): Promise<EffectAnswer | Unanswered> {
    const { method, url, headers, body, cert_pem } = effect;
    const request = { method, url, headers, body, cert_pem, timeout_ms: LIMITS.http_timeout_ms };
    const got: HttpOutcome = await this.ports.http.send(request);
    if (!got.ok) return got;
    const { status, sizes, ms } = got;
    return { kind: 'http', status, headers: got.headers, body: got.body, sizes, ms, lost };
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
    return got.ok ? { kind: 'ok' } : got;
  }
}

const EXPIRED: Failed = {
  kind: 'failed',
  type: 'hardware',
  tag: 'api_expire_query',
  description: 'Expire task to API, please check your api for correct answer, or increase max_threads for connections',
};

const IN_DOUBT: Failed = {
  kind: 'failed',
  type: 'software',
  tag: 'api_in_doubt',
  description: 'the request was begun and its answer was lost: it may have been carried out, and is not sent again',
};

/** Where no connection came about the network is at fault: whoever retries on hardware errors may try again. */
function badAnswer({ reason, description }: Unanswered): Failed {
  const type = reason === 'failed_connect' ? 'hardware' : 'software';
  return { kind: 'failed', type, tag: 'api_bad_answer', description };
}
