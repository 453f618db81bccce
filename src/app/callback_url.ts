/** Addresses that lead back to a node or a process. Their hashes follow from the process's own secret. */
import { createHash } from 'node:crypto';
import type { CatalogObject } from '../ports/catalog.ts';

/** 40 hex digits that only who knows the process's key can work out. */
export function nodeHash(conv: CatalogObject, node_id: string): string {
  return createHash('sha1').update(`callback\u0000${conv.id}\u0000${node_id}\u0000${conv.body.sign_key}`).digest('hex');
}

/** The ways of the services that know callbacks of their own: they post forms. */
const STYLES: Record<string, string> = {
  corezoid: 'callback',
  mandrill: 'plugins/mandrill',
  twilio: 'plugins/twilio',
};

/** `style` is what follows `public_callback_`; undefined for one that nobody knows. */
export function callbackUrl(
  public_url: string,
  conv: CatalogObject,
  node_id: string,
  style = 'corezoid',
): string | undefined {
  const way = Object.hasOwn(STYLES, style) ? STYLES[style] : undefined;
  if (way === undefined) return undefined;
  return `${public_url}/api/1/json/${way}/${conv.id}.${node_id}/${nodeHash(conv, node_id)}`;
}
