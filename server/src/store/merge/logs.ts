import type { Columns } from './Register';

/** Tables to which each record adds a row. */
export const LOGS = {
  event: {
    writer_id: 'VARCHAR',
    seq: 'BIGINT',
    time: 'TIMESTAMPTZ',
    kind: 'VARCHAR',
    run_id: 'VARCHAR',
    session_id: 'VARCHAR',
    record: 'VARCHAR'
  },
  notice: {
    time: 'TIMESTAMPTZ',
    code: 'VARCHAR',
    message: 'VARCHAR',
    session_id: 'VARCHAR',
    run_id: 'VARCHAR',
    execution_id: 'VARCHAR',
    writer_id: 'VARCHAR'
  },
  /** A reading of a process and its machine; of several at a time, a row each. */
  system_sample: {
    session_id: 'VARCHAR',
    run_ids: 'VARCHAR[]',
    time: 'TIMESTAMPTZ',
    name: 'VARCHAR',
    value: 'DOUBLE',
    writer_id: 'VARCHAR'
  },
  quarantine: {
    writer_id: 'VARCHAR',
    segment: 'VARCHAR',
    byte_offset: 'BIGINT',
    byte_length: 'BIGINT',
    reason: 'VARCHAR',
    content: 'VARCHAR'
  }
} as const satisfies Record<string, Columns>;

export type LogName = keyof typeof LOGS;
