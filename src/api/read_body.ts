/** The whole body of a request, as bytes; null where it is larger than the limit, as soon as that is known. */
import type { IncomingMessage } from 'node:http';

/**
 * What comes above the limit is thrown away up to the same amount again, so that the caller has sent all he wanted and
 * reads the answer; beyond that the answer goes out while he still sends.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > 2 * limit) return null;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else if (size > 2 * limit) resolve(null);
      else chunks.length = 0;
    });
    request.on('end', () =>
      resolve(size > limit ? null : chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)),
    );
    request.on('error', reject);
    request.on('close', () => reject(new Error('the caller went away')));
  });
}
