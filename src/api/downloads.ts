/**
 * Files that were exported and wait to be fetched. The address has an unguessable token and works for ten minutes, at
 * this server; the oldest go first when they become too many. Large ones lie in files of the data folder, whose names
 * are taken away as soon as they are open: a server that is killed leaves nothing behind.
 */
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { MINUTE } from '../base/time.ts';

export interface Download {
  name: string;
  type: string;
  body: Buffer | StoredFile;
}

const LIVES_MS = 10 * MINUTE;
/** Bytes of all files together that lie in memory. */
const KEPT_BYTES = 268_435_456;
/** Bytes of a file that are read at a time. */
const PIECE_BYTES = 65_536;

/** A file without a name: written from its beginning, then read as often as wanted. */
export class StoredFile {
  bytes = 0;
  private readonly handle: FileHandle;
  /** Readers of it, and whether it is to be closed when they are done. */
  private readers = 0;
  private dropped = false;

  private constructor(handle: FileHandle) {
    this.handle = handle;
  }

  static async make(folder: string): Promise<StoredFile> {
    const place = await mkdtemp(join(folder, 'download-'));
    try {
      return new StoredFile(await open(join(place, 'file'), 'wx+', 0o600));
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  }

  async append(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    if (this.bytes + bytes.length > LIMITS.csv_file_bytes) {
      throw new TaktError(
        'too_large',
        `the file would be larger than ${LIMITS.csv_file_bytes} bytes: export fewer tasks`,
      );
    }
    for (let at = 0; at < bytes.length; ) {
      at += (await this.handle.write(bytes, at, bytes.length - at, this.bytes + at)).bytesWritten;
    }
    this.bytes += bytes.length;
  }

  read(): Readable {
    return Readable.from(this.pieces(), { objectMode: false });
  }

  drop(): void {
    this.dropped = true;
    if (this.readers === 0) void this.handle.close().catch(() => undefined);
  }

  private async *pieces(): AsyncGenerator<Buffer> {
    this.readers += 1;
    try {
      for (let at = 0; at < this.bytes; ) {
        const { buffer, bytesRead } = await this.handle.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, at);
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
        at += bytesRead;
      }
    } finally {
      this.readers -= 1;
      if (this.dropped) this.drop();
    }
  }
}

export class Downloads {
  private readonly held = new Map<string, Download & { until: number }>();
  private readonly randomHex: (bytes: number) => string;
  private readonly now: () => number;
  private bytes = 0;
  private files = 0;

  constructor(parts: { randomHex: (bytes: number) => string; now: () => number }) {
    this.randomHex = parts.randomHex;
    this.now = parts.now;
  }

  /** The path under which the file can be fetched. */
  put(file: Download): string {
    const now = this.now();
    const token = this.randomHex(20);
    this.held.set(token, { ...file, until: now + LIVES_MS });
    this.count(file, 1);
    for (const [old, { until }] of this.held) {
      const isFull = this.bytes > KEPT_BYTES || this.files > LIMITS.download_files;
      if (until >= now && !isFull) break;
      if (old !== token) this.drop(old);
    }
    return `/user_downloads/${token}/${encodeURIComponent(file.name)}`;
  }

  get(token: string): Download | null {
    const file = this.held.get(token);
    return file !== undefined && file.until >= this.now() ? file : null;
  }

  close(): void {
    for (const token of [...this.held.keys()]) this.drop(token);
  }

  private drop(token: string): void {
    const file = this.held.get(token);
    if (file === undefined) return;
    this.held.delete(token);
    this.count(file, -1);
    if (!Buffer.isBuffer(file.body)) file.body.drop();
  }

  private count({ body }: Download, times: 1 | -1): void {
    if (Buffer.isBuffer(body)) this.bytes += times * body.length;
    else this.files += times;
  }
}
