/** Clients whose https addresses are fixed reach the look-alike through its CONNECT proxy. */
import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { Bitrix24 } from '../../../src/simulators/bitrix24/server.ts';
import { DEFAULT_PORTAL } from '../../../src/simulators/bitrix24/settings.ts';
import { TLS } from './certificate.ts';
import { CLIENT, closeRigs, rig } from './helpers.ts';

afterEach(closeRigs);

/** POSTs a form to an https address with the look-alike as the proxy, its certificate checked against the name. */
async function post(sim: Bitrix24, host: string, path: string, params: Record<string, string>): Promise<string> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const call = plainRequest({ host: '127.0.0.1', port: sim.port, method: 'CONNECT', path: `${host}:443` });
    call
      .on('connect', (_response, opened: Socket) => resolve(opened))
      .on('error', reject)
      .end();
  });
  const createConnection = () => connect({ socket, servername: host, ca: TLS.cert });
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  return new Promise((resolve, reject) => {
    const call = request({ host, path, method: 'POST', headers, createConnection }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    call.on('error', reject).end(new URLSearchParams(params).toString());
  });
}

test('a token is got from the authorization server and used at the portal', async () => {
  const { sim } = await rig({ tls: TLS });
  const params = { ...CLIENT, grant_type: 'authorization_code', code: sim.issueCode() };
  const answer = JSON.parse(await post(sim, 'oauth.bitrix24.tech', '/oauth/token/', params));
  expect(answer.server_endpoint).toBe('https://oauth.bitrix24.tech/rest/');
  const lead = await post(sim, DEFAULT_PORTAL.domain, '/rest/crm.lead.add.json', { auth: answer.access_token });
  expect(JSON.parse(lead).result).toBe(1);
});

test.each(['drop', 'reset'])('a %s cuts the tunnel too', async (kind) => {
  const { sim } = await rig({ tls: TLS });
  sim.fault({ target: 'rest', kind });
  await expect(post(sim, DEFAULT_PORTAL.domain, '/rest/profile', {})).rejects.toThrow();
  await sim.until((requests) => requests.at(-1)?.outcome === 'cut');
});
