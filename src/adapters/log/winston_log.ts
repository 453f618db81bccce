/**
 * Log on winston: a line of JSON per message on stderr, or a line for people where stderr is a terminal. stdout stays
 * free for what commands print. Secrets are masked here, so that no caller can forget it.
 */
import { types } from 'node:util';
import winston from 'winston';
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { LIMITS } from '../../base/limits.ts';
import { maskData, maskText } from '../../base/mask.ts';
import type { Log } from '../../ports/log.ts';

export interface LogOptions {
  /** One of winston's levels: error, warn, info, http, verbose, debug, silly. */
  level: string;
  stream?: NodeJS.WritableStream;
  /** Lines for people instead of JSON. */
  human?: boolean;
}

/** Fields nested deeper are cut: a log line is no dump. */
const DEPTH = 8;

export function openWinstonLog(options: LogOptions): Log {
  const stream = options.stream ?? process.stderr;
  const human = options.human ?? (stream === process.stderr && process.stderr.isTTY === true);
  const logger = winston.createLogger({
    level: options.level,
    format: winston.format.printf((info) => String(info.message)),
    transports: [new winston.transports.Stream({ stream })],
  });
  const write =
    (level: keyof Log) =>
    (message: string, fields: Record<string, unknown> = {}): void => {
      if (!logger.isLevelEnabled(level)) return;
      const line = { level, message: textOf(message), fields: shown(fields) };
      logger.log(level, human ? forPeople(line) : asJson(line));
    };
  return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
}

interface Line {
  level: string;
  message: string;
  fields: JsonObject;
}

/** The three fixed fields come first and win over fields of the same name. */
function asJson({ level, message, fields }: Line): string {
  const fixed = { time: new Date().toISOString(), level, message };
  return JSON.stringify({ ...fixed, ...fields, ...fixed });
}

function forPeople({ level, message, fields }: Line): string {
  const time = new Date().toISOString().slice(11, 23);
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return `${time} ${level.padEnd(5)} ${message}${rest.join('')}`;
}

/** Masked by name while the names are whole, then whatever texts still give away. */
function shown(fields: Record<string, unknown>): JsonObject {
  const plain = plainJson(fields, DEPTH, []);
  return isObject(plain) ? maskData(plain) : {};
}

/** Whatever a caller hands over, as JSON; errors with their text and cause, loops and depths cut. */
function plainJson(value: unknown, depth: number, above: unknown[]): Json {
  if (typeof value === 'string') return textOf(value);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object') return String(value);
  if (above.includes(value)) return '[loop]';
  if (depth === 0) return '[deep]';
  if (types.isNativeError(value)) return plainJson(errorFields(value), depth, [...above, value]);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  const inner = [...above, value];
  if (Array.isArray(value)) return value.map((item) => plainJson(item, depth - 1, inner));
  if (value instanceof Map) return plainJson(Object.fromEntries(value), depth, inner);
  if (value instanceof Set) return plainJson([...value], depth, inner);
  const entries = Object.entries(value).filter(([, field]) => field !== undefined && typeof field !== 'function');
  return Object.fromEntries(entries.map(([name, field]) => [name, plainJson(field, depth - 1, inner)]));
}

/** Cut only after it was masked: half a secret has no name any more. */
function textOf(text: string): string {
  const masked = maskText(text);
  const cut = masked.length - LIMITS.log_text_chars;
  return cut <= 0 ? masked : `${masked.slice(0, LIMITS.log_text_chars)}… (${cut} more)`;
}

/** The code of an error goes under another name: one that ends in `code` is that of a secret, as in OAuth. */
function errorFields(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return { name, message, kind: 'code' in error ? error.code : undefined, stack, cause };
}
