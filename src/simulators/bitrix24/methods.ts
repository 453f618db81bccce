/** The REST methods of the look-alike: name, scope, what it answers. Batch is apart, as it calls these. */
import { isObject, type Json, type JsonObject, ownValue } from '../../base/json.ts';
import { REST_ERRORS, type RestErrorCode } from './answers.ts';
import { type Leads, leadFields } from './leads.ts';
import type { App, Portal } from './settings.ts';

/** On whose behalf a method runs. */
export interface Caller {
  portal: Portal;
  userId: number;
  /** Null where an incoming webhook calls. */
  app: App | null;
  scope: readonly string[];
}

export interface Call extends Caller {
  leads: Leads;
  /** Milliseconds. */
  now: number;
}

export interface Success {
  result: Json;
  total?: number;
  next?: number;
}
export interface RestFailure {
  error: string;
  error_description: string;
  status: number;
}
export type Outcome = Success | RestFailure;

interface Method {
  /** One of these rights is enough; empty where everybody may. */
  scope: readonly string[];
  run: (call: Call, params: JsonObject) => Outcome;
}

export function failure(code: RestErrorCode, text?: string): RestFailure {
  const row: { status: number; text?: string } = REST_ERRORS[code];
  return { error: code, error_description: text ?? row.text ?? '', status: row.status };
}

/** A refusal of the CRM itself, whose code is an empty string. */
function refused(text: string): RestFailure {
  return { error: '', error_description: text, status: 400 };
}

/** Runs a method by its name, whose case does not matter. */
export function runMethod(name: string, call: Call, params: JsonObject): Outcome {
  const method = Object.hasOwn(METHODS, name.toLowerCase()) ? METHODS[name.toLowerCase()] : undefined;
  if (!method) return failure('ERROR_METHOD_NOT_FOUND');
  if (method.scope.length > 0 && !method.scope.some((one) => call.scope.includes(one))) {
    const kind = call.app ? 'access' : 'webhook';
    return failure('insufficient_scope', `The request requires higher privileges than provided by the ${kind} token`);
  }
  return method.run(call, params);
}

/** ISO time with an offset, as the portal writes it; the look-alike's portals keep UTC. */
export function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
}

const METHODS: Record<string, Method> = {
  'crm.lead.add': { scope: ['crm'], run: addLead },
  'crm.lead.get': { scope: ['crm'], run: getLead },
  'crm.lead.list': { scope: ['crm'], run: listLeads },
  'crm.lead.fields': { scope: ['crm'], run: () => ({ result: leadFields() }) },
  'user.current': { scope: ['user', 'user_brief', 'user_basic'], run: currentUser },
  profile: { scope: [], run: profile },
  'app.info': { scope: [], run: appInfo },
  scope: { scope: [], run: (call) => ({ result: [...call.scope] }) },
  methods: { scope: [], run: () => ({ result: ['batch', ...Object.keys(METHODS)] }) },
  'server.time': { scope: [], run: (call) => ({ result: isoTime(call.now) }) },
};

function addLead(call: Call, params: JsonObject): Outcome {
  const fields = params.fields ?? {};
  if (!isObject(fields) && !(Array.isArray(fields) && fields.length === 0)) {
    return refused("Parameter 'fields' must be array.");
  }
  const given = isObject(fields) ? fields : {};
  return { result: call.leads.add(call.portal.domain, call.userId, given, isoTime(call.now)) };
}

function getLead(call: Call, params: JsonObject): Outcome {
  const id = String(ownValue(params, 'id') ?? ownValue(params, 'ID') ?? '');
  if (!/^[1-9]\d*$/.test(id)) return refused('ID is not defined or invalid.');
  const lead = call.leads.get(call.portal.domain, id);
  return lead ? { result: lead } : refused('Not found');
}

function listLeads(call: Call, params: JsonObject): Outcome {
  const { filter = null, order = null, select = null, start } = params;
  const from = Number(start ?? 0);
  const query = { filter, order, select, start: Number.isInteger(from) ? from : 0 };
  const { items, ...counts } = call.leads.list(call.portal.domain, query);
  return { result: items, ...counts };
}

function currentUser(call: Call): Outcome {
  return {
    result: {
      ID: String(call.userId),
      ACTIVE: true,
      NAME: 'Вадим',
      LAST_NAME: 'Тестов',
      EMAIL: `user${call.userId}@example.com`,
      LAST_LOGIN: isoTime(call.now),
      IS_ONLINE: 'Y',
      PERSONAL_GENDER: '',
      PERSONAL_BIRTHDAY: '',
      WORK_POSITION: '',
      UF_DEPARTMENT: [1],
    },
  };
}

function profile(call: Call): Outcome {
  const person = { NAME: 'Вадим', LAST_NAME: 'Тестов', PERSONAL_GENDER: '', TIME_ZONE: '' };
  return { result: { ID: String(call.userId), ADMIN: true, ...person } };
}

function appInfo(call: Call): Outcome {
  if (!call.app) return { ...failure('ACCESS_DENIED', 'Access denied! Application context required'), status: 400 };
  const licence = { LICENSE: 'ru_std', LICENSE_TYPE: 'std', LICENSE_FAMILY: 'std' };
  const state = { VERSION: 1, STATUS: 'L', INSTALLED: true, PAYMENT_EXPIRED: 'N', DAYS: null, LANGUAGE_ID: 'ru' };
  return { result: { ID: call.app.id, CODE: call.app.clientId, ...state, ...licence } };
}
