/**
 * The request of an API Call, from the logic's fields after their expressions were evaluated. Pure: the same fields at
 * the same instant give the same bytes, so that a repeated request is recognised by its `Idempotency-Key`.
 */
import { createHash } from 'node:crypto';
import { waitId } from '../../base/ids.ts';
import { type Json, type JsonObject, mergeData } from '../../base/json.ts';
import { unixSeconds } from '../../base/time.ts';
import type { HttpEffect } from '../../model/effect.ts';
import { writeXml } from '../../model/xml.ts';
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

/** Rows that cannot be sent as the content type asks. */
export type Unsendable = { problem: string };

/** The address of a Corezoid API that still lacks the instant and the signature. */
const COREZOID_API = /^https?:\/\/[^/?#]+\/api\/[12]\/(?:sync\/)?json\/(?!public$)[^/?#]+$/i;

/** Pages of XHTML are for eyes: they are no XML that somebody wants to read values of. */
export function isXml(contentType: string): boolean {
  return /[/+]xml\b/i.test(contentType) && !/^\s*application\/xhtml\+xml\b/i.test(contentType);
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

export function buildRequest(ctx: NodeContext, fields: RequestFields): BuiltRequest | Unsendable {
  const method = fields.format === 'corezoid' ? 'POST' : fields.method.toUpperCase();
  const inQuery = fields.format === '' && method === 'GET';
  const signsPath = fields.secret !== '' && COREZOID_API.test(fields.url);
  const content = inQuery ? { body: null } : bodyOf(ctx, { ...fields, method }, signsPath);
  if ('problem' in content) return content;
  const { body } = content;
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

function bodyOf(ctx: NodeContext, fields: RequestFields, signsPath: boolean): { body: string | null } | Unsendable {
  const { method, format, content_type, params } = fields;
  if (format === 'raw') return { body: fields.raw_body === '' ? emptyBody(method) : toText(fields.raw_body) };
  const { task, node } = ctx;
  const sys = { ref: task.ref, obj_id: task.obj_id, conv_id: ctx.conv.conv_id, node_id: node.id };
  if (format === 'corezoid') {
    const op = { ...sys, type: 'data', obj: 'task', data: task.data, extra: params };
    return { body: JSON.stringify({ ops: [op] }) };
  }
  // Rows go into the body of whatever is no GET; one that asks for the head only is sent without any where it can.
  if (method === 'HEAD' && Object.keys(params).length === 0) return { body: null };
  if (isForm(content_type)) return { body: formText(params) };
  if (isXml(content_type)) {
    const written = writeXml(params);
    return 'text' in written ? { body: written.text } : written;
  }
  return { body: JSON.stringify(fields.send_sys && !signsPath ? mergeData(params, { sys }) : params) };
}

/** A GET and a HEAD without a text have no body; of the other methods servers expect one. */
function emptyBody(method: string): string | null {
  return method === 'GET' || method === 'HEAD' ? null : '';
}

/** Before the fragment, after what the address already asks for. */
function withQuery(url: string, query: string): string {
  if (query === '') return url;
  const [address = '', ...fragment] = url.split('#');
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  return [`${address}${joint}${query}`, ...fragment].join('#');
}

/**
 * Names differ in more than case; of two alike the later row wins, and a row wins over what Takt would send. A row that
 * comes out empty is not sent: `Authorization: {{authorization}}` may be left without a value.
 */
function headersOf(ctx: NodeContext, fields: RequestFields, hasBody: boolean): Record<string, string> {
  const headers = new Map<string, [string, string]>();
  const set = (name: string, value: string): void => {
    headers.set(name.toLowerCase(), [name, value]);
  };
  if (hasBody && fields.content_type !== '') set('Content-Type', fields.content_type);
  set('Idempotency-Key', waitId(ctx.task.obj_id, ctx.task.hop));
  for (const [name, value] of Object.entries(fields.headers)) {
    const text = headerText(value);
    if (text !== '') set(name.trim(), text);
  }
  set('X-Corezoid-TaskID', ctx.task.obj_id);
  return Object.fromEntries(headers.values());
}

/** A line break would begin another header. */
function headerText(value: Json): string {
  return toText(value)
    .replace(/[\r\n]+/g, ' ')
    .trim();
}
