/**
 * Takes columns in chunk by chunk, as columns.ts has them, from where the values
 * lie in DuckDB's memory: most are copied and never become JavaScript's.
 */
import {
  DuckDBArrayType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  DuckDBVector
} from '@duckdb/node-api';
import bindings, { type Vector } from '@duckdb/node-bindings';

import { childrenOf, headOf, widthOf } from './columns';
import { GatherTexts } from './gatherTexts';
import { finished, type IFinished, type IGathering, There } from './gathered';
import { countOf, endOf, type Picked, placesOf, stretches } from './picked';
import { cellOf } from './readCells';
import { validityOf } from './validity';

export function gathering(type: DuckDBType): IGathering {
  if (type.typeId === DuckDBTypeId.VARCHAR) {
    return new GatherTexts();
  }
  if (widthOf(type) > 0) {
    return new Fixed(type, widthOf(type));
  }
  if (type.typeId === DuckDBTypeId.BLOB || type.typeId === DuckDBTypeId.GEOMETRY) {
    return new Blobs(type);
  }
  return childrenOf(type).length > 0 ? new Nested(type) : new Written(type);
}

/** Fixed-width values. */
class Fixed implements IGathering {
  constructor(
    private readonly type: DuckDBType,
    private readonly width: number
  ) {}

  add(vector: Vector, picked: Picked): number {
    const values = copied(vector, picked, this.width);
    this.values.push(values);
    return values.length + this.there.add(vector, picked);
  }

  finish(): IFinished {
    return finished(headOf(this.type), this.values, this.there);
  }

  private readonly values: Uint8Array[] = [];
  private readonly there = new There();
}

/** Bytes of different lengths. */
class Blobs implements IGathering {
  constructor(private readonly type: DuckDBType) {}

  add(vector: Vector, picked: Picked): number {
    const values = DuckDBVector.create(vector, endOf(picked), this.type);
    const lengths = new Uint32Array(countOf(picked));
    let size = 4 * lengths.length;
    placesOf(picked).forEach((place, row) => {
      const value = values.getItem(place) as { bytes: Uint8Array } | null;
      if (value) {
        lengths[row] = value.bytes.length;
        size += value.bytes.length;
        this.values.push(value.bytes.slice());
      }
    });
    this.lengths.push(new Uint8Array(lengths.buffer));
    return size + this.there.add(vector, picked);
  }

  finish(): IFinished {
    return finished({ type: 'BLOB' }, [...this.lengths, ...this.values], this.there);
  }

  private readonly lengths: Uint8Array[] = [];
  private readonly values: Uint8Array[] = [];
  private readonly there = new There();
}

/** Types that travel as text. */
class Written implements IGathering {
  constructor(private readonly type: DuckDBType) {}

  add(vector: Vector, picked: Picked): number {
    const values = DuckDBVector.create(vector, endOf(picked), this.type);
    return this.texts.addTexts(Array.from(placesOf(picked), place => this.text(values.getItem(place))));
  }

  finish(): IFinished {
    const { node, parts } = this.texts.finish();
    return { node: { ...node, ...headOf(this.type) }, parts };
  }

  private text(value: DuckDBValue): string | null {
    if (value === null) {
      return null;
    }
    return this.type.typeId === DuckDBTypeId.VARIANT ? JSON.stringify(cellOf(value)) : String(value);
  }

  private readonly texts = new GatherTexts();
}

/** Lists, arrays, structs, maps and unions: how the children's values belong together. */
class Nested implements IGathering {
  constructor(private readonly type: DuckDBType) {
    this.children = childrenOf(type).map(gathering);
  }

  add(vector: Vector, picked: Picked): number {
    const { type } = this;
    const bytes = this.there.add(vector, picked);
    if (type instanceof DuckDBListType || type instanceof DuckDBMapType) {
      return bytes + this.addItems(vector, picked, type instanceof DuckDBMapType);
    }
    if (type instanceof DuckDBArrayType) {
      const items = ofArrays(picked, type.length);
      return bytes + (this.children[0]?.add(bindings.array_vector_get_child(vector), items) ?? 0);
    }
    if (type instanceof DuckDBStructType) {
      return bytes + this.addEntries(vector, picked, 0);
    }
    const tags = copied(bindings.struct_vector_get_child(vector, 0), picked, 1);
    this.own.push(tags);
    return bytes + tags.length + this.addEntries(vector, picked, 1);
  }

  finish(): IFinished {
    const { node, parts } = finished(headOf(this.type), this.own, this.there);
    const children = this.children.map(child => child.finish());
    return {
      node: { ...node, children: children.map(child => child.node) },
      parts: [...parts, ...children.flatMap(child => child.parts)]
    };
  }

  /** Children from `first` on. */
  private addEntries(vector: Vector, picked: Picked, first: number): number {
    return this.children.reduce(
      (sum, child, index) => sum + child.add(bindings.struct_vector_get_child(vector, first + index), picked),
      0
    );
  }

  private addItems(vector: Vector, picked: Picked, isMap: boolean): number {
    const data = bindings.vector_get_data(vector, 16 * endOf(picked));
    const words = new Uint32Array(data.buffer, data.byteOffset, 4 * endOf(picked));
    const there = validityOf(vector, picked);
    const begins = new Uint32Array(countOf(picked));
    const lengths = new Uint32Array(countOf(picked));
    placesOf(picked).forEach((place, row) => {
      if (there[row] === 1) {
        begins[row] = words[4 * place] as number;
        lengths[row] = words[4 * place + 2] as number;
      }
    });
    this.own.push(new Uint8Array(lengths.buffer));
    const child = bindings.list_vector_get_child(vector);
    const items = stretches(begins, lengths);
    const size = isMap ? this.addEntries(child, items, 0) : (this.children[0]?.add(child, items) ?? 0);
    return 4 * lengths.length + size;
  }

  private readonly children: IGathering[];
  private readonly own: Uint8Array[] = [];
  private readonly there = new There();
}

/** The bytes of values that are all as wide. */
function copied(vector: Vector, picked: Picked, width: number): Uint8Array {
  const data = bindings.vector_get_data(vector, endOf(picked) * width);
  if (!(picked instanceof Uint32Array)) {
    return data.slice(picked.first * width, (picked.first + picked.count) * width);
  }
  const values = new Uint8Array(picked.length * width);
  picked.forEach((place, row) => values.set(data.subarray(place * width, (place + 1) * width), row * width));
  return values;
}

function ofArrays(picked: Picked, length: number): Picked {
  if (!(picked instanceof Uint32Array)) {
    return { first: picked.first * length, count: picked.count * length };
  }
  return Uint32Array.from(
    { length: picked.length * length },
    (_, item) => (picked[Math.floor(item / length)] as number) * length + (item % length)
  );
}
