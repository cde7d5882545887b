/** Tables in which facts on one thing are merged to one row. */
import type { Columns, IGroup, IRegister } from './Register';
import { tailColumns } from './Tail';

const newest = (columns: Columns): IGroup => ({ keep: 'newest', columns });
const oldest = (columns: Columns): IGroup => ({ keep: 'oldest', columns });
const own = (columns: Columns): IGroup => ({ keep: 'own', columns });

function register<K extends string, G extends string>(
  name: string,
  key: Record<K, Columns[string]>,
  groups: Record<G, IGroup>,
  greatest: Columns = {}
): IRegister & { groups: Record<G, IGroup> } {
  return { name, key, groups, greatest };
}

export const REGISTERS = {
  writer: register(
    'writer',
    { writer_id: 'VARCHAR' },
    {
      opened: oldest({
        role: 'VARCHAR',
        host: 'VARCHAR',
        pid: 'BIGINT',
        process_started: 'BIGINT',
        pid_space: 'VARCHAR',
        rank: 'BIGINT',
        version: 'VARCHAR',
        opened_at: 'TIMESTAMPTZ',
        parent_writer_id: 'VARCHAR'
      }),
      closed: newest({ closed_at: 'TIMESTAMPTZ' })
    }
  ),
  /** Writers that cannot be seen from here and are not heard of: since when, null once they are. */
  silence: register('silence', { writer_id: 'VARCHAR' }, { told: newest({ silent_since: 'TIMESTAMPTZ' }) }),
  /** How far each writer's journal is applied, and when it was last heard. */
  position: register(
    'position',
    { writer_id: 'VARCHAR' },
    {
      reached: own({
        facts_segment: 'BIGINT',
        facts_offset: 'BIGINT',
        numbers_segment: 'BIGINT',
        numbers_offset: 'BIGINT',
        facts: 'BIGINT',
        commit_number: 'BIGINT',
        /** The writer's number in this database. */
        writer_number: 'BIGINT'
      })
    },
    {
      heard_at: 'TIMESTAMPTZ',
      /** Where the order of its facts on runs stands: see {@link Declarations.order}. */
      said_at: 'TIMESTAMPTZ'
    }
  ),
  session: register(
    'session',
    { session_id: 'VARCHAR' },
    {
      began: oldest({
        writer_id: 'VARCHAR',
        parent_session_id: 'VARCHAR',
        project: 'VARCHAR',
        notebook_source: 'VARCHAR',
        kernel_id: 'VARCHAR',
        user_name: 'VARCHAR',
        host: 'VARCHAR',
        cwd: 'VARCHAR',
        executable: 'VARCHAR',
        python_version: 'VARCHAR',
        platform: 'VARCHAR',
        frontend: 'VARCHAR',
        started_at: 'TIMESTAMPTZ'
      }),
      placed: newest({ notebook_path: 'VARCHAR' }),
      equipped: newest({ environment_hash: 'VARCHAR' }),
      versioned: newest({
        git_root: 'VARCHAR',
        git_commit: 'VARCHAR',
        git_branch: 'VARCHAR',
        git_dirty: 'BOOLEAN',
        git_remote: 'VARCHAR'
      }),
      ended: newest({ ended_status: 'VARCHAR', ended_at: 'TIMESTAMPTZ' }),
      /** What a companion isPresumed from silence. */
      presumed: newest({ presumed_at: 'TIMESTAMPTZ' })
    }
  ),
  run: register(
    'run',
    { run_id: 'VARCHAR' },
    {
      began: oldest({
        session_id: 'VARCHAR',
        execution_id: 'VARCHAR',
        project: 'VARCHAR',
        experiment: 'VARCHAR',
        group_name: 'VARCHAR',
        job_type: 'VARCHAR',
        attempt: 'BIGINT',
        attempt_of: 'VARCHAR',
        total_steps: 'BIGINT',
        started_at: 'TIMESTAMPTZ'
      }),
      named: newest({ name: 'VARCHAR' }),
      noted: newest({ note: 'VARCHAR' }),
      filed: newest({ archived: 'BOOLEAN' }),
      /** When somebody last asked it to stop. */
      halted: newest({ stop_requested_at: 'TIMESTAMPTZ' }),
      shown: newest({ hidden: 'BOOLEAN' }),
      /** What the run itself said of its state. */
      stated: newest({
        stated_status: 'VARCHAR',
        stated_at: 'TIMESTAMPTZ',
        error_name: 'VARCHAR',
        error_value: 'VARCHAR'
      }),
      /** What a companion isPresumed from silence. */
      presumed: newest({ presumed_at: 'TIMESTAMPTZ' }),
      /** The writer that began or resumed it last, and the one that spoke for it last. */
      held: newest({ holder: 'VARCHAR', world_size: 'BIGINT' }),
      lived: newest({ lived_at: 'TIMESTAMPTZ', speaker: 'VARCHAR' }),
      /** How the processes stand that make it together: see {@link Ranks}. */
      together: own({
        ranks_status: 'VARCHAR',
        ranks_ended_at: 'TIMESTAMPTZ',
        ranks_error_name: 'VARCHAR',
        ranks_error_value: 'VARCHAR'
      }),
      /** Since when a companion has had no sign of life of its writer, and of which. */
      hushed: newest({ silent_since: 'TIMESTAMPTZ', silent_writer: 'VARCHAR' }),
      /** Its primary metric, and the best of that. */
      led: own({
        primary_metric: 'VARCHAR',
        primary_goal: 'VARCHAR',
        primary_value: 'DOUBLE',
        diverged_metric: 'VARCHAR',
        diverged_at_step: 'BIGINT',
        diverged_value: 'DOUBLE'
      })
    },
    { last_step: 'BIGINT', points_after_end: 'BIGINT', touched_at: 'TIMESTAMPTZ' }
  ),
  /** A process of a run that several make together: the one that began as this rank last. */
  run_rank: register(
    'run_rank',
    { run_id: 'VARCHAR', rank: 'BIGINT' },
    {
      stated: newest({
        writer_id: 'VARCHAR',
        stated_status: 'VARCHAR',
        stated_at: 'TIMESTAMPTZ',
        error_name: 'VARCHAR',
        error_value: 'VARCHAR'
      })
    },
    { presumed_at: 'TIMESTAMPTZ', lived_at: 'TIMESTAMPTZ' }
  ),
  param: register(
    'param',
    { run_id: 'VARCHAR', key: 'VARCHAR' },
    {
      set: newest({
        value: 'VARCHAR',
        number: 'DOUBLE',
        boolean: 'BOOLEAN',
        type: 'VARCHAR',
        set_at: 'TIMESTAMPTZ'
      })
    }
  ),
  result: register(
    'result',
    { run_id: 'VARCHAR', key: 'VARCHAR' },
    { set: newest({ value: 'VARCHAR', number: 'DOUBLE', set_at: 'TIMESTAMPTZ' }) }
  ),
  tag: register(
    'tag',
    { run_id: 'VARCHAR', tag: 'VARCHAR' },
    { set: newest({ present: 'BOOLEAN', tagged_at: 'TIMESTAMPTZ' }) }
  ),
  definition: register(
    'definition',
    { run_id: 'VARCHAR', key: 'VARCHAR' },
    { set: newest({ goal: 'VARCHAR', summary: 'VARCHAR', is_primary: 'BOOLEAN' }) }
  ),
  /** The direction of a metric for all runs of a project; null: none. */
  aim: register('aim', { project: 'VARCHAR', key: 'VARCHAR' }, { set: newest({ goal: 'VARCHAR' }) }),
  baseline: register('baseline', { project: 'VARCHAR' }, { set: newest({ run_id: 'VARCHAR' }) }),
  cell: register(
    'cell',
    { execution_id: 'VARCHAR' },
    {
      began: oldest({
        session_id: 'VARCHAR',
        writer_id: 'VARCHAR',
        n: 'BIGINT',
        /** What points call it: see {@link POINTS}. */
        number: 'BIGINT',
        cell_id: 'VARCHAR',
        position: 'BIGINT',
        execution_count: 'BIGINT',
        source_hash: 'VARCHAR',
        tags: 'VARCHAR[]',
        redacted: 'BOOLEAN',
        began_run_id: 'VARCHAR',
        started_at: 'TIMESTAMPTZ'
      }),
      ended: newest({
        ended_status: 'VARCHAR',
        ended_at: 'TIMESTAMPTZ',
        error_name: 'VARCHAR',
        error_value: 'VARCHAR',
        traceback: 'VARCHAR',
        cpu_seconds: 'DOUBLE',
        memory_delta_bytes: 'BIGINT',
        memory_peak_bytes: 'BIGINT',
        ended_run_id: 'VARCHAR'
      }),
      presumed: newest({ presumed_at: 'TIMESTAMPTZ' })
    }
  ),
  run_cell: register('run_cell', { run_id: 'VARCHAR', execution_id: 'VARCHAR' }, {}),
  source: register('source', { source_hash: 'VARCHAR' }, { told: oldest({ source: 'VARCHAR' }) }),
  environment: register(
    'environment',
    { environment_hash: 'VARCHAR' },
    {
      told: oldest({
        python_version: 'VARCHAR',
        implementation: 'VARCHAR',
        executable: 'VARCHAR',
        platform: 'VARCHAR',
        cpu: 'VARCHAR',
        cpu_count: 'BIGINT',
        memory_bytes: 'BIGINT',
        gpus: 'VARCHAR',
        package_count: 'BIGINT'
      })
    }
  ),
  package: register(
    'package',
    { environment_hash: 'VARCHAR', name: 'VARCHAR' },
    { told: oldest({ version: 'VARCHAR' }) }
  ),
  /** What a dataset holds. */
  dataset: register(
    'dataset',
    { dataset_hash: 'VARCHAR' },
    { told: oldest({ hash_kind: 'VARCHAR', row_count: 'BIGINT', bytes: 'BIGINT', column_count: 'BIGINT' }) }
  ),
  dataset_column: register(
    'dataset_column',
    { dataset_hash: 'VARCHAR', position: 'INTEGER' },
    {
      told: oldest({
        name: 'VARCHAR',
        type: 'VARCHAR',
        missing: 'BIGINT',
        distinct_values: 'BIGINT',
        min_value: 'VARCHAR',
        max_value: 'VARCHAR',
        mean: 'DOUBLE',
        std: 'DOUBLE'
      })
    }
  ),
  /** A run's use of a dataset; no role and no hash are empty texts. */
  dataset_use: register(
    'dataset_use',
    { run_id: 'VARCHAR', name: 'VARCHAR', role: 'VARCHAR', dataset_hash: 'VARCHAR' },
    {
      began: oldest({ row_count: 'BIGINT', source: 'VARCHAR', execution_id: 'VARCHAR', used_at: 'TIMESTAMPTZ' }),
      told: newest({ reason: 'VARCHAR' })
    },
    { used_last_at: 'TIMESTAMPTZ' }
  ),
  /** A run's artifact with one content; without one the hash is an empty text. */
  artifact: register(
    'artifact',
    { run_id: 'VARCHAR', kind: 'VARCHAR', name: 'VARCHAR', sha256: 'VARCHAR' },
    {
      began: oldest({ bytes: 'BIGINT', path: 'VARCHAR', execution_id: 'VARCHAR', logged_at: 'TIMESTAMPTZ' }),
      described: newest({ metadata: 'VARCHAR' }),
      missed: newest({
        missed_path: 'VARCHAR',
        missed_execution_id: 'VARCHAR',
        missed_at: 'TIMESTAMPTZ',
        reason: 'VARCHAR'
      })
    },
    { stored_at: 'TIMESTAMPTZ', logged_last_at: 'TIMESTAMPTZ' }
  ),
  model_version: register(
    'model_version',
    { version_id: 'VARCHAR' },
    {
      began: oldest({
        project: 'VARCHAR',
        name: 'VARCHAR',
        run_id: 'VARCHAR',
        sha256: 'VARCHAR',
        bytes: 'BIGINT',
        note: 'VARCHAR',
        metadata: 'VARCHAR',
        execution_id: 'VARCHAR',
        registered_at: 'TIMESTAMPTZ'
      })
    }
  ),
  model_alias: register(
    'model_alias',
    { project: 'VARCHAR', name: 'VARCHAR', alias: 'VARCHAR' },
    { set: newest({ version_id: 'VARCHAR', set_at: 'TIMESTAMPTZ' }) }
  ),
  /** A writer's declaration of what its packed rows hold. */
  shape: register(
    'shape',
    { writer_id: 'VARCHAR', number: 'BIGINT' },
    { told: own({ run_id: 'VARCHAR', keys: 'VARCHAR[]' }) }
  ),
  /**
   * One metric of one run, summed up over all its points in the order in which
   * they were applied. Numbered as they are met, so that those of a run lie
   * together; the number means nothing outside of this database.
   */
  series: register(
    'series',
    { series: 'INTEGER' },
    {
      told: own({
        run_id: 'VARCHAR',
        key: 'VARCHAR',
        goal: 'VARCHAR',
        summary: 'VARCHAR',
        is_primary: 'BOOLEAN',
        count: 'BIGINT',
        nan_count: 'BIGINT',
        sum: 'DOUBLE',
        first_value: 'DOUBLE',
        first_step: 'BIGINT',
        first_at: 'TIMESTAMPTZ',
        last_value: 'DOUBLE',
        last_step: 'BIGINT',
        last_at: 'TIMESTAMPTZ',
        min_value: 'DOUBLE',
        min_step: 'BIGINT',
        max_value: 'DOUBLE',
        max_step: 'BIGINT',
        best_value: 'DOUBLE',
        best_step: 'BIGINT',
        infinite_count: 'BIGINT',
        first_nan_step: 'BIGINT',
        diverged_at_step: 'BIGINT',
        /** The ends in which no value is finite, and in which none is near. */
        ...tailColumns('unsound'),
        ...tailColumns('far')
      })
    }
  )
} as const;

export type RegisterName = keyof typeof REGISTERS;
