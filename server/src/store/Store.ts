/**
 * The tables, and the one writer to them.
 *
 * What was read together is applied in one transaction with the positions it
 * brings the writers to: exactly once, whatever is killed when. When a
 * transaction fails, everything in memory that it had moved is in doubt, and
 * {@link Store.recover} begins again from the tables.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, statfsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

import { messageOf, TrailError } from '../errors';
import { type IPosition, type IReading, lengthOfFacts } from '../journal/Follower';
import type { IProcess } from '../journal/processes';
import { copyFiles } from './database/copyFiles';
import { tellsOfDamage } from './database/damage';
import { MisfitError } from './merge/fields';
import { Headroom } from './database/Headroom';
import { openDatabase, tables } from './database/openDatabase';
import { PointAppender } from './points/PointAppender';
import { Context } from './project/Context';
import { project } from './project/project';
import { type IRank, Ranks } from './project/Ranks';
import { readAims, readMetrics, restate } from './points/readMetrics';
import { checkRoomToRebuild } from './database/roomToRebuild';
import { SeriesBook } from './points/SeriesBook';
import { SeriesIndex } from './points/SeriesIndex';
import { Stage } from './merge/Stage';
import { StageTables } from './merge/StageTables';
import { resolveTails } from './points/resolveTails';
import { micros } from './merge/stamp';

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

/** A piece of one writer's journal, to be applied. */
export interface IPiece {
  book: SeriesBook;
  reading: IReading;
  /** The writer is a companion: its word on others' ends is a conclusion. */
  concluded: boolean;
}

/** What a commit touched: tables, and the runs concerned (`null`: any). */
export interface ICommit {
  version: number;
  tables: string[];
  runs: string[] | null;
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

/** Points from which on those that came lately are sorted among the others. */
const RECENT_POINTS = 2 ** 19;
/** The same when the companion goes away. */
const CLOSING_POINTS = 2 ** 16;
/** Bytes that such a point takes in the meantime, at most. */
const POINT_BYTES = 36;
/** Bytes of DuckDB's log from which on it is moved into the database file. */
const LOG_BYTES = 32 * 2 ** 20;
/** Bytes that have to be free for that, besides twice the log's. */
const ROOM_BYTES = 64 * 2 ** 20;

/** Tables whose change concerns the runs in it and no other. */
const OF_RUNS = new Set([
  'run',
  'run_rank',
  'param',
  'result',
  'tag',
  'definition',
  'run_cell',
  'series',
  'event',
  'system_sample'
]);
/**
 * Tables that no run shows. Those in neither set concern any run: with a dataset,
 * an artifact or a version of a model, the numbers of others' versions may move.
 */
const APART = new Set(['position', 'writer', 'shape', 'notice', 'quarantine', 'source', 'cell', 'dataset_column']);

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

export class Store {
  private constructor(
    readonly instance: DuckDBInstance,
    /** What happened to an unreadable database. */
    readonly remark: string | null,
    private readonly connection: DuckDBConnection,
    /** For what is asked meanwhile: it sees what is committed, and takes no part in a transaction. */
    private readonly reader: DuckDBConnection,
    readonly headroom: Headroom,
    private readonly home: string
  ) {}

  /** @throws TrailError NT503, NT504 */
  static async open(home: string): Promise<Store> {
    const { instance, remark } = await openDatabase(home);
    const [writes, reads, sets] = [await instance.connect(), await instance.connect(), await instance.connect()];
    const store = new Store(instance, remark, writes, reads, new Headroom(sets), home);
    try {
      await store.prepare();
    } catch (error) {
      [writes, reads, sets, instance].forEach(part => part.closeSync());
      throw error;
    }
    return store;
  }

  /** Number of the last commit; goes on over restarts. */
  version = 0;

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
          process:
            typeof host === 'string' && pid !== null
              ? {
                  host,
                  pid: Number(pid),
                  process_started: started === null ? null : Number(started),
                  pid_space: space === null ? null : String(space)
                }
              : null,
          role: role === null ? null : String(role),
          closed: closed === true,
          heardAt: Number(heard ?? 0),
          silent: silent === true
        }
      ])
    );
  }

  /** What a writer declared, as far as its position goes. */
  async book(writerId: string): Promise<SeriesBook> {
    const shapes = (
      await this.reader.runAndReadAll('SELECT number, run_id, keys FROM store.shape WHERE writer_id = $1', [writerId])
    )
      .getRowObjectsJS()
      .map(row => ({
        number: Number(row.number),
        run_id: String(row.run_id),
        keys: row.keys as string[]
      }));
    await readMetrics(
      this.reader,
      this.index,
      shapes.map(({ run_id }) => run_id)
    );
    const number = this.writerNumbers.get(writerId) ?? this.writerNumbers.size + 1;
    this.writerNumbers.set(writerId, number);
    const [told] = await this.rows('SELECT rank FROM store.writer WHERE writer_id = $1', [writerId]);
    const rank = typeof told?.[0] === 'bigint' ? Number(told[0]) : null;
    const book = new SeriesBook(writerId, number, shapes, this.index, this.said.get(writerId) ?? 0, rank);
    this.books.add(book);
    return book;
  }

  /** Nothing follows of this writer. */
  letGo(book: SeriesBook): void {
    this.books.delete(book);
    this.index.keep(new Set([...this.books].flatMap(({ runs }) => [...runs])));
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

  /** Runs that were told of as silent with this writer. */
  async silentRuns(writerId: string): Promise<string[]> {
    const found = await this.reader.runAndReadAll(
      'SELECT run_id FROM store.run WHERE silent_since IS NOT NULL AND silent_writer = $1',
      [writerId]
    );
    return found.getRowsJS().map(([run]) => String(run));
  }

  /** The session that each writer keeps or kept. */
  async sessions(): Promise<Map<string, string>> {
    const rows = await this.rows('SELECT writer_id, session_id FROM store.session');
    return new Map(rows.map(([writer, session]) => [String(writer), String(session)]));
  }

  /** Apply pieces of several writers' journals, all of them or none. */
  async apply(pieces: readonly IPiece[]): Promise<ICommit> {
    await this.headroom.enter(pieces.reduce((sum, { reading }) => sum + lengthOfFacts(reading), 0) / 1e6);
    try {
      return await this.applied(pieces);
    } finally {
      this.headroom.leave();
    }
  }

  private async applied(pieces: readonly IPiece[]): Promise<ICommit> {
    await readMetrics(this.reader, this.index, pieces.flatMap(runsWithMetrics));
    // Before anything is staged: an appender that holds many points writes them when it likes.
    await this.connection.run('BEGIN');
    const stage = new Stage();
    const facts = new Map<string, number>();
    for (const piece of pieces) {
      const { writerId } = piece.book;
      const before = facts.get(writerId) ?? this.facts.get(writerId) ?? 0;
      facts.set(writerId, before + piece.reading.facts.length);
      this.stagePiece(stage, piece, before + piece.reading.facts.length);
    }
    new Set(pieces.map(({ book }) => book)).forEach(book => book.settle(stage, this.ranks));
    this.ranks.settle(stage);
    for (const { project: name, key } of stage.rows.get('aim')?.values() ?? []) {
      await restate(this.reader, this.index, String(name), String(key), stage);
    }
    await this.resolveDoubts();
    this.index.settle(stage);
    const statements = this.stageTables.carry(stage);
    await this.points.flush();
    await this.connection.run([...statements, ...this.headroom.end(), 'COMMIT'].join(';\n'));
    facts.forEach((count, writerId) => this.facts.set(writerId, count));
    this.version++;
    await this.tidy();
    return { version: this.version, ...touched(stage) };
  }

  private async resolveDoubts(): Promise<void> {
    const doubtful = this.index.doubtful;
    if (doubtful.length > 0) {
      await this.points.flush();
      await resolveTails(this.connection, doubtful);
    }
  }

  /** After a failed transaction: as if the companion had just started. */
  async recover(): Promise<void> {
    this.connection.interrupt();
    await this.headroom.enter();
    try {
      await this.connection.run('ROLLBACK');
    } catch {
      // There was no transaction to take back.
    }
    try {
      this.closeAppenders();
      await this.prepare();
    } finally {
      this.headroom.leave();
    }
  }

  /** @throws TrailError NT504 where the disk has no room to make everything anew */
  async checkRoomToRebuild(): Promise<void> {
    checkRoomToRebuild(this.home, await this.counts());
  }

  /** Forget everything; the journals tell it again. */
  async clear(): Promise<void> {
    try {
      const statements = tables().map(([name]) => `DELETE FROM store.${name}`);
      await this.connection.run(['BEGIN', ...statements, 'COMMIT'].join(';\n'));
    } catch (error) {
      await this.connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
    this.points.close();
    await this.recall();
    this.version++;
  }

  /**
   * Copy the database, while nothing is written to it. Its log comes along: a
   * reader that is in the middle of something keeps it from being emptied.
   *
   * @throws TrailError NT504 when there is no room
   */
  async snapshot(): Promise<string> {
    const copy = join(this.home, 'run', `snapshot-${randomUUID()}.duckdb`);
    const path = join(this.home, 'trail.duckdb');
    try {
      await this.connection.run('CHECKPOINT').catch(() => undefined);
      const log = existsSync(`${path}.wal`) ? [[`${path}.wal`, `${copy}.wal`] as const] : [];
      await copyFiles([[path, copy], ...log]);
      return copy;
    } catch (error) {
      await rm(copy, { force: true });
      await rm(`${copy}.wal`, { force: true });
      throw new TrailError('NT504', `The database cannot be copied: ${messageOf(error)}`);
    }
  }

  async close(): Promise<void> {
    try {
      await this.tidy(CLOSING_POINTS);
    } finally {
      this.closeAppenders();
      await this.headroom.close();
      this.connection.closeSync();
      this.reader.closeSync();
      this.instance.closeSync();
    }
  }

  /**
   * Sort the points that came lately among the others once they are many, and
   * move DuckDB's log into the database file. Both where there is room for it: a
   * disk that fills up in the middle of the latter makes DuckDB give the database
   * up until it is opened anew; one that fills up while the log is written does not.
   */
  private async tidy(atLeast = RECENT_POINTS): Promise<void> {
    try {
      const path = join(this.home, 'trail.duckdb.wal');
      const log = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      const many = this.points.recent >= atLeast;
      if (log < LOG_BYTES && !many) {
        return;
      }
      const { bavail, bsize } = statfsSync(this.home);
      if (bavail * bsize < 2 * log + POINT_BYTES * this.points.recent + ROOM_BYTES) {
        return;
      }
      if (many) {
        await this.points.settle();
      }
      await this.connection.run('CHECKPOINT');
    } catch (error) {
      // What is committed is in the log; the next commit tries again.
      if (tellsOfDamage(error)) {
        throw error;
      }
    }
  }

  private closeAppenders(): void {
    for (const appender of [this.points, this.stageTables]) {
      try {
        appender.close();
      } catch {
        // It was closed before, or what it wrote to is no more.
      }
    }
  }

  private async prepare(): Promise<void> {
    this.stageTables = await StageTables.create(this.connection);
    const [[version = 0] = []] = await this.rows('SELECT max(commit_number) FROM store.position');
    this.version = Math.max(this.version, Number(version));
    await this.recall();
  }

  /** Take into memory what the tables have, and nothing else. */
  private async recall(): Promise<void> {
    const [[recent, last] = []] = await this.rows(
      'SELECT (SELECT count(*) FROM store.recent_points), (SELECT max(series) FROM store.series)'
    );
    this.points = await PointAppender.create(this.connection, Number(recent), Number(last ?? 0));
    this.index = new SeriesIndex(Number(last ?? 0), await readAims(this.reader));
    this.ranks = new Ranks(await this.rankRows());
    this.books.clear();
    this.facts.clear();
    this.said.clear();
    this.writerNumbers.clear();
    for (const [writer, facts, number, said] of await this.rows(
      'SELECT writer_id, facts, writer_number, epoch_us(said_at) FROM store.position'
    )) {
      this.said.set(String(writer), Number(said ?? 0));
      this.facts.set(String(writer), Number(facts));
      this.writerNumbers.set(String(writer), Number(number));
    }
  }

  private async rankRows(): Promise<IRank[]> {
    const rows = await this.reader.runAndReadAll(`
      SELECT k.* REPLACE (k.rank::INTEGER AS rank, epoch_us(k.stated_at)::DOUBLE AS stated_at,
          epoch_us(k.presumed_at)::DOUBLE AS presumed_at, epoch_us(k.lived_at)::DOUBLE AS lived_at),
        r.world_size::INTEGER AS world_size, coalesce(r.held_by, '') AS held_by
      FROM store.run_rank k JOIN store.run r ON r.run_id = k.run_id`);
    return rows.getRowObjectsJS() as unknown as IRank[];
  }

  private stagePiece(stage: Stage, { book, reading, concluded }: IPiece, facts: number): void {
    const { writerId } = book;
    let heard = 0;
    for (const line of reading.facts) {
      const context = new Context(stage, line, writerId, book.number, concluded, book.order(line.fact));
      heard = Math.max(heard, context.at);
      try {
        project(context);
        this.ranks.hear(context);
        if (line.fact.k === 'series') {
          book.declare(line.fact, stage, context.by);
        } else if (line.fact.k === 'metrics') {
          book.say(line.fact, this.points);
        } else if (line.fact.k === 'metric_defined') {
          book.define(line.fact, context.by);
        } else if (line.fact.k === 'run_started') {
          this.index.place(context.id('run_id'), context.text('project'));
        } else if (line.fact.k === 'writer_opened') {
          book.ranked(context.whole('rank'));
        }
      } catch (error) {
        // What DuckDB throws is neither: that is not the fact's fault.
        const odd = error instanceof RangeError || error instanceof TypeError;
        if (!(error instanceof MisfitError) && !odd) {
          throw error;
        }
        reading.damage.push({
          place: line.place,
          reason: odd ? `The fact cannot be taken in: ${error.message}` : error.message,
          content: line.text.slice(0, 1000)
        });
      }
    }
    if (reading.rows) {
      book.take(reading.rows, stage, this.points);
      const last = reading.rows.starts.at(-1);
      if (last !== undefined) {
        heard = Math.max(heard, micros(reading.rows.bytes.readDoubleLE(last + 16)));
      }
    }
    for (const { place, reason, content } of reading.damage) {
      stage.log('quarantine', {
        writer_id: writerId,
        segment: place.segment,
        byte_offset: place.offset,
        byte_length: place.length,
        reason,
        content
      });
    }
    const key = { writer_id: writerId };
    const position = { ...reading.position, facts, commit_number: this.version + 1, writer_number: book.number };
    stage.put('position', key, 'reached', ' ', position, book.position);
    book.position = position;
    stage.raise('position', key, { heard_at: heard, said_at: book.said });
    this.said.set(writerId, book.said);
  }

  private async rows(sql: string, values: string[] = []): Promise<unknown[][]> {
    return (await this.reader.runAndReadAll(sql, values)).getRowsJS();
  }

  private stageTables!: StageTables;
  private points!: PointAppender;
  private index!: SeriesIndex;
  private ranks!: Ranks;
  private readonly books = new Set<SeriesBook>();
  /** Facts applied, by writer. */
  private readonly facts = new Map<string, number>();
  /** How far the order of each writer's facts has come: see {@link SeriesBook.order}. */
  private readonly said = new Map<string, number>();
  private readonly writerNumbers = new Map<string, number>();
}

const OF_METRICS = new Set(['series', 'metrics', 'metric_defined']);

/** The runs of whose metrics facts in this piece speak. */
function runsWithMetrics({ reading }: IPiece): string[] {
  return reading.facts
    .filter(({ fact }) => OF_METRICS.has(fact.k))
    .map(({ fact }) => fact.run_id)
    .filter(runId => typeof runId === 'string');
}

function touched(stage: Stage): { tables: string[]; runs: string[] | null } {
  const tables = [...stage.rows.keys(), ...stage.logged.keys()];
  if (tables.some(table => !OF_RUNS.has(table) && !APART.has(table))) {
    return { tables, runs: null };
  }
  const runs = new Set<string>();
  for (const [table, rows] of [...stage.rows, ...stage.logged]) {
    for (const { run_id, run_ids } of OF_RUNS.has(table) ? rows.values() : []) {
      const concerned = Array.isArray(run_ids) ? run_ids : [run_id];
      concerned.forEach(run => typeof run === 'string' && runs.add(run));
    }
  }
  return { tables, runs: [...runs] };
}
