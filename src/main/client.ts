/** A client of the API, as any other: signs its requests with an API key. */
import { createHash } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { BACKUP_TYPE } from '../api/backup.ts';
import { TaktError } from '../base/errors.ts';
import { isObject, type JsonObject } from '../base/json.ts';
import type { ClientSettings } from './config.ts';

export class Client {
  private readonly settings: ClientSettings;

  constructor(settings: ClientSettings) {
    this.settings = settings;
  }

  /** One operation; what the server refuses is thrown with its own words. `path` is json, copy, download … */
  async op(op: JsonObject, path = 'json'): Promise<JsonObject> {
    const answer = await this.post(`/api/2/${path}`, Buffer.from(JSON.stringify({ ops: [op] })), 'application/json');
    const ops = answer.ops;
    const got = Array.isArray(ops) ? ops[0] : ops;
    if (answer.request_proc !== 'ok' || !isObject(got)) throw new TaktError('bad_request', textOf(answer));
    if (got.proc !== 'ok') throw new TaktError('bad_request', textOf(got));
    return got;
  }

  /** Uploads an export, JSON or an archive; the answer holds `scheme`. */
  async upload(bytes: Buffer, fields: Record<string, string>): Promise<JsonObject> {
    const boundary = `takt${createHash('sha1').update(bytes).digest('hex')}`;
    const parts = Object.entries(fields).map(
      ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="scheme"; filename="scheme"\r\nContent-Type: application/octet-stream\r\n\r\n`;
    const body = [Buffer.from(parts.join('') + head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)];
    const answer = await this.post('/api/2/upload', Buffer.concat(body), `multipart/form-data; boundary=${boundary}`);
    const got = Array.isArray(answer.ops) ? answer.ops[0] : (answer.ops ?? answer);
    if (!isObject(got) || (got.proc !== undefined && got.proc !== 'ok')) {
      throw new TaktError('bad_request', textOf(isObject(got) ? got : answer));
    }
    return got;
  }

  /** A file that the server offers; asked for at the address by which the server is known here. */
  async fetch(offered: string): Promise<Buffer> {
    const { pathname } = new URL(offered);
    const response = await fetch(`${this.settings.url}${pathname}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (response.ok) return bytes;
    throw new TaktError('not_found', textOf(this.read(bytes.toString('utf8'))));
  }

  /** Writes a backup of the server's data to a file; false where no server answers. */
  async backup(file: string): Promise<boolean> {
    let response: Response;
    try {
      response = await this.send('/api/takt/backup', Buffer.alloc(0), 'application/json');
    } catch {
      return false;
    }
    const isFile = response.headers.get('content-type') === BACKUP_TYPE;
    if (!isFile || response.body === null) throw new TaktError('bad_request', textOf(this.read(await response.text())));
    const part = `${file}.part`;
    try {
      await writeFile(part, Readable.fromWeb(response.body), { mode: 0o600 });
      await rename(part, file);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    return true;
  }

  private async post(path: string, body: Buffer, type: string): Promise<JsonObject> {
    let text: string;
    try {
      text = await (await this.send(path, body, type)).text();
    } catch {
      const { url } = this.settings;
      throw new TaktError('not_found', `no Takt server answers at ${url}; start one with npm start, or set TAKT_URL`);
    }
    return this.read(text);
  }

  private send(path: string, body: Buffer, type: string): Promise<Response> {
    const { url, login, secret } = this.settings;
    const time = String(Math.floor(Date.now() / 1000));
    const sign = createHash('sha1').update(time).update(secret).update(body).update(secret).digest('hex');
    const headers = { 'content-type': type };
    return fetch(`${url}${path}/${login}/${time}/${sign}`, { method: 'POST', headers, body });
  }

  private read(text: string): JsonObject {
    try {
      return JSON.parse(text) as JsonObject;
    } catch {
      const { url } = this.settings;
      throw new TaktError('bad_json', `${url} does not answer like a Takt server: ${text.slice(0, 200)}`);
    }
  }
}

function textOf(answer: JsonObject): string {
  const text = answer.description ?? answer.error_message ?? answer.proc ?? answer.request_proc;
  const details = answer.errors === undefined ? '' : ` ${JSON.stringify(answer.errors)}`;
  return `${typeof text === 'string' ? text : JSON.stringify(answer)}${details}`;
}
