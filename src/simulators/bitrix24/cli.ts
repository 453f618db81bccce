/** Starts the look-alike alone, for trying things by hand: `node dist/simulators/bitrix24/cli.js --help`. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startBitrix24 } from './server.ts';
import { DEFAULT_APP, DEFAULT_PORTAL, DEFAULT_SETTINGS } from './settings.ts';

const USAGE = `node dist/simulators/bitrix24/cli.js [--port 4100] [--redirect URL] [--access-ttl SECONDS] [--key FILE --cert FILE]
  --redirect    where /oauth/authorize/ sends the browser; without it the code is shown on a page
  --access-ttl  life of an access token, 3600 by default
  --key, --cert a certificate in PEM, to be also a CONNECT proxy for clients with fixed https addresses
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4100' },
      redirect: { type: 'string' },
      'access-ttl': { type: 'string', default: String(DEFAULT_SETTINGS.accessTtlSec) },
      key: { type: 'string' },
      cert: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const app = values.redirect === undefined ? DEFAULT_APP : { ...DEFAULT_APP, redirectUrl: values.redirect };
  const sim = await startBitrix24({
    port: Number(values.port),
    accessTtlSec: Number(values['access-ttl']),
    apps: [app],
    ...(values.key && values.cert
      ? { tls: { key: readFileSync(values.key, 'utf8'), cert: readFileSync(values.cert, 'utf8') } }
      : {}),
  });
  const lines = [
    `Bitrix24 look-alike   ${sim.url}   (portal ${DEFAULT_PORTAL.domain})`,
    `client_id             ${app.clientId}`,
    `client_secret         ${app.clientSecret}`,
    `a code, good for 30 s curl -sX POST ${sim.url}/_sim/code`,
    `what happened         curl -s ${sim.url}/_sim/state`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

await main();
