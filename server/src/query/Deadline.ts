import { QueryError } from '../errors';
import { outOfMemory } from './describeError';

/**
 * One signal out of four reasons to stop: the time is up, the memory is, the one
 * who asked gave up, the companion closes. Lets go of all of them when disposed.
 */
export class Deadline {
  constructor(
    readonly seconds: number,
    private readonly caller: AbortSignal,
    private readonly closing: AbortSignal
  ) {
    this.timer = setTimeout(this.end, seconds * 1000);
    for (const signal of [caller, closing]) {
      signal.addEventListener('abort', this.end, { once: true });
      if (signal.aborted) {
        this.end();
      }
    }
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Why it ended; `time` until somebody else said so. */
  get reason(): 'caller' | 'closing' | 'memory' | 'time' {
    return this.caller.aborted ? 'caller' : this.closing.aborted ? 'closing' : this.isMemoryUp ? 'memory' : 'time';
  }

  /** It took too much memory. */
  readonly endForMemory = (): void => {
    this.isMemoryUp ||= !this.signal.aborted;
    this.end();
  };

  dispose(): void {
    clearTimeout(this.timer);
    for (const signal of [this.caller, this.closing]) {
      signal.removeEventListener('abort', this.end);
    }
  }

  private isMemoryUp = false;
  private readonly controller = new AbortController();
  private readonly end = (): void => this.controller.abort();
  private readonly timer: NodeJS.Timeout;
}

/** What is told of a question that was given up. */
export function givenUp(deadline: Deadline, cause: unknown): QueryError {
  switch (deadline.reason) {
    case 'caller':
      return new QueryError('NT306', 'The query was cancelled', { cause });
    case 'closing':
      return new QueryError('NT505', 'The companion is shutting down', { cause });
    case 'memory':
      return outOfMemory(cause);
    case 'time':
      return timeIsUp(deadline.seconds, cause);
  }
}

export function timeIsUp(seconds: number, cause: unknown): QueryError {
  return new QueryError('NT305', `The query took longer than ${seconds} s and was stopped`, { cause });
}
