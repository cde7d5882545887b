import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

import { messageOf, TrailError } from '../errors';
import { quoted } from '../store/quoted';
import { type ICommand, UsageError } from './Command';
import { checkIsNew, placeFile, placeFolder } from './exportTarget';
import { json } from './json';
import { size } from './statusCommand';
import { visible } from './visible';

export const exportCommand: ICommand = {
  name: 'export',
  summary: 'write the history for other tools, as Parquet files or as a DuckDB database',
  usage: `nbtrail export (--parquet FOLDER | --duckdb FILE) [--json]

What is written is the history at one moment; recording goes on meanwhile.

  --parquet FOLDER  one Parquet file a view, the points partitioned by project,
                    and a README.md that tells what the columns mean; the folder
                    must be empty or new
  --duckdb FILE     a database with all views, which any DuckDB from 1.4 on opens;
                    the file must be new
  --json            print {path, bytes} and nothing else`,
  most: 0,
  options: { parquet: { type: 'string' }, duckdb: { type: 'string' }, json: { type: 'boolean' } },
  async run(_values, options, { client, say }) {
    const { parquet, duckdb } = options;
    if ((typeof parquet === 'string') === (typeof duckdb === 'string')) {
      throw new UsageError('An export is --parquet FOLDER or --duckdb FILE', 'Give one of them.');
    }
    const target = resolve(String(parquet ?? duckdb));
    checkIsNew(target, typeof parquet === 'string');
    await client.ask('sync', {});
    const { path } = await client.ask('snapshot', {});
    try {
      if (typeof parquet === 'string') {
        await placeFolder(target, part => writeParquet(path, part));
      } else {
        await writeDatabase(path, target);
      }
    } finally {
      await rm(path, { force: true });
      await rm(`${path}.wal`, { force: true });
    }
    const bytes = await bytesOf(target);
    say(options.json ? json({ path: target, bytes }) : `Wrote ${size(bytes)} to ${visible(target)}.`);
    return 0;
  }
};

/** The snapshot without its log, under its new name. */
async function writeDatabase(snapshot: string, target: string): Promise<void> {
  await opened(snapshot, connection => connection.run('CHECKPOINT').then(() => undefined));
  await placeFile(target, part => moved(snapshot, part));
}

async function moved(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') {
      throw error;
    }
    await copyFile(from, to);
  }
}

async function writeParquet(snapshot: string, folder: string): Promise<void> {
  const spill = `${snapshot}.tmp`;
  try {
    await opened(snapshot, async connection => {
      const views = await connection.runAndReadAll(
        "SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal ORDER BY 1"
      );
      const about = ['# A history, as Parquet', '', `Written by \`nbtrail export\`. Times are in UTC.`];
      for (const [name, comment] of views.getRows() as [string, string | null][]) {
        await connection.run(
          name === 'metrics'
            ? `COPY (SELECT m.*, coalesce(r.project, '') AS project FROM main.metrics m LEFT JOIN main.runs r ON r.run_id = m.run_id)
               TO ${quoted(join(folder, name))} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (project))`
            : `COPY (SELECT * FROM main."${name}") TO ${quoted(join(folder, `${name}.parquet`))} (FORMAT parquet, COMPRESSION zstd)`
        );
        const place = name === 'metrics' ? '`metrics/project=…/*.parquet`' : `\`${name}.parquet\``;
        about.push('', `## ${place}`, '', `${comment ?? ''}.`, '', ...(await columnsOf(connection, name)));
      }
      writeFileSync(join(folder, 'README.md'), `${about.join('\n')}\n`);
    });
  } finally {
    rmSync(spill, { recursive: true, force: true });
  }
}

async function columnsOf(connection: DuckDBConnection, view: string): Promise<string[]> {
  const columns = await connection.runAndReadAll(
    `SELECT column_name, data_type, comment FROM duckdb_columns()
     WHERE schema_name = 'main' AND table_name = $1 ORDER BY column_index`,
    [view]
  );
  const rows = columns.getRows().map(([name, type, comment]) => `| \`${name}\` | ${type} | ${comment ?? ''} |`);
  return ['| column | type | meaning |', '|---|---|---|', ...rows];
}

async function opened(path: string, work: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(path, { memory_limit: '512MB', temp_directory: `${path}.tmp` });
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    await work(connection);
  } catch (error) {
    throw error instanceof TrailError ? error : new TrailError('NT504', `The export failed: ${messageOf(error)}`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function bytesOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) {
    return found.size;
  }
  const inside = await Promise.all(readdirSync(path).map(name => bytesOf(join(path, name))));
  return inside.reduce((sum, bytes) => sum + bytes, 0);
}
