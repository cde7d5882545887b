/**
 * Tells subscribers of commits, each at most as often as it asked. What falls
 * between two messages to one subscriber is put together in the later one.
 */
import type { IChangedPush } from '../protocol';

const DEFAULT_EVERY_MS = 250;
const LEAST_EVERY_MS = 10;

interface ISubscriber {
  every: number;
  send: (push: IChangedPush) => void;
  waiting: IChangedPush | null;
  timer: NodeJS.Timeout | null;
  sentAt: number;
}

export class Subscriptions {
  /** Hear of commits from now on; the same `key` again changes how often. */
  add(key: object, every: number | undefined, send: (push: IChangedPush) => void): void {
    this.remove(key);
    this.subscribers.set(key, {
      every: Math.max(LEAST_EVERY_MS, every ?? DEFAULT_EVERY_MS),
      send,
      waiting: null,
      timer: null,
      sentAt: 0
    });
  }

  remove(key: object): void {
    const subscriber = this.subscribers.get(key);
    if (subscriber?.timer) {
      clearTimeout(subscriber.timer);
    }
    this.subscribers.delete(key);
  }

  tell(push: IChangedPush): void {
    if (push.views.length > 0) {
      this.subscribers.forEach(subscriber => this.offer(subscriber, push));
    }
  }

  dispose(): void {
    [...this.subscribers.keys()].forEach(key => this.remove(key));
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

  private readonly subscribers = new Map<object, ISubscriber>();
}

function joined(earlier: IChangedPush, later: IChangedPush): IChangedPush {
  return {
    type: 'changed',
    version: later.version,
    views: [...new Set([...earlier.views, ...later.views])],
    runs:
      earlier.runs === null || later.runs === null
        ? null
        : [...new Set([...earlier.runs, ...later.runs])]
  };
}
