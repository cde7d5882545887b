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
  type Row
} from './Register';
import type { Stage } from './Stage';
import { LOGS, REGISTERS } from './tables';

interface ITarget {
  appender: DuckDBAppender;
  columns: [string, ColumnType][];
  /** What follows the appending. */
  then: string[];
}

export class StageTables {
  private constructor(
    private readonly connection: DuckDBConnection,
    private readonly targets: Map<string, ITarget>
  ) {}

  static async create(connection: DuckDBConnection): Promise<StageTables> {
    const targets = new Map<string, ITarget>();
    for (const register of Object.values<IRegister>(REGISTERS)) {
      const name = `staged_${register.name}`;
      const columns = columnsOf(register);
      const list = columns.map(([column, type]) => `${column} ${type}`).join(', ');
      await connection.run(`CREATE OR REPLACE TEMP TABLE ${name}(${list})`);
      targets.set(register.name, {
        appender: await connection.createAppender(name, 'main', 'temp'),
        columns,
        then: [mergeSql(register, `temp.main.${name}`), `TRUNCATE temp.main.${name}`]
      });
    }
    for (const [name, columns] of Object.entries<Columns>(LOGS)) {
      targets.set(name, {
        appender: await connection.createAppender(name, 'store'),
        columns: Object.entries(columns),
        then: []
      });
    }
    return new StageTables(connection, targets);
  }

  /** Everything staged is in the transaction afterwards. */
  async merge(stage: Stage): Promise<void> {
    for (const [name, rows] of stage.rows) {
      await this.carry(name, rows.values());
    }
    for (const [name, rows] of stage.logged) {
      await this.carry(name, rows);
    }
  }

  /** Rows that were not flushed are forgotten. */
  close(): void {
    this.targets.forEach(({ appender }) => appender.clear());
    this.targets.forEach(({ appender }) => appender.closeSync());
  }

  private async carry(name: string, rows: Iterable<Row>): Promise<void> {
    const target = this.targets.get(name);
    if (!target) {
      throw new Error(`There is no table ${name}`);
    }
    const { appender, columns, then } = target;
    for (const row of rows) {
      for (const [column, type] of columns) {
        append(appender, type, row[column] ?? null);
      }
      appender.endRow();
    }
    appender.flushSync();
    for (const sql of then) {
      await this.connection.run(sql);
    }
  }
}

function append(appender: DuckDBAppender, type: ColumnType, value: CellValue): void {
  if (value === null) {
    appender.appendNull();
    return;
  }
  switch (type) {
    case 'VARCHAR':
      return appender.appendVarchar(value as string);
    case 'DOUBLE':
      return appender.appendDouble(value as number);
    case 'INTEGER':
      return appender.appendInteger(value as number);
    case 'BIGINT':
      return appender.appendBigInt(BigInt(value as number | bigint));
    case 'BOOLEAN':
      return appender.appendBoolean(value as boolean);
    case 'TIMESTAMPTZ':
      return appender.appendTimestampTZ(new DuckDBTimestampTZValue(BigInt(value as number)));
    case 'VARCHAR[]':
      return appender.appendList(listValue(value as string[]), LIST(VARCHAR));
  }
}
