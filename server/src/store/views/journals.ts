import type { IView } from './View';

const notices: IView = {
  name: 'notices',
  row: 'something the user should know',
  columns: {
    time: 'When it was noticed',
    code: 'Which kind, such as NT204',
    message: 'What happened, in a sentence',
    session_id: 'The session that it is about; null for none',
    run_id: 'The run that it is about; null for none',
    execution_id: 'The cell execution that it is about; null for none',
    writer_id: 'Who noticed'
  },
  sql: 'SELECT time, code, message, session_id, run_id, execution_id, writer_id FROM store.notice'
};

const events: IView = {
  name: 'events',
  row: 'a fact as it was written, of the kinds that change a run',
  columns: {
    time: 'When it was written',
    kind: 'Kind of the fact, such as params or run_ended: docs/journal.md lists them',
    run_id: 'The run that it is about; null for none',
    session_id: 'The session that it is about; null for none',
    writer_id: 'Who wrote it',
    seq: 'Its number among the facts of that writer, from 1',
    record: 'The whole fact as JSON text'
  },
  sql: 'SELECT time, kind, run_id, session_id, writer_id, seq, record FROM store.event'
};

const writers: IView = {
  name: 'writers',
  row: 'a writer of a journal',
  columns: {
    writer_id: "The writer, and its folder's name",
    role: 'kernel, companion, command or import',
    host: 'Machine that it runs on',
    pid: 'Number of its process there',
    version: 'Version of nbtrail that writes',
    opened_at: 'When it began to write',
    closed_at: 'When it closed its journal; null when it did not',
    parent_writer_id: 'The writer that forked it, or started its process as a worker; null for none',
    rank: 'Its number among the processes that do a job together, from 0; null for one alone',
    silent_since:
      'Last sign of life, where its process cannot be seen from the companion and shows none any more; null for all others'
  },
  sql: `
    SELECT w.writer_id, w.role, w.host, w.pid, w.version, w.opened_at, w.closed_at, w.parent_writer_id,
      w.rank, CASE WHEN w.closed_at IS NULL THEN q.silent_since END AS silent_since
    FROM store.writer w LEFT JOIN store.silence q ON q.writer_id = w.writer_id`
};

const runRanks: IView = {
  name: 'run_ranks',
  row: 'a process of a run that several make together',
  columns: {
    run_id: 'The run',
    rank: "The process's number among them, from 0",
    status: 'running, finished, failed, killed (it is gone) or interrupted (by the user)',
    ended_at: 'When its part ended; null while it runs',
    error_name: 'Class of the error that ended it; null without one',
    error_value: "The error's message; null without one",
    writer_id: 'Writer of its journal',
    host: 'Machine that it runs on'
  },
  sql: `
    SELECT k.run_id, k.rank, k.status, k.ended_at, k.error_name, k.error_value, k.writer_id, w.host
    FROM store.ranks k LEFT JOIN store.writer w ON w.writer_id = k.writer_id`
};

const quarantine: IView = {
  name: 'quarantine',
  row: 'a piece of a journal that could not be read',
  columns: {
    writer_id: 'Whose journal',
    segment: 'File in the folder of the writer',
    byte_offset: 'Where in the file it begins, in bytes',
    byte_length: 'How long it is, in bytes',
    reason: 'Why it could not be read',
    content: 'Its beginning, as text'
  },
  sql: `
    SELECT writer_id, segment, byte_offset, byte_length, reason, content FROM store.quarantine`
};

export const JOURNAL_VIEWS: readonly IView[] = [notices, events, writers, runRanks, quarantine];
