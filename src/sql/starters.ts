/** Questions that every store can answer, shown where no question has been asked yet. */

export interface IStarter {
  title: string;
  /** What the answer tells, in one line. */
  tells: string;
  sql: string;
}

export const STARTERS: readonly IStarter[] = [
  {
    title: 'Newest runs',
    tells: 'How the last fifty runs ended and what they reached',
    sql: `select started_at, name, status, primary_metric, primary_value,
       duration_seconds / 60 as minutes, run_id
from runs
order by started_at desc
limit 50`
  },
  {
    title: 'What each parameter value reached',
    tells: 'Mean and spread of the primary metric for every value that was tried',
    sql: `select p.key || ' = ' || p.value as setting, count(*) as runs,
       avg(r.primary_value) as mean, stddev(r.primary_value) as sd,
       any_value(r.primary_metric) as metric
from params p join runs r using (run_id)
where r.primary_value is not null and not r.archived
group by p.key, p.value
order by p.key, mean desc`
  },
  {
    title: 'How the newest runs learned',
    tells: 'The primary metric over steps, a line for each of the last five runs',
    sql: `with newest as (
  select run_id, name, primary_metric
  from runs where primary_metric is not null
  order by started_at desc limit 5)
select m.step, m.value, n.name
from metrics m join newest n
  on m.run_id = n.run_id and m.key = n.primary_metric
order by n.name, m.step`
  },
  {
    title: 'Slowest cells',
    tells: 'Where the time goes: sources by the seconds they took in all',
    sql: `select trim(split_part(trim(any_value(source)), chr(10), 1)) as first_line,
       count(*) as times, sum(duration_seconds) as seconds,
       max(memory_peak_bytes) / 1e6 as peak_mb,
       any_value(notebook_path) as notebook
from cells
where status <> 'running'
group by source_hash
order by seconds desc
limit 30`
  },
  {
    title: 'What fails',
    tells: 'Errors by how often they came, and when last',
    sql: `select error_name, count(*) as times, max(started_at) as last_time,
       arg_max(error_value, started_at) as last_message
from cells
where status = 'error'
group by error_name
order by times desc`
  },
  {
    title: 'Packages that changed',
    tells: 'Packages that were not always of the same version',
    sql: `select name, count(distinct version) as versions,
       string_agg(distinct version, ', ' order by version) as seen
from packages
group by name
having count(distinct version) > 1
order by versions desc, name`
  }
];
