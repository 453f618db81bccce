/**
 * Performs Database Call: finds the database connection, reads the variables in it, binds the values in the language of
 * that database, and runs the statement. A process may use a connection that its owner may view.
 */
import { LIMITS, MASK } from '../base/limits.ts';
import type { DbEffect, EffectAnswer, OutboxRow } from '../model/effect.ts';
import { bindSql } from '../nodes/parts/sql_bind.ts';
import type { DbFailureReason, DbOutcome } from '../ports/database.ts';
import { resolvedConnection } from './connections.ts';
import type { Failed, Unanswered } from './perform_outside.ts';
import type { Processes } from './processes.ts';
import type { Rights } from './rights.ts';
import type { Ports } from './world.ts';

const TAGS: Record<DbFailureReason, [type: Failed['type'], tag: string]> = {
  executing: ['software', 'db_call_executing_error'],
  access: ['software', 'db_call_access_denied'],
  timeout: ['hardware', 'db_call_timeout'],
  connection: ['hardware', 'db_call_connection_error'],
  blocked: ['software', 'db_call_access_denied'],
  too_large: ['software', 'db_call_size_overflow_limit'],
};

export class PerformDb {
  private readonly ports: Pick<Ports, 'catalog' | 'database'>;
  private readonly processes: Processes;
  private readonly rights: Rights;

  constructor(ports: Pick<Ports, 'catalog' | 'database'>, processes: Processes, rights: Rights) {
    this.ports = ports;
    this.processes = processes;
    this.rights = rights;
  }

  async perform(row: OutboxRow, effect: DbEffect): Promise<EffectAnswer | Unanswered> {
    const { instance_id, sql, timeout_ms } = effect;
    const instance = await this.ports.catalog.read('instance', instance_id);
    const conv = await this.ports.catalog.read('conv', row.conv_id);
    const owner_id = conv?.owner_id ?? 0;
    if (
      instance === null ||
      instance.status === 'deleted' ||
      !(await this.rights.ownerMay(owner_id, 'view', instance))
    ) {
      return unsent('db_call_access_denied', `user: ${owner_id}, instance_id: ${instance_id}`);
    }
    const found = await resolvedConnection(instance, this);
    if ('problem' in found) return unsent('db_call_access_denied', found.problem);
    const { connection } = found;
    const bound = bindSql(connection.dialect, sql);
    if ('problem' in bound) return unsent('db_call_wrong_convert_param', `Param: query, Error: ${bound.problem}`);
    const limits = {
      timeout_ms: Math.min(found.timeout_ms, timeout_ms ?? found.timeout_ms),
      ...{ rows: LIMITS.db_rows, bytes: LIMITS.db_response_bytes },
    };
    return answerOf(await this.ports.database.query(connection, bound.statement, limits), connection.password);
  }

  /** What a connection reads of a variable, on behalf of whoever owns the connection. */
  async variable(name: string, instance: { parent_id: number; owner_id: number }) {
    const variable = await this.processes.variable(name, instance.parent_id);
    if (variable === null || !(await this.rights.ownerMayRead(instance.owner_id, variable))) return null;
    return variable;
  }
}

function unsent(tag: string, description: string): Unanswered {
  return { sent: false, failed: { kind: 'failed', type: 'software', tag, description } };
}

function answerOf(got: DbOutcome, password: string): EffectAnswer | Unanswered {
  if (got.ok) return { kind: 'rows', rows: got.rows, affected: got.affected, insert_id: got.insert_id };
  const [type, tag] = TAGS[got.reason];
  // A database has no reason to repeat the password, but nothing holds it back.
  const description = password === '' ? got.description : got.description.replaceAll(password, MASK);
  return { sent: got.sent, failed: { kind: 'failed', type, tag, description } };
}
