/**
 * The Sync API's half that is no HTTP: callers that wait for what a task will post to its `__callback_url`.
 *
 * Who waits is known to the server that holds his connection, and to nobody else: nothing is stored, as the wait ends
 * with the connection. An answer may come in at another server. That one tells it to all over News until the one that
 * waits has confirmed it, and says "taken" to whoever posted only then: News may lose, so the poster learns the truth
 * and may post again. A post repeated under its Idempotency-Key is confirmed again; any other second post is told so.
 *
 * A request's id names its process and its end, and is signed with the process's key: what was not made here is
 * refused before anything is asked of others.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Json, JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { parseJson } from '../model/parse_json.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import type { Processes } from './processes.ts';
import type { AppSettings, Ports } from './world.ts';

/** Why a wait ended. */
export type SyncEnd = { data: Json } | 'timeout' | 'stopped';

/** What became of a post: also the HTTP status that says so. */
export type SyncPosted = 'taken' | 'answered_before' | 'nobody_waits' | 'unknown' | 'busy' | 'bad_json' | 'too_large';

interface Waiting {
  user_id: number;
  end: (end: SyncEnd, chars?: number) => void;
}

/** One caller's wait. */
export interface SyncWait {
  /** Where the answer is to be posted: the task's `__callback_url`. */
  url: string;
  end: Promise<SyncEnd>;
  /** Gives back what the wait holds, its answer included; called once the answer has been passed on, or nobody wants it. */
  free: () => void;
}

/** One answer on its way between servers. */
interface Post {
  id: string;
  /** Made anew by each server that is posted to. */
  ask: string;
  /** Tells a repetition from a second answer. */
  key: string;
  body: string;
}

const POSTED = 'sync_posted';
const CONFIRMED = 'sync_confirmed';
const CALLBACK = /^\/api\/[12]\/plugins\/callback\/([0-9a-z.]{1,200})$/;

/** When an answer that nobody has confirmed yet is told again, ms; after the last of them it is given up. */
const TELL_AGAIN_MS = [250, 500, 1000, 2000];

export class SyncAnswers {
  private readonly ports: Pick<Ports, 'clock' | 'news' | 'randomHex'>;
  private readonly processes: Pick<Processes, 'get'>;
  private readonly settings: Pick<AppSettings, 'public_url'>;
  private readonly waiting = new Map<string, Waiting>();
  private readonly byUser = new Map<number, number>();
  /** Requests that ended here, and the key of the post that ended them: null where the caller had gone. */
  private readonly ended = new Map<string, string | null>();
  /** Characters of answers that came and were not passed on yet. */
  private held = 0;
  /** Posts that another server has yet to confirm. */
  private readonly asking = new Map<string, (posted: SyncPosted) => void>();

  constructor(
    ports: Pick<Ports, 'clock' | 'news' | 'randomHex'>,
    processes: Pick<Processes, 'get'>,
    settings: Pick<AppSettings, 'public_url'>,
  ) {
    this.ports = ports;
    this.processes = processes;
    this.settings = settings;
    ports.news.subscribe(POSTED, (text) => this.onPosted(text));
    ports.news.subscribe(CONFIRMED, (text) => this.onConfirmed(text));
  }

  /** Begins to wait, for at most so long; null where too many wait already. */
  open(conv: CatalogObject, user_id: number, timeout_ms: number): SyncWait | null {
    const own = this.byUser.get(user_id) ?? 0;
    if (this.waiting.size >= LIMITS.sync_waiting || own >= LIMITS.sync_waiting_per_key) return null;
    this.byUser.set(user_id, own + 1);
    const id = this.makeId(conv, timeout_ms);
    let finish: (end: SyncEnd) => void = () => undefined;
    const end = new Promise<SyncEnd>((resolve) => {
      finish = resolve;
    });
    const stopTimer = this.ports.clock.after(timeout_ms, () => this.close(id, null)?.end('timeout'));
    let held = 0;
    const settle = (how: SyncEnd, chars = 0): void => {
      stopTimer();
      held = chars;
      this.held += chars;
      finish(how);
    };
    this.waiting.set(id, { user_id, end: settle });
    const free = (): void => {
      this.close(id, null)?.end('stopped');
      this.held -= held;
      held = 0;
    };
    return { url: `${this.settings.public_url}/api/1/plugins/callback/${id}`, end, free };
  }

  /** Takes an answer to whoever waits for it. `key` is the post's Idempotency-Key, or empty. */
  async post(id: string, body: string, key: string): Promise<SyncPosted> {
    const conv_id = processOf(id);
    const conv = conv_id === null ? null : ((await this.processes.get(conv_id))?.object ?? null);
    if (conv === null || !isSigned(id, conv)) return 'unknown';
    if (body.length > LIMITS.sync_answer_chars) return 'too_large';
    if ('failure' in parseJson(body)) return 'bad_json';
    const ask = this.ports.randomHex(12);
    const post = { id, ask, key: key === '' ? ask : key, body };
    const here = this.take(post);
    if (here !== null) return here;
    if (untilOf(id) < this.ports.clock.now()) return 'nobody_waits';
    return this.askOthers(post);
  }

  /** The id in an address of this very server's, whatever stands behind it: such a call needs no network. */
  ownCallback(address: string): string | null {
    const { public_url } = this.settings;
    if (!URL.canParse(address) || !URL.canParse(public_url)) return null;
    const [url, own] = [new URL(address), new URL(public_url)];
    if (url.origin !== own.origin || url.username !== '' || url.password !== '') return null;
    const base = own.pathname.replace(/\/$/, '');
    return url.pathname.startsWith(base) ? (CALLBACK.exec(url.pathname.slice(base.length))?.[1] ?? null) : null;
  }

  /** Callers that still wait are answered that the server stops. */
  stop(): void {
    for (const id of [...this.waiting.keys()]) this.close(id, null)?.end('stopped');
  }

  /** Callers that wait here now. */
  get size(): number {
    return this.waiting.size;
  }

  /** null where nobody here knows the request. */
  private take({ id, key, body }: Post): SyncPosted | null {
    if (this.waiting.has(id)) {
      if (this.held + body.length > LIMITS.sync_held_chars) return 'busy';
      const parsed = parseJson(body);
      if ('failure' in parsed) return 'bad_json';
      this.close(id, key)?.end({ data: parsed.value }, body.length);
      return 'taken';
    }
    const before = this.ended.get(id);
    if (before === undefined) return null;
    if (before === null) return 'nobody_waits';
    return before === key ? 'taken' : 'answered_before';
  }

  /** Nobody waits under this id any more; the caller of the one who did ends it. */
  private close(id: string, key: string | null): Waiting | undefined {
    const waits = this.waiting.get(id);
    if (waits === undefined) return undefined;
    this.waiting.delete(id);
    const left = (this.byUser.get(waits.user_id) ?? 1) - 1;
    if (left > 0) this.byUser.set(waits.user_id, left);
    else this.byUser.delete(waits.user_id);
    this.ended.set(id, key);
    if (this.ended.size > LIMITS.sync_remembered) this.ended.delete(this.ended.keys().next().value as string);
    return waits;
  }

  private askOthers(post: Post): Promise<SyncPosted> {
    if (this.asking.size >= LIMITS.sync_asking) return Promise.resolve('busy');
    return new Promise((resolve) => {
      let cancel = (): void => undefined;
      this.asking.set(post.ask, (posted) => {
        cancel();
        this.asking.delete(post.ask);
        resolve(posted);
      });
      const tell = (round: number): void => {
        const pause = TELL_AGAIN_MS[round];
        if (pause === undefined) {
          this.asking.get(post.ask)?.('nobody_waits');
          return;
        }
        cancel = this.ports.clock.after(pause, () => tell(round + 1));
        this.ports.news.publish(POSTED, JSON.stringify(post));
      };
      tell(0);
    });
  }

  private onPosted(text: string): void {
    const post = JSON.parse(text) as Post;
    const posted = this.take(post);
    if (posted !== null) this.ports.news.publish(CONFIRMED, JSON.stringify({ ask: post.ask, posted }));
  }

  private onConfirmed(text: string): void {
    const { ask, posted } = JSON.parse(text) as { ask: string; posted: SyncPosted };
    this.asking.get(ask)?.(posted);
  }

  private makeId(conv: CatalogObject, timeout_ms: number): string {
    const until = this.ports.clock.now() + timeout_ms;
    const unsigned = `${conv.id}.${until.toString(36)}.${this.ports.randomHex(16)}`;
    return `${unsigned}.${signatureOf(unsigned, conv)}`;
  }
}

/** What a post is answered, over HTTP as well as to an API Call of this server. */
export function postedAnswer(posted: SyncPosted): { status: number; body: JsonObject } {
  const [status, description] = POSTED_ANSWERS[posted];
  const body = posted === 'taken' ? { request_proc: 'ok' } : { request_proc: 'error', description };
  return { status, body };
}

const POSTED_ANSWERS: Record<SyncPosted, [status: number, description: string]> = {
  taken: [200, ''],
  answered_before: [409, 'The request was answered before: only the first answer counts.'],
  nobody_waits: [410, 'Nobody waits for this answer any more.'],
  unknown: [404, 'There is no such request.'],
  busy: [503, 'The server passes on as many answers as it can: send it again a little later.'],
  bad_json: [400, 'The answer is not JSON.'],
  too_large: [413, `The answer is larger than ${LIMITS.sync_answer_chars} characters.`],
};

function processOf(id: string): number | null {
  const conv_id = /^(\d{1,15})\.[0-9a-z]+\.[0-9a-f]{32}\.[0-9a-f]{40}$/.exec(id)?.[1];
  return conv_id === undefined ? null : Number(conv_id);
}

function untilOf(id: string): number {
  return Number.parseInt(id.split('.')[1] ?? '', 36);
}

function isSigned(id: string, conv: CatalogObject): boolean {
  // Without a key of its own anybody could sign.
  if (typeof conv.body.sign_key !== 'string' || conv.body.sign_key === '') return false;
  const dot = id.lastIndexOf('.');
  const expected = Buffer.from(signatureOf(id.slice(0, dot), conv));
  const given = Buffer.from(id.slice(dot + 1));
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function signatureOf(unsigned: string, { body }: CatalogObject): string {
  return createHmac('sha256', String(body.sign_key)).update(`sync\u0000${unsigned}`).digest('hex').slice(0, 40);
}
