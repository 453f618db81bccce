/**
 * What a step wants done outside the engine. Needs are answered before the commit and change nothing;
 * effects are written down in the same commit as the task and performed after it.
 */
import type { JsonObject } from '../base/json.ts';
import type { Read, ReadAnswer } from './read.ts';
import type { SqlParts } from './sql.ts';
import type { Caller } from './task.ts';

/** Code to run in the sandbox: an inner need. */
export interface CodeNeed {
  kind: 'code';
  /** Stable within the step. */
  key: string;
  src: string;
  data: JsonObject;
  root: Record<string, string>;
}
export type Need = Read | CodeNeed;
export type CodeAnswer = { code: { data: JsonObject } | { tag: CodeTag; text: string } };
export type CodeTag = 'code_timeout' | 'code_executing_error' | 'code_return_format_error';
export type Answer = ReadAnswer | CodeAnswer;

/** Whether a request may be sent again when it is unknown whether it was carried out. */
export type Repeat = 'never' | 'once' | 'always';

export interface HttpEffect {
  kind: 'http';
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
  /** PEM of the client's key and certificate, or empty. */
  cert_pem: string;
  max_threads: number;
  repeat: Repeat;
  node_id: string;
}

/** A mail, from an API Call whose address begins with smtp:// or smtps://. */
export interface MailEffect {
  kind: 'mail';
  url: string;
  message: JsonObject;
  max_threads: number;
  repeat: Repeat;
  node_id: string;
}

/** A statement for a database, its values apart from the author's text until the database's language is known. */
export interface DbEffect {
  kind: 'db';
  /** The number of the database connection. */
  instance_id: number;
  sql: SqlParts;
  /** Less than the connection's own, or null. */
  timeout_ms: number | null;
  max_threads: number;
  repeat: Repeat;
  node_id: string;
}

/** A call of the runner outside that runs users' programs. */
export interface GitEffect {
  kind: 'git';
  /** The task's data. */
  params: JsonObject;
  /** Which program: lang, repo, commit, path, script, code. */
  source: Record<string, string>;
  /** The task's id, and the id of this very call. */
  obj_id: string;
  call_id: string;
  timeout_ms: number;
  max_threads: number;
  repeat: Repeat;
  node_id: string;
}

/** Effects that leave Takt. */
export type OutsideEffect = HttpEffect | MailEffect | DbEffect | GitEffect;

export const OUTSIDE_KINDS: readonly string[] = ['http', 'mail', 'db', 'git'] satisfies OutsideEffect['kind'][];

export function isOutside(effect: Effect): effect is OutsideEffect {
  return OUTSIDE_KINDS.includes(effect.kind);
}

/** A new task elsewhere: by Copy (the answer comes at once) or by Call a Process (the reply is the answer). */
export interface CreateEffect {
  kind: 'create';
  via: 'copy' | 'rpc';
  /** "123" or "@alias". */
  conv: string;
  /** The folder (stage, project) that an alias is looked up from, where it is not the own one. */
  folder?: number;
  ref: string | null;
  data: JsonObject;
}

export interface ModifyEffect {
  kind: 'modify';
  conv: string;
  /** The folder (stage, project) that an alias is looked up from, where it is not the own one. */
  folder?: number;
  ref: string;
  data: JsonObject;
  is_sync: boolean;
}

/** Get Task: the oldest (ASC) or newest task of a queue is handed out to the task that waits here. */
export interface TakeEffect {
  kind: 'take';
  conv: string;
  /** The node whose logic is a queue. */
  queue_node: string;
  order: 'ASC' | 'DESC';
}

/** A special task for a count semaphor whose threshold was reached (start) or is no longer; nothing waits for it. */
export interface AlarmEffect {
  kind: 'alarm';
  /** The node that is watched. */
  of: string;
  /** The node in which the special task is made. */
  to: string;
  start: boolean;
  /** Counts the times the threshold was crossed: makes the special task's id, and so one task of each crossing. */
  crossing: number;
}

/** The answer to a caller that waits in Call a Process; nothing waits for it here. */
export interface ReplyEffect {
  kind: 'reply';
  to: Caller;
  data: JsonObject;
  /** The reason, when the reply is an exception. */
  exception: string | null;
}

export type Effect = OutsideEffect | CreateEffect | ModifyEffect | ReplyEffect | TakeEffect | AlarmEffect;

/**
 * An effect as it lies in the outbox. The id is `<obj_id>-<hop>-e`, of a reply `<obj_id>-<rev>-r<n>`, of an alarm
 * `<conv_id>-<node_id>-a<crossing>`.
 */
export interface OutboxRow {
  id: string;
  conv_id: number;
  obj_id: string;
  /** The wait that the answer opens; null where nobody waits: of a reply, an alarm. */
  wait_id: string | null;
  effect: Effect;
  /** Attempts begun, counted only where the effect may not be repeated at will. */
  attempts: number;
  /** When it is to be performed at the earliest, ms. */
  due: number;
  created: number;
}

/** What performing an effect brought. */
export type EffectAnswer =
  | {
      kind: 'http';
      status: number;
      headers: Record<string, string>;
      /** The body as text; of an image, base64. */
      body: string;
      sizes: { request: number; response: number };
      ms: number;
      /** Attempts before this one whose outcome nobody knows: always 0 where the logic may be repeated at will. */
      lost: number;
    }
  | { kind: 'ok' }
  /** What a database brought; `affected` and `insert_id` of a statement that yields no rows, where it tells them. */
  | { kind: 'rows'; rows: JsonObject[]; affected: number | null; insert_id: number | string | null }
  | { kind: 'reply'; data: JsonObject; exception: string | null }
  /** A task of a queue, with its data as they were handed out. */
  | { kind: 'taken'; obj_id: string; data: JsonObject }
  | { kind: 'failed'; type: 'hardware' | 'software'; tag: string; description: string };
