/**
 * Packed rows, little endian. A segment begins with 16 bytes: the magic
 * `NBTRAILN` and eight zero bytes. Then rows of 32 + 8n bytes:
 *
 * | offset | type | field |
 * |---|---|---|
 * | 0 | u16 | row mark 0x746e |
 * | 2 | u16 | n, the number of values |
 * | 4 | u32 | series |
 * | 8 | f64 | step |
 * | 16 | f64 | wall time, seconds since the epoch |
 * | 24 | n × f64 | values, in the order of the series' keys |
 * | 24 + 8n | u32 | execution number, 0 outside a cell |
 * | 28 + 8n | u32 | CRC-32 (zlib's) of all bytes before |
 */
export const NUMBERS = {
  magic: 'NBTRAILN',
  headerBytes: 16,
  rowMark: 0x746e,
  rowBytes: (values: number): number => 32 + 8 * values
} as const;
