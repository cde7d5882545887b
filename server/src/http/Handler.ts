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
import type {
  IFailedPush,
  IQueryRequest,
  IResults,
  IRowsPush,
  IRunsRequest,
  IStatus,
  Push,
  RequestBody
} from '../protocol';
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

/** Who asks over a WebSocket. */
export interface IClient {
  /** The request's number. */
  request: number;
  push: (push: Push) => void;
  /** Push behind the reply and what was delivered before. @returns whether it went out, once there is room for more */
  deliver: (push: IRowsPush | IFailedPush) => Promise<boolean>;
}

export namespace Handler {
  export interface IOptions {
    home: string;
    store: Store;
    ingest: Ingest;
    box: QueryBox;
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

  private asking(signal: AbortSignal, client: IClient | null = null): IAsking {
    return {
      signal,
      version: () => this.options.store.version,
      onProgress: client
        ? progress => client.push({ type: 'progress', request: client.request, ...progress })
        : undefined
    };
  }

  private async dispatch(
    request: RequestBody,
    client: IClient | null,
    signal: AbortSignal
  ): Promise<IResults[keyof IResults]> {
    const { home, store, ingest, box, live } = this.options;
    switch (request.type) {
      case 'query':
        return box.query(request, this.asking(signal, client));
      case 'watch': {
        if (!client) {
          throw new TrailError('NT405', 'Watch over the WebSocket /api/live');
        }
        return live.watch(request, signal, news => client.deliver({ ...news, request: client.request }));
      }
      case 'filter':
        return compileFilter(String(request.text ?? ''));
      case 'runs':
        return runsStatement(checkedRuns(request), async (sql, params) =>
          rowsOf(await box.query({ type: 'query', sql, params }, this.asking(signal)))
        );
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

/** @throws TrailError NT405 */
function checkedRuns({ where, project, order, columns }: IRunsRequest): Omit<IRunsRequest, 'type'> {
  const texts = [where, project, order, ...(Array.isArray(columns) ? columns : [])];
  const isList = columns === undefined || Array.isArray(columns);
  if (!isList || !texts.every(text => text === undefined || typeof text === 'string')) {
    throw new TrailError('NT405', 'where, project and order have to be texts, and columns a list of texts');
  }
  return { where, project, order, columns };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
