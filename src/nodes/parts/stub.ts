/** Stub Mode of Call a Process: branches of a condition and a reply, tried from the top on the parameters sent. */
import type { JsonObject } from '../../base/json.ts';
import { api_rpc_reply, evaluateReply } from '../api_rpc_reply.ts';
import { go_if_const } from '../go_if_const.ts';
import type { NodeContext } from '../node_type.ts';
import type { Evaluated } from './evaluated.ts';

export interface StubReply {
  data: JsonObject;
  exception: string | null;
}

/** The reply of the first branch that fits. That none fits is told as an exception: nobody would ever reply. */
export function stubReply(ctx: NodeContext, sent: JsonObject): Evaluated<StubReply> {
  const scope = { ...ctx.scope, data: sent };
  for (const branch of ctx.node.stub) {
    const condition = branch.find((logic) => logic.type === go_if_const.type);
    const reply = branch.find((logic) => logic.type === api_rpc_reply.type);
    if (condition !== undefined) {
      const outcome = go_if_const.enter({ ...ctx, scope }, go_if_const.schema.parse({ to_node_id: '', ...condition }));
      if (outcome.do === 'need') return { need: outcome.needs.filter((need) => need.kind !== 'code') };
      if (outcome.do !== 'decide' || !outcome.taken) continue;
    }
    if (reply !== undefined) return marked(evaluateReply(api_rpc_reply.schema.parse(reply), scope));
  }
  return marked({ ok: true, value: { data: {}, exception: 'no branch of the stub fits' } });
}

function marked(reply: Evaluated<StubReply>): Evaluated<StubReply> {
  if ('need' in reply || !reply.ok) return reply;
  const { data, exception } = reply.value;
  return { ok: true, value: { data: { ...data, __logic_stub_mode__: true }, exception } };
}
