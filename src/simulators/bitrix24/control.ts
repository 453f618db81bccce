/**
 * `/_sim/…`: what a person or a test sets and reads over HTTP. The real server has nothing like it. docs/simulator-bitrix24.md
 * shows every route with a curl line.
 */
import type { Json, JsonObject } from '../../base/json.ts';
import { type Answer, errorBody } from './answers.ts';
import type { World } from './dispatch.ts';
import { FAULT_KINDS, type Fault, type FaultSpec, type FaultTarget, faultProblem } from './faults.ts';
import type { Asked } from './request.ts';
import { type Settings, SUPERSEDED } from './settings.ts';
import { readToken } from './token.ts';

/** How many of the newest requests the state shows. */
const SHOWN = 50;

type Route = (world: World, params: JsonObject) => JsonObject | string;

const ROUTES: Record<string, Route> = {
  'GET /_sim/state': state,
  'POST /_sim/code': (world, params) => {
    const code = issueCode(world, typeof params.client_id === 'string' ? params.client_id : undefined);
    return code === null ? 'there is no application with this client_id' : { code };
  },
  'POST /_sim/faults': addFault,
  'DELETE /_sim/faults': (world) => {
    world.faults.clear();
    return { faults: [] };
  },
  'POST /_sim/release': (world) => {
    world.faults.release();
    return { released: true };
  },
  'POST /_sim/expire': (world) => {
    world.grants.expireAccess(world.now());
    return { expired: true };
  },
  'POST /_sim/settings': changeSettings,
};

/** Answers a control route; every other path under `/_sim/` gets the list of routes. */
export function control(world: World, asked: Asked): Answer {
  const route = ROUTES[`${asked.verb} ${asked.path}`];
  if (!route) return plainJson({ routes: Object.keys(ROUTES) }, 404);
  const body = route(world, asked.params);
  return typeof body === 'string' ? plainJson(errorBody('bad_request', body), 400) : plainJson(body, 200);
}

/** For people, so without PHP's escapes. */
function plainJson(body: JsonObject, status: number): Answer {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' };
  return { status, headers, body: `${JSON.stringify(body, null, 2)}\n`, error: null };
}

/** A code for the first portal as the browser would bring it; null where the application is not known. */
export function issueCode(world: World, clientId?: string): string | null {
  const app = clientId === undefined ? world.apps[0] : world.apps.find((one) => one.clientId === clientId);
  const portal = world.portals[0];
  return app && portal ? world.grants.issueCode({ app, portal }, world.now()) : null;
}

/** Numbers and words may come as text, from a form or a query. */
function addFault(world: World, params: JsonObject): JsonObject | string {
  const spec: FaultSpec = { target: String(params.target) as FaultTarget, kind: String(params.kind) };
  if (params.times !== undefined) spec.times = params.times === 'forever' ? Infinity : Number(params.times);
  if (params.status !== undefined) spec.status = Number(params.status);
  if (typeof params.location === 'string') spec.location = params.location;
  if (typeof params.method === 'string') spec.method = params.method;
  const problem = faultProblem(spec);
  if (problem) return problem;
  world.faults.add(spec);
  return { faults: world.faults.pending().map(faultRow) };
}

function faultRow({ spec, left }: Fault): JsonObject {
  const { times: _times, ...rest } = spec;
  return { ...rest, left: left === Infinity ? 'forever' : left };
}

/** Changes the settings named in the parameters; an unknown or unusable one changes nothing at all. */
function changeSettings(world: World, params: JsonObject): JsonObject | string {
  const changes: Partial<Settings> = {};
  for (const [name, value] of Object.entries(params)) {
    if (name === 'superseded' && (SUPERSEDED as readonly Json[]).includes(value)) {
      changes.superseded = value as Settings['superseded'];
    } else if (isNumberSetting(name) && Number.isFinite(Number(value)) && Number(value) >= 0) {
      changes[name] = Number(value);
    } else {
      return `${name} cannot be set to ${JSON.stringify(value)}`;
    }
  }
  Object.assign(world.settings, changes);
  return settingsRow(world.settings);
}

function isNumberSetting(name: string): name is 'accessTtlSec' | 'refreshTtlDays' | 'codeTtlSec' | 'refreshGraceSec' {
  return ['accessTtlSec', 'refreshTtlDays', 'codeTtlSec', 'refreshGraceSec'].includes(name);
}

function settingsRow({ bucket, ...rest }: Settings): JsonObject {
  return { ...rest, bucket: { ...bucket } };
}

function state(world: World): JsonObject {
  const chains = world.grants.heads().map(
    (pair): JsonObject => ({
      client_id: pair.app.clientId,
      portal: pair.portal.domain,
      access_token: pair.access,
      access_expires: pair.accessExpires,
      refresh_token: pair.refresh,
      refresh_expires: pair.refreshExpires,
      token_says: { ...readToken(pair.access) },
    }),
  );
  return {
    now: world.now(),
    settings: settingsRow(world.settings),
    apps: world.apps.map((app) => ({ ...app })),
    portals: world.portals.map((portal) => ({ ...portal })),
    chains,
    leads: world.leads.all.map((lead) => ({ ...lead })),
    faults: world.faults.pending().map(faultRow),
    fault_kinds: { ...FAULT_KINDS },
    requests: world.journal.records.slice(-SHOWN).map((record) => ({ ...record })),
  };
}
