/** What the benchmarks share: a server of our own in a process of its own, and medians. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TAKT = fileURLToPath(new URL('../dist/main/takt.js', import.meta.url));

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

/** Sends signed operations on a connection that is kept. */
export function post(server, ops) {
  const body = JSON.stringify({ ops });
  const time = String(Math.floor(Date.now() / 1000));
  const sign = createHash('sha1')
    .update(time + server.secret + body + server.secret)
    .digest('hex');
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${server.url}/api/2/json/${server.login}/${time}/${sign}`,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => resolve(JSON.parse(Buffer.concat(parts).toString())));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Starts `takt serve` on a free port over an empty folder. */
export async function startServer(env = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'takt-bench-'));
  const login = '1000';
  const secret = 'bench-secret';
  const child = spawn(process.execPath, [TAKT, 'serve'], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: '0',
      DATA_DIR: dir,
      TAKT_API_LOGIN: login,
      TAKT_API_SECRET: secret,
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
      const found = /Takt serves at (\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
  });
  const server = { url, login, secret, dir, file: join(dir, 'takt.sqlite'), pid: child.pid };
  server.importScheme = (scheme) => upload(server, scheme);
  server.stop = async () => {
    agent.destroy();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  };
  return server;
}

export async function upload({ url, login, secret }, scheme) {
  const boundary = 'taktbench';
  const field = (name, value) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const body =
    field('type', 'create') +
    field('obj', 'obj_scheme') +
    field('folder_id', '0') +
    field('async', 'false') +
    `--${boundary}\r\nContent-Disposition: form-data; name="scheme"; filename="scheme.json"\r\n\r\n${JSON.stringify(scheme)}\r\n--${boundary}--\r\n`;
  const time = String(Math.floor(Date.now() / 1000));
  const sign = createHash('sha1')
    .update(time + secret + body + secret)
    .digest('hex');
  const response = await fetch(`${url}/api/2/upload/${login}/${time}/${sign}`, {
    method: 'POST',
    body,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  });
  const answer = await response.json();
  const op = Array.isArray(answer.ops) ? answer.ops[0] : (answer.ops ?? answer);
  if (!op.scheme) throw new Error(JSON.stringify(answer));
  return op.scheme;
}
