/**
 * One request from its head to its answer. Who asks is looked at before the body is taken, as far as the head tells:
 * without a key that exists nothing is read. What holds memory is counted: bodies until they are worked off, answers
 * until they were sent.
 */
import type { HttpAnswer, HttpCall } from './http.ts';
import { jsonAnswer } from './http.ts';
import { busy, NOT_SIGNED, tooLarge, tooMany } from './ops_endpoint.ts';
import type { BodyRoom, Taken } from './read_body.ts';
import type { Route } from './routes.ts';
import type { Site } from './site.ts';

export interface Incoming {
  route: Route;
  head: Omit<HttpCall, 'body'>;
  read(limit: number, room: BodyRoom): Promise<Taken>;
}

/** `sent` is called when the answer has left, or cannot leave any more. */
export interface Exchanged {
  answer: HttpAnswer;
  sent: () => void;
}

export async function exchange(site: Site, { route, head, read }: Incoming): Promise<Exchanged> {
  if (route.signed && !(await site.auth.admits(head))) return plain(jsonAnswer(NOT_SIGNED));
  const { body, free } = await read(route.body, route.signed ? site.bodies.signed : site.bodies.open);
  try {
    if (body === 'too_large') return plain(tooLarge(route.body));
    if (body === 'busy') return plain(busy());
    const call = { ...head, body };
    return route.signed ? await answerSigned(site, route, call) : plain(await route.handle(site, call));
  } finally {
    free();
  }
}

async function answerSigned(site: Site, route: Route & { signed: true }, call: HttpCall): Promise<Exchanged> {
  const actor = await site.auth.identify(call, route.form === true);
  if (actor === null) return plain(jsonAnswer(NOT_SIGNED));
  const place = await site.inFlight.enter(actor.user_id);
  if (place === null) return plain(tooMany());
  try {
    return { answer: await route.handle(site, { ...call, actor, place }), sent: () => place.leave() };
  } catch (error) {
    place.leave();
    throw error;
  }
}

function plain(answer: HttpAnswer): Exchanged {
  return { answer, sent: () => undefined };
}
