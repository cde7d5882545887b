/**
 * The errors that users see: one table of codes for the companion and the
 * command line. A code never changes its meaning; each message says what
 * happened, each hint what to do.
 *
 * | codes | about |
 * |---|---|
 * | NT1xx | journals |
 * | NT2xx | recording, in the kernel (nbtrail/notices/codes.py) |
 * | NT3xx | queries and filters |
 * | NT4xx | requests |
 * | NT5xx | the companion, its store and its start |
 * | NT6xx | the command line |
 *
 * NT311, NT312, NT506 and NT507 are raised in Python only (nbtrail/notices/codes.py).
 */
import { DISK_HINT, diskTrouble } from './disk/diskTrouble';
import type { IErrorBody } from './protocol';

interface IKind {
  /** HTTP status it is answered with. */
  status: number;
  /** What to do, unless the error is raised with a hint of its own. */
  hint?: string;
}

/** Every code, and what it means. */
export const ERRORS = {
  /** The text is not SQL. */
  NT301: { status: 400 },
  /** A table, column or function that does not exist, or types that do not fit. */
  NT302: { status: 400, hint: 'SHOW TABLES lists the views, DESCRIBE runs the columns of one.' },
  /** Parameters that do not match the query's placeholders. */
  NT303: { status: 400 },
  /** A statement that is not a read-only query. */
  NT304: {
    status: 403,
    hint: 'Ask with SELECT; runs are renamed, tagged and archived in the sidebar or with nbtrail in a notebook.'
  },
  /** The deadline passed. */
  NT305: { status: 408, hint: 'Ask for less, or allow more time with timeout.' },
  /** The client cancelled it. */
  NT306: { status: 499 },
  /** The answer is larger than one answer may be. */
  NT307: { status: 413, hint: 'Select fewer columns, aggregate, or use LIMIT.' },
  /** The query failed while it ran. */
  NT308: { status: 400 },
  /** A function or table that reaches beyond what was recorded. */
  NT309: {
    status: 403,
    hint: 'The documented views hold everything that was recorded; docs/schema.md lists them.'
  },
  /** The query needs more memory than the companion may use. */
  NT310: { status: 507, hint: 'Aggregate first, or restrict the query to fewer runs.' },
  /** A query text that is too long to be checked. */
  NT313: { status: 413, hint: 'Give long lists as a parameter: list_contains($ids, run_id).' },
  /** A query that ended a database process before. */
  NT315: {
    status: 422,
    hint: 'Write it in another way, or over fewer or shorter values; it is refused for an hour, or until `nbtrail stop`.'
  },
  /** A filter that cannot be understood. */
  NT320: { status: 400 },
  /** A column that no run has. */
  NT321: {
    status: 400,
    hint: 'The views runs, params and metric_summary tell what there is.'
  },
  /** A request without the token, or from a foreign page. */
  NT401: {
    status: 401,
    hint: 'Use JupyterLab, nbtrail on the command line, or nbtrail in Python.'
  },
  /** A request from another host or origin. */
  NT403: { status: 403 },
  /** There is no such request. */
  NT404: { status: 404 },
  /** A malformed request. */
  NT405: { status: 400 },
  /** A run that is not running was to be stopped. */
  NT406: { status: 409 },
  /** A request that is too large. */
  NT413: { status: 413, hint: 'Send less at once: long tables in parts, long texts as files.' },
  /** The companion does not answer. */
  NT501: { status: 503, hint: 'Run `nbtrail doctor` to see what is wrong.' },
  /** The companion could not be started. */
  NT502: { status: 503, hint: 'Run `nbtrail doctor` to see what is wrong.' },
  /** Another companion is using the store. */
  NT503: { status: 409 },
  /** The store cannot be read or written. */
  NT504: { status: 500, hint: 'Run `nbtrail doctor` to see what is wrong.' },
  /** The companion is shutting down. */
  NT505: { status: 503, hint: 'Try again: the next request starts it.' },
  /** Journals that a rebuild needs are missing. */
  NT508: {
    status: 409,
    hint: 'Move their folders back, or forget them with `nbtrail rebuild --forget`.'
  },
  /** A bug in nbtrail. */
  NT599: {
    status: 500,
    hint: 'This is a bug in nbtrail; please report it with the text above.'
  },
  /** A command line that cannot be understood. */
  NT601: { status: 400, hint: 'nbtrail -h lists the commands.' },
  /** Nothing was found under that name. */
  NT602: { status: 404 }
} as const satisfies { [code: string]: IKind };

export type ErrorCode = keyof typeof ERRORS;

/** An error to be shown: code, what happened, what to do. */
export class TrailError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    details: { hint?: string; start?: number; end?: number; cause?: unknown } = {}
  ) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.name = new.target.name;
    const kind: IKind = ERRORS[code];
    this.hint = details.hint ?? kind.hint;
    this.start = details.start;
    this.end = details.end;
  }

  readonly hint?: string;
  /** Character range in the query or filter, from 0, end exclusive. */
  readonly start?: number;
  readonly end?: number;

  /** HTTP status of the answer. */
  get status(): number {
    return ERRORS[this.code].status;
  }

  /** As it is sent to clients. */
  toBody(): IErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.start === undefined ? {} : { start: this.start }),
      ...(this.end === undefined ? {} : { end: this.end })
    };
  }

  /** As one line of a log. */
  toLine(): string {
    return [`${this.code}: ${this.message}`, this.hint].filter(Boolean).join('. ');
  }

  /** Any thrown thing as an error to be shown: NT504 when the disk refused something, else NT599 for what is not one of ours. */
  static from(error: unknown): TrailError {
    if (error instanceof TrailError) {
      return error;
    }
    const message = messageOf(error);
    const trouble = diskTrouble(message);
    return trouble === null
      ? new TrailError('NT599', message, { cause: error })
      : new TrailError('NT504', `The store cannot be used now, ${trouble}: ${message}`, {
          hint: DISK_HINT,
          cause: error
        });
  }
}

/** What is wrong with a query or a filter. */
export class QueryError extends TrailError {}

/** The message of any thrown thing; errors of native modules are not always `instanceof Error`. */
export function messageOf(error: unknown): string {
  const message =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return message.replace(NAMELESS, (all, number: string) => SYSTEM_ERRORS[Number(number)] ?? all);
}

/** How Node tells of what it has no name for. */
const NAMELESS = /Unknown system error -(\d+)(?:: Unknown system error -\1)?/;

/** What disks refuse by numbers that Node has no names for. */
const SYSTEM_ERRORS: { readonly [number: number]: string } =
  process.platform === 'darwin'
    ? { 69: 'EDQUOT: disk quota exceeded', 70: 'ESTALE: stale file handle' }
    : {
        116: 'ESTALE: stale file handle',
        117: 'EUCLEAN: structure needs cleaning',
        121: 'EREMOTEIO: remote I/O error',
        122: 'EDQUOT: disk quota exceeded',
        123: 'ENOMEDIUM: no medium found'
      };
