/**
 * From facts to rows: one function a kind. Kinds that are not known leave their
 * trace in `events` alone, so that a newer writer's records are kept.
 *
 * `series` and `metrics` are about points, and are Declarations's.
 */
import { wholeNumber } from '../merge/fields';
import { cellEnded, cellStarted } from './cells';
import type { Context } from './Context';
import {
  artifactLogged,
  artifactMissed,
  datasetDescribed,
  datasetUsed,
  modelAliased,
  modelRegistered,
  systemSampled
} from './data';
import {
  baselineSet,
  metricDefined,
  params,
  results,
  runArchived,
  runCell,
  runEnded,
  runLoggedAfterEnd,
  runNamed,
  runNoted,
  runResumed,
  runShown,
  runStarted,
  runStopRequested,
  runTagged
} from './runs';
import {
  environment,
  gitState,
  sessionEnded,
  sessionNotebook,
  sessionStarted,
  writerClosed,
  writerOpened,
  writerSilent
} from './sessions';

const KINDS: Readonly<Record<string, (fact: Context) => void>> = {
  writer_opened: writerOpened,
  writer_silent: writerSilent,
  writer_closed: writerClosed,
  session_started: sessionStarted,
  session_notebook: sessionNotebook,
  session_ended: sessionEnded,
  environment,
  git_state: gitState,
  cell_started: cellStarted,
  cell_ended: cellEnded,
  run_cell: runCell,
  run_started: runStarted,
  run_resumed: runResumed,
  run_ended: runEnded,
  params,
  summary: results,
  metric_defined: metricDefined,
  run_named: runNamed,
  run_tagged: runTagged,
  run_noted: runNoted,
  run_archived: runArchived,
  run_stop_requested: runStopRequested,
  baseline_set: baselineSet,
  run_shown: runShown,
  run_logged_after_end: runLoggedAfterEnd,
  dataset_described: datasetDescribed,
  dataset_used: datasetUsed,
  artifact_logged: artifactLogged,
  artifact_missed: artifactMissed,
  model_registered: modelRegistered,
  model_aliased: modelAliased,
  system_sampled: systemSampled,
  notice: notice,
  series: fact => void fact.livingRun(),
  metrics: fact => void fact.livingRun()
};

/** Kinds that tell nothing which the views do not hold in full already. */
const NO_EVENT = new Set([
  'writer_opened',
  'writer_silent',
  'writer_closed',
  'session_started',
  'session_notebook',
  'session_ended',
  'environment',
  'git_state',
  'cell_started',
  'cell_ended',
  'run_cell',
  'series',
  'dataset_described',
  'system_sampled',
  'notice'
]);

/** @throws MisfitError, having staged nothing of worth */
export function project(fact: Context): void {
  if (Object.hasOwn(KINDS, fact.fact.k)) {
    KINDS[fact.fact.k]?.(fact);
  }
  if (!NO_EVENT.has(fact.fact.k)) {
    fact.stage.log('event', {
      writer_id: fact.writerId,
      seq: wholeNumber(fact.fact.seq),
      time: fact.at,
      kind: fact.fact.k,
      run_id: loose(fact, 'run_id'),
      session_id: loose(fact, 'session_id'),
      record: fact.line.text
    });
  }
}

function notice(fact: Context): void {
  fact.stage.log('notice', {
    time: fact.at,
    code: fact.text('code'),
    message: fact.text('message'),
    session_id: fact.text('session_id'),
    run_id: fact.text('run_id'),
    execution_id: fact.text('execution_id'),
    writer_id: fact.writerId
  });
}

function loose(fact: Context, name: string): string | null {
  const value = fact.fact[name];
  return typeof value === 'string' ? value : null;
}
