/**
 * Reads columns that were given to a question, as columns.ts has them, into
 * DuckDB's vectors. Each column is read once, from its beginning to its end, so a
 * list takes its next items from where its child stands.
 *
 * Nothing is believed: lengths, places and names are checked before a byte of
 * them reaches DuckDB.
 */
import {
  ARRAY,
  BLOB,
  type DuckDBArrayType,
  DuckDBEnumType,
  type DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBUnionType,
  LIST,
  MAP,
  VARCHAR
} from '@duckdb/node-api';
import bindings, { type Vector } from '@duckdb/node-bindings';

import { ALIGNMENT, type INode, widthOf } from './columns';
import { malformed, plainType, textsIn, whole } from './givenTypes';

/** The bytes behind the head, taken piece by piece. */
export class Body {
  constructor(private readonly bytes: Uint8Array) {}

  take(length: number): Uint8Array {
    if (!Number.isSafeInteger(length) || length < 0 || this.at + length > this.bytes.length) {
      throw malformed('has fewer bytes than it says');
    }
    // A copy, so that numbers lie where typed arrays can begin; a Buffer's own slice is none.
    const piece = new Uint8Array(this.bytes.subarray(this.at, this.at + length));
    this.at += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
    return piece;
  }

  private at = 0;
}

/** A column that was given. */
export interface IGivenColumn {
  readonly type: DuckDBType;
  /** Write the next values to a vector from its beginning on. */
  write(vector: Vector, count: number): void;
}

/** @throws QueryError NT405 for a column that is not as columns.ts says */
export function givenColumn(node: INode, rows: number, body: Body): IGivenColumn {
  const head = (node ?? {}) as Partial<INode>;
  const own = body.take(Number(head.bytes));
  const there = head.nulls === true ? body.take(rows) : null;
  const children = (lengths: readonly number[], least = 1): IGivenColumn[] => {
    const nodes = Array.isArray(head.children) ? head.children : [];
    if (nodes.length < least || (lengths.length > 1 && nodes.length !== lengths.length)) {
      throw malformed('lacks a part');
    }
    return nodes.map((child, index) => givenColumn(child, lengths[index] ?? (lengths[0] as number), body));
  };
  switch (head.type) {
    case 'VARCHAR':
      return new Texts(VARCHAR, there, wordsIn(own, rows), textsIn(head.texts));
    case 'BLOB':
      return new Blobs(BLOB, there, own, rows);
    case 'LIST':
    case 'MAP': {
      const lengths = wordsIn(own.subarray(0, 4 * rows), rows);
      const items = sum(lengths);
      const parts = children(head.type === 'MAP' ? [items, items] : [items]);
      const [first, second] = parts as [IGivenColumn, IGivenColumn];
      const type = head.type === 'MAP' ? MAP(first.type, second.type) : LIST(first.type);
      return new Lists(type, there, lengths, parts);
    }
    case 'ARRAY': {
      const length = whole(head.length, 1, 100_000);
      const [item] = children([rows * length]) as [IGivenColumn];
      return new Arrays(ARRAY(item.type, length), there, length, item);
    }
    case 'STRUCT':
    case 'UNION': {
      const names = textsIn(head.names);
      const parts = children([rows]);
      if (names.length !== parts.length || new Set(names.map(name => name.toLowerCase())).size !== names.length) {
        throw malformed('has parts without names of their own');
      }
      const types = Object.fromEntries(names.map((name, index) => [name, (parts[index] as IGivenColumn).type]));
      if (head.type === 'STRUCT') {
        return new Structs(
          new DuckDBStructType(
            names,
            parts.map(({ type }) => type)
          ),
          there,
          parts
        );
      }
      if (own.length !== rows || own.some(tag => tag >= names.length)) {
        throw malformed('has a value of no part');
      }
      return new Unions(
        new DuckDBUnionType(
          names,
          names.map(name => types[name] as DuckDBType)
        ),
        there,
        parts,
        own
      );
    }
  }
  const type = plainType(head);
  const width = widthOf(type);
  if (own.length !== rows * width) {
    throw malformed(`has ${own.length} bytes for ${rows} values of ${String(type)}`);
  }
  if (type instanceof DuckDBEnumType) {
    checkPlaces(own, width, type.values.length, there);
  }
  return new Fixed(type, there, own, width);
}

abstract class Given implements IGivenColumn {
  constructor(
    readonly type: DuckDBType,
    private readonly there: Uint8Array | null
  ) {}

  write(vector: Vector, count: number): void {
    const { there } = this;
    const first = this.at;
    this.at += count;
    if (there && count > 0) {
      const bits = new Uint8Array(8 * Math.ceil(count / 64)).fill(0xff);
      for (let row = 0; row < count; row++) {
        if (there[first + row] === 0) {
          bits[row >> 3] = (bits[row >> 3] as number) & ~(1 << (row & 7));
        }
      }
      bindings.vector_ensure_validity_writable(vector);
      bindings.copy_data_to_vector_validity(vector, 0, bits.buffer, 0, bits.length);
    }
    this.writeValues(vector, first, count);
  }

  protected abstract writeValues(vector: Vector, first: number, count: number): void;

  protected isThere(row: number): boolean {
    return this.there?.[row] !== 0;
  }

  private at = 0;
}

class Fixed extends Given {
  constructor(
    type: DuckDBType,
    there: Uint8Array | null,
    private readonly values: Uint8Array,
    private readonly width: number
  ) {
    super(type, there);
  }

  protected writeValues(vector: Vector, first: number, count: number): void {
    copy(vector, this.values, first * this.width, count * this.width);
  }
}

class Texts extends Given {
  constructor(
    type: DuckDBType,
    there: Uint8Array | null,
    private readonly places: Uint32Array,
    texts: readonly string[]
  ) {
    super(type, there);
    if (places.some((place, row) => place >= texts.length && this.isThere(row))) {
      throw malformed('has a text that is not there');
    }
    this.texts = texts.map(text => Buffer.from(text));
  }

  protected writeValues(vector: Vector, first: number, count: number): void {
    for (let row = 0; row < count; row++) {
      if (this.isThere(first + row)) {
        const text = this.texts[this.places[first + row] as number] as Uint8Array;
        bindings.vector_assign_string_element_len(vector, row, text);
      }
    }
  }

  private readonly texts: readonly Uint8Array[];
}

class Blobs extends Given {
  constructor(
    type: DuckDBType,
    there: Uint8Array | null,
    private readonly bytes: Uint8Array,
    rows: number
  ) {
    super(type, there);
    this.lengths = wordsIn(bytes.subarray(0, 4 * rows), rows);
    this.next = 4 * rows;
    if (sum(this.lengths) !== bytes.length - 4 * rows) {
      throw malformed('has other bytes than it says');
    }
  }

  protected writeValues(vector: Vector, first: number, count: number): void {
    for (let row = 0; row < count; row++) {
      const length = this.lengths[first + row] as number;
      if (this.isThere(first + row)) {
        bindings.vector_assign_string_element_len(vector, row, this.bytes.subarray(this.next, this.next + length));
      }
      this.next += length;
    }
  }

  private next: number;
  private readonly lengths: Uint32Array;
}

class Lists extends Given {
  constructor(
    type: DuckDBListType | DuckDBMapType,
    there: Uint8Array | null,
    private readonly lengths: Uint32Array,
    private readonly items: readonly IGivenColumn[]
  ) {
    super(type, there);
  }

  protected writeValues(vector: Vector, first: number, count: number): void {
    const entries = new BigUint64Array(2 * count);
    let size = 0;
    for (let row = 0; row < count; row++) {
      entries[2 * row] = BigInt(size);
      entries[2 * row + 1] = BigInt(this.lengths[first + row] as number);
      size += this.lengths[first + row] as number;
    }
    copy(vector, new Uint8Array(entries.buffer), 0, 16 * count);
    bindings.list_vector_reserve(vector, size);
    bindings.list_vector_set_size(vector, size);
    const child = bindings.list_vector_get_child(vector);
    const isMap = this.type instanceof DuckDBMapType;
    this.items.forEach((item, index) =>
      item.write(isMap ? bindings.struct_vector_get_child(child, index) : child, size)
    );
  }
}

class Arrays extends Given {
  constructor(
    type: DuckDBArrayType,
    there: Uint8Array | null,
    private readonly length: number,
    private readonly item: IGivenColumn
  ) {
    super(type, there);
  }

  protected writeValues(vector: Vector, _first: number, count: number): void {
    this.item.write(bindings.array_vector_get_child(vector), count * this.length);
  }
}

class Structs extends Given {
  constructor(
    type: DuckDBType,
    there: Uint8Array | null,
    private readonly parts: readonly IGivenColumn[]
  ) {
    super(type, there);
  }

  protected writeValues(vector: Vector, _first: number, count: number): void {
    this.parts.forEach((part, index) => part.write(bindings.struct_vector_get_child(vector, index), count));
  }
}

class Unions extends Given {
  constructor(
    type: DuckDBType,
    there: Uint8Array | null,
    private readonly parts: readonly IGivenColumn[],
    private readonly tags: Uint8Array
  ) {
    super(type, there);
  }

  protected writeValues(vector: Vector, first: number, count: number): void {
    copy(bindings.struct_vector_get_child(vector, 0), this.tags, first, count);
    this.parts.forEach((part, index) => part.write(bindings.struct_vector_get_child(vector, 1 + index), count));
  }
}

function copy(vector: Vector, bytes: Uint8Array, first: number, length: number): void {
  if (length > 0) {
    bindings.copy_data_to_vector(vector, 0, bytes.buffer as ArrayBuffer, bytes.byteOffset + first, length);
  }
}

function wordsIn(bytes: Uint8Array, count: number): Uint32Array {
  if (bytes.length !== 4 * count) {
    throw malformed('has fewer lengths than rows');
  }
  return new Uint32Array(bytes.buffer, bytes.byteOffset, count);
}

function checkPlaces(bytes: Uint8Array, width: number, most: number, there: Uint8Array | null): void {
  const places = width === 1 ? bytes : width === 2 ? new Uint16Array(bytes.buffer) : new Uint32Array(bytes.buffer);
  if (places.some((place, row) => place >= most && there?.[row] !== 0)) {
    throw malformed('has a value that is not one of its own');
  }
}

function sum(lengths: Uint32Array): number {
  return lengths.reduce((total, length) => total + length, 0);
}
