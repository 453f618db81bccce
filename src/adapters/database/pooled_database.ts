/**
 * Database over the drivers. Connections are kept open per database connection of the user's, few and not for long; a
 * statement that finds them all busy waits for one within its own time.
 */
import { errorText } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import type { NetRules } from '../../base/net_rules.ts';
import type { SqlStatement } from '../../model/sql.ts';
import type { Database, DbConnection, DbLimits, DbOutcome } from '../../ports/database.ts';
import { GuardedStream, type Resolve, systemResolve } from './guarded_stream.ts';
import { type Link, LinkFailure, type OpenLink } from './link.ts';

export interface DatabaseOptions {
  allow: NetRules;
  resolve?: Resolve;
}

/** What a server may send while it says who it is. */
const GREETING_BYTES = 1_048_576;
/** A driver is loaded when somebody first needs it: most servers never do. */
const OPEN: Record<DbConnection['dialect'], OpenLink> = {
  postgres: async (...to) => (await import('./postgres_link.ts')).openPostgres(...to),
  mysql: async (...to) => (await import('./mysql_link.ts')).openMysql(...to),
};

export function openDatabase({ allow, resolve = systemResolve }: DatabaseOptions): Database {
  const pools = new Map<string, Pool>();
  let closed = false;

  const poolOf = (to: DbConnection): Pool => {
    const known = pools.get(to.key);
    if (known !== undefined) return known;
    const stream = (): GuardedStream => new GuardedStream(allow, resolve, GREETING_BYTES);
    const made = new Pool(
      (limits) => OPEN[to.dialect](to, stream, limits),
      () => pools.delete(to.key),
    );
    pools.set(to.key, made);
    return made;
  };

  return {
    query: async (to, statement, limits) => {
      const begun = performance.now();
      const ms = (): number => performance.now() - begun;
      try {
        if (closed) throw new LinkFailure('connection', 'the server goes down', false);
        return { ok: true, ...(await poolOf(to).run(statement, limits)), ms: ms() };
      } catch (error) {
        return { ok: false, ...told(error), ms: ms() };
      }
    },
    close: async () => {
      closed = true;
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

function told(error: unknown): Pick<DbOutcome & { ok: false }, 'reason' | 'description' | 'sent'> {
  if (error instanceof LinkFailure) return { reason: error.reason, description: error.message, sent: error.sent };
  return { reason: 'connection', description: errorText(error), sent: true };
}

/** The connections of one database connection. */
class Pool {
  private readonly open: (limits: DbLimits) => Promise<Link>;
  private readonly emptied: () => void;
  private readonly idle: { link: Link; timer: NodeJS.Timeout }[] = [];
  private readonly waiting: (() => void)[] = [];
  private readonly running = new Set<Promise<unknown>>();
  private places: number = LIMITS.db_connections;

  constructor(open: (limits: DbLimits) => Promise<Link>, emptied: () => void) {
    this.open = open;
    this.emptied = emptied;
  }

  run(statement: SqlStatement, limits: DbLimits): ReturnType<Link['run']> {
    const run = this.perform(statement, limits).finally(() => {
      this.running.delete(run);
      if (this.running.size === 0 && this.idle.length === 0) this.emptied();
    });
    this.running.add(run);
    return run;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.running);
    for (const { link, timer } of this.idle.splice(0)) {
      clearTimeout(timer);
      link.end();
    }
  }

  private async perform(statement: SqlStatement, limits: DbLimits): ReturnType<Link['run']> {
    await this.place(limits.timeout_ms);
    try {
      const link = this.known() ?? (await this.open(limits));
      try {
        return await link.run(statement, limits);
      } finally {
        if (link.alive()) this.keep(link);
        else link.end();
      }
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.places++;
      else next();
    }
  }

  /** Takes one of the places; who waits is handed one. */
  private async place(timeout_ms: number): Promise<void> {
    if (this.places > 0) {
      this.places--;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const go = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(go), 1);
        reject(new LinkFailure('connection', `all ${LIMITS.db_connections} connections are busy`, false));
      }, timeout_ms);
      this.waiting.push(go);
    });
  }

  private known(): Link | undefined {
    for (;;) {
      const kept = this.idle.pop();
      if (kept === undefined) return undefined;
      clearTimeout(kept.timer);
      if (kept.link.alive()) return kept.link;
    }
  }

  private keep(link: Link): void {
    const timer = setTimeout(() => {
      this.idle.splice(
        this.idle.findIndex((kept) => kept.link === link),
        1,
      );
      link.end();
      if (this.running.size === 0 && this.idle.length === 0) this.emptied();
    }, LIMITS.db_idle_ms);
    timer.unref();
    this.idle.push({ link, timer });
  }
}
