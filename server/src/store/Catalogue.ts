/** What the tables know of writers, runs and sessions, as far as it is committed. */
import type { DuckDBConnection } from '@duckdb/node-api';

import type { IPosition } from '../journal/Follower';
import type { IProcess } from '../journal/processes';
import type { IRank } from './project/Ranks';

/** What the tables know of a writer. */
export interface IKnownWriter {
  position: IPosition;
  process: IProcess | null;
  role: string | null;
  closed: boolean;
  /** Seconds since the epoch of its last word. */
  heardAt: number;
  /** It was told of as silent. */
  silent: boolean;
}

/** A process that makes a run. */
export interface IRunProcess {
  runId: string;
  process: IProcess | null;
}

/** How far a writer's facts have come. */
export interface IProgress {
  writer_id: string;
  facts: number;
  /** The writer's number in this database. */
  number: number;
  /** Where the order of its facts stands, microseconds: see Declarations.order. */
  said: number;
}

/** Something that never came to its end: what it is, and who would have said so. */
export interface IOrphan {
  kind: 'run' | 'rank' | 'session' | 'cell';
  id: string;
  /** Of a rank; else 0. */
  rank: number;
  writer_id: string;
  /** The writer that spoke for it last. */
  speaker: string;
  /** Seconds since the epoch of the last word on it. */
  heardAt: number;
}

const ORPHANS = `
  WITH heard AS (SELECT writer_id, heard_at FROM store.position), open AS (
    SELECT 'run' AS kind, r.run_id AS id, 0 AS rank, coalesce(r.holder, s.writer_id) AS writer_id,
      coalesce(r.speaker, r.holder, s.writer_id) AS speaker, r.lived_at AS at
    FROM store.run r LEFT JOIN store.session s ON s.session_id = r.session_id
    WHERE r.stated_status = 'running' AND (r.presumed_at IS NULL OR r.presumed_at < r.lived_at)
    UNION ALL
    SELECT 'rank', k.run_id, k.rank, k.writer_id, k.writer_id, k.lived_at
    FROM store.run_rank k
    WHERE k.stated_status = 'running' AND (k.presumed_at IS NULL OR k.presumed_at < k.lived_at)
    UNION ALL
    SELECT 'session', s.session_id, 0, s.writer_id, s.writer_id, s.started_at
    FROM store.session s LEFT JOIN heard p ON p.writer_id = s.writer_id
    WHERE s.ended_status IS NULL AND s.began_by IS NOT NULL
      AND (s.presumed_at IS NULL OR s.presumed_at < p.heard_at)
    UNION ALL
    SELECT 'cell', c.execution_id, 0, c.writer_id, c.writer_id, c.started_at
    FROM store.cell c
    WHERE c.ended_status IS NULL AND c.presumed_at IS NULL AND c.began_by IS NOT NULL
  )
  SELECT o.kind, o.id, o.rank, o.writer_id, o.speaker, epoch(greatest(o.at, w.heard_at, s.heard_at))
  FROM open o LEFT JOIN heard w ON w.writer_id = o.writer_id LEFT JOIN heard s ON s.writer_id = o.speaker`;

export class Catalogue {
  /** @param connection - takes no part in a transaction, so that it sees what is committed */
  constructor(private readonly connection: DuckDBConnection) {}

  /** Facts and points that the tables hold. */
  async counts(): Promise<{ runs: number; facts: number; points: number; quarantined: number }> {
    const [row = []] = await this.rows(`
      SELECT (SELECT count(*) FROM store.run WHERE began_by IS NOT NULL),
        (SELECT coalesce(sum(facts), 0) FROM store.position),
        (SELECT coalesce(sum(count), 0) FROM store.series),
        (SELECT count(*) FROM store.quarantine)`);
    const [runs = 0, facts = 0, points = 0, quarantined = 0] = row.map(Number);
    return { runs, facts, points, quarantined };
  }

  async writers(): Promise<Map<string, IKnownWriter>> {
    const rows = await this.rows(`
      SELECT p.writer_id, p.facts_segment, p.facts_offset, p.numbers_segment, p.numbers_offset,
        epoch(p.heard_at), w.role, w.host, w.pid, w.process_started, w.pid_space, w.closed_at IS NOT NULL,
        q.silent_since IS NOT NULL
      FROM store.position p LEFT JOIN store.writer w ON w.writer_id = p.writer_id
        LEFT JOIN store.silence q ON q.writer_id = p.writer_id`);
    return new Map(
      rows.map(([id, fs, fo, ns, no, heard, role, host, pid, started, space, closed, silent]) => [
        String(id),
        {
          position: {
            facts_segment: Number(fs),
            facts_offset: Number(fo),
            numbers_segment: Number(ns),
            numbers_offset: Number(no)
          },
          process: processOf([host, pid, started, space]),
          role: role === null ? null : String(role),
          closed: closed === true,
          heardAt: Number(heard ?? 0),
          silent: silent === true
        }
      ])
    );
  }

  /** Runs, sessions and cells without an end. */
  async orphans(): Promise<IOrphan[]> {
    return (await this.rows(ORPHANS)).map(([kind, id, rank, writer, speaker, heard]) => ({
      kind: kind as IOrphan['kind'],
      id: String(id),
      rank: Number(rank),
      writer_id: String(writer),
      speaker: String(speaker),
      heardAt: Number(heard ?? 0)
    }));
  }

  /** The processes of those of the runs that are running. */
  async processesOf(runIds: readonly string[]): Promise<IRunProcess[]> {
    const rows = await this.rows(
      `WITH made AS (
         SELECT run_id, holder AS writer_id FROM store.run UNION SELECT run_id, writer_id FROM store.run_rank
       )
       SELECT r.run_id, w.host, w.pid, w.process_started, w.pid_space
       FROM runs r LEFT JOIN made m ON m.run_id = r.run_id LEFT JOIN store.writer w ON w.writer_id = m.writer_id
       WHERE r.status = 'running' AND r.run_id IN (${runIds.map((_, i) => `$${i + 1}`).join(', ')})`,
      [...runIds]
    );
    return rows.map(([runId, ...process]) => ({ runId: String(runId), process: processOf(process) }));
  }

  /** Runs that were told of as silent with this writer. */
  async silentRuns(writerId: string): Promise<string[]> {
    const rows = await this.rows('SELECT run_id FROM store.run WHERE silent_since IS NOT NULL AND silent_writer = $1', [
      writerId
    ]);
    return rows.map(([run]) => String(run));
  }

  /** The session that each writer keeps or kept. */
  async sessions(): Promise<Map<string, string>> {
    const rows = await this.rows('SELECT writer_id, session_id FROM store.session');
    return new Map(rows.map(([writer, session]) => [String(writer), String(session)]));
  }

  /** Processes that make runs together. */
  async ranks(): Promise<IRank[]> {
    const rows = await this.connection.runAndReadAll(`
      SELECT k.* REPLACE (k.rank::INTEGER AS rank, epoch_us(k.stated_at)::DOUBLE AS stated_at,
          epoch_us(k.presumed_at)::DOUBLE AS presumed_at, epoch_us(k.lived_at)::DOUBLE AS lived_at),
        r.world_size::INTEGER AS world_size, coalesce(r.held_by, '') AS held_by
      FROM store.run_rank k JOIN store.run r ON r.run_id = k.run_id`);
    return rows.getRowObjectsJS() as unknown as IRank[];
  }

  /** A writer's number among the processes that do a job together; null where it does none. */
  async rankOf(writerId: string): Promise<number | null> {
    const [told] = await this.rows('SELECT rank FROM store.writer WHERE writer_id = $1', [writerId]);
    return typeof told?.[0] === 'bigint' ? Number(told[0]) : null;
  }

  /** How far each writer's facts have come. */
  async progress(): Promise<IProgress[]> {
    const rows = await this.rows('SELECT writer_id, facts, writer_number, epoch_us(said_at) FROM store.position');
    return rows.map(([writer, facts, number, said]) => ({
      writer_id: String(writer),
      facts: Number(facts),
      number: Number(number),
      said: Number(said ?? 0)
    }));
  }

  /** Number of the last commit. */
  async version(): Promise<number> {
    const [[version = 0] = []] = await this.rows('SELECT max(commit_number) FROM store.position');
    return Number(version);
  }

  /** Number of points that came lately, and the highest number of a series. */
  async lastPoints(): Promise<{ recent: number; series: number }> {
    const [[recent, last] = []] = await this.rows(
      'SELECT (SELECT count(*) FROM store.recent_points), (SELECT max(series) FROM store.series)'
    );
    return { recent: Number(recent), series: Number(last ?? 0) };
  }

  private async rows(sql: string, values: string[] = []): Promise<unknown[][]> {
    return (await this.connection.runAndReadAll(sql, values)).getRowsJS();
  }
}

function processOf([host, pid, started, space]: unknown[]): IProcess | null {
  return typeof host === 'string' && pid !== null
    ? {
        host,
        pid: Number(pid),
        process_started: started === null ? null : Number(started),
        pid_space: space === null ? null : String(space)
      }
    : null;
}
