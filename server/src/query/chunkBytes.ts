/**
 * How large a chunk of an answer is, before any of it becomes a JavaScript
 * value: one value can be a list of a hundred million numbers, and whoever
 * turned that into an array would keep everybody else waiting.
 *
 * Lengths are read where DuckDB keeps them; nothing is copied.
 */
import {
  DuckDBArrayType,
  type DuckDBDataChunk,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBUnionType
} from '@duckdb/node-api';
import bindings, { type Vector } from '@duckdb/node-bindings';

/** Bytes that an entry of a list or a structure takes at least: a JavaScript value of its own. */
const ENTRY = 16;

const TEXTS = new Set([DuckDBTypeId.VARCHAR, DuckDBTypeId.BLOB, DuckDBTypeId.BIT, DuckDBTypeId.BIGNUM]);

/** A fair estimate for the first `rows` rows of all columns; of lists the entries of the other rows count, too. */
export function chunkBytes(chunk: DuckDBDataChunk, types: readonly DuckDBType[], rows: number): number {
  return types.reduce(
    (sum, type, index) => sum + vectorBytes(bindings.data_chunk_get_vector(chunk.chunk, index), type, rows),
    0
  );
}

function vectorBytes(vector: Vector, type: DuckDBType, rows: number): number {
  if (TEXTS.has(type.typeId)) {
    return textBytes(vector, rows);
  }
  if (type instanceof DuckDBListType) {
    return listBytes(vector, type.valueType, rows);
  }
  if (type instanceof DuckDBMapType) {
    return listBytes(vector, new DuckDBStructType(['key', 'value'], [type.keyType, type.valueType]), rows);
  }
  if (type instanceof DuckDBArrayType) {
    return ENTRY * rows + vectorBytes(bindings.array_vector_get_child(vector), type.valueType, rows * type.length);
  }
  if (type instanceof DuckDBStructType) {
    return childBytes(vector, type.entryTypes, rows);
  }
  return type instanceof DuckDBUnionType ? childBytes(vector, [undefined, ...type.memberTypes], rows) : ENTRY * rows;
}

function listBytes(vector: Vector, type: DuckDBType, rows: number): number {
  const size = bindings.list_vector_get_size(vector);
  return ENTRY * rows + vectorBytes(bindings.list_vector_get_child(vector), type, size);
}

function childBytes(vector: Vector, types: readonly (DuckDBType | undefined)[], rows: number): number {
  return types.reduce(
    (sum, type, index) =>
      sum + (type ? vectorBytes(bindings.struct_vector_get_child(vector, index), type, rows) : ENTRY * rows),
    0
  );
}

/** A text is 16 bytes in the vector, its length in front. */
function textBytes(vector: Vector, rows: number): number {
  if (rows === 0) {
    return 0;
  }
  const data = bindings.vector_get_data(vector, 16 * rows);
  const words = new Uint32Array(data.buffer, data.byteOffset, 4 * rows);
  const valid = bindings.vector_get_validity(vector, 8 * Math.ceil(rows / 64)) as Uint8Array | null;
  let bytes = 0;
  for (let row = 0; row < rows; row++) {
    if (!valid || ((valid[row >> 3] as number) >> (row & 7)) & 1) {
      bytes += words[4 * row] as number;
    }
  }
  return bytes;
}
