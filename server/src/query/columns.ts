/**
 * Typed tables as they travel between Python and the companion, both ways: an
 * answer's columns, the tables that are given to a question, and its parameters.
 *
 * The layout is Arrow's in the main, column by column and little endian, so that
 * numpy, pandas, polars and pyarrow take the bytes over as they are; its head is
 * JSON instead of flatbuffers, and a validity is a byte instead of a bit, so that
 * Python's standard library reads and writes it without any of them.
 *
 * A line of JSON comes first: what an answer or a question has beside its values,
 * and each column with its {@link INode}. Blanks before it make it a
 * multiple of eight bytes long. The bytes of all nodes follow, one column after the other: those
 * of a node, then of its children. Each piece is filled up to eight bytes with zeros.
 *
 * | type | bytes of n values |
 * |---|---|
 * | BOOLEAN, numbers, UUID | n numbers as DuckDB has them: a UUID is a HUGEINT with the top bit turned |
 * | DATE | n i32, days since 1970 |
 * | TIME, TIME_NS, TIMESTAMP… | n i64 in the type's unit, since midnight or since 1970 |
 * | TIME WITH TIME ZONE | n u64, microseconds × 2²⁴ + 57599 − offset in seconds |
 * | INTERVAL | n times i32 months, i32 days, i64 microseconds |
 * | DECIMAL | n integers without the point, of 2, 4, 8 or 16 bytes for widths up to 4, 9, 18 and 38 |
 * | ENUM | n places in `values`, u8, u16 or u32 for up to 255, 65,535 and more |
 * | VARCHAR, and what travels as text | n u32, places in `texts` |
 * | BLOB | n u32 lengths, then all bytes |
 * | LIST, MAP | n u32 lengths; the children have all items together |
 * | ARRAY, STRUCT | none |
 * | UNION | n u8, which child holds the value; each child has n |
 *
 * With `nulls` the second piece is a byte a value, 0 where it is null; what the
 * other piece has there means nothing. BIT, BIGNUM and VARIANT travel as text,
 * a VARIANT as JSON; GEOMETRY as BLOB.
 */
import {
  DuckDBArrayType,
  DuckDBDecimalType,
  DuckDBEnumType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBUnionType
} from '@duckdb/node-api';

/** A type, and how its values lie in the bytes. */
export interface INode {
  /** DuckDB's name of the type without what is in brackets: `BIGINT`, `DECIMAL`, `LIST`, … */
  type: string;
  /** Bytes of the first piece, without what fills it up. */
  bytes: number;
  nulls: boolean;
  /** Of DECIMAL. */
  width?: number;
  scale?: number;
  /** Of ENUM. */
  values?: readonly string[];
  /** Different texts of VARCHAR. */
  texts?: string[];
  /** Items of each ARRAY. */
  length?: number;
  /** Names of the children of STRUCT and UNION; none are "" in a row, `(7, 'x')`. */
  names?: readonly string[];
  children?: INode[];
}

/** Bytes that pieces are filled up to. */
export const ALIGNMENT = 8;

/** Bytes of a value, for types whose values are all as long. */
export const WIDTHS: { readonly [type: number]: number } = {
  [DuckDBTypeId.BOOLEAN]: 1,
  [DuckDBTypeId.TINYINT]: 1,
  [DuckDBTypeId.SMALLINT]: 2,
  [DuckDBTypeId.INTEGER]: 4,
  [DuckDBTypeId.BIGINT]: 8,
  [DuckDBTypeId.HUGEINT]: 16,
  [DuckDBTypeId.UTINYINT]: 1,
  [DuckDBTypeId.USMALLINT]: 2,
  [DuckDBTypeId.UINTEGER]: 4,
  [DuckDBTypeId.UBIGINT]: 8,
  [DuckDBTypeId.UHUGEINT]: 16,
  [DuckDBTypeId.FLOAT]: 4,
  [DuckDBTypeId.DOUBLE]: 8,
  [DuckDBTypeId.DATE]: 4,
  [DuckDBTypeId.TIME]: 8,
  [DuckDBTypeId.TIME_TZ]: 8,
  [DuckDBTypeId.TIME_NS]: 8,
  [DuckDBTypeId.TIMESTAMP]: 8,
  [DuckDBTypeId.TIMESTAMP_S]: 8,
  [DuckDBTypeId.TIMESTAMP_MS]: 8,
  [DuckDBTypeId.TIMESTAMP_NS]: 8,
  [DuckDBTypeId.TIMESTAMP_TZ]: 8,
  [DuckDBTypeId.INTERVAL]: 16,
  [DuckDBTypeId.UUID]: 16
};

/** Bytes of a value of that type; 0 when they differ. */
export function widthOf(type: DuckDBType): number {
  if (type instanceof DuckDBDecimalType) {
    return type.width <= 4 ? 2 : type.width <= 9 ? 4 : type.width <= 18 ? 8 : 16;
  }
  if (type instanceof DuckDBEnumType) {
    return type.values.length <= 0xff ? 1 : type.values.length <= 0xffff ? 2 : 4;
  }
  return WIDTHS[type.typeId] ?? 0;
}

/** What a node says of its type. */
export function headOf(type: DuckDBType): Omit<INode, 'bytes' | 'nulls'> {
  if (type instanceof DuckDBDecimalType) {
    return { type: 'DECIMAL', width: type.width, scale: type.scale };
  }
  if (type instanceof DuckDBEnumType) {
    return { type: 'ENUM', values: type.values };
  }
  if (type instanceof DuckDBListType) {
    return { type: 'LIST' };
  }
  if (type instanceof DuckDBArrayType) {
    return { type: 'ARRAY', length: type.length };
  }
  if (type instanceof DuckDBMapType) {
    return { type: 'MAP' };
  }
  if (type instanceof DuckDBStructType) {
    return { type: 'STRUCT', names: type.entryNames };
  }
  if (type instanceof DuckDBUnionType) {
    return { type: 'UNION', names: type.memberTags };
  }
  return { type: String(type) };
}

/** Types of a node's children. */
export function childrenOf(type: DuckDBType): readonly DuckDBType[] {
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) {
    return [type.valueType];
  }
  if (type instanceof DuckDBMapType) {
    return [type.keyType, type.valueType];
  }
  if (type instanceof DuckDBStructType) {
    return type.entryTypes;
  }
  return type instanceof DuckDBUnionType ? type.memberTypes : [];
}

/** A piece with the zeros that fill it up. */
export function filledUp(parts: readonly Uint8Array[]): Uint8Array[] {
  const bytes = parts.reduce((sum, { length }) => sum + length, 0);
  const rest = bytes % ALIGNMENT;
  return rest === 0 ? [...parts] : [...parts, new Uint8Array(ALIGNMENT - rest)];
}
