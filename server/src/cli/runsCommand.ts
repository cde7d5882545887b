import { type ICommand, numberOption } from './Command';
import { json } from './json';
import { rowObjects, table } from './table';

export const runsCommand: ICommand = {
  name: 'runs',
  summary: 'list runs, newest first',
  usage: `nbtrail runs [FILTER] [--project P] [--limit N] [--json]

FILTER is a line as in JupyterLab's filter bar: words, and conditions such as
metric > 0.9 and lr < 0.01 or model in (svm, mlp).

  --project P   of this project only
  --limit N     at most N runs (30)
  --json        print an array of runs, with all columns of the view, and nothing else`,
  most: 1,
  options: {
    project: { type: 'string' },
    limit: { type: 'string' },
    json: { type: 'boolean' }
  },
  async run([filter = ''], options, { client, say, remark }) {
    const { where } = await client.ask('filter', { text: filter });
    const project = options['project'];
    const columns = options['json']
      ? 'r.*'
      : `r.status, r.name, r.project, r.experiment, r.primary_metric AS metric,
         r.primary_value AS value, round(r.duration_seconds, 1) AS seconds,
         r.started_at AS started, r.run_id`;
    const result = await client.ask('query', {
      sql: `SELECT ${columns} FROM runs r WHERE ${where}${
        project === undefined ? '' : ' AND r.project = $project'
      } ORDER BY r.started_at DESC`,
      params: project === undefined ? undefined : { project: String(project) },
      limit: numberOption(options, 'limit') ?? 30
    });
    if (options['json']) {
      say(json(rowObjects(result)));
    } else if (result.row_count === 0) {
      remark(filter ? 'No run matches.' : 'There are no runs yet.');
    } else {
      table(result).forEach(say);
    }
    if (result.truncated) {
      remark(`These are the newest ${result.row_count} runs; --limit gives more.`);
    }
    return 0;
  }
};
