import type { IView } from './View';

const projects: IView = {
  name: 'projects',
  row: 'a project',
  columns: {
    project: 'Its name',
    runs: 'Runs that it has, archived ones among them',
    experiments: 'Experiments that it has',
    first_started_at: 'When its first run or session began',
    last_started_at: 'When its last run or session began',
    baseline_run_id: 'The run that its others are compared with; null without one'
  },
  sql: `
    WITH known AS (
      SELECT project, run_id, experiment, started_at FROM store.run WHERE began_by IS NOT NULL
      UNION ALL
      SELECT project, NULL, NULL, started_at FROM store.session WHERE began_by IS NOT NULL
    )
    SELECT k.project, count(k.run_id) AS runs, count(DISTINCT k.experiment) AS experiments,
      min(k.started_at) AS first_started_at, max(k.started_at) AS last_started_at,
      any_value(b.run_id) AS baseline_run_id
    FROM known k LEFT JOIN store.baseline b ON b.project = k.project
    WHERE k.project IS NOT NULL GROUP BY k.project`
};

const experiments: IView = {
  name: 'experiments',
  row: 'an experiment of a project',
  columns: {
    project: 'Body of work',
    experiment: 'Its name inside the project',
    runs: 'Runs that it has, archived ones among them',
    last_started_at: 'When its last run began'
  },
  sql: `
    SELECT project, experiment, count(*) AS runs, max(started_at) AS last_started_at
    FROM store.run WHERE began_by IS NOT NULL AND experiment IS NOT NULL GROUP BY ALL`
};

const baselines: IView = {
  name: 'baselines',
  row: "the run that a project's others are compared with",
  columns: { project: 'Body of work', run_id: 'Its baseline' },
  sql: 'SELECT project, run_id FROM store.baseline WHERE run_id IS NOT NULL'
};

export const PROJECT_VIEWS: readonly IView[] = [projects, experiments, baselines];
