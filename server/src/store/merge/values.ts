/** Reads the values of facts (records, Value): numbers that JSON cannot say are wrapped. */
import type { Row } from './Register';

/** A parameter's or result's columns. */
export interface ITypedValue {
  value: string | null;
  number: number | null;
  boolean: boolean | null;
  type: 'number' | 'integer' | 'boolean' | 'text' | 'null' | 'json';
}

/** A value by its type. */
export function typedValue(value: unknown): ITypedValue & Row {
  if (value === null || value === undefined) {
    return { value: null, number: null, boolean: null, type: 'null' };
  }
  if (typeof value === 'boolean') {
    return { value: String(value), number: null, boolean: value, type: 'boolean' };
  }
  if (typeof value === 'string') {
    return { value, number: null, boolean: null, type: 'text' };
  }
  const wrapped = unwrapped(value);
  if (wrapped) {
    const type = wrapped.whole ? 'integer' : 'number';
    return { value: wrapped.text, number: wrapped.number, boolean: null, type };
  }
  return { value: JSON.stringify(value), number: null, boolean: null, type: 'json' };
}

/** The number that a value is, or null. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'boolean' ? Number(value) : (unwrapped(value)?.number ?? null);
}

function unwrapped(value: unknown): { number: number; text: string; whole: boolean } | null {
  if (typeof value === 'number') {
    return { number: value, text: String(value), whole: Number.isInteger(value) };
  }
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) {
    return null;
  }
  const { $float: float, $int: int } = value as { $float?: unknown; $int?: unknown };
  if (typeof float === 'string' && /^(NaN|-?Infinity)$/.test(float)) {
    return { number: Number(float), text: float, whole: false };
  }
  if (typeof int === 'string' && /^-?\d+$/.test(int)) {
    return { number: Number(int), text: int, whole: true };
  }
  return null;
}
