import { createWriteStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';

import { messageOf, TrailError } from '../errors';
import type { Cell, IQueryRequest, IResult } from '../protocol';
import type { Client } from './Client';
import { type Given, type ICommand, numberOption, textOption, UsageError } from './Command';
import { csv } from './csv';
import { json } from './json';
import { markdown } from './markdown';
import { page } from './pager';
import { harmless } from './spreadsheet';
import { rowObjects, table } from './table';
import { ownTimeZone } from './timeZone';
import { visible } from './visible';

/** The ways to write an answer for others than the terminal, by option; each gives its lines. */
const FORMATS: { readonly [option: string]: (result: IResult, isExact: boolean) => string[] } = {
  json: result => [json(rowObjects(result))],
  csv: (result, isExact) => csv(result, isExact ? undefined : harmless).map(record => `${record}\r`),
  md: markdown
};

export const sqlCommand: ICommand = {
  name: 'sql',
  summary: 'ask the history one SQL statement',
  usage: `nbtrail sql QUERY [--json | --csv [--exact] | --md | --parquet FILE] [--limit N] [--timeout S] [--param NAME=VALUE]… [--time-zone ZONE]

QUERY is one read-only statement over the documented views; - reads it from stdin.
On a terminal, what does not fit is shown in $PAGER, or else in less.

  --json        print an array of row objects and nothing else
  --csv         print CSV with a header line; text that a spreadsheet would run (= + - @
                in front) gets a ' before it, and control characters are written out
  --exact       with --csv: leave all text as it is
  --md          print a Markdown table
  --parquet F   write a Parquet file with DuckDB's types; F must be new, - is stdout
  --limit N     at most N rows (10000; as Parquet all)
  --timeout S   at most S seconds (30)
  --param N=V   the value of $N in the query; may be repeated
  --time-zone Z the zone whose days are meant, such as Europe/Berlin (NBTRAIL_TZ, else
                this machine's); JSON and CSV have moments in UTC

For example: nbtrail sql "SELECT name, primary_value FROM runs ORDER BY 2 DESC LIMIT 5"`,
  most: 1,
  options: {
    json: { type: 'boolean' },
    csv: { type: 'boolean' },
    exact: { type: 'boolean' },
    md: { type: 'boolean' },
    parquet: { type: 'string' },
    limit: { type: 'string' },
    timeout: { type: 'string' },
    param: { type: 'string', multiple: true },
    'time-zone': { type: 'string' }
  },
  async run([text], options, { client, say, remark, input }) {
    const zone = textOption(options, 'time-zone') ?? ownTimeZone();
    const lines = format(options, zone);
    const piped = text === '-' || (text === undefined && !process.stdin.isTTY);
    const sql = piped ? await input() : text;
    if (sql === undefined) {
      throw new UsageError('There is no query', 'nbtrail sql "SELECT * FROM runs"');
    }
    const query = {
      sql,
      limit: numberOption(options, 'limit'),
      timeout: numberOption(options, 'timeout'),
      params: params(options),
      time_zone: zone
    };
    const parquet = textOption(options, 'parquet');
    const { rows, truncated } =
      parquet === undefined
        ? await shown(await client.ask('query', query), lines, say)
        : await writeParquet(client, query, parquet);
    if (parquet !== undefined) {
      remark(`${rows} row${rows === 1 ? '' : 's'} in ${parquet === '-' ? 'stdout' : visible(resolve(parquet))}.`);
    }
    if (truncated) {
      remark(`These are the first ${rows} rows; --limit gives more.`);
    }
    return 0;
  }
};

interface IWritten {
  rows: number;
  truncated: boolean;
}

async function shown(
  result: IResult,
  lines: (result: IResult) => string[],
  say: (line: string) => void
): Promise<IWritten> {
  await page(lines(result), say);
  return { rows: result.row_count, truncated: result.truncated };
}

/** @throws TrailError NT601 when the file is there already, NT504 when it cannot be written */
async function writeParquet(client: Client, query: Omit<IQueryRequest, 'type'>, path: string): Promise<IWritten> {
  if (path === '-') {
    return client.parquet(query, () => process.stdout);
  }
  if (existsSync(path)) {
    throw new TrailError('NT601', `${path} already exists`, { hint: 'Choose a new file.' });
  }
  try {
    return await client.parquet(query, () => createWriteStream(path, { flags: 'wx' }));
  } catch (error) {
    await rm(path, { force: true });
    throw error instanceof TrailError
      ? error
      : new TrailError('NT504', `${path} cannot be written: ${messageOf(error)}`, { hint: 'Choose another path.' });
  }
}

function format(options: Given, zone: string): (result: IResult) => string[] {
  const [name, ...more] = [...Object.keys(FORMATS), 'parquet'].filter(option => options[option]);
  if (more.length > 0) {
    throw new UsageError(
      `An answer has one format, and got --${[name, ...more].join(' and --')}`,
      'Give one of --json, --csv, --md and --parquet, or none for a table.'
    );
  }
  if (options.exact && name !== 'csv') {
    throw new UsageError('--exact is about --csv', 'The other formats are exact, and a table is for people.');
  }
  const write = FORMATS[name ?? ''] ?? (result => table(result, zone));
  return result => write(result, options.exact === true);
}

function params(options: Given): { [name: string]: Cell } | undefined {
  const given = options.param;
  if (!Array.isArray(given)) {
    return undefined;
  }
  return Object.fromEntries(
    given.map((pair): [string, Cell] => {
      const [, name, value] = /^\$?(\w+)=([\s\S]*)$/.exec(String(pair)) ?? [];
      if (name === undefined || value === undefined) {
        throw new UsageError(`--param wants NAME=VALUE, and got ${String(pair)}`);
      }
      return [name, /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? Number(value) : value];
    })
  );
}
