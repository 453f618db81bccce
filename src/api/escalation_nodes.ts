/**
 * POST /api/takt/escalation_nodes: `{nodes}`, nodes as exports hold them, answered with those that take the failures of
 * their actions added. Nothing is stored: the editor puts them into its draft, where undo takes them back.
 */
import { z } from 'zod';
import { isObject, type Json } from '../base/json.ts';
import { addEscalations } from '../engine/escalation.ts';
import { rawNodes } from '../model/read_process.ts';
import { bodyOf } from './chart_values.ts';
import { type HttpAnswer, jsonAnswer, type SignedCall } from './http.ts';
import { readFields } from './ops/op.ts';
import { tooMany } from './ops_endpoint.ts';
import type { Site } from './site.ts';

const AT_MOST = 2000;

const fields = z.object({
  nodes: z.array(z.custom<Json>((value) => isObject(value as Json), 'expected a node')).max(AT_MOST),
});

export async function escalationNodes(site: Site, call: SignedCall): Promise<HttpAnswer> {
  const { ports } = site.app;
  const { nodes } = readFields(fields, bodyOf(call));
  if (!site.limiter.take(call.actor.user_id, 1, ports.clock.now())) return tooMany();
  const { raw, added } = addEscalations({ scheme: { nodes } }, () => ports.randomHex(12));
  return jsonAnswer({ nodes: rawNodes(raw) ?? [], added: added.map((one) => ({ ...one })) });
}
