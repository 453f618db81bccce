/** POST /api/takt/evaluate: `{conv_id, obj_id, text}`, the value of a text with expressions for a task as it is now. */
import { z } from 'zod';
import type { JsonObject } from '../base/json.ts';
import { bodyOf } from './chart_values.ts';
import { type HttpAnswer, jsonAnswer, type SignedCall } from './http.ts';
import { hexId, id } from './ops/fields.ts';
import { readFields } from './ops/op.ts';
import { tooMany } from './ops_endpoint.ts';
import type { Site } from './site.ts';

const fields = z.object({ conv_id: id, obj_id: hexId, text: z.string() });

export async function evaluateText(site: Site, call: SignedCall): Promise<HttpAnswer> {
  const { conv_id, obj_id, text } = readFields(fields, bodyOf(call));
  if (!site.limiter.take(call.actor.user_id, 1, site.app.ports.clock.now())) return tooMany();
  const found = await site.app.preview.value(call.actor, { conv_id, obj_id }, text);
  if ('error' in found) return jsonAnswer({ error: found.error, position: found.position });
  const known: JsonObject = found.value === undefined ? {} : { value: found.value };
  return jsonAnswer({ ...known, missing: found.value === undefined, secret: found.secret });
}
