import type { TranslationBundle } from '@jupyterlab/translation';

import { hasData, type IRoleDifference } from '../dataDifference';
import { formatCount, formatMetric } from '../../core/format';
import type { IRunRecord } from '../run/runRecord';
import { isChosenStep, lastValue, sideValue, type IAnswer, type IGroup } from './answer';
import { dataPairs, oneSided, rolesOfPairs } from './dataPairs';
import type { LeftOut } from './replicates';
import { areOtherSteps, type RepeatDifference } from './repeatsDiffer';
import { mapPair } from '../../core/pair';

/** One thing that makes a comparison fair, unfair, or hard to judge. */
export interface IFairness {
  /** `unfair`: the two numbers cannot be compared at all. */
  kind: 'unfair' | 'warning' | 'ok' | 'unknown';
  text: string;
  /** What the headline shows where this may have made the difference, so that nothing is called better. */
  why?: string;
}

/** What is known to differ beside what was meant to; null is not known. */
export interface IOtherChanges {
  /** Cells that may have made the difference. */
  cells: number | null;
  packages: number | null;
  /** Parameters but for seeds. */
  params: number;
  /** Interpreter, processor or accelerator where they differ: `GPU A100, H100`. */
  machine: string[];
  /** What the repeats of the baseline and of the candidate differ in among themselves. */
  repeats: readonly [readonly RepeatDifference[], readonly RepeatDifference[]];
  /** Runs that have the metric where these were chosen from; null: not known. */
  lookedAt: number | null;
}

/** What else differs between two runs beside what was meant to; known confounds first. */
export function fairness(
  base: IRunRecord,
  candidate: IRunRecord,
  result: IAnswer,
  changes: IOtherChanges,
  trans: TranslationBundle
): IFairness[] {
  const found = [
    ...ofData(base, candidate, result, trans),
    ...ofDefinition(base, candidate, result, trans),
    ...ofRuns(result, trans),
    ...ofRepeats(base, candidate, changes, trans),
    ...ofSteps(result, trans),
    ...ofCode(base, candidate, changes, trans),
    ...ofMachine(changes, trans),
    ...ofSeeds(result, trans),
    ...ofChoice(base, candidate, result, changes, trans)
  ];
  const order = ['unfair', 'warning', 'ok', 'unknown'] as const;
  return order.flatMap(kind => found.filter(item => item.kind === kind));
}

function ofData(
  base: IRunRecord,
  candidate: IRunRecord,
  { baseGroup, candidateGroup, onOtherData }: IAnswer,
  trans: TranslationBundle
): IFairness[] {
  const pairs = dataPairs(base, candidate, [baseGroup.members, candidateGroup.members]);
  if (!pairs.some(pair => pair.some(hasData))) {
    return [{ kind: 'unknown', text: trans.__('Data not recorded') }];
  }
  const recorded = oneSided(pairs)?.recorded;
  if (recorded) {
    const why = trans.__('only %1 says what data it used', recorded.name);
    return [{ kind: 'warning', text: sentence(why), why }];
  }
  const roles = rolesOfPairs(pairs);
  const of = (is: IRoleDifference['is']) => roles.filter(role => role.is === is).map(({ role }) => role);
  const other = of('other');
  const named = (list: string[]) => list.map(role => role || trans.__('other')).join(', ');
  const scored = other.filter(role => role !== 'train');
  const found: IFairness[] = [];
  if (other.length > 0) {
    found.push({
      kind: 'unfair',
      text:
        scored.length === 0
          ? trans.__('%1 was trained on other data', candidate.name)
          : other.length > scored.length
            ? trans.__('%1 was trained and scored on other data', candidate.name)
            : scored[0] === ''
              ? trans.__('%1 used other data', candidate.name)
              : trans.__('%1 was scored on other %2 data', candidate.name, named(scored))
    });
  }
  const uncertain: [IRoleDifference['is'], (roles: string) => string][] = [
    ['one-sided', roles => trans.__('%1 data recorded on one side only', roles)],
    ['sampled', roles => trans.__('%1 data was compared by a sample', roles)],
    ['partial', roles => trans.__('%1 data was compared without some columns', roles)],
    ['unlike', roles => trans.__('%1 data was recorded in two ways', roles)]
  ];
  for (const [is, describe] of uncertain) {
    if (of(is).length > 0) {
      const what = describe(named(of(is)));
      found.push({ kind: 'warning', text: sentence(what), why: what });
    }
  }
  if (of('unrecorded').length > 0) {
    found.push({ kind: 'unknown', text: sentence(trans.__('%1 data not recorded', named(of('unrecorded')))) });
  }
  if (found.length === 0) {
    const isOne = rolesOfPairs(pairs.map(([, run]) => [base, run])).every(({ is }) => is === 'same');
    const same = named(of('same'));
    found.push({
      kind: 'ok',
      text: isOne ? trans.__('Same data: %1', same) : trans.__('Same data for each seed: %1', same)
    });
  }
  if (onOtherData > 0) {
    found.push({
      kind: 'unknown',
      text: trans._n('Without %1 run on other data', 'Without %1 runs on other data', onOtherData)
    });
  }
  return found;
}

function ofDefinition(
  base: IRunRecord,
  candidate: IRunRecord,
  { metric }: IAnswer,
  trans: TranslationBundle
): IFairness[] {
  const [a, b] = [base, candidate].map(run => run.metrics.get(metric));
  if (!a || !b) {
    return [];
  }
  const ways = [a, b].map(({ summary, goal }) => summary ?? goal ?? 'last');
  const isOtherGoal = a.goal !== null && b.goal !== null && a.goal !== b.goal;
  return ways[0] !== ways[1] || isOtherGoal
    ? [
        {
          kind: 'unfair',
          text: trans.__('%1 is read in two ways, %2 and %3', metric, ...(isOtherGoal ? [a.goal, b.goal] : ways))
        }
      ]
    : [];
}

/** Runs that are left out, and those whose value stands for itself though they did not run to their end. */
function ofRuns({ baseGroup, candidateGroup }: IAnswer, trans: TranslationBundle): IFairness[] {
  return [baseGroup, candidateGroup].flatMap((group): IFairness[] => {
    const words = repeatsWords(group, trans);
    const [first] = group.leftOut;
    if (words === null || !first) {
      return [];
    }
    const { run, why } = first;
    if (group.all > 1) {
      const side = group === baseGroup ? trans.__('Baseline: %1', words) : sentence(words);
      return [{ kind: 'warning', text: side, why: words }];
    }
    const what =
      why === 'running'
        ? trans.__('%1 is still running', run.name)
        : why === 'diverged'
          ? trans.__('%1 diverged', run.name)
          : trans.__('%1 did not finish', run.name);
    return [{ kind: 'warning', text: what, why: what }];
  });
}

/** Repeats that are none: each side's mean is of runs that differ in more than seeds and data. */
function ofRepeats(
  base: IRunRecord,
  candidate: IRunRecord,
  { repeats }: IOtherChanges,
  trans: TranslationBundle
): IFairness[] {
  const words: Record<RepeatDifference, string> = {
    code: trans.__('code'),
    packages: trans.__('packages'),
    machine: trans.__('machine'),
    commit: trans.__('git commit'),
    definition: trans.__('how the metric is read'),
    steps: trans.__('steps')
  };
  return [base, candidate].flatMap((head, side): IFairness[] => {
    const differences = repeats[side] ?? [];
    if (differences.length === 0) {
      return [];
    }
    const what = differences.map(difference => words[difference]).join(', ');
    return [
      {
        kind: 'warning',
        text: trans.__('Repeats of %1 differ in %2', head.name, what),
        why:
          side === 0
            ? trans.__('the repeats of the baseline differ in %1', what)
            : trans.__('its repeats differ in %1', what)
      }
    ];
  });
}

/** `4 of 5 seeds, 1 failed`; null when none is left out. */
export function repeatsWords(group: IGroup, trans: TranslationBundle): string | null {
  if (group.leftOut.length === 0) {
    return null;
  }
  const counts = new Map<LeftOut, number>();
  group.leftOut.forEach(({ why }) => counts.set(why, (counts.get(why) ?? 0) + 1));
  const words: Record<LeftOut, (count: number) => string> = {
    running: count => trans.__('%1 still running', count),
    failed: count => trans.__('%1 failed', count),
    killed: count => trans.__('%1 killed', count),
    interrupted: count => trans.__('%1 interrupted', count),
    diverged: count => trans.__('%1 diverged', count)
  };
  const counted = group.all - group.leftOut.length;
  const of = group.seeds
    ? trans.__('%1 of %2 seeds', counted, group.all)
    : trans.__('%1 of %2 runs', counted, group.all);
  return [of, ...[...counts].map(([why, count]) => words[why](count))].join(', ');
}

function ofSteps({ metric, baseGroup, candidateGroup }: IAnswer, trans: TranslationBundle): IFairness[] {
  const [a, b] = mapPair([baseGroup, candidateGroup], ({ members }) => {
    const steps = members.map(run => run.metrics.get(metric)?.lastStep).filter(step => typeof step === 'number');
    return steps.length ? steps.reduce((sum, step) => sum + step, 0) / steps.length : null;
  });
  if (a === null || b === null || a === b) {
    return [];
  }
  const [x, y] = mapPair([a, b], step => formatCount(Math.round(step)));
  return areOtherSteps(a, b)
    ? [
        {
          kind: 'warning',
          text: trans.__('Ran to step %1 and %2', x, y),
          why: trans.__('after %1 steps against %2', y, x)
        }
      ]
    : [];
}

function ofCode(
  base: IRunRecord,
  candidate: IRunRecord,
  { cells, packages, params }: IOtherChanges,
  trans: TranslationBundle
): IFairness[] {
  const found: IFairness[] = [];
  const also = [
    cells ? trans._n('%1 cell', '%1 cells', cells) : null,
    packages ? trans._n('%1 package', '%1 packages', packages) : null
  ].filter(part => part !== null);
  if (also.length) {
    const what = also.join(trans.__(' and '));
    const why = params ? trans.__('%1 changed too', what) : trans.__('%1 changed', what);
    found.push({ kind: 'warning', text: sentence(why), why });
  }
  if (params > 1) {
    found.push({ kind: 'warning', text: trans.__('%1 parameters changed together', params) });
  }
  if (cells === 0 && packages === 0) {
    found.push({ kind: 'ok', text: trans.__('Same code and packages') });
  } else if (cells === 0) {
    found.push({ kind: 'ok', text: trans.__('Same code') });
  } else if (packages === 0) {
    found.push({ kind: 'ok', text: trans.__('Same packages') });
  }
  if (base.gitCommit && candidate.gitCommit && base.gitCommit !== candidate.gitCommit) {
    found.push({ kind: 'warning', text: trans.__('Different git commits'), why: trans.__('from another commit') });
  } else if (base.gitCommit && base.gitCommit === candidate.gitCommit) {
    const dirty = base.gitDirty || candidate.gitDirty;
    found.push({
      kind: dirty ? 'unknown' : 'ok',
      text: dirty ? trans.__('Same commit, uncommitted changes') : trans.__('Same git commit')
    });
  }
  return found;
}

function ofMachine({ machine }: IOtherChanges, trans: TranslationBundle): IFairness[] {
  return machine.length
    ? [
        {
          kind: 'warning',
          text: trans.__('Other machine: %1', machine.join(', ')),
          why: trans.__('on another machine')
        }
      ]
    : [];
}

function ofSeeds({ effect, baseGroup, candidateGroup }: IAnswer, trans: TranslationBundle): IFairness[] {
  const [a, b] = [baseGroup.seeds, candidateGroup.seeds];
  if (a === null || b === null) {
    return effect ? [{ kind: 'unknown', text: trans.__('Seeds not recorded') }] : [];
  }
  if (a.join('\n') === b.join('\n')) {
    return [
      {
        kind: 'ok',
        text: a.length > 1 ? trans.__('Same %1 seeds on both sides', a.length) : trans.__('Same seed, %1', a[0])
      }
    ];
  }
  const [few, many] = a.length < b.length ? [a, b] : [b, a];
  const isRest = few.every(seed => many.includes(seed)) && baseGroup.leftOut.length + candidateGroup.leftOut.length > 0;
  if (isRest) {
    // The runs that are left out say so themselves.
    return [];
  }
  const text =
    a.length > 1 || b.length > 1
      ? trans.__('The sides ran different seeds')
      : trans.__('Different seeds, %1 and %2', a[0], b[0]);
  return [{ kind: 'warning', text, why: trans.__('on other seeds') }];
}

/** The best of many looks better than it is, and so does the best step. */
function ofChoice(
  base: IRunRecord,
  candidate: IRunRecord,
  result: IAnswer,
  { lookedAt }: IOtherChanges,
  trans: TranslationBundle
): IFairness[] {
  const { effect, comparisons } = result;
  const found: IFairness[] = [];
  const among = settingsAmong(result, lookedAt);
  if (among > comparisons) {
    const many = trans.__('Out of %1 runs', formatCount(lookedAt ?? 0));
    found.push(
      effect === null
        ? { kind: 'unknown', text: trans.__('%1: the best of many looks better than it is', many) }
        : effect.p * among <= ERROR
          ? { kind: 'ok', text: trans.__('%1: more than choosing the best of them explains', many) }
          : {
              kind: 'warning',
              text: trans.__('%1: the best of so many may be this good by chance', many),
              why: trans.__('as the best of %1 runs may be by chance', formatCount(lookedAt ?? 0))
            }
    );
  } else if (comparisons > 1) {
    const many = trans.__('One of %1 compared', comparisons);
    found.push(
      effect
        ? { kind: 'ok', text: trans.__('%1: the interval is widened for it', many) }
        : { kind: 'warning', text: trans.__('%1: the best of many looks better than it is', many) }
    );
  }
  return [...found, ...ofChosenStep(base, candidate, result, trans)];
}

/** The best step was found by looking at the metric: what the last one says stands beside, and takes "better" back where it says otherwise. */
function ofChosenStep(base: IRunRecord, candidate: IRunRecord, result: IAnswer, trans: TranslationBundle): IFairness[] {
  const { metric, delta, baseGroup, candidateGroup } = result;
  const runs = [base, candidate, ...baseGroup.members, ...candidateGroup.members];
  if (!runs.some(run => isChosenStep(run.metrics.get(metric)))) {
    return [];
  }
  const from = sideValue(base, baseGroup, metric, lastValue);
  const to = sideValue(candidate, candidateGroup, metric, lastValue);
  if (from === null || to === null) {
    return [{ kind: 'unknown', text: trans.__('Best step chosen by %1 itself', metric) }];
  }
  const [a, b] = [formatMetric(metric, from), formatMetric(metric, to)];
  return delta !== null && delta * (to - from) < 0 && a !== b
    ? [
        {
          kind: 'warning',
          text: trans.__('At the last step it is the other way round: %1 → %2', a, b),
          why: trans.__('but not at the last step')
        }
      ]
    : [{ kind: 'unknown', text: trans.__('Best step chosen by %1 itself; at the last %2 → %3', metric, a, b) }];
}

/** As many runs as two groups of repeats have; out of more some choice was made. */
const MANY = 10;

/** Share of comparisons without a difference that may be called one (Bonferroni over all that were looked at). */
const ERROR = 0.05;

/**
 * Candidates that the chosen one stands out of: those compared, or where more runs
 * were looked at, as many settings as these make with the chosen sides' repeats.
 */
function settingsAmong({ comparisons, baseGroup, candidateGroup }: IAnswer, lookedAt: number | null): number {
  if (lookedAt === null || lookedAt <= 2 * MANY) {
    return comparisons;
  }
  const others = lookedAt - baseGroup.all;
  return Math.max(comparisons, Math.ceil(others / Math.max(1, candidateGroup.all)));
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
