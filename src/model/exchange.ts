/**
 * What a task's history keeps of an effect and of its answer: what a person looks for when a call went wrong. Long
 * parts are cut, for a history is small; a cut part is `{ cut, chars }`: how it begins, and how long it was.
 */
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import type { Effect, EffectAnswer } from './effect.ts';
import type { SqlParts } from './sql.ts';

/** `kind`, and what was asked of whom. No certificate is kept. */
export function askedOf(effect: Effect): JsonObject {
  const { kind } = effect;
  switch (effect.kind) {
    case 'http':
      return {
        kind,
        method: effect.method,
        url: cut(effect.url),
        headers: cut(effect.headers),
        body: cut(effect.body),
      };
    case 'mail':
      return { kind, url: cut(effect.url), message: cut(effect.message) };
    case 'db':
      return { kind, instance_id: effect.instance_id, query: cut(queryText(effect.sql)) };
    case 'git':
      return { kind, source: cut(effect.source), params: cut(effect.params) };
    case 'create':
      return { kind, via: effect.via, conv: effect.conv, ref: effect.ref, data: cut(effect.data) };
    case 'modify':
      return { kind, conv: effect.conv, ref: effect.ref, data: cut(effect.data) };
    case 'take':
      return { kind, conv: effect.conv, queue_node: effect.queue_node, order: effect.order };
    case 'reply':
      return { kind, conv: String(effect.to.conv_id), obj_id: effect.to.obj_id, ...replied(effect) };
    case 'alarm':
      return { kind, of: effect.of, start: effect.start };
  }
}

/** `kind`, and what came back. */
export function answeredOf(answer: EffectAnswer): JsonObject {
  const { kind } = answer;
  switch (answer.kind) {
    case 'http': {
      const { status, ms, lost } = answer;
      return { kind, status, headers: cut(answer.headers), body: cut(answer.body), ms, lost };
    }
    case 'ok':
      return { kind };
    case 'rows':
      return { kind, rows: cut(answer.rows), affected: answer.affected, insert_id: answer.insert_id };
    case 'reply':
      return { kind, ...replied(answer) };
    case 'taken':
      return { kind, obj_id: answer.obj_id, data: cut(answer.data) };
    case 'failed':
      return { kind, type: answer.type, tag: answer.tag, description: cut(answer.description) };
  }
}

/** Whether a part of an exchange was cut: it may end within a secret, which then nobody knows any more. */
export function isCut(part: Json | undefined): boolean {
  return isObject(part) && typeof part.cut === 'string' && typeof part.chars === 'number';
}

function replied({ data, exception }: { data: JsonObject; exception: string | null }): JsonObject {
  return { data: cut(data), exception: cut(exception) };
}

function cut(part: Json): Json {
  const text = typeof part === 'string' ? part : JSON.stringify(part);
  const most = LIMITS.history_exchange_chars;
  return text.length <= most ? part : { cut: text.slice(0, most), chars: text.length };
}

/** The statement as people read it: values stand in it as JSON. */
function queryText(parts: SqlParts): string {
  return parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part.value ?? null))).join('');
}
