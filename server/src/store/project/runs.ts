import { MisfitError } from '../merge/fields';
import { worldSize } from './Ranks';
import { typedValue } from '../merge/values';
import type { Context } from './Context';

const ENDS = ['finished', 'failed', 'killed', 'interrupted'];

export function runStarted(fact: Context): void {
  const { stage, by, at } = fact;
  const run = fact.livingRun();
  const execution_id = fact.text('execution_id');
  stage.put('run', run, 'began', by, {
    session_id: fact.text('session_id'),
    execution_id,
    project: fact.text('project'),
    experiment: fact.text('experiment'),
    group_name: fact.text('group'),
    job_type: fact.text('job_type'),
    attempt: fact.whole('attempt'),
    attempt_of: fact.text('attempt_of'),
    total_steps: fact.whole('total_steps'),
    started_at: at
  });
  stage.put('run', run, 'named', by, { name: fact.text('name') });
  goesOn(fact, run, execution_id);
}

export function runResumed(fact: Context): void {
  goesOn(fact, fact.livingRun(), fact.text('execution_id'));
}

function goesOn(fact: Context, run: { run_id: string }, execution_id: string | null): void {
  const stated = { stated_status: 'running', stated_at: fact.at, error_name: null, error_value: null };
  const rank = fact.whole('rank');
  fact.stage.put('run', run, 'held', fact.order, {
    holder: fact.writerId,
    world_size: rank === null ? null : worldSize(fact, rank)
  });
  fact.stage.put('run', run, 'stated', fact.order, stated);
  if (execution_id !== null) {
    fact.stage.row('run_cell', { ...run, execution_id });
  }
}

export function runEnded(fact: Context): void {
  if (fact.isPresumed) {
    const run = fact.run();
    // Of a rank see Ranks.
    if (fact.whole('rank') === null) {
      fact.stage.put('run', run, 'presumed', fact.by, { presumed_at: fact.at });
    }
    return;
  }
  const status = fact.id('status');
  if (!ENDS.includes(status)) {
    throw new MisfitError(`${status} is not how a run can end`);
  }
  const stated = {
    stated_status: status,
    stated_at: fact.at,
    error_name: fact.text('error_name'),
    error_value: fact.text('error_value')
  };
  fact.stage.put('run', fact.livingRun(), 'stated', fact.order, stated);
}

export function runCell(fact: Context): void {
  fact.stage.row('run_cell', { ...fact.livingRun(), execution_id: fact.id('execution_id') });
}

export function params(fact: Context): void {
  const run = fact.livingRun();
  for (const [key, value] of fact.entries('params')) {
    fact.stage.put('param', { ...run, key }, 'set', fact.by, { ...typedValue(value), set_at: fact.at });
  }
}

export function results(fact: Context): void {
  const run = fact.livingRun();
  for (const [key, found] of fact.entries('summary')) {
    const { value, number } = typedValue(found);
    fact.stage.put('result', { ...run, key }, 'set', fact.by, { value, number, set_at: fact.at });
  }
}

/** Of a run's metric, or of the metric in all runs of a project. */
export function metricDefined(fact: Context): void {
  const key = fact.id('key');
  const goal = oneOf(fact, 'goal', ['max', 'min']);
  const project = fact.text('project');
  if (project !== null) {
    fact.stage.put('aim', { project, key }, 'set', fact.by, { goal });
    return;
  }
  fact.stage.put('definition', { ...fact.livingRun(), key }, 'set', fact.by, {
    goal,
    summary: oneOf(fact, 'summary', ['max', 'min', 'last', 'first', 'mean']),
    is_primary: fact.flag('primary') ?? false
  });
}

export function runNamed(fact: Context): void {
  fact.stage.put('run', fact.run(), 'named', fact.by, { name: fact.id('name') });
}

export function runTagged(fact: Context): void {
  const run = fact.run();
  const set = (present: boolean) => (tag: string) =>
    fact.stage.put('tag', { ...run, tag }, 'set', fact.by, { present, tagged_at: fact.at });
  fact.texts('remove').forEach(set(false));
  const removed = new Set(fact.texts('remove'));
  fact
    .texts('add')
    .filter(tag => !removed.has(tag))
    .forEach(set(true));
}

export function runNoted(fact: Context): void {
  fact.stage.put('run', fact.run(), 'noted', fact.by, { note: fact.text('note') || null });
}

export function runArchived(fact: Context): void {
  fact.stage.put('run', fact.run(), 'filed', fact.by, { archived: fact.flag('archived') });
}

export function runStopRequested(fact: Context): void {
  fact.stage.put('run', fact.run(), 'halted', fact.by, { stop_requested_at: fact.at });
}

export function runShown(fact: Context): void {
  fact.stage.put('run', fact.run(), 'shown', fact.by, { hidden: fact.flag('hidden') });
}

export function runLoggedAfterEnd(fact: Context): void {
  fact.stage.raise('run', fact.run(), { points_after_end: fact.whole('points') ?? 0 });
}

export function baselineSet(fact: Context): void {
  const run_id = fact.text('run_id');
  fact.stage.put('baseline', { project: fact.id('project') }, 'set', fact.by, { run_id });
}

function oneOf(fact: Context, name: string, known: string[]): string | null {
  const value = fact.text(name);
  if (value !== null && !known.includes(value)) {
    throw new MisfitError(`${name} of ${fact.fact.k} is ${value}, not one of ${known.join(', ')}`);
  }
  return value;
}
