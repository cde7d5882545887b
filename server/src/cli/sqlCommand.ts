import type { Cell } from '../protocol';
import { type Given, type ICommand, numberOption, UsageError } from './Command';
import { json } from './json';
import { rowObjects, table } from './table';

export const sqlCommand: ICommand = {
  name: 'sql',
  summary: 'ask the history one SQL statement',
  usage: `nbtrail sql QUERY [--json] [--limit N] [--timeout S] [--param NAME=VALUE]…

QUERY is one read-only statement over the documented views; - reads it from stdin.

  --json        print an array of row objects and nothing else
  --limit N     at most N rows (10000)
  --timeout S   at most S seconds (30)
  --param N=V   the value of $N in the query; may be repeated

For example: nbtrail sql "SELECT name, primary_value FROM runs ORDER BY 2 DESC LIMIT 5"`,
  most: 1,
  options: {
    json: { type: 'boolean' },
    limit: { type: 'string' },
    timeout: { type: 'string' },
    param: { type: 'string', multiple: true }
  },
  async run([text], options, { client, say, remark, input }) {
    const piped = text === '-' || (text === undefined && !process.stdin.isTTY);
    const sql = piped ? await input() : text;
    if (sql === undefined) {
      throw new UsageError('There is no query', 'nbtrail sql "SELECT * FROM runs"');
    }
    const result = await client.ask('query', {
      sql,
      limit: numberOption(options, 'limit'),
      timeout: numberOption(options, 'timeout'),
      params: params(options)
    });
    if (options['json']) {
      say(json(rowObjects(result)));
    } else {
      table(result).forEach(say);
    }
    if (result.truncated) {
      remark(`These are the first ${result.row_count} rows; --limit gives more.`);
    }
    return 0;
  }
};

function params(options: Given): { [name: string]: Cell } | undefined {
  const given = options['param'];
  if (!Array.isArray(given)) {
    return undefined;
  }
  return Object.fromEntries(
    given.map((pair): [string, Cell] => {
      const [, name, value] = /^\$?(\w+)=([^]*)$/.exec(String(pair)) ?? [];
      if (name === undefined || value === undefined) {
        throw new UsageError(`--param wants NAME=VALUE, and got ${String(pair)}`);
      }
      return [name, /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? Number(value) : value];
    })
  );
}
