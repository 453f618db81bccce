/**
 * `GET /api/takt/events?conv_id=`: what happens in a process, as server-sent events for whoever may view it.
 *   counts  `{"<node id>": number}`: how many tasks are in each node; first of all, and again now and then
 *   moved   `{counts, moves, tasks, more, anew}`: by how much counts changed, along which links tasks went (app/live.ts)
 *   changed `{}`: the process itself is another: its status, its nodes, its breakpoints
 *   end     `{"reason"}`: the right to view is gone, or the server is going; nothing follows
 * A comment every so often keeps proxies from closing the line. The answer has no end of its own: it ends with the
 * caller, with his session or right (looked at again and again), or with the server.
 */
import { PassThrough } from 'node:stream';
import type { Actor } from '../app/rights.ts';
import { errorText, TaktError } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { refusedRequest } from './failure.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer } from './http.ts';
import { NOT_SIGNED } from './ops_endpoint.ts';
import type { Site } from './site.ts';

/**
 * How often the counts are told anew, and whether the caller may still see them is looked at. The first time soon: news
 * that was under way while the counts were read may have been counted twice.
 */
const SOON_MS = 1500;
const AGAIN_MS = 15_000;
/** How long who is told that the line ends may take to hear it. */
const LAST_WORD_MS = 5000;

/** Proxies are to hand on what they get. */
const UNBUFFERED = { 'x-accel-buffering': 'no' };

interface Stream {
  actor: Actor;
  end(reason: string): void;
}

/** The open streams of a server. */
export class EventStreams {
  private readonly open = new Set<Stream>();

  /** Throws too_many_requests where a person, or the server, has too many open. */
  add(stream: Stream): () => void {
    const own = [...this.open].filter(({ actor }) => actor.user_id === stream.actor.user_id).length;
    if (own >= LIMITS.event_streams_per_person || this.open.size >= LIMITS.event_streams) {
      throw new TaktError('too_many_requests', 'Too many pages look on at once: close some of them.');
    }
    this.open.add(stream);
    return () => this.open.delete(stream);
  }

  close(): void {
    for (const stream of [...this.open]) stream.end('the server is going');
  }
}

export async function events(site: Site, call: HttpCall): Promise<HttpAnswer> {
  const actor = await site.auth.identify(call);
  if (actor === null) return jsonAnswer(NOT_SIGNED, 401);
  const conv_id = Number(call.query.get('conv_id') ?? '');
  try {
    if (!Number.isSafeInteger(conv_id)) throw new TaktError('bad_request', "Key 'conv_id' is required");
    await site.app.rights.demand(actor, 'view', 'conv', conv_id);
    return {
      status: 200,
      type: 'text/event-stream; charset=utf-8',
      headers: UNBUFFERED,
      body: { bytes: null, stream: stream(site, call, actor, conv_id) },
    };
  } catch (error) {
    if (!(error instanceof TaktError)) throw error;
    const status = error.code === 'too_many_requests' ? 429 : 403;
    return jsonAnswer(refusedRequest('error', error.message, { code: error.code }), status);
  }
}

function stream(site: Site, call: HttpCall, actor: Actor, conv_id: number): PassThrough {
  const out = new PassThrough();
  const { clock, archive, log } = site.app.ports;
  let cancel = (): void => undefined;
  let unwatch = (): void => undefined;
  let unhear = (): void => undefined;
  const send = (event: string, data: Json): void => {
    // Whoever does not take what he is sent is let go: his page asks again.
    if (out.writableLength > LIMITS.event_buffer_bytes) out.destroy();
    else if (!out.destroyed && !out.writableEnded) out.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const end = (reason: string): void => {
    if (out.writableEnded || out.destroyed) return;
    cancel();
    unwatch();
    unhear();
    send('end', { reason });
    out.end();
    // Who takes nothing would hold his line, and the server that is going, for as long as he likes.
    cancel = clock.after(LAST_WORD_MS, () => out.destroy());
  };
  const remove = site.events.add({ actor, end });
  out.once('close', () => {
    cancel();
    unwatch();
    unhear();
    remove();
  });
  call.onGone(() => out.destroy());
  const counts = async (): Promise<void> => {
    const all = await archive.counts(conv_id);
    send('counts', Object.fromEntries(all.map(({ node_id, count }) => [node_id, count])) as JsonObject);
  };
  let turn = 0;
  const again = async (ms: number): Promise<void> => {
    const mine = ++turn;
    cancel();
    const now = await site.auth.identify(call);
    if (now === null) return end('nobody is logged in');
    await site.app.rights.demand(now, 'view', 'conv', conv_id);
    await counts();
    if (mine === turn && !out.destroyed && !out.writableEnded)
      cancel = clock.after(ms, () => void again(AGAIN_MS).catch(failed));
  };
  const failed = (error: unknown): void => {
    if (error instanceof TaktError) end(error.message);
    else {
      log.warn('looking on at a process failed', { conv_id, error: errorText(error) });
      out.destroy();
    }
  };
  unwatch = site.app.live.watch(conv_id, (batch) => {
    send('moved', batch as unknown as Json);
    if (batch.anew) void again(SOON_MS).catch(failed);
  });
  unhear = site.app.live.watchItself(conv_id, () => send('changed', {}));
  void again(SOON_MS).catch(failed);
  return out;
}
