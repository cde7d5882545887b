import type { IView } from './View';

const params: IView = {
  name: 'params',
  row: 'a parameter of a run, its last value',
  columns: {
    run_id: 'The run',
    key: 'Its name; nested ones are joined with dots',
    value: 'The value as text; null for a null',
    number: 'The value where it is a number, else null',
    boolean: 'The value where it is true or false, else null',
    type: 'number, integer, boolean, text, null or json (a list or a mapping)',
    set_at: 'When it was last set',
    json: 'The value as JSON where it is a list or a mapping, as it was journalled, else null'
  },
  sql: `
    SELECT run_id, key, value, number, boolean, type, set_at,
      CASE WHEN type = 'json' THEN try_cast(value AS JSON) END AS json
    FROM store.param`
};

const runSummary: IView = {
  name: 'run_summary',
  row: 'a result that the user stated',
  columns: {
    run_id: 'The run',
    key: "The result's name",
    value: 'The value as text; null for a null',
    number: 'The value where it is a number, else null',
    set_at: 'When it was last set'
  },
  sql: 'SELECT run_id, key, value, number, set_at FROM store.result'
};

const tags: IView = {
  name: 'tags',
  row: 'a tag of a run',
  columns: {
    run_id: 'The run',
    tag: 'The tag; one that was taken away is not here',
    tagged_at: 'When it was given'
  },
  sql: 'SELECT run_id, tag, tagged_at FROM store.tag WHERE present'
};

const runCells: IView = {
  name: 'run_cells',
  row: "a run's part in an execution",
  columns: {
    run_id: 'The run',
    execution_id: 'A cell execution in which it took place, wholly or in part'
  },
  sql: 'SELECT run_id, execution_id FROM store.run_cell'
};

export const RUN_PART_VIEWS: readonly IView[] = [params, runSummary, tags, runCells];
