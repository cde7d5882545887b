import * as zlib from 'node:zlib';

let table: Uint32Array | undefined;

/** CRC-32 as zlib computes it; zlib's own where this Node has it (20.15 on). */
export const crc32: (bytes: Uint8Array) => number =
  'crc32' in zlib ? (zlib as unknown as { crc32: (bytes: Uint8Array) => number }).crc32 : computed;

function computed(bytes: Uint8Array): number {
  table ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) {
      value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    }
    return value;
  });
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  }
  return ~crc >>> 0;
}
