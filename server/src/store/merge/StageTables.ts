/**
 * Carries a stage into the tables: rows of a register go to a temporary table
 * of the same columns and are merged from there, rows of a log are appended.
 */
import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBTimestampTZValue,
  LIST,
  listValue,
  VARCHAR
} from '@duckdb/node-api';

import {
  type CellValue,
  type Columns,
  columnsOf,
  type ColumnType,
  type IRegister,
  mergeSql,
  type Row,
  stampOf
} from './Register';
import type { Stage } from './Stage';
import { type LogName, LOGS, type RegisterName, REGISTERS } from './tables';

interface ITarget {
  appender: DuckDBAppender;
  columns: [string, ColumnType][];
}

export class StageTables {
  private constructor(private readonly targets: ReadonlyMap<RegisterName | LogName, ITarget>) {}

  static async create(connection: DuckDBConnection): Promise<StageTables> {
    const targets = new Map<RegisterName | LogName, ITarget>();
    for (const [table, register] of Object.entries(REGISTERS) as [RegisterName, IRegister][]) {
      const name = `staged_${table}`;
      const columns = columnsOf(register);
      const list = columns.map(([column, type]) => `${column} ${type}`).join(', ');
      await connection.run(`CREATE OR REPLACE TEMP TABLE ${name}(${list})`);
      targets.set(table, {
        appender: await connection.createAppender(name, 'main', 'temp'),
        columns
      });
    }
    for (const [name, columns] of Object.entries(LOGS) as [LogName, Columns][]) {
      targets.set(name, {
        appender: await connection.createAppender(name, 'store'),
        columns: Object.entries(columns)
      });
    }
    return new StageTables(targets);
  }

  /**
   * Hand over what is staged.
   *
   * @returns the statements that bring it into the tables, to be run together:
   * each way to another thread and back costs as much as a small statement
   */
  write(stage: Stage): string[] {
    stage.logged.forEach((rows, name) => this.append(name, rows));
    return [...stage.rows].flatMap(([name, byKey]) => {
      const register: IRegister = REGISTERS[name];
      const rows = [...byKey.values()];
      this.append(name, rows);
      const whole = Object.keys(register.groups).filter(group => rows.every(row => row[stampOf(group)] !== null));
      const staged = `temp.main.staged_${name}`;
      return [mergeSql(register, staged, stage.changing(name), new Set(whole)), `TRUNCATE ${staged}`];
    });
  }

  /** Rows that were not flushed are forgotten. */
  close(): void {
    this.targets.forEach(({ appender }) => appender.clear());
    this.targets.forEach(({ appender }) => appender.closeSync());
  }

  private append(name: RegisterName | LogName, rows: readonly Row[]): void {
    const { appender, columns } = this.targets.get(name) as ITarget;
    for (const row of rows) {
      for (const [column, type] of columns) {
        append(appender, type, row[column] ?? null);
      }
      appender.endRow();
    }
    appender.flushSync();
  }
}

function append(appender: DuckDBAppender, type: ColumnType, value: CellValue): void {
  if (value === null) {
    appender.appendNull();
    return;
  }
  switch (type) {
    case 'VARCHAR':
      appender.appendVarchar(value as string);
      break;
    case 'DOUBLE':
      appender.appendDouble(value as number);
      break;
    case 'INTEGER':
      appender.appendInteger(value as number);
      break;
    case 'BIGINT':
      appender.appendBigInt(BigInt(value as number | bigint));
      break;
    case 'BOOLEAN':
      appender.appendBoolean(value as boolean);
      break;
    case 'TIMESTAMPTZ':
      appender.appendTimestampTZ(new DuckDBTimestampTZValue(BigInt(value as number)));
      break;
    case 'VARCHAR[]':
      appender.appendList(listValue(value as string[]), LIST(VARCHAR));
      break;
  }
}
