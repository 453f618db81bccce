/**
 * ZIP archives, as far as exports need them: files written deflated, and read stored or deflated. Reading is bounded:
 * what a small archive unpacks to may be large, above all where its files are many names for the same bytes.
 * Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';

export interface ZipFile {
  name: string;
  body: Buffer;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
/** A comment may stand after the end record. */
const COMMENT_BYTES = 65_535;
const DEFLATED = 8;
const UTF8_NAMES = 0x0800;
/** 1 January 1980, the earliest date that can be written: archives of the same files are the same bytes. */
const DATE = 0x0021;

/** By how it begins, however little of it has come: nothing else that is taken begins so. */
export function isZip(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 2) === 'PK';
}

export function writeZip(files: ZipFile[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, body } of files) {
    const packed = deflateRawSync(body);
    const title = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(UTF8_NAMES, 2);
    common.writeUInt16LE(DEFLATED, 4);
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(body), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(body.length, 18);
    common.writeUInt16LE(title.length, 22);
    locals.push(number32(LOCAL), common, title, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    centrals.push(number32(CENTRAL), Buffer.from([20, 0]), common, rest, title);
    offset += LOCAL_BYTES + title.length + packed.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}

/** All files; throws bad_request for what is no archive, too_large above `limit` bytes unpacked or too many files. */
export function readZip(bytes: Buffer, limit: number): ZipFile[] {
  try {
    return readFiles(bytes, limit);
  } catch (error) {
    if (error instanceof TaktError) throw error;
    const text = error instanceof Error ? error.message : String(error);
    if (/larger than/.test(text)) throw unpacksTo(limit);
    throw new TaktError('bad_request', `the archive is damaged: ${text}`);
  }
}

function unpacksTo(limit: number): TaktError {
  return new TaktError('too_large', `the archive unpacks to more than ${limit} bytes`);
}

function readFiles(bytes: Buffer, limit: number): ZipFile[] {
  const end = endRecord(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > LIMITS.archive_entries) {
    throw new TaktError('too_large', `the archive has ${count} files; at most ${LIMITS.archive_entries} are taken`);
  }
  let at = bytes.readUInt32LE(end + 16);
  let left = limit;
  const files: ZipFile[] = [];
  const places: Place[] = [];
  for (let n = 0; n < count; n++) {
    if (bytes.readUInt32LE(at) !== CENTRAL)
      throw new TaktError('bad_request', 'the archive is damaged: its list of files cannot be read');
    const nameBytes = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes);
    if (!name.endsWith('/')) {
      const place = placeOf(bytes, at);
      const body = unpacked(bytes.subarray(place.data, place.end), bytes.readUInt16LE(at + 10), left);
      left -= body.length;
      if (left < 0) throw unpacksTo(limit);
      places.push(place);
      files.push({ name, body });
    }
    at += CENTRAL_BYTES + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  demandApart(places);
  return files;
}

/** Where a file lies in the archive: its header, then its data. */
interface Place {
  header: number;
  data: number;
  end: number;
}

/** Of the file whose entry in the list of files begins at `at`. */
function placeOf(bytes: Buffer, at: number): Place {
  const header = bytes.readUInt32LE(at + 42);
  const data = header + LOCAL_BYTES + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
  const end = data + bytes.readUInt32LE(at + 20);
  if (end > bytes.length) throw new TaktError('bad_request', 'the archive is damaged: a file reaches over its end');
  return { header, data, end };
}

function demandApart(places: Place[]): void {
  const sorted = places.toSorted((a, b) => a.header - b.header);
  if (sorted.some(({ header }, n) => n > 0 && header < (sorted[n - 1] as Place).end)) {
    throw new TaktError('bad_request', 'the archive is damaged: its files lie over each other');
  }
}

function unpacked(packed: Buffer, method: number, left: number): Buffer {
  if (method === DEFLATED) return inflateRawSync(packed, { maxOutputLength: Math.max(1, left) });
  if (method !== 0)
    throw new TaktError('not_supported', `a file is packed by method ${method}; stored and deflated are read`);
  return packed;
}

function endRecord(bytes: Buffer): number {
  for (let at = bytes.length - END_BYTES; at >= Math.max(0, bytes.length - END_BYTES - COMMENT_BYTES); at--) {
    if (bytes.readUInt32LE(at) === END) return at;
  }
  throw new TaktError('bad_request', 'the archive is damaged: its end is missing. Was it sent whole?');
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
