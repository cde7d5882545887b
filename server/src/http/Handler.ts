/**
 * Answers requests, whichever way they came: the one handler behind HTTP and
 * WebSocket.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';

import packageJson from '../../package.json';
import { TrailError } from '../errors';
import type { Subscriptions } from '../live/Subscriptions';
import type { IChangedPush, IQueryRequest, IResults, IStatus, RequestBody } from '../protocol';
import { compileFilter } from '../query/compileFilter';
import type { QueryBox } from '../query/QueryBox';
import type { EditFact } from '../records';
import { tellsOfDamage } from '../store/damage';
import type { Ingest } from '../store/Ingest';
import type { Store } from '../store/Store';
import { checkEdits } from './checkEdits';

/** Who asks: where pushes go, when there is such a way. */
export interface IClient {
  push?: (push: IChangedPush) => void;
}

export namespace Handler {
  export interface IOptions {
    home: string;
    store: Store;
    ingest: Ingest;
    box: QueryBox;
    subscriptions: Subscriptions;
    /** Clients that are connected now. */
    clients: () => number;
    /** The database file is damaged, as this tells. */
    damaged: (error: unknown) => void;
    /** Go away, once the answer is sent. */
    shutdown: () => void;
  }
}

export class Handler {
  constructor(private readonly options: Handler.IOptions) {}

  /** @throws TrailError */
  answer(...asked: Parameters<Handler['answered']>): Promise<IResults[keyof IResults]> {
    return this.watched(() => this.answered(...asked));
  }

  /** Notice where an error tells of damage. */
  private async watched<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const cause = error instanceof TrailError ? error.cause : error;
      if (tellsOfDamage(cause)) {
        this.options.damaged(cause);
      }
      throw error;
    }
  }

  /** A query's answer in columns of bytes (query/columns.ts). @throws TrailError */
  async columns(request: IQueryRequest, signal: AbortSignal): Promise<Uint8Array[]> {
    const { box, store } = this.options;
    const { head, parts } = await this.watched(() => box.columns(request, signal, () => store.version));
    return [Buffer.from(`${JSON.stringify(head)}\n`), ...parts];
  }

  private async answered(
    request: RequestBody,
    client: IClient,
    signal: AbortSignal
  ): Promise<IResults[keyof IResults]> {
    const { store, ingest, box, subscriptions } = this.options;
    switch (request.type) {
      case 'query':
        return box.query(request, signal, () => store.version);
      case 'filter':
        return compileFilter(String(request.text ?? ''));
      case 'subscribe':
        if (!client.push) {
          throw new TrailError('NT405', 'Subscribe over the WebSocket /api/live');
        }
        subscriptions.add(client, numberOf(request.every_ms), client.push);
        return { version: store.version };
      case 'edit': {
        const facts: EditFact[] = checkEdits(request.facts);
        await ingest.say(facts);
        return { applied: facts.length };
      }
      case 'sync':
        await ingest.sync();
        return { version: store.version };
      case 'status':
        return this.status();
      case 'rebuild': {
        const started = performance.now();
        await ingest.rebuild(request.forget === true);
        const { facts, points } = await store.counts();
        return { facts, points, elapsed_ms: performance.now() - started };
      }
      case 'snapshot':
        return { path: await ingest.snapshot() };
      case 'shutdown':
        setImmediate(this.options.shutdown);
        return {};
      default:
        throw new TrailError('NT404', `There is no request ${String((request as { type: unknown }).type)}`);
    }
  }

  private async status(): Promise<IStatus> {
    const { home, store, ingest, clients } = this.options;
    const { runs, points, quarantined } = await store.counts();
    const { journal, sealed, backlog } = await ingest.sizes();
    const living = ingest.living();
    const sessions = await store.sessions();
    const known = await store.writers();
    const ids = [...new Set([...known.keys(), ...living.keys()])].sort();
    return {
      version: packageJson.version,
      pid: process.pid,
      home,
      started_at: this.startedAt,
      database_bytes: sizeOf(join(home, 'trail.duckdb')) + sizeOf(join(home, 'trail.duckdb.wal')),
      journal_bytes: journal,
      sealed_bytes: sealed,
      backlog_bytes: backlog,
      writers: ids.map(writer_id => ({
        writer_id,
        role: living.get(writer_id) ?? known.get(writer_id)?.role ?? 'unknown',
        alive: living.has(writer_id),
        gone: ingest.isGone(writer_id),
        session_id: sessions.get(writer_id) ?? null
      })),
      runs,
      points,
      quarantined,
      clients: clients(),
      memory_bytes: process.memoryUsage.rss()
    };
  }

  private readonly startedAt = new Date().toISOString();
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
