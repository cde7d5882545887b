/**
 * Somebody who follows an answer, one message after the other.
 *
 * Invariant: what was sent makes the answer, or the next rows that are sent bring all
 * of it.
 */
import type { IFailedPush, IResult, IRowsPush, ISplice } from '../protocol';
import { splices } from './splices';

type IRows = Omit<IRowsPush, 'request'>;
export type News = IRows | Omit<IFailedPush, 'request'>;
/** Resolves once the connection has room for more, with whether the news went out. */
export type Send = (news: News) => Promise<boolean>;

export class Subscriber {
  constructor(
    private readonly send: Send,
    /** The connection has room again. */
    private readonly drained: () => void
  ) {}

  /** Whether a message can be taken: not before the first answer, and not while the connection is full. */
  isReady = false;
  /** Whether there was something new while none could be taken. */
  hasMissed = false;

  /** The first answer goes out; what is sent from now on follows it. */
  begin(): void {
    this.isReady = true;
    this.hasMissed = this.isBehind = false;
  }

  /** The answer is this one now. */
  follow(answer: IResult, news: IRows | null): void {
    if (!this.isReady) {
      this.hasMissed ||= news !== null;
      this.isBehind ||= news !== null;
    } else if (news || this.isBehind) {
      const told = news && !this.isBehind ? news : whole(answer);
      this.hasMissed = this.isBehind = false;
      this.notify(told);
    }
  }

  notify(news: News): void {
    if (this.isReady) {
      this.isReady = false;
      void this.send(news).then(isSent => {
        this.isReady = true;
        this.isBehind ||= !isSent;
        this.drained();
      });
    }
  }

  private isBehind = false;
}

/** What is new between two answers; null where nothing is. Without one before, all of it. */
export function newsBetween(before: IResult | null, after: IResult): IRows | null {
  if (!before) {
    return whole(after);
  }
  const found = splices(before, after);
  return found.length > 0 || before.truncated !== after.truncated ? rows(after, found) : null;
}

/** The answer in the place of any other. */
function whole(answer: IResult): IRows {
  return rows(answer, [{ start: 0, remove: Number.MAX_SAFE_INTEGER, data: answer.data }]);
}

function rows({ version, row_count, truncated }: IResult, found: ISplice[]): IRows {
  return { type: 'rows', version, splices: found, row_count, truncated };
}
