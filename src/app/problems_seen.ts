/**
 * Errors that somebody has looked at: of each node until when, so that only what came after is a problem. It is an object
 * that lies in its process and goes with it, one for everybody: who has dealt with errors has dealt with them for all.
 */
import { TaktError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import type { Processes } from './processes.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

const NAME = 'errors_seen';

export class ProblemsSeen {
  private readonly ports: Pick<Ports, 'catalog' | 'clock'>;
  private readonly parts: { processes: Processes; rights: Rights; writes: Writes };

  constructor(
    ports: Pick<Ports, 'catalog' | 'clock'>,
    parts: { processes: Processes; rights: Rights; writes: Writes },
  ) {
    this.ports = ports;
    this.parts = parts;
  }

  /** By node, ms. */
  async of(conv_id: number): Promise<Map<string, number>> {
    return untilOf(await this.find(conv_id));
  }

  /** Answers until when they had been seen before, which is what undoes it; without `until` it is now. */
  async mark(actor: Actor, at: { conv_id: number; node_id: string; until?: number | undefined }): Promise<number> {
    const { conv_id, node_id } = at;
    await this.parts.rights.demand(actor, 'view', 'conv', conv_id);
    await this.parts.rights.demand(actor, 'create', 'conv', conv_id);
    const nodes = new Set((await this.parts.processes.get(conv_id))?.process.nodes.map(({ id }) => id));
    if (!nodes.has(node_id)) throw new TaktError('not_found', `there is no node ${node_id} in the version that runs`);
    const now = this.ports.clock.now();
    let before = 0;
    await this.parts.writes.settle(async () => {
      const object = await this.find(conv_id);
      const known = untilOf(object);
      before = known.get(node_id) ?? 0;
      known.set(node_id, Math.min(now, at.until ?? now));
      // Nodes that are gone have no errors any more.
      const body = { until: Object.fromEntries([...known].filter(([id]) => nodes.has(id))) };
      if (object !== null) return [{ do: 'update', object: { ...object, body, change_time: now } }];
      const place = { kind: 'setting', parent_id: conv_id, owner_id: actor.user_id, name: NAME } as const;
      const rest = { title: NAME, status: 'active', create_time: now, change_time: now };
      return [{ do: 'create', object: { ...place, ...rest, body } }];
    }, [conv_id]);
    return before;
  }

  private async find(conv_id: number): Promise<CatalogObject | null> {
    const query = { kind: 'setting', parent_id: conv_id, name: NAME, limit: 1 } as const;
    return (await this.ports.catalog.list(query))[0] ?? null;
  }
}

function untilOf(object: CatalogObject | null): Map<string, number> {
  const until = object?.body.until;
  return new Map(Object.entries(isObject(until) ? until : {}).map(([node_id, at]) => [node_id, Number(at)]));
}
