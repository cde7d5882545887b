import type { IErrorBody } from './wire';

/** What the companion refused or could not do: code, what happened, what to do. */
export class CompanionError extends Error {
  constructor(readonly body: IErrorBody) {
    super(body.message);
    this.name = 'CompanionError';
  }

  get code(): string {
    return this.body.code;
  }

  get hint(): string | undefined {
    return this.body.hint;
  }

  /** True when the asker itself gave up: nothing to show. */
  get cancelled(): boolean {
    return this.code === 'NT306';
  }

  /** What can be shown of anything thrown. */
  static bodyOf(reason: unknown): IErrorBody {
    return reason instanceof CompanionError
      ? reason.body
      : { code: 'NT599', message: reason instanceof Error ? reason.message : String(reason) };
  }

  static unreachable(): CompanionError {
    return new CompanionError({
      code: 'NT501',
      message: 'The companion does not answer.',
      hint: 'Recording continues in the journal; everything appears when it is back.'
    });
  }

  static cancelled(): CompanionError {
    return new CompanionError({ code: 'NT306', message: 'The request was cancelled.' });
  }
}
