/**
 * Connects only where the rules allow. The address is judged in the lookup of the very connection that is made, so
 * there is no gap in which a name could be pointed elsewhere; addresses written as such never reach a lookup and are
 * judged before. (`http://2130706433` and the like have become plain addresses in the URL parser or in the resolver.)
 */
import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { LIMITS } from '../../base/limits.ts';
import type { NetRules } from '../../base/net_rules.ts';

/** Thrown through undici to whoever sends. */
export class BlockedAddress extends Error {
  readonly code = 'TAKT_BLOCKED';
}

export type Resolve = (host: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void;

export const systemResolve: Resolve = (host, done) =>
  lookup(host, { all: true }, (error, addresses) => done(error, addresses ?? []));

export interface Tls {
  /** Certificate and key of the client, PEM. */
  cert_pem?: string;
  /** Trusted besides the well-known authorities. */
  ca?: string[];
}

export function guardedConnector(allow: NetRules, resolve: Resolve, tls: Tls): buildConnector.connector {
  const connect = buildConnector({
    timeout: LIMITS.http_timeout_ms,
    lookup: guardedLookup(allow, resolve),
    autoSelectFamily: true,
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.cert_pem === undefined ? {} : { cert: tls.cert_pem, key: tls.cert_pem }),
  });
  return (options, callback) => {
    const why = isIP(options.hostname) === 0 ? null : allow.refusal(options.hostname, options.hostname);
    if (why === null) return connect(options, callback);
    callback(new BlockedAddress(blockedText(options.hostname, options.hostname, why)), null);
  };
}

function guardedLookup(allow: NetRules, resolve: Resolve): LookupFunction {
  return (host, options, callback) => {
    resolve(host, (error, found) => {
      if (error) return callback(error, []);
      const judged = found.map((entry) => ({ entry, why: allow.refusal(entry.address, host) }));
      const allowed = judged.filter(({ why }) => why === null).map(({ entry }) => entry);
      const [first] = allowed;
      if (first === undefined) {
        const { entry, why } = judged[0] ?? { entry: { address: 'nothing' }, why: 'not an address' };
        return callback(new BlockedAddress(blockedText(entry.address, host, why ?? '')), []);
      }
      if (options.all) return callback(null, allowed);
      callback(null, first.address, first.family);
    });
  };
}

function blockedText(address: string, host: string, why: string): string {
  const named = address === host ? address : `${host} (${address})`;
  return `${named} is ${why}, and TAKT_ALLOW_NET does not allow it`;
}
