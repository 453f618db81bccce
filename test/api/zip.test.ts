/** Archives as strangers make them: what a small one unpacks to, or says of itself, must not hold the server. */

import { readZip, writeZip } from '../../src/api/zip.ts';
import { LIMITS } from '../../src/base/limits.ts';

const files = (count: number, body = Buffer.from('{}')) =>
  Array.from({ length: count }, (_, n) => ({ name: `${n}.json`, body }));

/** A change of each entry in the list of files, which begins at the given place. */
function listed(zip: Buffer, change: (entry: number, first: number) => void): Buffer {
  let at = zip.readUInt32LE(zip.length - 6);
  const first = at;
  while (zip.readUInt32LE(at) === 0x02014b50) {
    change(at, first);
    at += 46 + zip.readUInt16LE(at + 28);
  }
  return zip;
}

test('what was written is read', () => {
  const written = files(3, Buffer.from('{"a":"ä"}'));
  expect(readZip(writeZip(written), 1000)).toEqual(written);
});

test('the limit holds for all files together, packed or not', () => {
  const packed = writeZip(files(3, Buffer.alloc(400)));
  expect(() => readZip(packed, 1000)).toThrow(/more than 1000 bytes/);
  const zip = writeZip(files(30, Buffer.from('0123456789')));
  const stored = listed(zip, (entry) => zip.writeUInt16LE(0, entry + 10));
  expect(() => readZip(stored, 100)).toThrow(/more than 100 bytes/);
});

test('files that are many names for the same bytes are refused', () => {
  const zip = writeZip(files(5, Buffer.from('x'.repeat(100))));
  const doubled = listed(zip, (entry, first) => zip.writeUInt32LE(zip.readUInt32LE(first + 42), entry + 42));
  expect(() => readZip(doubled, 10_000)).toThrow(/lie over each other/);
});

test('more files than any export has are refused', () => {
  expect(() => readZip(writeZip(files(LIMITS.archive_entries + 1)), 1_000_000)).toThrow(/at most 5000/);
});

test('an archive that was cut is refused', () => {
  const zip = writeZip(files(1, Buffer.from('x'.repeat(100))));
  const longer = listed(zip, (entry) => zip.writeUInt32LE(100_000, entry + 20));
  expect(() => readZip(longer, 10_000)).toThrow(/reaches over its end/);
  expect(() => readZip(zip.subarray(0, 40), 10_000)).toThrow(/damaged: its end is missing/);
});
