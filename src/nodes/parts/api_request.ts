/**
 * The request of an API Call, from the logic's fields after their expressions were evaluated. Pure: the same fields at
 * the same instant give the same bytes, so that a repeated request is recognised by its `Idempotency-Key`.
 */
import { createHash } from 'node:crypto';
import { waitId } from '../../base/ids.ts';
import { type Json, type JsonObject, mergeData } from '../../base/json.ts';
import { unixSeconds } from '../../base/time.ts';
import type { HttpEffect } from '../../model/effect.ts';
import { toText } from '../../template/text.ts';
import type { NodeContext } from '../node_type.ts';

/** The fields of an API Call, evaluated. */
export interface RequestFields {
  method: string;
  url: string;
  format: string;
  content_type: string;
  /** The rows of `extra`, cast. */
  params: JsonObject;
  raw_body: Json;
  headers: JsonObject;
  send_sys: boolean;
  /** The key the other side checks the signature with, or empty. */
  secret: string;
}

export type BuiltRequest = Pick<HttpEffect, 'method' | 'url' | 'headers' | 'body'>;

/** The address of a Corezoid API that still lacks the instant and the signature. */
const COREZOID_API = /^https?:\/\/[^/?#]+\/api\/[12]\/(?:sync\/)?json\/(?!public$)[^/?#]+$/i;

export function isXml(contentType: string): boolean {
  return /[/+]xml\b/i.test(contentType);
}

export function isForm(contentType: string): boolean {
  return /^\s*application\/x-www-form-urlencoded/i.test(contentType);
}

export function isJson(contentType: string): boolean {
  return /[/+]json\b/i.test(contentType);
}

/** `name=value` pairs; a value with a structure is sent as its JSON text under its one name. */
export function formText(params: JsonObject): string {
  return Object.entries(params)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(toText(value))}`)
    .join('&');
}

/** Corezoid's signature of a text: hex sha1 of time, secret, text, secret. */
export function signature(time: number, secret: string, content: string): string {
  return createHash('sha1').update(`${time}${secret}${content}${secret}`).digest('hex');
}

export function buildRequest(ctx: NodeContext, fields: RequestFields): BuiltRequest {
  const method = fields.format === 'corezoid' ? 'POST' : fields.method.toUpperCase();
  const inQuery = fields.format === '' && (method === 'GET' || method === 'HEAD');
  const signsPath = fields.secret !== '' && COREZOID_API.test(fields.url);
  const body = inQuery || method === 'HEAD' ? null : bodyText(ctx, fields, signsPath);
  const time = unixSeconds(ctx.now);
  let url = inQuery ? withQuery(fields.url, formText(fields.params)) : fields.url;
  if (signsPath) {
    url = `${url}/${time}/${signature(time, fields.secret, body ?? '')}`;
  } else if (fields.send_sys) {
    const sign = signature(time, fields.secret === '' ? ctx.conv.sign_key : fields.secret, body ?? '');
    url = withQuery(url, formText({ conv_signature: sign, conv_time: time, conv_id: ctx.conv.conv_id }));
  }
  return { method, url, headers: headersOf(ctx, fields, body !== null), body };
}

function bodyText(ctx: NodeContext, fields: RequestFields, signsPath: boolean): string | null {
  const { format, content_type, params } = fields;
  if (format === 'raw') return fields.raw_body === '' ? emptyBody(fields.method) : toText(fields.raw_body);
  const { task, node } = ctx;
  const sys = { ref: task.ref, obj_id: task.obj_id, conv_id: ctx.conv.conv_id, node_id: node.id };
  if (format === 'corezoid') {
    return JSON.stringify({ ops: [{ ...sys, type: 'data', obj: 'task', data: task.data, extra: params }] });
  }
  if (isForm(content_type)) return formText(params);
  return JSON.stringify(fields.send_sys && !signsPath ? mergeData(params, { sys }) : params);
}

/** A GET without a text has no body; of the other methods servers expect one. */
function emptyBody(method: string): string | null {
  return method.toUpperCase() === 'GET' ? null : '';
}

/** Before the fragment, after what the address already asks for. */
function withQuery(url: string, query: string): string {
  if (query === '') return url;
  const [address = '', ...fragment] = url.split('#');
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  return [`${address}${joint}${query}`, ...fragment].join('#');
}

/** Names differ in more than case; of two alike the later row wins, and a row wins over what Takt would send. */
function headersOf(ctx: NodeContext, fields: RequestFields, hasBody: boolean): Record<string, string> {
  const headers = new Map<string, [string, string]>();
  const set = (name: string, value: string): void => {
    headers.set(name.toLowerCase(), [name, value]);
  };
  if (hasBody && fields.content_type !== '') set('Content-Type', fields.content_type);
  set('Idempotency-Key', waitId(ctx.task.obj_id, ctx.task.hop));
  for (const [name, value] of Object.entries(fields.headers)) set(name.trim(), headerText(value));
  set('X-Corezoid-TaskID', ctx.task.obj_id);
  return Object.fromEntries(headers.values());
}

/** A line break would begin another header. */
function headerText(value: Json): string {
  return toText(value)
    .replace(/[\r\n]+/g, ' ')
    .trim();
}
