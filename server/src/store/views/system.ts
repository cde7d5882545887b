import type { IView } from './View';

const systemMetrics: IView = {
  name: 'system_metrics',
  row: 'a reading of a process and its machine, once for each run that was open in it',
  columns: {
    session_id: 'The session',
    run_id: 'A run that was open then; null when none was',
    time: 'When it was read',
    name: 'cpu_percent (of one core), memory_bytes (of the process), system_memory_bytes (in use), load_1m, disk_free_bytes (of the store), gpu_0_utilization_percent, gpu_0_memory_bytes, gpu_0_temperature_celsius, gpu_0_power_watts, …',
    value: 'What was read',
    unit: 'percent, bytes, celsius or watts; null for the load, which counts processes',
    writer_id: "Writer of its journal: a session's processes have one each"
  },
  sql: `
    SELECT session_id, unnest(CASE WHEN len(run_ids) = 0 THEN [NULL] ELSE run_ids END) AS run_id, time,
      name, value,
      CASE WHEN ends_with(name, '_percent') THEN 'percent' WHEN ends_with(name, '_bytes') THEN 'bytes'
        WHEN ends_with(name, '_celsius') THEN 'celsius' WHEN ends_with(name, '_watts') THEN 'watts' END AS unit,
      writer_id
    FROM store.system_sample`
};

export const SYSTEM_VIEWS: readonly IView[] = [systemMetrics];
