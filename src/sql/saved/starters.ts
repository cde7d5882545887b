/** Questions that every store can answer, shown where no question has been asked yet. docs/queries.md has them with answers. */

export interface IStarter {
  /** What it is about; those of one topic follow each other. */
  topic: string;
  title: string;
  /** What the answer shows, in one line. */
  description: string;
  sql: string;
}

export const STARTERS: readonly IStarter[] = [
  {
    topic: 'Runs',
    title: 'Newest runs',
    description: 'How the last fifty runs ended and what they reached',
    sql: `select started_at, name, status, primary_metric, primary_value,
       epoch(ended_at - started_at) / 60 as minutes, run_id
from runs
order by started_at desc
limit 50`
  },
  {
    topic: 'Runs',
    title: 'How often runs succeed',
    description: 'Share of the runs of each experiment that finished',
    sql: `select project, experiment, count(*) as runs,
       count(*) filter (where status = 'finished') as finished,
       100 * avg((status = 'finished')::int) as success_pct
from runs
where status <> 'running'
group by all
order by runs desc, project, experiment`
  },
  {
    topic: 'Runs',
    title: 'Runs per day',
    description: 'How many runs began on each day, and how many of them finished',
    sql: `select started_at::date as day, count(*) as runs,
       count(*) filter (where status = 'finished') as finished
from runs
group by day
order by day`
  },
  {
    topic: 'Runs',
    title: 'Killed or interrupted',
    description: 'Runs that did not finish, and how far they got',
    sql: `select name, status, last_step, total_steps, started_at, ended_at, run_id
from runs
where status in ('killed', 'interrupted')
order by started_at desc`
  },
  {
    topic: 'Runs',
    title: 'Gone silent',
    description: 'Runs with the status running that have recorded nothing for an hour',
    sql: `select name, host, last_step, total_steps, updated_at, run_id
from runs
where status = 'running' and updated_at < now() - interval 1 hour
order by updated_at`
  },
  {
    topic: 'Results',
    title: 'Best of each experiment',
    description: 'The three best runs by the primary metric',
    sql: `select project, experiment, rank, name, primary_metric, primary_value, run_id
from best_runs
where rank <= 3
order by project, experiment, primary_metric, rank`
  },
  {
    topic: 'Results',
    title: 'Against the baseline',
    description: "By how many per cent each run's primary metric differs from the baseline's",
    sql: `select r.name, r.primary_metric as metric, r.primary_value as value,
       b.primary_value as baseline,
       pct_change_vs(r.primary_value, b.primary_value) as change_pct, r.run_id
from baselines l
join runs b on b.run_id = l.run_id
join runs r on r.project = b.project and r.primary_metric = b.primary_metric
where not r.is_baseline and not r.archived
order by change_pct desc`
  },
  {
    topic: 'Results',
    title: 'Learning curves of the newest runs',
    description: 'The primary metric over steps, a line for each of the last five runs',
    sql: `with newest as (
  select run_id, name, primary_metric
  from runs where primary_metric is not null
  order by started_at desc limit 5)
select m.step, m.value, n.name
from metrics m join newest n
  on m.run_id = n.run_id and m.key = n.primary_metric
order by n.name, n.run_id, m.step`
  },
  {
    topic: 'Results',
    title: 'No longer improving',
    description: 'Steps since the best value of the primary metric',
    sql: `select r.name, r.status, s.key as metric, s.best_value, s.best_step,
       s.last_step - s.best_step as steps_since, r.run_id
from runs r join metric_summary s using (run_id)
where s.is_primary and s.last_step > s.best_step
order by steps_since desc, r.name`
  },
  {
    topic: 'Results',
    title: 'Not a number',
    description: 'Metrics with NaN values, and the best value before',
    sql: `select r.name, r.status, s.key as metric, s.nan_count, s.count as points,
       s.best_value, s.best_step, r.run_id
from metric_summary s join runs r using (run_id)
where s.nan_count > 0
order by r.started_at desc, s.key`
  },
  {
    topic: 'Parameters',
    title: 'What each parameter value reached',
    description: 'Mean and spread of the primary metric for every value that was tried',
    sql: `select p.key || ' = ' || p.value as setting, count(*) as runs,
       avg(r.primary_value) as mean, stddev(r.primary_value) as sd,
       any_value(r.primary_metric) as metric
from params p join runs r using (run_id)
where r.primary_value is not null and not r.archived
group by p.key, p.value
order by p.key, mean desc, p.value`
  },
  {
    topic: 'Parameters',
    title: 'Which parameters matter',
    description: "Share of the primary metric's variance that a parameter's values explain, from 0 to 1",
    sql: `with tried as (
  select p.key, p.value, r.primary_metric as metric, r.primary_value as y,
         avg(r.primary_value) over (partition by r.primary_metric, p.key, p.value) as mean
  from params p join runs r using (run_id)
  where isfinite(r.primary_value) and not r.archived)
select metric, key, count(*) as runs, count(distinct value) as tried,
       var_pop(mean) / nullif(var_pop(y), 0) as explained
from tried
group by metric, key
having count(distinct value) > 1
order by metric, explained desc, key`
  },
  {
    topic: 'Parameters',
    title: 'Where the best runs differ',
    description: "Parameters that differ among each experiment's five best runs",
    sql: `select b.project, b.experiment, p.key,
       list(distinct p.value order by p.value) as seen
from best_runs b join params p using (run_id)
where b.rank <= 5
group by all
having count(distinct p.value) > 1
order by all`
  },
  {
    topic: 'Parameters',
    title: 'Run twice',
    description: 'Runs with the same parameters, and how far apart they came out',
    sql: `select experiment, count(*) as runs, list(name order by started_at) as names,
       max(primary_value) - min(primary_value) as spread, params
from run_table
where cardinality(params) > 0
group by experiment, params
having count(*) > 1
order by runs desc, spread desc`
  },
  {
    topic: 'Cells',
    title: 'Slowest cells',
    description: 'Where the time goes: cells by the seconds they took in all',
    sql: `select notebook_path, split_part(trim(source), chr(10), 1) as first_line,
       executions, total_seconds, median_seconds, longest_seconds
from slow_cells
order by total_seconds desc
limit 30`
  },
  {
    topic: 'Cells',
    title: 'Cells that fail most',
    description: 'Cells by the share of their executions that ended in an error',
    sql: `select notebook_path, split_part(trim(source), chr(10), 1) as first_line,
       executions, 100 * failed_share as failed_pct, last_started_at
from slow_cells
where failed_share > 0
order by failed_pct desc, executions desc
limit 30`
  },
  {
    topic: 'Cells',
    title: 'What fails',
    description: 'Errors by frequency, and when each last occurred',
    sql: `select error_name, count(*) as times, max(started_at) as last_time,
       arg_max(error_value, started_at) as last_message
from cells
where status = 'error'
group by error_name
order by times desc, error_name`
  },
  {
    topic: 'Cells',
    title: 'Memory-hungry cells',
    description: 'Cells by the memory that an execution kept',
    sql: `select notebook_path, cell_id,
       any_value(split_part(trim(source), chr(10), 1)) as first_line,
       max(memory_delta_bytes) / 1e6 as most_mb,
       sum(memory_delta_bytes) / 1e6 as sum_mb, count(*) as executions
from cells
where memory_delta_bytes > 0
group by notebook_path, cell_id, source_hash
order by most_mb desc
limit 30`
  },
  {
    topic: 'Code and environment',
    title: 'Packages that changed',
    description: "Versions that differ from the project's session before",
    sql: `select started_at, project, name, before, after, session_id
from package_changes
order by started_at desc, name`
  },
  {
    topic: 'Code and environment',
    title: 'Not committed',
    description: 'Runs whose code differed from the commit, the best first',
    sql: `select r.name, b.experiment, b.rank, r.git_branch, r.git_commit, r.started_at, r.run_id
from runs r left join best_runs b using (run_id)
where r.git_dirty
order by b.rank nulls last, r.started_at desc`
  }
];
