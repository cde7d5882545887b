/**
 * Questions whose askers hear what is new in the answer.
 *
 * - A question is asked again after a commit that may change its answer
 *   (dependencies.ts), at most as often as its askers want, and once for all
 *   who ask the same.
 * - One at a time, and then a rest in proportion to what it took: however many
 *   there are, they take a bounded share of the machine, and answers come later
 *   instead. Who waits longest is next.
 * - Each asker's rows and the splices it was sent make the answer: `watch`
 *   gives the answer that the next splices begin from.
 */
import { TrailError } from '../errors';
import type { IQueryRequest, IResult, IRowsPush, IWatchRequest } from '../protocol';
import type { IAsking } from '../query/QueryBox';
import type { ICommit } from '../store/Commit';
import { dependenciesOf, type IDependencies } from './dependencies';
import { splices } from './splices';

const DEFAULT_ROWS = 1_000;
const MOST_ROWS = 10_000;
const DEFAULT_EVERY_MS = 1_000;
const LEAST_EVERY_MS = 100;
const MOST_SECONDS = 10;
/** Rest after a question, as a multiple of what it took, and at most. */
const REST = 9;
const MOST_REST_MS = 2_000;
/** The same question rests longer than others have to. */
const OWN_REST = 10;
/** Questions at a time, over all askers. */
const MAX_QUERIES = 1_000;

export type News = Omit<IRowsPush, 'type' | 'watch'>;
type Send = (news: News) => void;

export namespace LiveQueries {
  export interface IOptions {
    ask: (request: IQueryRequest, asking: IAsking) => Promise<IResult>;
    /** The syntax tree of a question that was asked already. */
    tree: (sql: string, signal: AbortSignal) => Promise<unknown>;
    version: () => number;
  }
}

interface ILive {
  request: IQueryRequest;
  every: number;
  dependencies: IDependencies;
  answer: IResult;
  askers: Set<Send>;
  isStale: boolean;
  /** Time from which on it may be asked again. */
  dueAt: number;
}

export class LiveQueries {
  constructor(private readonly options: LiveQueries.IOptions) {}

  /**
   * Ask, and be sent what is new until the signal aborts.
   *
   * @throws QueryError as any query; TrailError NT405
   */
  async watch(request: IWatchRequest, signal: AbortSignal, send: Send): Promise<IResult> {
    const every = Math.max(LEAST_EVERY_MS, number(request.every_ms, 'every_ms') ?? DEFAULT_EVERY_MS);
    const limit = Math.min(number(request.limit, 'limit') ?? DEFAULT_ROWS, MOST_ROWS);
    const { sql, params, time_zone } = request;
    const key = JSON.stringify([sql, params, time_zone, limit, every, request.runs]);
    let live = this.queries.get(key);
    if (live) {
      await this.freshen(live, signal);
    } else {
      if (this.queries.size >= MAX_QUERIES) {
        throw new TrailError('NT405', `There are ${MAX_QUERIES} live queries already`, {
          hint: 'Let go of some first.'
        });
      }
      const asked: IQueryRequest = {
        type: 'query',
        sql,
        limit,
        timeout: MOST_SECONDS,
        time_zone,
        ...(params && { params })
      };
      const answer = await this.options.ask(asked, { signal, version: this.options.version });
      const dependencies = dependenciesOf(await this.options.tree(sql, signal), params);
      const runs = request.runs ? new Set(request.runs.map(String)) : dependencies.runs;
      live = this.queries.get(key) ?? {
        request: asked,
        every,
        dependencies: { ...dependencies, runs },
        answer,
        askers: new Set(),
        isStale: false,
        dueAt: performance.now() + every
      };
      if (live.answer.version < this.options.version()) {
        live.isStale = true;
      }
    }
    signal.throwIfAborted();
    this.join(key, live, signal, send);
    return live.answer;
  }

  /** A commit was made. */
  tell({ tables, runs }: ICommit): void {
    for (const live of this.queries.values()) {
      live.isStale ||= concerns(live.dependencies, tables, runs);
    }
    this.plan();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.queries.clear();
    this.closing.abort();
  }

  private join(key: string, live: ILive, signal: AbortSignal, send: Send): void {
    this.queries.set(key, live);
    live.askers.add(send);
    signal.addEventListener(
      'abort',
      () => {
        live.askers.delete(send);
        if (live.askers.size === 0 && this.queries.get(key) === live) {
          this.queries.delete(key);
        }
      },
      { once: true }
    );
    this.plan();
  }

  /** See to it that the next one is asked when its time comes. */
  private plan(): void {
    if (this.isAsking || this.closing.signal.aborted) {
      return;
    }
    let next: ILive | undefined;
    for (const live of this.queries.values()) {
      if (live.isStale && (!next || live.dueAt < next.dueAt)) {
        next = live;
      }
    }
    clearTimeout(this.timer);
    if (next) {
      const live = next;
      const wait = Math.max(live.dueAt, this.restUntil) - performance.now();
      this.timer = setTimeout(() => void this.askAgain(live), Math.max(0, wait));
    }
  }

  private async askAgain(live: ILive): Promise<void> {
    this.isAsking = true;
    const started = performance.now();
    try {
      await this.freshen(live, this.closing.signal);
    } catch (error) {
      // What fails is tried again after the next commit, not at once.
      live.isStale = false;
      const { row_count, truncated, version } = live.answer;
      const told = TrailError.from(error).toBody();
      live.askers.forEach(send => send({ version, splices: [], row_count, truncated, error: told }));
    } finally {
      const now = performance.now();
      const took = now - started;
      this.restUntil = now + Math.min(REST * took, MOST_REST_MS);
      live.dueAt = now + Math.max(live.every, OWN_REST * took);
      this.isAsking = false;
      this.plan();
    }
  }

  /** Ask again, and send all askers what is new. */
  private async freshen(live: ILive, signal: AbortSignal): Promise<void> {
    live.isStale = false;
    const asking = { signal, version: this.options.version };
    const answer = await this.options.ask(live.request, asking).catch(error => {
      live.isStale = true;
      throw error;
    });
    // Another may have asked meanwhile, and got a later answer.
    if (answer.version < live.answer.version) {
      return;
    }
    const news = splices(live.answer, answer);
    const moved = live.answer.truncated !== answer.truncated;
    live.answer = answer;
    if (news.length > 0 || moved) {
      const { row_count, truncated, version } = answer;
      live.askers.forEach(send => send({ version, splices: news, row_count, truncated }));
    }
  }

  private readonly queries = new Map<string, ILive>();
  private readonly closing = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private isAsking = false;
  private restUntil = 0;
}

function concerns({ tables, runs }: IDependencies, changed: string[], concerned: string[] | null): boolean {
  return (
    (tables === null || changed.some(table => tables.has(table))) &&
    (runs === null || concerned === null || concerned.some(run => runs.has(run)))
  );
}

function number(value: unknown, name: string): number | undefined {
  if (value !== undefined && !(typeof value === 'number' && value > 0)) {
    throw new TrailError('NT405', `${name} has to be a positive number`);
  }
  return value as number | undefined;
}
