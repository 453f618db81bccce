/**
 * The world outside: an HTTP server that writes down every request that reaches it, under a key of the run's own, so
 * that it can be said from outside how often a thing was done. It lives on when a server of ours dies.
 */
import type { Clock } from '../../src/ports/clock.ts';
import type { HttpClient, HttpFailureReason, HttpOutcome, HttpRequest } from '../../src/ports/http_client.ts';

export interface Arrival {
  at: number;
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string;
}

/** What an arrival is answered with; a number is a status with `{}`. */
export type Reply =
  | { status: number; body: string; after_ms?: number }
  /** No answer; `sent` says whether the request may have been carried out. A request that was not sent has not arrived. */
  | { lost: HttpFailureReason; sent: boolean; after_ms?: number };

const LATENCY_MS = 40;

export class Callee implements HttpClient {
  readonly arrivals: Arrival[] = [];
  /** Those that came while another one with their key was not answered yet. */
  readonly overlapping: Arrival[] = [];
  readonly url: string;
  private readonly clock: Clock;
  private readonly underWay = new Map<string, number>();
  /** `nth` counts the arrivals at this path, the one in hand included. */
  reply: (arrival: Arrival, nth: number) => Reply = () => ({ status: 200, body: '{}' });
  /** Called before a request arrives: what is returned is a request that never reached the other side. */
  refuse: (path: string) => Reply | null = () => null;

  constructor(clock: Clock, key: string) {
    this.clock = clock;
    this.url = `http://callee.test/${key}`;
  }

  /** How often this path was called. */
  times(path: string): number {
    return this.arrivals.filter((arrival) => arrival.path === path).length;
  }

  send(request: HttpRequest): Promise<HttpOutcome> {
    const path = request.url.slice(this.url.length);
    const refused = this.refuse(path);
    if (refused !== null) return this.later(refused);
    const { method, headers, body } = request;
    const arrival = { at: this.clock.now(), path, method, headers, body: body ?? '' };
    this.arrivals.push(arrival);
    const key = keyOf(arrival);
    const others = this.underWay.get(key) ?? 0;
    if (others > 0) this.overlapping.push(arrival);
    this.underWay.set(key, others + 1);
    return this.later(this.reply(arrival, this.times(path))).finally(() => {
      this.underWay.set(key, (this.underWay.get(key) ?? 1) - 1);
    });
  }

  async close(): Promise<void> {}

  private later(reply: Reply): Promise<HttpOutcome> {
    const ms = reply.after_ms ?? LATENCY_MS;
    return new Promise((resolve) => this.clock.after(ms, () => resolve(outcome(reply, ms))));
  }
}

/** By what a repetition is told from another request. */
export function keyOf({ headers, path }: Arrival): string {
  return headers['Idempotency-Key'] ?? `no key at ${path}`;
}

function outcome(reply: Reply, ms: number): HttpOutcome {
  if ('lost' in reply) return { ok: false, reason: reply.lost, description: reply.lost, sent: reply.sent, ms };
  const headers = { 'content-type': 'application/json' };
  const sizes = { request: 0, response: reply.body.length };
  return { ok: true, status: reply.status, headers, body: reply.body, sizes, ms };
}
