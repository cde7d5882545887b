/**
 * The tables, and the one writer to them.
 *
 * What was read together is applied in one transaction with the positions it
 * brings the writers to: exactly once, whatever is killed when. When a
 * transaction fails, everything in memory that it had moved is in doubt, and
 * {@link Store.recover} begins again from the tables.
 */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

import { type IReading, lengthOfFacts } from '../journal/Follower';
import { Catalogue } from './Catalogue';
import { type ICommit, touched } from './Commit';
import { Headroom } from './database/Headroom';
import { openDatabase, tables } from './database/openDatabase';
import { checkRoomToRebuild } from './database/roomToRebuild';
import { MisfitError } from './merge/fields';
import { Stage } from './merge/Stage';
import { StageTables } from './merge/StageTables';
import { micros } from './merge/stamp';
import { PointAppender } from './points/PointAppender';
import { readAims, readMetrics, restate } from './points/readMetrics';
import { resolveTails } from './points/resolveTails';
import { Declarations } from './points/Declarations';
import { SeriesIndex } from './points/SeriesIndex';
import { Context } from './project/Context';
import { project } from './project/project';
import { Ranks } from './project/Ranks';
import { CLOSING_POINTS, Upkeep } from './Upkeep';

/** A piece of one writer's journal, to be applied. */
export interface IPiece {
  declarations: Declarations;
  reading: IReading;
  /** The writer is a companion: what it records of others' ends is presumed. */
  isPresumed: boolean;
}

export class Store {
  private constructor(
    readonly instance: DuckDBInstance,
    /** What happened to an unreadable database. */
    readonly remark: string | null,
    private readonly connection: DuckDBConnection,
    /** For reads beside the transaction: it sees what is committed. */
    private readonly reader: DuckDBConnection,
    readonly headroom: Headroom,
    private readonly home: string
  ) {
    this.catalogue = new Catalogue(reader);
    this.upkeep = new Upkeep(connection, home);
  }

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

  /** What a writer declared, as far as its position goes. */
  async declarationsOf(writerId: string): Promise<Declarations> {
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
    const rank = await this.catalogue.rankOf(writerId);
    const declarations = new Declarations(writerId, number, shapes, this.index, this.said.get(writerId) ?? 0, rank);
    this.declarations.add(declarations);
    return declarations;
  }

  /** Nothing follows of this writer. */
  forget(declarations: Declarations): void {
    this.declarations.delete(declarations);
    this.index.keep(new Set([...this.declarations].flatMap(({ runs }) => [...runs])));
  }

  /** Apply pieces of several writers' journals, all of them or none. */
  async apply(pieces: readonly IPiece[]): Promise<ICommit> {
    await this.headroom.enter(pieces.reduce((sum, { reading }) => sum + lengthOfFacts(reading), 0) / 1e6);
    try {
      return await this.applyInTransaction(pieces);
    } finally {
      this.headroom.leave();
    }
  }

  private async applyInTransaction(pieces: readonly IPiece[]): Promise<ICommit> {
    await readMetrics(this.reader, this.index, pieces.flatMap(runsWithMetrics));
    // Before anything is staged: an appender that holds many points writes them when it likes.
    await this.connection.run('BEGIN');
    const stage = new Stage();
    const facts = new Map<string, number>();
    for (const piece of pieces) {
      const { writerId } = piece.declarations;
      const before = facts.get(writerId) ?? this.facts.get(writerId) ?? 0;
      facts.set(writerId, before + piece.reading.facts.length);
      this.stagePiece(stage, piece, before + piece.reading.facts.length);
    }
    new Set(pieces.map(({ declarations }) => declarations)).forEach(declarations =>
      declarations.settle(stage, this.ranks)
    );
    this.ranks.settle(stage);
    for (const { project: name, key } of stage.rows.get('aim')?.values() ?? []) {
      await restate(this.reader, this.index, String(name), String(key), stage);
    }
    await this.resolveDoubts();
    this.index.settle(stage);
    const statements = this.stageTables.write(stage);
    await this.points.flush();
    await this.connection.run([...statements, ...this.headroom.end(), 'COMMIT'].join(';\n'));
    facts.forEach((count, writerId) => this.facts.set(writerId, count));
    this.version++;
    await this.upkeep.tidy(this.points);
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

  /** @throws TrailError NT504 where the disk has no room for a rebuild */
  async checkRoomToRebuild(): Promise<void> {
    checkRoomToRebuild(this.home, await this.catalogue.counts());
  }

  /** Delete everything, to be applied from the journals again. */
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

  /** Copy the database, while nothing is written to it. @throws TrailError NT504 when there is no room */
  snapshot(): Promise<string> {
    return this.upkeep.snapshot();
  }

  async close(): Promise<void> {
    try {
      await this.upkeep.tidy(this.points, CLOSING_POINTS);
    } finally {
      this.closeAppenders();
      await this.headroom.close();
      this.connection.closeSync();
      this.reader.closeSync();
      this.instance.closeSync();
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
    this.version = Math.max(this.version, await this.catalogue.version());
    await this.recall();
  }

  /** Take into memory what the tables have, and nothing else. */
  private async recall(): Promise<void> {
    const { recent, series } = await this.catalogue.lastPoints();
    this.points = await PointAppender.create(this.connection, recent, series);
    this.index = new SeriesIndex(series, await readAims(this.reader));
    this.ranks = new Ranks(await this.catalogue.ranks());
    this.declarations.clear();
    this.facts.clear();
    this.said.clear();
    this.writerNumbers.clear();
    for (const { writer_id, facts, number, said } of await this.catalogue.progress()) {
      this.said.set(writer_id, said);
      this.facts.set(writer_id, facts);
      this.writerNumbers.set(writer_id, number);
    }
  }

  private stagePiece(stage: Stage, { declarations, reading, isPresumed }: IPiece, facts: number): void {
    const { writerId } = declarations;
    let heard = 0;
    for (const line of reading.facts) {
      const context = new Context(
        stage,
        line,
        writerId,
        declarations.number,
        isPresumed,
        declarations.order(line.fact)
      );
      heard = Math.max(heard, context.at);
      try {
        project(context);
        this.ranks.apply(context);
        if (line.fact.k === 'series') {
          declarations.declare(line.fact, stage, context.by);
        } else if (line.fact.k === 'metrics') {
          declarations.addMetrics(line.fact, this.points);
        } else if (line.fact.k === 'metric_defined') {
          declarations.define(line.fact, context.by);
        } else if (line.fact.k === 'run_started') {
          this.index.place(context.id('run_id'), context.text('project'));
        } else if (line.fact.k === 'writer_opened') {
          declarations.setRank(context.whole('rank'));
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
      declarations.addRows(reading.rows, stage, this.points);
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
    const position = {
      ...reading.position,
      facts,
      commit_number: this.version + 1,
      writer_number: declarations.number
    };
    stage.put('position', key, 'reached', ' ', position, declarations.position);
    declarations.position = position;
    stage.raise('position', key, { heard_at: heard, said_at: declarations.said });
    this.said.set(writerId, declarations.said);
  }

  /** What the tables know. */
  readonly catalogue: Catalogue;
  private readonly upkeep: Upkeep;
  private stageTables!: StageTables;
  private points!: PointAppender;
  private index!: SeriesIndex;
  private ranks!: Ranks;
  private readonly declarations = new Set<Declarations>();
  /** Facts applied, by writer. */
  private readonly facts = new Map<string, number>();
  /** How far the order of each writer's facts has come: see {@link Declarations.order}. */
  private readonly said = new Map<string, number>();
  private readonly writerNumbers = new Map<string, number>();
}

const OF_METRICS = new Set(['series', 'metrics', 'metric_defined']);

/** The runs whose metrics this piece has facts about. */
function runsWithMetrics({ reading }: IPiece): string[] {
  return reading.facts
    .filter(({ fact }) => OF_METRICS.has(fact.k))
    .map(({ fact }) => fact.run_id)
    .filter(runId => typeof runId === 'string');
}
