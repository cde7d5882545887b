/**
 * What one transaction is about to merge, gathered in memory: one row per
 * table and key, already merged by the rule by which the database merges it.
 */
import { type CellValue, columnsOf, type IGroup, type IRegister, replaces, type Row, stampOf } from './Register';
import { type LogName, type RegisterName, REGISTERS } from './tables';

type Groups<R extends RegisterName> = (typeof REGISTERS)[R]['groups'];

/** Of each table a row without anything in it; copies of it are made quickly, and have one shape. */
const EMPTY: ReadonlyMap<string, Row> = new Map(
  Object.entries(REGISTERS).map(([table, register]): [string, Row] => [
    table,
    Object.fromEntries(columnsOf(register).map(([name]): [string, CellValue] => [name, null]))
  ])
);

export class Stage {
  /**
   * Write a group of a row.
   *
   * @param kept - what the table has of an `own` group, where that is known
   */
  put<R extends RegisterName, G extends keyof Groups<R> & string>(
    table: R,
    key: Row,
    group: G,
    by: string,
    values: Row,
    kept?: Row
  ): void {
    const row = this.row(table, key);
    const { keep } = (REGISTERS[table] as IRegister).groups[group] as IGroup;
    const stamp = stampOf(group);
    if (replaces(keep, by, row[stamp])) {
      row[stamp] = by;
      Object.assign(row, values);
      const changing = this.changing(table);
      if (keep !== 'own') {
        changing.add(stamp);
      }
      // Of tens of thousands of rows mostly the same columns change.
      for (const column in values) {
        if ((!kept || !Object.is(kept[column], values[column])) && !changing.has(column)) {
          changing.add(column);
        }
      }
    }
  }

  /** Raise a row's greatest values. */
  raise(table: RegisterName, key: Row, values: Readonly<Record<string, number | bigint>>): void {
    const row = this.row(table, key);
    const changing = this.changing(table);
    for (const [column, value] of Object.entries(values)) {
      changing.add(column);
      const kept = row[column];
      if ((typeof kept !== 'number' && typeof kept !== 'bigint') || kept < value) {
        row[column] = value;
      }
    }
  }

  /** Have the row be there. */
  row(table: RegisterName, key: Row): Row {
    const rows = this.rows.get(table) ?? new Map<string, Row>();
    this.rows.set(table, rows);
    const id = Object.values(key).map(String).join('\0');
    let row = rows.get(id);
    if (!row) {
      row = { ...EMPTY.get(table), ...key };
      rows.set(id, row);
    }
    return row;
  }

  /** The table's columns in which a row may differ from what the table has. */
  changing(table: RegisterName): Set<string> {
    const columns = this.columns.get(table) ?? new Set<string>();
    this.columns.set(table, columns);
    return columns;
  }

  log(table: LogName, row: Row): void {
    const rows = this.logged.get(table) ?? [];
    this.logged.set(table, rows);
    rows.push(row);
  }

  readonly rows = new Map<RegisterName, Map<string, Row>>();
  readonly logged = new Map<LogName, Row[]>();
  private readonly columns = new Map<RegisterName, Set<string>>();
}
