/**
 * The records of a journal: every fact nbtrail knows, as it is written down.
 *
 * A writer (one kernel, one command, one companion's life) owns the folder
 * `journal/<writer_id>/` and appends to it; nobody else writes there.
 * Words go to `facts-<n>.ndjson`, one {@link Fact} a line; numbers go to
 * `numbers-<n>.bin`, packed rows whose meaning a {@link ISeriesFact} declares
 * before the first of them. docs/journal.md describes both byte for byte.
 *
 * Invariants
 * - `seq` starts at 1 and counts up by one per writer, across facts segments.
 * - Every id (`run_id`, `session_id`, `execution_id`) is made by the writer, so
 *   writers never have to agree, and applying a record twice or in another
 *   order between writers gives the same database.
 * - What can be changed later (a name, tags, notes, a status) is decided by the
 *   newest `t`; at the same `t` by writer id, then `seq`.
 * - Readers keep kinds and fields that they do not know.
 *
 * This module holds types and constants only: the browser side imports it too.
 */

import type { IFactBase } from './base';
import type {
  IArtifactLogged,
  IArtifactMissed,
  IDatasetDescribed,
  IDatasetUsed,
  IModelAliased,
  IModelRegistered
} from './data';
import type {
  IBaselineSet,
  IRunArchived,
  IRunCell,
  IRunEnded,
  IRunLoggedAfterEnd,
  IRunNamed,
  IRunNoted,
  IRunResumed,
  IRunShown,
  IRunStarted,
  IRunStopRequested,
  IRunTagged
} from './runs';
import type {
  ICellEnded,
  ICellStarted,
  IEnvironment,
  IGitState,
  ISessionEnded,
  ISessionNotebook,
  ISessionStarted
} from './sessions';
import type { IMetricDefined, IMetrics, IParams, ISeriesFact, ISummary } from './values';
import type { INotice, ISystemSampled, IWriterClosed, IWriterOpened, IWriterSilent } from './writers';

export { type IFactBase, JOURNAL_VERSION, type Value } from './base';
export type * from './data';
export { NUMBERS } from './numbers';
export type * from './runs';
export type * from './sessions';
export type * from './values';
export type * from './writers';

/** Every kind of fact, told apart by `k`. */
export type Fact =
  | IWriterOpened
  | IWriterClosed
  | IWriterSilent
  | ISessionStarted
  | ISessionNotebook
  | ISessionEnded
  | IEnvironment
  | IGitState
  | ICellStarted
  | ICellEnded
  | IRunCell
  | IRunStarted
  | IRunResumed
  | IRunEnded
  | IParams
  | ISummary
  | IMetricDefined
  | ISeriesFact
  | IMetrics
  | IRunNamed
  | IRunTagged
  | IRunNoted
  | IRunArchived
  | IRunStopRequested
  | IBaselineSet
  | IRunShown
  | IRunLoggedAfterEnd
  | IDatasetDescribed
  | IDatasetUsed
  | IArtifactLogged
  | IArtifactMissed
  | IModelRegistered
  | IModelAliased
  | ISystemSampled
  | INotice;

/** Facts that a person states from a view; the companion writes them to its own journal. */
export type EditFact =
  | Edit<IRunNamed>
  | Edit<IRunTagged>
  | Edit<IRunNoted>
  | Edit<IRunArchived>
  | Edit<IBaselineSet>
  | Edit<IRunShown>
  | Edit<ISessionNotebook>
  | (Edit<IMetricDefined> & { run_id: null; project: string });

type Edit<T extends IFactBase> = Omit<T, keyof IFactBase>;
