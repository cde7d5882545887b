/**
 * Answers requests, whichever way they came: the one handler behind HTTP and
 * WebSocket.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { TrailError } from '../errors';
import type { Ingest } from '../ingest/Ingest';
import { stopRuns } from '../ingest/stopRuns';
import type { LiveQueries } from '../live/LiveQueries';
import type { Subscriptions } from '../live/Subscriptions';
import type { IQueryRequest, IResults, IRunsRequest, IStatus, Push, RequestBody } from '../protocol';
import { ALIGNMENT } from '../query/columns';
import { compileFilter } from '../query/compileFilter';
import type { Given } from '../query/givenTables';
import type { IAsking, IFileAnswer, QueryBox } from '../query/QueryBox';
import { runsStatement } from '../query/runsStatement';
import type { EditFact } from '../records';
import { rowsOf } from '../query/rowsOf';
import type { IKnownWriter } from '../store/Catalogue';
import { isDamage } from '../store/database/damage';
import type { Store } from '../store/Store';
import { version } from '../version';
import { checkEdits, checkedStop } from './checkEdits';

/** Who asks: where pushes go, when there is such a way, and whom progress of this request is told. */
export interface IClient {
  push?: (push: Push) => void;
  /** The request's number; there is one where there is a way for pushes. */
  request?: number;
}

export namespace Handler {
  export interface IOptions {
    home: string;
    store: Store;
    ingest: Ingest;
    box: QueryBox;
    subscriptions: Subscriptions;
    live: LiveQueries;
    /** Clients that are connected now. */
    clients: () => number;
    /** The database file is damaged, and how. */
    onDamage: (error: unknown) => void;
    /** Go away, once the answer is sent. */
    shutdown: () => void;
  }
}

export class Handler {
  constructor(private readonly options: Handler.IOptions) {}

  /** @throws TrailError */
  answer(...asked: Parameters<Handler['dispatch']>): Promise<IResults[keyof IResults]> {
    return this.noticingDamage(() => this.dispatch(...asked));
  }

  /** Notice where an error tells of damage. */
  private async noticingDamage<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const cause = error instanceof TrailError ? error.cause : error;
      if (isDamage(cause)) {
        this.options.onDamage(cause);
      }
      throw error;
    }
  }

  /** A query's answer in columns of bytes (query/columns.ts). @throws TrailError */
  async columns(request: IQueryRequest, signal: AbortSignal, given?: Given): Promise<Uint8Array[]> {
    const { box } = this.options;
    const { head, parts } = await this.noticingDamage(() => box.columns(request, { ...this.asking(signal), given }));
    const line = Buffer.from(`${JSON.stringify(head)}\n`);
    return [Buffer.from(' '.repeat(-line.length & (ALIGNMENT - 1))), line, ...parts];
  }

  /** A query's answer in a Parquet file, which the caller deletes. @throws TrailError */
  parquet(request: IQueryRequest, signal: AbortSignal): Promise<IFileAnswer> {
    return this.noticingDamage(() => this.options.box.parquet(request, this.asking(signal)));
  }

  private asking(signal: AbortSignal, { push, request }: IClient = {}): IAsking {
    return {
      signal,
      version: () => this.options.store.version,
      onProgress:
        push && request !== undefined ? progress => push({ type: 'progress', request, ...progress }) : undefined
    };
  }

  private async dispatch(
    request: RequestBody,
    client: IClient,
    signal: AbortSignal
  ): Promise<IResults[keyof IResults]> {
    const { home, store, ingest, box, subscriptions, live } = this.options;
    switch (request.type) {
      case 'query':
        return box.query(request, this.asking(signal, client));
      case 'watch': {
        const { push, request: watch } = client;
        if (!push || watch === undefined) {
          throw new TrailError('NT405', 'Watch over the WebSocket /api/live');
        }
        return live.watch(request, signal, news => push({ type: 'rows', watch, ...news }));
      }
      case 'filter':
        return compileFilter(String(request.text ?? ''));
      case 'runs':
        return runsStatement(checkedRuns(request), async (sql, params) =>
          rowsOf(await box.query({ type: 'query', sql, params }, this.asking(signal)))
        );
      case 'subscribe':
        if (!client.push) {
          throw new TrailError('NT405', 'Subscribe over the WebSocket /api/live');
        }
        subscriptions.add(client.push, {
          every: numberOf(request.every_ms),
          views: textsOf(request.views),
          runs: textsOf(request.runs)
        });
        return { version: store.version };
      case 'edit': {
        const facts: EditFact[] = checkEdits(request.facts);
        await ingest.record(facts);
        return { applied: facts.length };
      }
      case 'stop':
        return stopRuns({ home, store, ingest }, checkedStop(request));
      case 'sync':
        await ingest.sync();
        return { version: store.version };
      case 'status':
        return this.status();
      case 'rebuild': {
        const started = performance.now();
        await ingest.rebuild(request.forget === true);
        const { facts, points } = await store.catalogue.counts();
        return { facts, points, elapsed_ms: performance.now() - started };
      }
      case 'snapshot':
        return { path: await ingest.snapshot() };
      case 'shutdown':
        setImmediate(this.options.shutdown);
        return {};
      default:
        throw new TrailError('NT404', `There is no request of type ${String((request as { type: unknown }).type)}`);
    }
  }

  private async status(): Promise<IStatus> {
    const { home, store, ingest, clients } = this.options;
    // Of a disk that does not answer nothing is asked, or this would not be answered either.
    const { isSilent } = ingest.trouble;
    const { runs, points, quarantined } = isSilent
      ? { runs: 0, points: 0, quarantined: 0 }
      : await store.catalogue.counts();
    const { journal, sealed, backlog } = isSilent
      ? { journal: 0, sealed: 0, backlog: 0 }
      : await ingest.writers.sizes();
    const [living, behind] = [ingest.writers.living(), ingest.behind()];
    const sessions = isSilent ? new Map<string, string>() : await store.catalogue.sessions();
    const known = isSilent ? new Map<string, IKnownWriter>() : await store.catalogue.writers();
    const ids = [...new Set([...known.keys(), ...living.keys(), ...behind.keys()])].sort();
    return {
      version,
      // Who ends the companion ends its keeper.
      pid: process.ppid,
      home,
      started_at: this.startedAt,
      database_bytes: isSilent ? 0 : sizeOf(join(home, 'trail.duckdb')) + sizeOf(join(home, 'trail.duckdb.wal')),
      journal_bytes: journal,
      sealed_bytes: sealed,
      backlog_bytes: backlog,
      writers: ids.map(writer_id => ({
        writer_id,
        role: living.get(writer_id) ?? known.get(writer_id)?.role ?? 'unknown',
        alive: living.has(writer_id),
        gone: ingest.isGone(writer_id),
        session_id: sessions.get(writer_id) ?? null,
        behind: behind.get(writer_id) ?? null
      })),
      runs,
      points,
      quarantined,
      trouble: ingest.trouble.reason,
      clients: clients(),
      memory_bytes: process.memoryUsage.rss()
    };
  }

  private readonly startedAt = new Date().toISOString();
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** @throws TrailError NT405 */
function checkedRuns({ where, project, order, columns }: IRunsRequest): Omit<IRunsRequest, 'type'> {
  const texts = [where, project, order, ...(Array.isArray(columns) ? columns : [])];
  const isList = columns === undefined || Array.isArray(columns);
  if (!isList || !texts.every(text => text === undefined || typeof text === 'string')) {
    throw new TrailError('NT405', 'where, project and order have to be texts, and columns a list of texts');
  }
  return { where, project, order, columns };
}

function textsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
