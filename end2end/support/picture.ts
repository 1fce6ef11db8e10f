// Pictures to upload, made here so that none has to be kept.

import { crc32, deflateSync } from 'node:zlib';

type Colour = [red: number, green: number, blue: number];

/** A file as a file input takes it. */
export interface Upload {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export const RED: Colour = [200, 30, 30];
export const BLUE: Colour = [30, 30, 200];

/** A PNG of which the left half is red and the right one blue. */
export function halves(width: number, height: number): Upload {
  const pixels = Array.from({ length: width }, (_, x) => (x < width / 2 ? RED : BLUE)).flat();
  const row = Buffer.from([0, ...pixels]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits for each of red, green and blue.
  head.set([8, 2], 8);
  const rows = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const sign = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const buffer = Buffer.concat([sign, chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
  return { name: 'halves.png', mimeType: 'image/png', buffer };
}

/** A JPG that is grey all over. */
export function grey(width: number, height: number): Upload {
  const segment = (marker: number, ...bytes: number[]) => [0xff, marker, 0, bytes.length + 2, ...bytes];
  // One code, of one bit, that stands for 0: “as the block before” among the DC codes, “nothing more” among the AC ones.
  const code = (table: number) => segment(0xc4, table, 1, ...Array<number>(15).fill(0), 0);
  const head = [
    ...segment(0xdb, 0, ...Array<number>(64).fill(1)),
    ...segment(0xc0, 8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0),
    ...code(0x00),
    ...code(0x10),
    ...segment(0xda, 1, 1, 0, 0, 63, 0),
  ];
  // Two bits for each block of 8 × 8; the last byte is filled up with ones.
  const bits = 2 * Math.ceil(width / 8) * Math.ceil(height / 8);
  const blocks = Buffer.alloc(Math.ceil(bits / 8));
  blocks[blocks.length - 1] = 0xff >> (bits % 8 || 8);
  const buffer = Buffer.concat([Buffer.from([0xff, 0xd8, ...head]), blocks, Buffer.from([0xff, 0xd9])]);
  return { name: 'grey.jpg', mimeType: 'image/jpeg', buffer };
}

/** An SVG with this inside. */
export function drawing(inside: string): Upload {
  const text = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${inside}</svg>`;
  return { name: 'drawing.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(text) };
}

function chunk(kind: string, content: Buffer) {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
