/**
 * Questions whose subscribers are notified of what is new in the answer.
 *
 * - A question is asked again after a commit that may change its answer
 *   (dependencies.ts), at most as often as its subscribers want, and once for all
 *   who ask the same; not while none of them has room for the answer.
 * - However many there are, they take a bounded share of the machine: a rest follows
 *   each that grows with what a round of all of them takes, and answers come later
 *   instead. Who waits longest is next.
 * - Each subscriber's rows and the splices it was sent make the answer: `watch`
 *   gives the answer that the next splices begin from.
 */
import { createHash } from 'node:crypto';

import { TrailError } from '../errors';
import type { IQueryRequest, IResult, IWatchRequest } from '../protocol';
import type { IAsking } from '../query/QueryBox';
import type { ICommit } from '../store/Commit';
import { dependenciesOf, type IDependencies } from './dependencies';
import { newsBetween, type Send, Subscriber } from './Subscriber';

const DEFAULT_ROWS = 1_000;
const MAX_ROWS = 200_000;
const DEFAULT_EVERY_MS = 250;
const MIN_EVERY_MS = 10;
const MAX_SECONDS = 30;
/** Questions that are asked again at a time, so that a long one does not hold up all others. */
const MAX_AT_ONCE = 3;
/** The same question begins again after this many times what it took, at least. */
const OWN_REST = 3;
/** Of questions that take so long in a round half of the time is rest, of longer rounds more. */
const HALF_LOAD_MS = 150;
/** Rest as a multiple of what a question took, and at most. */
const MAX_REST = 9;
const MAX_REST_MS = 2_000;
/** Rest that may be owed: what one person looks at is asked at a stretch. */
const MAX_OWED_MS = 250;
/** Questions at a time, over all subscribers. */
const MAX_QUERIES = 1_000;
/** Bytes of answers that are kept to tell what is new; of further ones all is sent where something is. */
const MAX_KEPT_BYTES = 128 * 2 ** 20;

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
  runs: ReadonlySet<string> | null;
  /** Null until it was asked once. */
  dependencies: IDependencies | null;
  /** What the next splices begin from; null where it is not kept. */
  answer: IResult | null;
  /** Of an answer that is not kept. */
  hash: string | null;
  bytes: number;
  subscribers: Set<Subscriber>;
  isStale: boolean;
  /** Time from which on it may be asked again. */
  dueAt: number;
  took: number;
  /** The answer that is awaited. */
  asked: Promise<IResult> | null;
  /** Aborts when the last subscriber has gone. */
  end: AbortController;
}

export class LiveQueries {
  constructor(private readonly options: LiveQueries.IOptions) {}

  /**
   * Ask, and be sent what is new until the signal aborts.
   *
   * @throws QueryError as any query; TrailError NT405
   */
  async watch(request: IWatchRequest, signal: AbortSignal, send: Send): Promise<IResult> {
    const live = this.find(request);
    const subscriber = new Subscriber(send, () => this.plan());
    live.subscribers.add(subscriber);
    const leave = (): void => this.leave(live, subscriber);
    signal.addEventListener('abort', leave, { once: true });
    try {
      const answer = live.isStale || !live.answer ? await this.ask(live) : live.answer;
      signal.throwIfAborted();
      subscriber.begin();
      this.plan();
      return answer;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** A commit was made. */
  notify({ tables, runs }: ICommit): void {
    for (const live of this.queries.values()) {
      live.isStale ||= concerns(live, tables, runs);
    }
    this.plan();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.isDisposed = true;
    this.queries.forEach(({ end }) => end.abort());
    this.queries.clear();
  }

  /** The live question that is asked, or a new one. @throws TrailError NT405 */
  private find({ sql, params, time_zone, points, runs, ...rest }: IWatchRequest): ILive {
    const every = Math.max(MIN_EVERY_MS, number(rest.every_ms, 'every_ms') ?? DEFAULT_EVERY_MS);
    const limit = Math.min(number(rest.limit, 'limit') ?? DEFAULT_ROWS, MAX_ROWS);
    const key = JSON.stringify([sql, params, time_zone, points, limit, every, runs]);
    const known = this.queries.get(key);
    if (known) {
      return known;
    }
    if (this.queries.size >= MAX_QUERIES) {
      throw new TrailError('NT405', `There are ${MAX_QUERIES} live queries already`, {
        hint: 'Let go of some first.'
      });
    }
    const live: ILive = {
      request: {
        type: 'query',
        sql,
        limit,
        timeout: MAX_SECONDS,
        ...(params && { params }),
        ...(time_zone !== undefined && { time_zone }),
        ...(points && { points })
      },
      every,
      runs: runs ? new Set(runs.map(String)) : null,
      dependencies: null,
      answer: null,
      hash: null,
      bytes: 0,
      subscribers: new Set(),
      isStale: true,
      dueAt: 0,
      took: 0,
      asked: null,
      end: new AbortController()
    };
    live.end.signal.addEventListener('abort', () => {
      this.queries.delete(key);
      this.load -= live.took;
      this.keptBytes -= live.answer ? live.bytes : 0;
    });
    this.queries.set(key, live);
    return live;
  }

  private leave(live: ILive, subscriber: Subscriber): void {
    live.subscribers.delete(subscriber);
    if (live.subscribers.size === 0 && !live.end.signal.aborted) {
      live.end.abort();
    }
  }

  /** See to it that the next one is asked when its time comes. */
  private plan(): void {
    clearTimeout(this.timer);
    if (this.asking >= MAX_AT_ONCE || this.isDisposed) {
      return;
    }
    let next: ILive | undefined;
    for (const live of this.queries.values()) {
      if (isWanted(live) && (!next || live.dueAt < next.dueAt)) {
        next = live;
      }
    }
    if (next) {
      const live = next;
      const wait = Math.max(live.dueAt, this.restUntil - MAX_OWED_MS) - performance.now();
      this.timer = setTimeout(() => void this.askAgain(live), Math.max(0, wait));
    }
  }

  private async askAgain(live: ILive): Promise<void> {
    this.asking++;
    const asked = this.ask(live);
    this.plan();
    try {
      await asked;
    } catch (error) {
      const told = { type: 'failed', error: TrailError.from(error).toBody() } as const;
      live.subscribers.forEach(subscriber => subscriber.notify(told));
    } finally {
      const rest = Math.min(live.took * Math.min(this.load / HALF_LOAD_MS, MAX_REST), MAX_REST_MS);
      this.restUntil = Math.max(performance.now(), this.restUntil) + rest;
      this.asking--;
      this.plan();
    }
  }

  /** The answer as it is now, which all subscribers are notified of; who asks meanwhile awaits the same. */
  private ask(live: ILive): Promise<IResult> {
    live.asked ??= this.askOnce(live).finally(() => {
      live.asked = null;
    });
    return live.asked;
  }

  private async askOnce(live: ILive): Promise<IResult> {
    const { signal } = live.end;
    const started = performance.now();
    // What fails is tried again after the next commit, not at once.
    live.isStale = false;
    let bytes = 0;
    const asking = { signal, version: this.options.version, measured: (taken: number) => (bytes = taken) };
    const answer = await this.options.ask(live.request, asking);
    live.dependencies ??= dependenciesOf(await this.options.tree(live.request.sql, signal), live.request.params);
    signal.throwIfAborted();
    const took = performance.now() - started;
    this.load += took - live.took;
    live.took = took;
    live.dueAt = started + Math.max(live.every, OWN_REST * took);
    this.keep(live, answer, bytes);
    return answer;
  }

  /** Notify of the answer, and keep it where there is room. */
  private keep(live: ILive, answer: IResult, bytes: number): void {
    const before = live.answer;
    const hashBefore = live.hash;
    this.keptBytes -= before ? live.bytes : 0;
    const isKept = this.keptBytes + bytes <= MAX_KEPT_BYTES;
    this.keptBytes += isKept ? bytes : 0;
    live.answer = isKept ? answer : null;
    live.hash = isKept ? null : createHash('sha1').update(JSON.stringify(answer.data)).digest('base64');
    live.bytes = bytes;
    const isSame = live.hash !== null && live.hash === hashBefore;
    const news = isSame ? null : newsBetween(before, answer);
    live.subscribers.forEach(subscriber => subscriber.follow(answer, news));
  }

  private readonly queries = new Map<string, ILive>();
  private timer: NodeJS.Timeout | undefined;
  private asking = 0;
  private isDisposed = false;
  /** Milliseconds that asking each question once takes. */
  private load = 0;
  private restUntil = 0;
  private keptBytes = 0;
}

/** Whether it has to be asked, for a subscriber that has room for the answer. */
function isWanted({ isStale, asked, subscribers }: ILive): boolean {
  return !asked && [...subscribers].some(({ isReady, hasMissed }) => isReady && (isStale || hasMissed));
}

function concerns({ dependencies, runs }: ILive, changed: string[], concerned: string[] | null): boolean {
  const about = runs ?? dependencies?.runs;
  return (
    (!dependencies?.tables || changed.some(table => dependencies.tables?.has(table))) &&
    (!about || concerned === null || concerned.some(run => about.has(run)))
  );
}

function number(value: unknown, name: string): number | undefined {
  if (value !== undefined && !(typeof value === 'number' && value > 0)) {
    throw new TrailError('NT405', `${name} has to be a positive number`);
  }
  return value as number | undefined;
}
