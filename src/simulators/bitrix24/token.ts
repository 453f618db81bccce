/**
 * Tokens and codes in the shape Bitrix24 gives them: 70 hex digits that carry the instant of expiry and the ids of
 * portal, application and user in front of 16 random bytes. A client that looks into them sees what it would see there.
 */
import { randomBytes } from 'node:crypto';

export interface TokenParts {
  /** Unix seconds. */
  expires: number;
  portalId: number;
  appId: number;
  userId: number;
}

/** The three bytes between the ids and the random part; their meaning is not known, one of the seen values is used. */
const MIDDLE = '000007';

/** `u32 LE expiry, u32 BE portal, u32 BE application, u32 BE user, 3 bytes, 16 random bytes`, as lower-case hex. */
export function makeToken(parts: TokenParts): string {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(parts.expires >>> 0, 0);
  head.writeUInt32BE(parts.portalId, 4);
  head.writeUInt32BE(parts.appId, 8);
  head.writeUInt32BE(parts.userId, 12);
  return head.toString('hex') + MIDDLE + randomBytes(16).toString('hex');
}

/** What a token says about itself, or null where it has another shape. */
export function readToken(token: string): TokenParts | null {
  if (!/^[0-9a-f]{70}$/.test(token)) return null;
  const head = Buffer.from(token.slice(0, 32), 'hex');
  return {
    expires: head.readUInt32LE(0),
    portalId: head.readUInt32BE(4),
    appId: head.readUInt32BE(8),
    userId: head.readUInt32BE(12),
  };
}
