import { type ICommand, numberOption, textOption } from './Command';
import { json } from './json';
import { page } from './pager';
import { rowObjects, table } from './table';

/** Columns of the table where none are asked for. */
const COLUMNS = [
  'status',
  'name',
  'project',
  'experiment',
  'primary_metric',
  'primary_value',
  'duration_seconds',
  'started_at',
  'run_id'
];

export const runsCommand: ICommand = {
  name: 'runs',
  summary: 'list runs, the newest first unless told',
  usage: `nbtrail runs [FILTER] [--columns A,B,…] [--order BY] [--project P] [--limit N] [--json]

FILTER is a line as in JupyterLab's filter bar: words, and conditions such as
metric > 0.9 and lr < 0.01 or model in (svm, mlp).

  --columns A,B  columns of the view runs, parameters, or metrics (their best value)
  --order BY     by one of these, -BY the greatest first; best is the best first by
                 each run's primary metric
  --project P    of this project only
  --limit N      at most N runs (30)
  --json         print an array of runs, with all columns of the view unless told,
                 and nothing else

For example: nbtrail runs 'lr < 0.01' --order=-val/acc --columns name,lr,val/acc`,
  most: 1,
  options: {
    columns: { type: 'string' },
    order: { type: 'string' },
    project: { type: 'string' },
    limit: { type: 'string' },
    json: { type: 'boolean' }
  },
  async run([filter], options, { client, say, remark }) {
    const { sql, params } = await client.ask('runs', {
      where: filter,
      project: textOption(options, 'project'),
      order: textOption(options, 'order'),
      columns:
        textOption(options, 'columns')
          ?.split(',')
          .map(name => name.trim())
          .filter(Boolean) ?? (options.json ? undefined : COLUMNS)
    });
    const result = await client.ask('query', {
      sql,
      params: Object.keys(params).length > 0 ? params : undefined,
      limit: numberOption(options, 'limit') ?? 30
    });
    if (options.json) {
      say(json(rowObjects(result)));
    } else if (result.row_count === 0) {
      remark(filter ? 'No run matches.' : 'There are no runs yet.');
    } else {
      await page(table(result), say);
    }
    if (result.truncated) {
      remark(`These are the first ${result.row_count} runs; --limit gives more.`);
    }
    return 0;
  }
};
