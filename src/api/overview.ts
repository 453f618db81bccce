/**
 * The pages over all processes, for whoever has a key or is logged in: `GET /api/takt/activity`, `/problems`,
 * `/connections`, and for administrators `/audit`. Times are milliseconds.
 */
import { z } from 'zod';
import { MINUTE } from '../base/time.ts';
import { type HttpAnswer, JSON_TYPE, type SignedCall } from './http.ts';
import { optionalId, optionalText } from './ops/fields.ts';
import { readFields } from './ops/op.ts';
import { tooMany } from './ops_endpoint.ts';
import type { Site } from './site.ts';

const AUDIT_PAGE = 100;
/** What such a page costs the pace of a key: it reads over all processes. */
const COST = 5000;

const span = z.object({
  from: z.coerce.number().optional(),
  to: z.coerce.number().optional(),
  /** What the busiest processes have most of. */
  by: z.enum(['tacts', 'tasks', 'errors']).default('tacts'),
});
const asked = z.object({
  before: optionalId,
  user_id: optionalId,
  obj_id: optionalId,
  action: optionalText,
  limit: z.coerce.number().int().min(1).max(AUDIT_PAGE).default(AUDIT_PAGE),
});

type Report = (site: Site, call: SignedCall) => Promise<object>;

/** An address that answers a report; asking too often is refused like too many ops. */
function report(make: Report): (site: Site, call: SignedCall) => Promise<HttpAnswer> {
  return async (site, call) => {
    if (!site.limiter.take(call.actor.user_id, COST, site.app.ports.clock.now())) return tooMany();
    return { status: 200, type: JSON_TYPE, body: JSON.stringify(await make(site, call)) };
  };
}

export const showActivity = report(async ({ app }, { actor, query }) => {
  const now = app.ports.clock.now();
  const { from, to, by } = readFields(span, Object.fromEntries(query));
  return app.activity.report(actor, { from: from ?? now - 60 * MINUTE, to: to ?? now, by });
});

export const listProblems = report(({ app }, { actor }) => app.problems.list(actor));

export const listConnections = report(({ app }, { actor }) => app.tokenConnections.list(actor));

export const listAudit = report(({ app }, { actor, query }) => {
  const { action, ...rest } = readFields(asked, Object.fromEntries(query));
  return app.audit.list(actor, { ...rest, action: action || undefined });
});
