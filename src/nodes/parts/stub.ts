/** Stub Mode of Call a Process: branches of a condition and a reply, tried from the top on the parameters sent. */
import type { z } from 'zod';
import type { JsonObject } from '../../base/json.ts';
import type { RawLogic } from '../../model/process.ts';
import type { Read } from '../../model/read.ts';
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
    const reply = read(api_rpc_reply.schema, branch, api_rpc_reply.type);
    if (reply === null) continue;
    const fits = verdict({ ...ctx, scope }, branch);
    if ('need' in fits) return fits;
    if (fits.taken) return marked(evaluateReply(reply, scope));
  }
  return marked({ ok: true, value: { data: {}, exception: 'no branch of the stub fits' } });
}

/** Whether a branch is for what was sent; one without conditions is for everything, one that cannot be read for nothing. */
function verdict(ctx: NodeContext, branch: RawLogic[]): { taken: boolean } | { need: Read[] } {
  if (!branch.some(({ type }) => type === go_if_const.type)) return { taken: true };
  const condition = read(go_if_const.schema, branch, go_if_const.type);
  const outcome = condition === null ? null : go_if_const.enter(ctx, condition);
  if (outcome?.do === 'need') return { need: outcome.needs.filter((need) => need.kind !== 'code') };
  return { taken: outcome?.do === 'decide' && outcome.taken };
}

/** The branch's logic of a type; null where there is none that can be read. */
function read<L>(schema: z.ZodType<L>, branch: RawLogic[], type: string): L | null {
  const found = branch.find((logic) => logic.type === type);
  return found === undefined ? null : (schema.safeParse(found).data ?? null);
}

function marked(reply: Evaluated<StubReply>): Evaluated<StubReply> {
  if ('need' in reply || !reply.ok) return reply;
  const { data, exception } = reply.value;
  return { ok: true, value: { data: { ...data, __logic_stub_mode__: true }, exception } };
}
