/** What every address that takes ops answers: what is asked, at what pace, then the envelope; and the refusals. */
import { LIMITS } from '../base/limits.ts';
import { answerOps, type FindOp, type OpsRequest, readRequest } from './envelope.ts';
import { refusedRequest } from './failure.ts';
import { type HttpAnswer, JSON_TYPE, jsonAnswer, type SignedCall } from './http.ts';
import type { Site } from './site.ts';

/** HTTP 200 like every answer of these addresses: clients look for nothing else. */
export const NOT_SIGNED = refusedRequest('fail', 'The login or the signature is wrong.', { code: 'bad_signature' });

const NOW_TOO_MUCH = { 'retry-after': '1' };

export function tooMany(): HttpAnswer {
  const text = 'Too many requests: limit is reached';
  return jsonAnswer(refusedRequest('error', text, { code: 'too_many_requests' }), 429, NOW_TOO_MUCH);
}

/** The answer to a body for which there was no room. */
export function busy(): HttpAnswer {
  const text = 'The server holds as many large bodies as it can: send it again a little later.';
  return jsonAnswer(refusedRequest('error', text, { code: 'busy' }), 503, NOW_TOO_MUCH);
}

/** The answer to a body that was not read to its end. */
export function tooLarge(limit: number = LIMITS.request_bytes): HttpAnswer {
  const text = `The body is larger than ${limit} bytes.`;
  return jsonAnswer(refusedRequest('error', text, { code: 'too_large' }), 413, { connection: 'close' });
}

export async function answerCall(site: Site, call: SignedCall, find: FindOp): Promise<HttpAnswer> {
  const request = readRequest(call.body);
  if ('refused' in request) return jsonAnswer(request.refused);
  if (!site.limiter.take(call.actor.user_id, request.ops.length, site.app.ports.clock.now())) return tooMany();
  return answerRequest(site, call, request, find);
}

export async function answerRequest(
  site: Site,
  { actor, place }: SignedCall,
  request: OpsRequest,
  find: FindOp,
): Promise<HttpAnswer> {
  return { status: 200, type: JSON_TYPE, body: await answerOps({ actor, app: site.app, place }, request, find) };
}
