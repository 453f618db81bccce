/**
 * An OAuth server that is not Bitrix24: npm `oidc-provider`, as strict as it can be. Every refresh rotates the refresh
 * token, and one that comes a second time ends the whole grant; its answers have no `expires`. Run as a process of its
 * own; it says its address in its first line. `POST /code` gives a code as a person's browser would bring it; its query
 * may name another client, a redirect address and the challenge of PKCE. The client `takt-basic` says who it is in a header.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const CLIENT = { client_id: 'takt', client_secret: 'a-secret-of-no-worth' };
const BASIC_CLIENT = { client_id: 'takt-basic', client_secret: 'a secret: of & no + worth' };
const REDIRECT = 'https://client.example/callback';
const SCOPE = 'openid offline_access';
/** Where processes made for Bitrix24 look for tokens, and where this server has them. */
const TOKEN = { asked: '/oauth/token/', served: '/token' };

const provider = new Provider('http://127.0.0.1', {
  clients: [
    {
      ...CLIENT,
      redirect_uris: [REDIRECT],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_post',
    },
    {
      ...BASIC_CLIENT,
      redirect_uris: [REDIRECT],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_basic',
    },
  ],
  scopes: ['openid', 'offline_access'],
  findAccount: async (_ctx, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
  features: { devInteractions: { enabled: false }, introspection: { enabled: true } },
  allowOmittingSingleRegisteredRedirectUri: true,
  pkce: { required: () => false },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
});

/** What the pages of log-in and consent would end with. */
async function newCode(query) {
  const client = await provider.Client.find(query.get('client_id') ?? CLIENT.client_id);
  const codeChallenge = query.get('code_challenge') ?? undefined;
  const accountId = 'ann';
  const grant = new provider.Grant({ accountId, clientId: client.clientId });
  grant.addOIDCScope(SCOPE);
  const code = new provider.AuthorizationCode({
    accountId,
    client,
    grantId: await grant.save(),
    gty: 'authorization_code',
    redirectUri: query.get('redirect_uri') ?? REDIRECT,
    ...(codeChallenge === undefined ? {} : { codeChallenge, codeChallengeMethod: 'S256' }),
    scope: SCOPE,
    authTime: Math.floor(Date.now() / 1000),
    sessionUid: randomUUID(),
  });
  return code.save();
}

const answer = provider.callback();
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://here');
  if (request.method === 'POST' && pathname === '/code') {
    // A rejection here is a bug of this server and ends it.
    void newCode(searchParams).then((code) => response.end(code));
    return;
  }
  if (request.url === TOKEN.asked) request.url = TOKEN.served;
  answer(request, response);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`OAuth at http://127.0.0.1:${server.address().port}\n`);
});
