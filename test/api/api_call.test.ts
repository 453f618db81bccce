/** API Call from a process to a real server: XML both ways, in another charset, over TLS that demands a certificate. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { openHttpClient } from '../../src/adapters/http_client/undici_client.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { parseNetRules } from '../../src/base/net_rules.ts';
import type { HttpClient } from '../../src/ports/http_client.ts';
import { describeTls, makeCertificates, type TlsCertificates } from '../adapters/tls_certificates.ts';
import { rawChain } from '../fixtures/raws.ts';
import { ADMIN, openWorld, type World } from '../fixtures/world.ts';
import { until } from './sync_callers.ts';

describeTls('An API Call with a client certificate', () => {
  let certificates: TlsCertificates;
  let bank: Server;
  let http: HttpClient;
  let world: World;
  const asked: string[] = [];

  beforeAll(async () => {
    certificates = makeCertificates();
    const { server, ca } = certificates;
    bank = createServer({ ...server, ca, requestCert: true, rejectUnauthorized: true }, (incoming, answer) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        asked.push(Buffer.concat(chunks).toString());
        const text =
          '<?xml version="1.0" encoding="windows-1251"?><rates day="1"><usd>41,5</usd><note>\xef\xf0\xe8</note></rates>';
        answer.writeHead(200, { 'content-type': 'text/xml' }).end(Buffer.from(text, 'latin1'));
      });
    });
    bank.listen(0, '127.0.0.1');
    await once(bank, 'listening');
  });
  beforeEach(async () => {
    http = openHttpClient({ allow: parseNetRules('127.0.0.0/8'), ca: [certificates.ca] });
    world = await openWorld({ ports: { http } });
  });
  afterEach(async () => {
    await world.close();
    await http.close();
  });
  afterAll(() => new Promise((done) => bank.close(done)));

  async function run(cert: string): Promise<JsonObject> {
    const url = `https://localhost:${(bank.address() as AddressInfo).port}/`;
    const fields = { short_name: 'bank-cert', env_var_type: 'secret', data_type: 'raw', value: cert } as const;
    await world.variables.create(ADMIN, fields);
    const api = {
      ...{ type: 'api', method: 'POST', url, content_type: 'text/xml', cert_pem: '{{env_var[@bank-cert]}}' },
      ...{ extra: { ask: '{"@id":"{{id}}","for":["usd","eur"]}' }, extra_type: { ask: 'object' } },
    };
    const raw = rawChain({ logics: [api] });
    const { scheme } = await world.importing.importScheme(ADMIN, 0, JSON.stringify(raw), { deploy: true });
    const conv_id = scheme[0]?.obj_id ?? 0;
    await world.addTask(conv_id, { id: 7 }, 'r');
    await world.clock.run(0);
    await until(async () => (await world.task(conv_id, 'r'))?.wait === null);
    return (await world.task(conv_id, 'r'))?.data ?? {};
  }

  test('out of a secret variable is shown, and XML is sent and read', async () => {
    const rates = { '@day': '1', usd: '41,5', note: 'при' };
    expect(await run(certificates.client_pem)).toEqual({ id: 7, rates });
    expect(asked).toEqual(['<?xml version="1.0" encoding="UTF-8" ?><ask id="7"><for>usd</for><for>eur</for></ask>']);
  });

  test('that cannot be used says so, and without its secret', async () => {
    const broken = certificates.client_pem.replace('\nMI', '\nAA');
    const data = await run(broken);
    expect(data).toMatchObject({
      __conveyor_api_return_type_error__: 'software',
      __conveyor_api_return_type_tag__: 'api_bad_answer',
      __conveyor_api_return_description__: expect.stringContaining('the client certificate cannot be used'),
    });
    expect(JSON.stringify(data)).not.toContain('AAAAAAAAAAAAAAAAAAAA');
  });
});
