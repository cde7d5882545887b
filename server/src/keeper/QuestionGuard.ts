/**
 * Keeps queries from ending one database process after the other: it reports which
 * ones run, and knows which ones the keeper refuses or suspects.
 */
import { createHash } from 'node:crypto';

import { QueryError } from '../errors';
import type { IQueryRequest } from '../protocol';
import { InFlight } from './InFlight';
import type { ToKeeper } from './messages';

export class QuestionGuard {
  constructor(
    home: string,
    refused: readonly string[],
    suspected: readonly string[],
    private readonly send: (message: ToKeeper) => void
  ) {
    this.inFlight = new InFlight(home);
    this.refused = new Set(refused);
    this.suspected = new Set(suspected);
  }

  /** The hash that identifies the query. @throws QueryError NT315 for one that ended a process before */
  admit({ sql, params }: IQueryRequest): string {
    const question = createHash('sha256')
      .update(JSON.stringify([sql, params]))
      .digest('hex');
    if (this.refused.has(question)) {
      throw new QueryError(
        'NT315',
        'This query could not be stopped, or ended the database process, and is not run again'
      );
    }
    return question;
  }

  /** Whether no other may run beside it. */
  isAlone(question: string): boolean {
    return this.suspected.has(question);
  }

  /** Note that it runs. @returns a function to call when it has ended */
  begin(question: string): () => void {
    const ended = this.inFlight.begin(question);
    return () => {
      ended();
      if (this.suspected.delete(question)) {
        this.send({ type: 'cleared', question });
      }
    };
  }

  /** It does not react to interrupts: the keeper ends this process and starts another. */
  reportStuck(question: string): void {
    this.send({ type: 'stuck', question });
  }

  private readonly inFlight: InFlight;
  private readonly refused: ReadonlySet<string>;
  private readonly suspected: Set<string>;
}
