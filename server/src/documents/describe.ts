import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openDatabase } from '../store/database/openDatabase';

export interface IDescribedColumn {
  name: string;
  /** As DuckDB calls it. */
  type: string;
  comment: string;
}

export interface IDescribedView {
  name: string;
  comment: string;
  columns: IDescribedColumn[];
}

/** The views of an empty store with the comments that any tool finds in it, in the order in which they were made. */
export async function describe(): Promise<IDescribedView[]> {
  const home = mkdtempSync(join(tmpdir(), 'nbtrail-schema-'));
  try {
    const { instance } = await openDatabase(home);
    const connection = await instance.connect();
    try {
      const reader = await connection.runAndReadAll(`
        SELECT v.view_name, coalesce(v.comment, ''), c.column_name, c.data_type, coalesce(c.comment, '')
        FROM duckdb_views() v
          JOIN duckdb_columns() c ON c.schema_name = v.schema_name AND c.table_name = v.view_name
        WHERE v.schema_name = 'main' AND NOT v.internal
        ORDER BY v.view_oid, c.column_index`);
      const views = new Map<string, IDescribedView>();
      for (const row of reader.getRows()) {
        const [name = '', comment = '', column = '', type = '', meaning = ''] = row.map(String);
        const view = views.get(name) ?? { name, comment, columns: [] };
        view.columns.push({ name: column, type, comment: meaning });
        views.set(name, view);
      }
      return [...views.values()];
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
