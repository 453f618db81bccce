/**
 * Connect: sends a person to the OAuth provider and puts the code that comes back into the token task within the same
 * second, so that nobody races the thirty seconds a code lives. The link that begins it is made for somebody with task
 * management on the process, works once and for ten minutes; the `state` is signed with the process's own key.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { TaktError } from '../base/errors.ts';
import { MINUTE } from '../base/time.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import type { Processes } from './processes.ts';
import type { Actor, Rights } from './rights.ts';
import type { TaskOps } from './task_ops.ts';
import type { AppSettings, Ports } from './world.ts';

/** What a person is shown. The keys are texts of the pages in api/. */
export interface ConnectPage {
  ok: boolean;
  message: 'connected' | 'bad_link' | 'no_task' | 'refused' | 'no_code';
  detail: string;
}

type Purpose = 'link' | 'state';

/** How long a link, and the way through the provider, may take. */
const LIVES_MS = 10 * MINUTE;

export interface ConnectParts {
  processes: Processes;
  rights: Rights;
  ops: TaskOps;
}

export class Connect {
  private readonly ports: Pick<Ports, 'catalog' | 'tasks' | 'clock' | 'randomHex'>;
  private readonly parts: ConnectParts;
  private readonly settings: Pick<AppSettings, 'public_url'>;
  /** Nonces that were used, with the instant they expire by themselves. */
  private readonly used = new Map<string, number>();

  constructor(
    ports: Pick<Ports, 'catalog' | 'tasks' | 'clock' | 'randomHex'>,
    parts: ConnectParts,
    settings: Pick<AppSettings, 'public_url'>,
  ) {
    this.ports = ports;
    this.parts = parts;
    this.settings = settings;
  }

  /** A one-time link for a person, made by somebody who may manage the process's tasks. */
  async link(actor: Actor, conv_id: number, ref: string): Promise<string> {
    const conv = await this.parts.rights.demand(actor, 'create', 'conv', conv_id);
    const token = this.sign(conv, 'link', ref);
    return `${this.settings.public_url}/oauth/connect/${conv_id}?${new URLSearchParams({ ref, link: token })}`;
  }

  /** Where to send the person who opened the link, or what to show. */
  async begin(query: {
    conv_id: number;
    ref: string;
    link: string;
  }): Promise<{ redirect: string } | { page: ConnectPage }> {
    const conv = await this.ports.catalog.read('conv', query.conv_id);
    const link = conv === null ? null : this.check(conv, 'link', query.link);
    if (conv === null || link === null || link.ref !== query.ref) return page(false, 'bad_link', '');
    const task = await this.ports.tasks.load({ conv_id: conv.id, ref: query.ref });
    if (task === null || task.wait === null) return page(false, 'no_task', query.ref);
    const { rest_url, client_id } = task.data;
    if (typeof rest_url !== 'string' || typeof client_id !== 'string') return page(false, 'no_task', query.ref);
    const address = new URL(`${rest_url}/oauth/authorize/`);
    address.searchParams.set('response_type', 'code');
    address.searchParams.set('client_id', client_id);
    address.searchParams.set('redirect_uri', `${this.settings.public_url}/oauth/callback`);
    address.searchParams.set('state', `${conv.id}.${this.sign(conv, 'state', query.ref)}`);
    return { redirect: address.toString() };
  }

  /** The person is back: the code goes into the task at once. */
  async finish(query: { code: string; state: string; error: string }): Promise<{ page: ConnectPage }> {
    const [conv_id, token] = splitState(query.state);
    const conv = conv_id === null ? null : await this.ports.catalog.read('conv', conv_id);
    const state = conv === null ? null : this.check(conv, 'state', token);
    if (conv === null || state === null) return page(false, 'bad_link', '');
    if (query.error !== '') return page(false, 'refused', query.error);
    if (query.code === '') return page(false, 'no_code', '');
    const live = await this.parts.processes.get(conv.id);
    if (live === null) return page(false, 'no_task', state.ref);
    const key = { conv_id: conv.id, ref: state.ref };
    const data = { code: query.code };
    const [result] = await this.parts.ops.run([{ do: 'modify', live, key, data, user_id: conv.owner_id }]);
    if (result === undefined || 'failure' in result) return page(false, 'no_task', state.ref);
    return page(true, 'connected', state.ref);
  }

  private sign(conv: CatalogObject, purpose: Purpose, ref: string): string {
    const body = JSON.stringify([ref, this.ports.clock.now() + LIVES_MS, this.ports.randomHex(12)]);
    const text = Buffer.from(body).toString('base64url');
    return `${text}.${mac(conv, purpose, text)}`;
  }

  /** What was signed, where it is genuine, in time, and used for the first time. */
  private check(conv: CatalogObject, purpose: Purpose, token: string): { ref: string } | null {
    const [text = '', given = ''] = token.split('.');
    const wanted = Buffer.from(mac(conv, purpose, text));
    const shown = Buffer.from(given);
    if (shown.length !== wanted.length || !timingSafeEqual(shown, wanted)) return null;
    const [ref, until, nonce] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [string, number, string];
    const now = this.ports.clock.now();
    for (const [old, expires] of this.used) if (expires < now) this.used.delete(old);
    if (until < now || this.used.has(nonce)) return null;
    this.used.set(nonce, until);
    return { ref };
  }
}

function mac(conv: CatalogObject, purpose: Purpose, text: string): string {
  const key = conv.body.sign_key;
  if (typeof key !== 'string' || key === '')
    throw new TaktError('bad_config', `process ${conv.id} has no key to sign with`);
  return createHmac('sha256', key).update(`connect:${purpose}:${conv.id}:${text}`).digest('base64url');
}

function splitState(state: string): [number | null, string] {
  const dot = state.indexOf('.');
  const id = Number(state.slice(0, dot));
  return [dot > 0 && Number.isSafeInteger(id) ? id : null, state.slice(dot + 1)];
}

function page(ok: boolean, message: ConnectPage['message'], detail: string): { page: ConnectPage } {
  return { page: { ok, message, detail } };
}
