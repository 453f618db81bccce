/**
 * A PNG with at most 256 colours, a third of the size of a full one. Pages have few colours, most of them the smoothed
 * edges of letters, so the most frequent ones are taken and every other one gets the nearest of them.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

export function toPalette(png) {
  const { width, height, pixels } = read(png);
  const { palette, nearest } = choose(pixels);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + x + 1] = nearest(pixels[y * width + x]);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((one) => [one >> 16, (one >> 8) & 255, one & 255]));
  const data = deflateSync(rows, { level: 9 });
  const parts = [chunk('IHDR', head), chunk('PLTE', colours), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([SIGNATURE, ...parts]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** The pixels as numbers 0xRRGGBB; eight bits a channel and not interlaced, as a browser writes them. */
function read(png) {
  const data = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const [width, height, channels] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3];
  const bytes = unfiltered(inflateSync(Buffer.concat(data)), { height, size: width * channels, channels });
  const pixels = new Uint32Array(width * height);
  for (let index = 0; index < pixels.length; index++) {
    const at = index * channels;
    pixels[index] = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
  }
  return { width, height, pixels };
}

/** Undoes the five ways in which a row of a PNG may be told by its neighbours. */
function unfiltered(raw, { height, size, channels }) {
  const bytes = Buffer.alloc(size * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (size + 1)];
    for (let x = 0; x < size; x++) {
      const at = y * size + x;
      const left = x < channels ? 0 : bytes[at - channels];
      const up = y === 0 ? 0 : bytes[at - size];
      const corner = x < channels || y === 0 ? 0 : bytes[at - size - channels];
      const told = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      bytes[at] = raw[y * (size + 1) + 1 + x] + told;
    }
  }
  return bytes;
}

function paeth(left, up, corner) {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function choose(pixels) {
  const counts = new Map();
  for (const one of pixels) counts.set(one, (counts.get(one) ?? 0) + 1);
  const palette = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 256)
    .map(([one]) => one);
  const known = new Map(palette.map((one, index) => [one, index]));
  const nearest = (one) => {
    const found = known.get(one) ?? closest(palette, one);
    known.set(one, found);
    return found;
  };
  return { palette, nearest };
}

function closest(palette, one) {
  let [best, least] = [0, Infinity];
  for (const [index, other] of palette.entries()) {
    const apart = (shift) => ((one >> shift) & 255) - ((other >> shift) & 255);
    const distance = apart(16) ** 2 + apart(8) ** 2 + apart(0) ** 2;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}
