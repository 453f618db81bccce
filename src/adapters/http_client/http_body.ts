/** From the bytes of an answer to its text: unpacked (bounded), then base64 of an image or text in its charset. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { decodeText } from '../../base/charset.ts';
import { LIMITS } from '../../base/limits.ts';
import { type RawAnswer, tooLarge } from './http_exchange.ts';

export const ACCEPT_ENCODING = 'gzip, deflate, br';

/** More packings around each other than anyone needs. */
const PACKINGS = 3;

const bound = { maxOutputLength: LIMITS.http_response_bytes };
const UNPACK: Record<string, (bytes: Buffer) => Promise<Buffer>> = {
  gzip: (bytes) => promisify(gunzip)(bytes, bound),
  'x-gzip': (bytes) => promisify(gunzip)(bytes, bound),
  br: (bytes) => promisify(brotliDecompress)(bytes, bound),
  // Meant is zlib's format; many servers send the bare stream, whose first byte does not say 8 there.
  deflate: (bytes) => promisify(((bytes[0] ?? 0) & 15) === 8 ? inflate : inflateRaw)(bytes, bound),
  identity: async (bytes) => bytes,
};

/** Rejects with TAKT_TOO_LARGE, or with zlib's error where the bytes are not what the header says. */
export async function unpacked({ headers, body }: RawAnswer): Promise<Buffer> {
  const packings = String(headers['content-encoding'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  let bytes = body;
  if (bytes.length === 0) return bytes;
  if (packings.length > PACKINGS) throw new Error(`the answer is packed ${packings.length} times`);
  for (const packing of packings.reverse()) {
    const unpack = Object.hasOwn(UNPACK, packing) ? UNPACK[packing] : undefined;
    if (unpack === undefined) throw new Error(`the answer is packed with ${packing}, which is not supported`);
    bytes = await unpack(bytes).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : error;
    });
  }
  return bytes;
}

export function bodyText(bytes: Buffer, content_type: string): string {
  return /^\s*image\//i.test(content_type) ? bytes.toString('base64') : decodeText(bytes, content_type);
}
