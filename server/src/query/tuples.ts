/**
 * Structs without names, such as `(7, 'x')`. DuckDB calls each of their entries "",
 * and JavaScript's value of a struct keeps one entry a name; so they are read with
 * their places for names, which begin with a sign that no name in SQL has.
 */
import {
  DuckDBArrayType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBUnionType
} from '@duckdb/node-api';

const SIGN = '\0';

/** The type with places where names are missing; itself where none are. */
export function withPlaces(type: DuckDBType): DuckDBType {
  if (type instanceof DuckDBListType) {
    const item = withPlaces(type.valueType);
    return item === type.valueType ? type : new DuckDBListType(item);
  }
  if (type instanceof DuckDBArrayType) {
    const item = withPlaces(type.valueType);
    return item === type.valueType ? type : new DuckDBArrayType(item, type.length);
  }
  if (type instanceof DuckDBMapType) {
    const [key, value] = [withPlaces(type.keyType), withPlaces(type.valueType)];
    return key === type.keyType && value === type.valueType ? type : new DuckDBMapType(key, value);
  }
  if (type instanceof DuckDBStructType) {
    const entries = type.entryTypes.map(withPlaces);
    const names = type.entryNames.map((name, place) => (name === '' ? `${SIGN}${place}` : name));
    return same(names, type.entryNames) && same(entries, type.entryTypes) ? type : new DuckDBStructType(names, entries);
  }
  if (type instanceof DuckDBUnionType) {
    const members = type.memberTypes.map(withPlaces);
    return same(members, type.memberTypes) ? type : new DuckDBUnionType(type.memberTags, members);
  }
  return type;
}

/** Whether entries are those of a struct without names. */
export function isTuple(entries: readonly [name: string, value: unknown][]): boolean {
  return entries.length > 0 && entries.every(([name]) => name.startsWith(SIGN));
}

function same(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.every((each, index) => each === others[index]);
}
