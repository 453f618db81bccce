/**
 * What a step wants done outside the engine. Needs are answered before the commit and change nothing;
 * effects are written down in the same commit as the task and performed after it.
 */
import type { JsonObject } from '../base/json.ts';
import type { Read, ReadAnswer } from './read.ts';
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

/** A new task elsewhere: by Copy (the answer comes at once) or by Call a Process (the reply is the answer). */
export interface CreateEffect {
  kind: 'create';
  via: 'copy' | 'rpc';
  /** "123" or "@alias". */
  conv: string;
  ref: string | null;
  data: JsonObject;
}

export interface ModifyEffect {
  kind: 'modify';
  conv: string;
  ref: string;
  data: JsonObject;
  is_sync: boolean;
}

/** The answer to a caller that waits in Call a Process; nothing waits for it here. */
export interface ReplyEffect {
  kind: 'reply';
  to: Caller;
  data: JsonObject;
  /** The reason, when the reply is an exception. */
  exception: string | null;
}

export type Effect = HttpEffect | MailEffect | CreateEffect | ModifyEffect | ReplyEffect;

/** An effect as it lies in the outbox. The id is `<obj_id>-<hop>-e`, of a reply `<obj_id>-<rev>-r<n>`. */
export interface OutboxRow {
  id: string;
  conv_id: number;
  obj_id: string;
  /** The wait that the answer opens; null for a reply. */
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
  | { kind: 'reply'; data: JsonObject; exception: string | null }
  | { kind: 'failed'; type: 'hardware' | 'software'; tag: string; description: string };
