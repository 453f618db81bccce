/** The addresses that take ops: who asks, what is asked, at what pace; then the envelope. */
import type { Actor } from '../app/rights.ts';
import { LIMITS } from '../base/limits.ts';
import { answerOps, type FindOp, readRequest } from './envelope.ts';
import { refusedRequest } from './failure.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer } from './http.ts';
import type { Site } from './site.ts';

/** HTTP 200 like every answer of these addresses: clients look for nothing else. */
export const NOT_SIGNED = refusedRequest('fail', 'The login or the signature is wrong.', { code: 'bad_signature' });

export function tooMany(): HttpAnswer {
  const text = 'Too many requests: limit is reached';
  return jsonAnswer(refusedRequest('error', text, { code: 'too_many_requests' }), 429, { 'retry-after': '1' });
}

export async function answerCall(site: Site, call: HttpCall, find: FindOp): Promise<HttpAnswer> {
  const actor = await site.auth.identify(call);
  return actor === null ? jsonAnswer(NOT_SIGNED) : answerFor(site, { actor, call, find });
}

/** The same for a caller who is known already. */
export async function answerFor(
  site: Site,
  { actor, call, find }: { actor: Actor; call: HttpCall; find: FindOp },
): Promise<HttpAnswer> {
  const request = readRequest(call.body);
  if ('refused' in request) return jsonAnswer(request.refused);
  if (!site.limiter.take(actor.user_id, request.ops.length, site.app.ports.clock.now())) return tooMany();
  return jsonAnswer(await answerOps({ actor, app: site.app }, request, find));
}

/** The answer to a body that was not read to its end. */
export function tooLarge(limit: number = LIMITS.request_bytes): HttpAnswer {
  const text = `The body is larger than ${limit} bytes.`;
  return jsonAnswer(refusedRequest('error', text, { code: 'too_large' }), 413, { connection: 'close' });
}
