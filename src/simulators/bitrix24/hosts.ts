/**
 * Who is asked: the Host header decides between the authorization server, a portal, and the plain local address of the
 * look-alike, which stands for the authorization server and the first portal at once.
 */
import type { Portal } from './settings.ts';

/** The names of the authorization server; the first is the one in the vendor's English pages. */
export const OAUTH_HOSTS = ['oauth.bitrix.info', 'oauth.bitrix24.tech'] as const;

/** A name that could be a portal's: an unknown one of these does not exist, any other unknown name is the local one. */
const PORTAL_NAME = /\.bitrix24\.[a-z]{2,3}(\.[a-z]{2})?$/;

export type Place =
  | { kind: 'oauth'; host: string }
  | { kind: 'portal'; portal: Portal }
  | { kind: 'local'; host: string }
  | { kind: 'moved'; portal: Portal }
  | { kind: 'unknown' };

export function placeOf(hostHeader: string | undefined, portals: readonly Portal[]): Place {
  const host = (hostHeader ?? '').toLowerCase();
  const name = host.replace(/:\d+$/, '');
  if ((OAUTH_HOSTS as readonly string[]).includes(name)) return { kind: 'oauth', host: name };
  const portal = portals.find((one) => one.domain === name);
  if (portal) return { kind: 'portal', portal };
  const former = portals.find((one) => one.former.includes(name));
  if (former) return { kind: 'moved', portal: former };
  return PORTAL_NAME.test(name) ? { kind: 'unknown' } : { kind: 'local', host };
}

/** `domain`, `server_endpoint` and `client_endpoint` of a token answer. Local addresses have no TLS, the others do. */
export function endpoints(place: Place, portal: Portal): { domain: string; server: string; client: string } {
  if (place.kind === 'local') {
    const rest = `http://${place.host}/rest/`;
    return { domain: place.host, server: rest, client: rest };
  }
  const server = place.kind === 'oauth' ? place.host : OAUTH_HOSTS[0];
  return {
    domain: place.kind === 'oauth' ? place.host : portal.domain,
    server: `https://${server}/rest/`,
    client: `https://${portal.domain}/rest/`,
  };
}
