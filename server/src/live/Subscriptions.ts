/**
 * Tells subscribers of commits, each at most as often as it asked. What falls
 * between two messages to one subscriber is put together in the later one.
 */
import type { IChangedPush } from '../protocol';

const DEFAULT_EVERY_MS = 250;
const LEAST_EVERY_MS = 10;

/** What a subscriber wants to hear of; all of it where it does not say. */
export interface IWanted {
  every?: number | undefined;
  views?: readonly string[] | undefined;
  runs?: readonly string[] | undefined;
}

type Send = (push: IChangedPush) => void;

interface ISubscriber {
  every: number;
  views: ReadonlySet<string> | null;
  runs: ReadonlySet<string> | null;
  send: Send;
  waiting: IChangedPush | null;
  timer: NodeJS.Timeout | null;
  sentAt: number;
}

export class Subscriptions {
  /** Hear of commits from now on; the same `send` again changes of which and how often. */
  add(send: Send, { every, views, runs }: IWanted): void {
    this.remove(send);
    this.subscribers.set(send, {
      every: Math.max(LEAST_EVERY_MS, every ?? DEFAULT_EVERY_MS),
      views: views ? new Set(views) : null,
      runs: runs ? new Set(runs) : null,
      send,
      waiting: null,
      timer: null,
      sentAt: 0
    });
  }

  remove(send: Send): void {
    const subscriber = this.subscribers.get(send);
    if (subscriber?.timer) {
      clearTimeout(subscriber.timer);
    }
    this.subscribers.delete(send);
  }

  tell(push: IChangedPush): void {
    for (const subscriber of this.subscribers.values()) {
      const wanted = partFor(subscriber, push);
      if (wanted) {
        this.offer(subscriber, wanted);
      }
    }
  }

  dispose(): void {
    [...this.subscribers.keys()].forEach(send => this.remove(send));
  }

  private offer(subscriber: ISubscriber, push: IChangedPush): void {
    subscriber.waiting = subscriber.waiting ? joined(subscriber.waiting, push) : push;
    subscriber.timer ??= setTimeout(
      () => {
        const { waiting } = subscriber;
        subscriber.timer = subscriber.waiting = null;
        subscriber.sentAt = performance.now();
        if (waiting) {
          subscriber.send(waiting);
        }
      },
      Math.max(0, subscriber.sentAt + subscriber.every - performance.now())
    );
  }

  private readonly subscribers = new Map<Send, ISubscriber>();
}

/** What of the news the subscriber wants to hear; null for nothing. */
function partFor({ views, runs }: ISubscriber, push: IChangedPush): IChangedPush | null {
  const changed = views ? push.views.filter(view => views.has(view)) : push.views;
  const concerned = runs && push.runs ? push.runs.filter(run => runs.has(run)) : push.runs;
  return changed.length === 0 || (runs && concerned?.length === 0)
    ? null
    : { ...push, views: changed, runs: concerned };
}

function joined(earlier: IChangedPush, later: IChangedPush): IChangedPush {
  return {
    type: 'changed',
    version: later.version,
    views: [...new Set([...earlier.views, ...later.views])],
    runs: earlier.runs === null || later.runs === null ? null : [...new Set([...earlier.runs, ...later.runs])]
  };
}
