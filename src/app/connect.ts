/**
 * Connect: sends a person to the OAuth provider and puts the code that comes back into the token task within the same
 * second, so that nobody races the thirty seconds a code lives. The link that begins it is made for somebody with task
 * management on the process, works once and for ten minutes; the `state` is signed with the process's own key. What was
 * used is written down, so that it stays used across a restart and at every server. A task of any provider (template
 * oauth2) names its page in `authorize_url`; what the exchange of the code needs comes with the code.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { TaktError } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { MINUTE } from '../base/time.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { allOf } from './all_of.ts';
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

type Purpose = 'link' | 'state' | 'verifier';

interface Signed {
  ref: string;
  /** When it is no longer good, ms. */
  until: number;
  nonce: string;
}

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
    const data: JsonObject = task === null || task.wait === null ? {} : task.data;
    const address = isAnyProvider(data) ? plainAddress(data.authorize_url) : bitrixAddress(data.rest_url);
    if (address === null || typeof data.client_id !== 'string') return page(false, 'no_task', query.ref);
    if (!(await this.spend(conv, link))) return page(false, 'bad_link', '');
    const state = this.sign(conv, 'state', query.ref);
    const asked = { response_type: 'code', client_id: data.client_id, redirect_uri: this.redirectUri() };
    const more = isAnyProvider(data) ? askedOfAnyProvider(data, verifierOf(conv, state)) : {};
    const params = Object.entries({ ...asked, ...more, state: `${conv.id}.${state}` });
    for (const [name, value] of params) address.searchParams.set(name, value);
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
    if (!(await this.spend(conv, state))) return page(false, 'bad_link', '');
    const key = { conv_id: conv.id, ref: state.ref };
    const task = await this.ports.tasks.load(key);
    const proof = { redirect_uri: this.redirectUri(), code_verifier: verifierOf(conv, token) };
    const data = { code: query.code, ...(task !== null && isAnyProvider(task.data) ? proof : {}) };
    const [result] = await this.parts.ops.run([{ do: 'modify', live, key, data, user_id: conv.owner_id }]);
    if (result === undefined || 'failure' in result) return page(false, 'no_task', state.ref);
    return page(true, 'connected', state.ref);
  }

  private redirectUri(): string {
    return `${this.settings.public_url}/oauth/callback`;
  }

  private sign(conv: CatalogObject, purpose: Purpose, ref: string): string {
    const body = JSON.stringify([ref, this.ports.clock.now() + LIVES_MS, this.ports.randomHex(12)]);
    const text = Buffer.from(body).toString('base64url');
    return `${text}.${mac(conv, purpose, text)}`;
  }

  /** What was signed, where it is genuine and in time. */
  private check(conv: CatalogObject, purpose: Purpose, token: string): Signed | null {
    const [text = '', given = ''] = token.split('.');
    const wanted = Buffer.from(mac(conv, purpose, text));
    const shown = Buffer.from(given);
    if (shown.length !== wanted.length || !timingSafeEqual(shown, wanted)) return null;
    const [ref, until, nonce] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [string, number, string];
    return until < this.ports.clock.now() ? null : { ref, until, nonce };
  }

  /** False where it was used before: its nonce is the name of an object, and a name is taken once. */
  private async spend(conv: CatalogObject, { until, nonce }: Signed): Promise<boolean> {
    const now = this.ports.clock.now();
    const used = await allOf(this.ports.catalog, { kind: 'setting', parent_id: conv.id });
    const expired = used.filter(({ body }) => Number(body.used_until) < now);
    const times = { create_time: now, change_time: now };
    const place = { kind: 'setting', parent_id: conv.id, owner_id: conv.owner_id, title: 'connect' } as const;
    const object = { ...place, ...times, name: nonce, status: 'active', body: { used_until: until } };
    const result = await this.ports.catalog.write([{ do: 'create', object }]);
    if (!result.ok) return false;
    // Of two who tidy at the same time one finds nothing to do.
    if (expired.length > 0) {
      await this.ports.catalog.write(expired.map(({ kind, id }) => ({ do: 'delete', kind, id })));
    }
    return true;
  }
}

/** A task of the template oauth2 names the provider's page itself; one of bitrix-oauth has it beside the REST address. */
function isAnyProvider({ authorize_url }: JsonObject): boolean {
  return typeof authorize_url === 'string' && authorize_url !== '';
}

/** What Bitrix24 does not want: the permissions, and the challenge of PKCE, which ends a code that was stolen on its way. */
function askedOfAnyProvider({ scope }: JsonObject, verifier: string): Record<string, string> {
  const code_challenge = createHash('sha256').update(verifier).digest('base64url');
  const wanted = typeof scope === 'string' && scope !== '' ? { scope } : {};
  return { ...wanted, code_challenge, code_challenge_method: 'S256' };
}

/** Follows from the signed state, so that it need not be kept while the person is away. */
function verifierOf(conv: CatalogObject, state: string): string {
  return mac(conv, 'verifier', state);
}

/** An address without names, passwords and fragment; what it asks for already (`?prompt=consent`) stays. */
function plainAddress(text: Json | undefined): URL | null {
  if (typeof text !== 'string' || !URL.canParse(text)) return null;
  const url = new URL(text);
  const { protocol, username, password, hash } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  return `${username}${password}${hash}` === '' ? url : null;
}

/** Where people grant access at Bitrix24. */
function bitrixAddress(rest_url: Json | undefined): URL | null {
  const url = plainAddress(rest_url);
  if (url === null || url.search !== '') return null;
  return new URL(`${url.origin}${url.pathname.replace(/\/$/, '')}/oauth/authorize/`);
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
