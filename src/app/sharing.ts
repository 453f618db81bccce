/** Who else may do what with a folder, process or database connection. A share is an object of its own that belongs to what it shares. */
import { TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import type { CatalogChange, CatalogObject } from '../ports/catalog.ts';
import { allOf } from './all_of.ts';
import { ALL_RIGHTS } from './describe.ts';
import type { PlacedKind } from './objects.ts';
import type { Actor, Right, Rights } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

export class Sharing {
  private readonly ports: Pick<Ports, 'catalog' | 'clock'>;
  private readonly rights: Rights;
  private readonly writes: Writes;

  constructor(ports: Pick<Ports, 'catalog' | 'clock'>, parts: { rights: Rights; writes: Writes }) {
    this.ports = ports;
    this.rights = parts.rights;
    this.writes = parts.writes;
  }

  /** Replaces what was shared before; empty privs take the share away. Nobody gives rights that he does not have. */
  async link(
    actor: Actor,
    at: { kind: PlacedKind; id: number },
    to: { kind: 'user' | 'group'; id: number },
    privs: Right[],
  ): Promise<{ action: 'link' | 'unlink'; to: CatalogObject }> {
    const object = await this.rights.demand(actor, 'modify', at.kind, at.id);
    for (const right of privs) {
      if (!(await this.rights.may(actor, right, object))) {
        throw new TaktError('access_denied', `Access denied: ${actor.name} has no right to ${right} it either`);
      }
    }
    const holder = await this.ports.catalog.read(to.kind, to.id);
    if (holder === null) throw new TaktError('not_found', `there is no ${to.kind} with id ${to.id}`);
    await this.writes.settle(() => this.changes(actor, object, { holder, privs }), [at.id]);
    return { action: privs.length === 0 ? 'unlink' : 'link', to: holder };
  }

  /** With whom it is shared directly. */
  async list(actor: Actor, kind: PlacedKind, id: number): Promise<{ to: CatalogObject; privs: Right[] }[]> {
    await this.rights.demand(actor, 'view', kind, id);
    const listed: { to: CatalogObject; privs: Right[] }[] = [];
    for (const share of await allOf(this.ports.catalog, { kind: 'share', parent_id: id })) {
      const [holder, holder_id] = (share.name ?? '').split(':');
      const to = await this.ports.catalog.read(holder === 'group' ? 'group' : 'user', Number(holder_id));
      if (to !== null) listed.push({ to, privs: readPrivs(share) });
    }
    return listed;
  }

  private async changes(
    actor: Actor,
    object: CatalogObject,
    { holder, privs }: { holder: CatalogObject; privs: Right[] },
  ): Promise<CatalogChange[]> {
    const name = `${holder.kind}:${holder.id}`;
    const query = { kind: 'share' as const, parent_id: object.id, name, limit: 1 };
    const [known] = await this.ports.catalog.list(query);
    if (privs.length === 0) return known === undefined ? [] : [{ do: 'delete', kind: 'share', id: known.id }];
    const others = await this.ports.catalog.list({
      kind: 'share',
      parent_id: object.id,
      limit: LIMITS.shares_per_object,
    });
    if (known === undefined && others.length >= LIMITS.shares_per_object) {
      throw new TaktError(
        'too_large',
        `it is shared with ${others.length} users and groups already: share with a group`,
      );
    }
    const now = this.ports.clock.now();
    const body = { privs: [...new Set(privs)] };
    if (known !== undefined) return [{ do: 'update', object: { ...known, body, change_time: now } }];
    const { kind, parent_id } = { kind: 'share' as const, parent_id: object.id };
    const fields = { kind, parent_id, name, owner_id: actor.user_id, title: holder.title, status: 'active', body };
    return [{ do: 'create', object: { ...fields, create_time: now, change_time: now } }];
  }
}

function readPrivs(share: CatalogObject): Right[] {
  const { privs } = share.body;
  return Array.isArray(privs) ? ALL_RIGHTS.filter((right) => privs.includes(right)) : [];
}
