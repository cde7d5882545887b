import { MisfitError } from '../merge/fields';
import type { Context } from './Context';

export function cellStarted(fact: Context): void {
  const { stage, by } = fact;
  const cell = { execution_id: fact.id('execution_id') };
  const run_id = fact.text('run_id');
  const n = fact.whole('n');
  const source_hash = fact.text('source_hash');
  const source = fact.text('source');
  stage.put('cell', cell, 'began', by, {
    session_id: fact.text('session_id'),
    writer_id: fact.writerId,
    n,
    number: n === null ? null : (BigInt(fact.writerNumber) << 32n) + BigInt(n),
    cell_id: fact.text('cell_id'),
    position: fact.whole('position'),
    execution_count: fact.whole('execution_count'),
    source_hash,
    tags: fact.texts('tags'),
    redacted: fact.flag('redacted') ?? false,
    began_run_id: run_id,
    started_at: fact.at
  });
  if (source_hash !== null && source !== null) {
    stage.put('source', { source_hash }, 'told', by, { source });
  }
  if (run_id !== null) {
    stage.row('run_cell', { run_id, ...cell });
  }
}

export function cellEnded(fact: Context): void {
  const { stage, by } = fact;
  const cell = { execution_id: fact.id('execution_id') };
  if (fact.isPresumed) {
    stage.put('cell', cell, 'presumed', by, { presumed_at: fact.at });
    return;
  }
  const ended_status = fact.id('status');
  if (!['ok', 'error', 'interrupted'].includes(ended_status)) {
    throw new MisfitError(`${ended_status} is not how a cell can end`);
  }
  stage.put('cell', cell, 'ended', by, {
    ended_status,
    ended_at: fact.at,
    error_name: fact.text('error_name'),
    error_value: fact.text('error_value'),
    traceback: fact.text('traceback'),
    cpu_seconds: fact.number('cpu_seconds'),
    memory_delta_bytes: fact.whole('memory_delta_bytes'),
    memory_peak_bytes: fact.whole('memory_peak_bytes'),
    ended_run_id: fact.text('run_id')
  });
}
