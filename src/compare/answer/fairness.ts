import type { TranslationBundle } from '@jupyterlab/translation';

import type { IRunRecord } from '../data/runRecord';
import { isChosenStep, type IAnswer } from './answer';
import { seedOf } from './replicates';

/** One thing that makes a comparison fair, unfair, or hard to judge. */
export interface IFairness {
  kind: 'ok' | 'warning' | 'unknown';
  text: string;
}

/** What else differs between two runs beside what was meant to; known confounds first. */
export function fairness(
  base: IRunRecord,
  candidate: IRunRecord,
  result: IAnswer,
  changes: { cells: number | null; packages: number | null; params: number },
  trans: TranslationBundle
): IFairness[] {
  const { metric, effect } = result;
  const found: IFairness[] = [];
  const warn = (text: string) => found.push({ kind: 'warning', text });
  const ok = (text: string) => found.push({ kind: 'ok', text });

  for (const run of [base, candidate]) {
    if (run.status === 'running') {
      warn(trans.__('%1 is still running', run.name));
    } else if (run.status !== 'finished') {
      warn(trans.__('%1 did not finish', run.name));
    }
  }
  const [a, b] = [base, candidate].map(run => run.metrics.get(metric));
  if (a && b && a.lastStep !== b.lastStep && a.lastStep !== null && b.lastStep !== null) {
    warn(trans.__('Ran to step %1 and %2', String(a.lastStep), String(b.lastStep)));
  }

  const also = [
    changes.cells ? trans._n('%1 cell', '%1 cells', changes.cells) : null,
    changes.packages ? trans._n('%1 package', '%1 packages', changes.packages) : null
  ].filter(part => part !== null);
  if (also.length) {
    const what = also.join(trans.__(' and '));
    warn(changes.params ? trans.__('%1 changed too', what) : trans.__('%1 changed', what));
  }
  if (changes.cells === 0 && changes.packages === 0) {
    ok(trans.__('Same code and packages'));
  } else if (changes.cells === 0) {
    ok(trans.__('Same code'));
  } else if (changes.packages === 0) {
    ok(trans.__('Same packages'));
  }

  if (base.gitCommit && candidate.gitCommit && base.gitCommit !== candidate.gitCommit) {
    warn(trans.__('Different git commits'));
  } else if (base.gitCommit && base.gitCommit === candidate.gitCommit) {
    const dirty = base.gitDirty || candidate.gitDirty;
    found.push({
      kind: dirty ? 'unknown' : 'ok',
      text: dirty ? trans.__('Same commit, uncommitted changes') : trans.__('Same git commit')
    });
  }

  const [seedA, seedB] = [seedOf(base), seedOf(candidate)];
  if (effect) {
    if (effect.pairs.length) {
      ok(trans.__('Same %1 seeds on both sides', effect.pairs.length));
    } else {
      warn(trans.__('The sides ran different seeds'));
    }
  } else if (seedA !== null && seedB !== null) {
    if (seedA === seedB) {
      ok(trans.__('Same seed, %1', seedA));
    } else {
      warn(trans.__('Different seeds, %1 and %2', seedA, seedB));
    }
  }
  if (isChosenStep(a) || isChosenStep(b)) {
    found.push({ kind: 'unknown', text: trans.__('Best step chosen by %1 itself', metric) });
  }
  return [
    ...found.filter(item => item.kind === 'warning'),
    ...found.filter(item => item.kind === 'ok'),
    ...found.filter(item => item.kind === 'unknown')
  ];
}
