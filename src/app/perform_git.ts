/**
 * Calls the runner of Git Call: JSON-RPC 2.0, whose params are the task's data. What a runner must know besides — which
 * node calls, and which program is meant — stands beside them in the member `takt`, and may stand in the address.
 */
import type { EffectAnswer, GitEffect, OutboxRow } from '../model/effect.ts';
import type { HttpOutcome } from '../ports/http_client.ts';
import type { Failed, Unanswered } from './perform_outside.ts';
import type { Ports } from './world.ts';

/** The method that the public runners of Corezoid serve. */
const METHOD = 'Usercode.Run';

export class PerformGit {
  private readonly ports: Pick<Ports, 'git_runner'>;

  constructor(ports: Pick<Ports, 'git_runner'>) {
    this.ports = ports;
  }

  async perform(row: OutboxRow, effect: GitEffect, lost: number): Promise<EffectAnswer | Unanswered> {
    const runner = this.ports.git_runner;
    if (runner === null) return { sent: false, failed: NO_RUNNER };
    const { obj_id, call_id, node_id, params, source, timeout_ms } = effect;
    const takt = { conv_id: row.conv_id, node_id, ...source };
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': call_id, 'X-Corezoid-TaskID': obj_id };
    const got = await runner.http.send({
      method: 'POST',
      url: runner.url.replaceAll('{conv_id}', String(row.conv_id)).replaceAll('{node_id}', encodeURIComponent(node_id)),
      headers,
      body: JSON.stringify({ jsonrpc: '2.0', id: obj_id, method: METHOD, params, takt }),
      cert_pem: '',
      timeout_ms,
    });
    if (!got.ok) return unanswered(got);
    const { status, body, sizes, ms } = got;
    return { kind: 'http', status, headers: got.headers, body, sizes, ms, lost };
  }
}

const NO_RUNNER: Failed = {
  kind: 'failed',
  type: 'software',
  tag: 'git_call_is_not_supported',
  description: 'this server has no runner for Git Call: set TAKT_GIT_CALL_URL to the address of one',
};

function unanswered({ reason, description, sent }: HttpOutcome & { ok: false }): Unanswered {
  const failed = (type: Failed['type'], tag: string, text: string): Unanswered => {
    return { sent, failed: { kind: 'failed', type, tag, description: text } };
  };
  if (reason === 'timeout') return failed('software', 'git_call_executing_error', 'usercode: timeout');
  if (reason === 'too_large') return failed('software', 'code_return_size_overflow', description);
  return failed('hardware', 'git_call_fatal_error', description);
}
