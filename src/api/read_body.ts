/** The whole body of a request, as bytes, or why it was not taken. */
import type { IncomingMessage } from 'node:http';

/** Bytes that all bodies of a kind may hold together. */
export class BodyRoom {
  private left: number;

  constructor(bytes: number) {
    this.left = bytes;
  }

  take(bytes: number): boolean {
    if (bytes > this.left) return false;
    this.left -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.left += bytes;
  }
}

/** `free` gives back the room that the body took; called once, when nothing of the body is needed any more. */
export interface Taken {
  body: Buffer | 'too_large' | 'busy';
  free: () => void;
}

/**
 * What comes above the limit is thrown away up to the same amount again, so that the caller has sent all he wanted and
 * reads the answer; beyond that the answer goes out while he still sends. Without room for more the answer is `busy`
 * when the caller has sent all.
 */
export async function readBody(request: IncomingMessage, limit: number, room: BodyRoom): Promise<Taken> {
  let held = 0;
  const free = (): void => {
    room.give(held);
    held = 0;
  };
  if (Number(request.headers['content-length'] ?? 0) > 2 * limit) return { body: 'too_large', free };
  const body = await new Promise<Taken['body']>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let full = false;
    const drop = (): void => {
      chunks.length = 0;
      free();
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      full ||= size <= limit && !room.take(chunk.length);
      if (full || size > limit) drop();
      else {
        held += chunk.length;
        chunks.push(chunk);
      }
      if (size > 2 * limit) resolve('too_large');
    });
    request.on('end', () => {
      if (size > limit) resolve('too_large');
      else resolve(full ? 'busy' : chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    });
    const fail = (error: Error): void => {
      drop();
      reject(error);
    };
    request.on('error', fail);
    request.on('close', () => {
      if (!request.complete) fail(new Error('the caller went away'));
    });
  });
  return { body, free };
}
