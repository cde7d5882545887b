import type { Vector } from '@duckdb/node-bindings';

import { filledUp, type INode } from './columns';
import type { Picked } from './picked';
import { validityOf } from './validity';

/** Takes in one column, vector by vector. */
export interface IGathering {
  /** @returns a fair estimate of the bytes that were added */
  add(vector: Vector, picked: Picked): number;
  finish(): IFinished;
}

/** A column as it travels. */
export interface IFinished {
  node: INode;
  parts: Uint8Array[];
}

/** Which values are there, a byte each. */
export class There {
  add(vector: Vector, picked: Picked): number {
    return this.addBytes(validityOf(vector, picked));
  }

  addBytes(there: Uint8Array): number {
    this.nulls ||= there.includes(0);
    this.parts.push(there);
    return there.length;
  }

  nulls = false;
  readonly parts: Uint8Array[] = [];
}

export function finished(head: Omit<INode, 'bytes' | 'nulls'>, parts: readonly Uint8Array[], there: There): IFinished {
  const bytes = parts.reduce((sum, { length }) => sum + length, 0);
  return {
    node: { ...head, bytes, nulls: there.nulls },
    parts: [...filledUp(parts), ...(there.nulls ? filledUp(there.parts) : [])]
  };
}
