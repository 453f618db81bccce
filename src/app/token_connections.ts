/**
 * The connections to providers that processes keep alive: every task of a process that keeps a token, how it is in a few
 * plain facts, and what may be done about it. Tokens, secrets and codes never leave: what is answered is made of named
 * facts, not of the task's data.
 */
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { SECOND } from '../base/time.ts';
import type { Task, WaitKind } from '../model/task.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { shownRefOf, shownToPeople } from './masked_data.ts';
import type { LiveProcess, Processes } from './processes.ts';
import type { Actor, Rights } from './rights.ts';
import { visibleProcesses } from './visible.ts';
import type { Ports } from './world.ts';

/**
 * alive: there is a token; retrying: the last refresh failed and is tried again by itself; broken: only a person who
 * connects it again can help; expired: the token is past its time; connecting: asked for just now; new: never connected;
 * held: the process is paused or the task stopped.
 */
export type ConnectionState = 'alive' | 'retrying' | 'broken' | 'expired' | 'connecting' | 'new' | 'held';

export interface TokenConnection {
  conv_id: number;
  conv_title: string;
  obj_id: string;
  /** null where the task was made without one. */
  ref: string | null;
  node_id: string;
  /** The portal of Bitrix24, or the host of another provider. */
  provider: string;
  kind: 'bitrix24' | 'oauth2';
  state: ConnectionState;
  /** Why nothing goes on, where it is held. */
  held: 'paused' | 'stopped' | 'not_deployed' | null;
  /** ms; null where there is none, or it is not known. */
  alive_until: number | null;
  refreshed_at: number | null;
  next_refresh: number | null;
  /** Refreshes since it was connected, and failures in a row. */
  refreshes: number;
  retries: number;
  error: { step: string; error: string; description: string; what: string; http_status: number; at: number } | null;
  /** Whether who asks may connect it, and refresh it now. */
  may: { connect: boolean; refresh: boolean };
}

/** Waits in which a token task may stand. */
const KINDS: WaitKind[] = ['callback', 'effect', 'delay', 'continue', 'state', 'stopped', 'paused', 'not_deployed'];
const HELD: readonly WaitKind[] = ['stopped', 'paused', 'not_deployed', 'debug'];

/** What a process declares that keeps a token. */
const DECLARED = ['client_id', 'client_secret', 'access_token', 'refresh_token'];

export interface TokenConnectionsParts {
  processes: Processes;
  rights: Rights;
}

export class TokenConnections {
  private readonly ports: Pick<Ports, 'catalog' | 'tasks' | 'clock'>;
  private readonly parts: TokenConnectionsParts;
  /** Whether a process keeps tokens, by its rev: else all of them would be read whenever somebody looks. */
  private readonly known = new Map<number, { rev: number; keeps: boolean }>();

  constructor(ports: Pick<Ports, 'catalog' | 'tasks' | 'clock'>, parts: TokenConnectionsParts) {
    this.ports = ports;
    this.parts = parts;
  }

  /** Of all processes that the actor may see. `processes`: those that keep tokens, also without a task. */
  async list(actor: Actor): Promise<{ list: TokenConnection[]; processes: { conv_id: number; title: string }[] }> {
    const list: TokenConnection[] = [];
    const processes: { conv_id: number; title: string }[] = [];
    for (const object of await visibleProcesses(this.ports.catalog, this.parts.rights, actor)) {
      const live = await this.keeper(object);
      if (live === null) continue;
      processes.push({ conv_id: object.id, title: object.title });
      if (list.length >= LIMITS.connections_shown) continue;
      const may = await this.parts.rights.may(actor, 'create', object);
      const clear = await this.parts.rights.may(actor, 'modify', object);
      const query = { conv_id: object.id, kinds: KINDS, limit: LIMITS.connections_per_process };
      for (const task of await this.ports.tasks.waiting(query)) {
        list.push(this.tell(task, live, { may, clear }));
      }
    }
    return { list: list.slice(0, LIMITS.connections_shown), processes };
  }

  /** The process in force, where it keeps tokens. */
  private async keeper({ id, rev }: CatalogObject): Promise<LiveProcess | null> {
    const known = this.known.get(id);
    if (known?.rev === rev && !known.keeps) return null;
    const live = await this.parts.processes.get(id);
    const keeps = live !== null && keepsTokens(live);
    if (this.known.size >= 2 * LIMITS.overview_processes) this.known.clear();
    this.known.set(id, { rev, keeps });
    return keeps ? live : null;
  }

  private tell(task: Task, live: LiveProcess, { may, clear }: { may: boolean; clear: boolean }): TokenConnection {
    const { conv_id, obj_id, node_id } = task;
    // Masked whoever asks: an error's text may quote what was sent.
    const data = shownToPeople(task.data, live);
    const isBitrix = text(data.authorize_url) === '' && text(data.token_url) === '';
    const state = stateOf(task, live, this.ports.clock.now());
    const named = task.ref === obj_id ? null : clear ? task.ref : shownRefOf(task.ref, live);
    const rests = task.wait?.kind === 'callback';
    return {
      held: state === 'held' ? heldBy(task, live) : null,
      ...{ conv_id, obj_id, node_id, state, conv_title: live.object.title, ref: named },
      provider: isBitrix ? text(data.portal) || hostOf(data.rest_url) : hostOf(data.token_url) || text(data.provider),
      kind: isBitrix ? 'bitrix24' : 'oauth2',
      alive_until: instant(data.expires),
      refreshed_at: instant(data.refreshed_at),
      next_refresh: rests ? task.timer : null,
      refreshes: number(data.refresh_count),
      retries: number(data.retries),
      error: errorOf(data.last_error),
      may: {
        connect: may && state !== 'held' && (isBitrix || text(data.authorize_url) !== ''),
        refresh: may && rests && (state === 'alive' || state === 'expired') && text(task.data.refresh_token) !== '',
      },
    };
  }
}

export function keepsTokens({ process }: Pick<LiveProcess, 'process'>): boolean {
  const names = new Set(process.params.map(({ name }) => name));
  return DECLARED.every((name) => names.has(name));
}

function stateOf({ data, wait }: Task, live: LiveProcess, now: number): ConnectionState {
  if (wait === null || HELD.includes(wait.kind) || live.object.status === 'paused') return 'held';
  const failed = isObject(data.last_error);
  if (failed && data.after === 'wait_code' && wait.kind === 'callback') return 'broken';
  if (!hasToken(data)) return failed ? 'retrying' : wait.kind === 'callback' ? 'new' : 'connecting';
  const until = instant(data.expires);
  if (until !== null && until <= now) return 'expired';
  return failed ? 'retrying' : 'alive';
}

function heldBy({ wait }: Task, { object }: LiveProcess): TokenConnection['held'] {
  if (object.status === 'paused' || wait?.kind === 'paused') return 'paused';
  return wait?.kind === 'not_deployed' ? 'not_deployed' : 'stopped';
}

function hasToken({ access_token }: JsonObject): boolean {
  return typeof access_token === 'string' && access_token !== '';
}

function errorOf(value: Json | undefined): TokenConnection['error'] {
  if (!isObject(value)) return null;
  const { step, error, description, what, http_status, at } = value;
  const short = (part: Json | undefined): string => text(part).slice(0, LIMITS.error_text_chars);
  return {
    ...{ step: short(step), error: short(error), description: short(description), what: short(what) },
    http_status: number(http_status),
    at: instant(at) ?? 0,
  };
}

function hostOf(value: Json | undefined): string {
  return URL.canParse(text(value)) ? new URL(text(value)).host : '';
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function number(value: Json | undefined): number {
  const found = Number(value ?? 0);
  return Number.isFinite(found) ? found : 0;
}

/** Tasks hold unix seconds. */
function instant(value: Json | undefined): number | null {
  const seconds = number(value);
  return seconds > 0 ? seconds * SECOND : null;
}
