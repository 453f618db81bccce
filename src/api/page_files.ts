/**
 * The dashboard as it was built (dist/dashboard): read once at the start and answered from memory, packed when it is
 * first asked for. Files whose names change with their content may be kept by browsers; what is asked for by a
 * person's address is the page itself.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { HttpAnswer, HttpCall } from './http.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Scripts come from here alone; styles may be written by scripts, as the canvas and the code editor do. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; " +
  "connect-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'";

interface PageFile {
  type: string;
  plain: Buffer;
  gzip: Buffer | null;
}

export type PageFiles = ReadonlyMap<string, PageFile>;

/** By path from the site's root; empty where the page has not been built. */
export function readPageFiles(folder: string): PageFiles {
  const files = new Map<string, PageFile>();
  if (!existsSync(join(folder, 'index.html'))) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const plain = readFileSync(path);
    files.set(`/${relative(folder, path).replaceAll('\\', '/')}`, { type, plain, gzip: null });
  }
  return files;
}

/** A file of the page; null where there is none of this path. */
export function pageFile(files: PageFiles, path: string, headers: HttpCall['headers']): HttpAnswer | null {
  const file = files.get(path);
  if (file === undefined) return null;
  const zipped = /\bgzip\b/.test(headers['accept-encoding'] ?? '');
  const kept = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  return {
    status: 200,
    type: file.type,
    body: zipped ? packed(file) : file.plain,
    headers: {
      'cache-control': kept,
      'content-security-policy': POLICY,
      vary: 'accept-encoding',
      ...(zipped ? { 'content-encoding': 'gzip' } : {}),
    },
  };
}

function packed(file: PageFile): Buffer {
  file.gzip ??= gzipSync(file.plain, { level: 9 });
  return file.gzip;
}
