import type { TranslationBundle } from '@jupyterlab/translation';

import { divergenceWords } from '../../model/divergence';
import { deltaUnit, formatDelta, formatMetric, formatNumber, formatSetting } from '../../core/format';
import type { IRunRecord } from '../../model/run/runRecord';
import type { IAnswer } from '../../model/comparison/answer';
import type { IFairness } from '../../model/comparison/fairness';
import { isSeed } from '../../model/comparison/replicates';

/** The answer's headline, and how certain it is, for the chip beside it. */
export function headline(
  answer: IAnswer,
  base: IRunRecord,
  candidate: IRunRecord,
  fair: readonly IFairness[],
  trans: TranslationBundle
): { text: string; chip: string | null } {
  const { verdict, metric } = answer;
  const name = sideWords(candidate, base, answer.candidateGroup.repeats > 1);
  switch (verdict) {
    case 'better':
    case 'worse':
      return {
        text:
          verdict === 'better'
            ? trans.__('%1 is better: %2 is %3', name, metric, movement(answer, trans))
            : trans.__('%1 is worse: %2 is %3', name, metric, movement(answer, trans)),
        chip: trans.__('outside noise')
      };
    case 'moved': {
      const reasons = [...new Set(fair.map(({ why }) => why).filter(why => why !== undefined))];
      const text = [trans.__('%1: %2 is %3', name, metric, movement(answer, trans)), ...reasons].join(', ');
      return { text, chip: trans.__('outside noise') };
    }
    case 'unfair': {
      const [first = '', ...more] = fair.filter(({ kind }) => kind === 'unfair').map(({ text }) => text);
      const reason = first.replace(candidate.name, name);
      return {
        text: trans.__('Not comparable: %1', reason),
        chip: more.length ? trans._n('and %1 more', 'and %1 more', more.length) : null
      };
    }
    case 'diverged': {
      const diverged = candidate.metrics.get(metric)?.divergedAt !== null ? candidate : base;
      const summary = diverged.metrics.get(metric);
      const words = divergenceWords(
        { metric, step: summary?.divergedAt ?? null, value: summary?.last ?? null },
        null,
        trans
      );
      return { text: trans.__('Not comparable: %1 diverged, %2', diverged.name, words), chip: null };
    }
    case 'noise':
      return {
        text: trans.__('No clear difference in %1 for %2', metric, name),
        chip: trans.__('within noise')
      };
    case 'equal':
      return {
        text: trans.__('%1 and %2 have the same %3, %4', name, base.name, metric, formatMetric(metric, answer.base)),
        chip: null
      };
    case 'few':
      return {
        text: trans.__(
          '%1: %2 is %3 against %4',
          name,
          metric,
          formatMetric(metric, answer.candidate),
          formatMetric(metric, answer.base)
        ),
        chip: trans.__('too few runs to tell')
      };
    case 'missing':
      return {
        text: trans.__(
          '%1 has no %2',
          answer.candidate === null ? candidate.name : base.name,
          metric || trans.__('metric')
        ),
        chip: null
      };
  }
}

/** `+1.9 pp`, `−0.027`. */
export function deltaWords(answer: IAnswer): string {
  const { metric, base, delta } = answer;
  if (base === null || delta === null) {
    return '–';
  }
  return [formatDelta(metric, delta, base), deltaUnit(metric, base)].filter(part => part).join(' ');
}

/** `+0.8 … +3.0 pp`: the interval of the difference. */
export function interval({ metric, base, effect }: IAnswer): string {
  if (!effect || base === null) {
    return '–';
  }
  const [low, high] = [effect.low, effect.high].map(end => formatDelta(metric, end, base));
  return [`${low} … ${high}`, deltaUnit(metric, base)].filter(part => part).join(' ');
}

function movement({ metric, base, delta }: IAnswer, trans: TranslationBundle): string {
  const size = Math.abs(delta ?? 0);
  const text =
    deltaUnit(metric, base ?? 0) === 'pp'
      ? trans.__('%1 points', formatDelta(metric, size, base ?? 0).replace('+', ''))
      : formatNumber(size);
  return (delta ?? 0) > 0 ? trans.__('up %1', text) : trans.__('down %1', text);
}

/** A group by the one parameter that tells it apart (`lr 0.01`), a run by its name. */
function sideWords(run: IRunRecord, other: IRunRecord, isGroup: boolean): string {
  const differing = [...run.params].filter(
    ([key, { value }]) => !isSeed(key) && other.params.get(key)?.value !== value
  );
  const [first] = differing;
  return isGroup && first && differing.length === 1 ? `${first[0]} ${formatSetting(first[1].value ?? '–')}` : run.name;
}
