/** Lines of the filter bar by chance, each with what it means for a run. */
import { type Chance, KEYS, TAGS } from './histories';
import type { IRun } from './model';

export interface ILine {
  text: string;
  holds: (run: IRun) => boolean;
}

/** Greater in DuckDB's order, in which NaN is the greatest number and equals itself. */
function compare(a: number, b: number): number {
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b;
}

const OPERATORS: Record<string, (difference: number) => boolean> = {
  '<': difference => difference < 0,
  '<=': difference => difference <= 0,
  '>': difference => difference > 0,
  '>=': difference => difference >= 0,
  '=': difference => difference === 0
};

export function lineBy(chance: Chance, depth = 0): ILine {
  const about = chance.below(depth < 3 ? 12 : 9);
  const op = chance.of(Object.keys(OPERATORS));
  const number = (chance.below(41) - 20) / 4;
  const meets = (value: number | null | undefined): boolean =>
    value !== null && value !== undefined && (OPERATORS[op]?.(compare(value, number)) ?? false);
  const key = chance.of(KEYS);
  const isNan = (run: IRun): boolean => (run.metrics.get(key)?.nans ?? 0) > 0;
  switch (about) {
    case 0: {
      const status = chance.of(['running', 'finished', 'failed', 'killed', 'interrupted']);
      return { text: status, holds: run => run.status === status };
    }
    case 1:
      return { text: `param.lr ${op} ${number}`, holds: run => meets(run.params.get('lr')?.number) };
    case 2: {
      const tag = chance.of(TAGS);
      return { text: `tag = "${tag}"`, holds: run => run.tags.includes(tag) };
    }
    case 3:
      return { text: `metric ${op} ${number}`, holds: run => meets(run.metrics.get(run.primary ?? '')?.best) };
    case 4: {
      const part = chance.of(['best', 'last', 'first', 'min', 'max', 'mean', 'count']);
      const numbers = (run: IRun): Record<string, number | null> => {
        const metric = run.metrics.get(key);
        return metric
          ? ({ ...metric, last: metric.last.value, first: metric.first.value, count: metric.points.length } as never)
          : {};
      };
      return { text: `${part}(${key}) ${op} ${number}`, holds: run => meets(numbers(run)[part]) };
    }
    case 5:
      return { text: `metric.${key} is null`, holds: run => !run.metrics.has(key) };
    case 6:
      return {
        text: 'model in (svm, mlp)',
        holds: run => ['svm', 'mlp'].includes(run.params.get('model')?.value ?? '')
      };
    case 7:
      return chance.of([
        {
          text: 'diverged',
          holds: (run: IRun) => [...run.metrics.values()].some(({ divergedAt }) => divergedAt !== null)
        },
        { text: `isnan(${key})`, holds: isNan },
        { text: `metric.${key} = nan`, holds: isNan },
        { text: 'archived', holds: (run: IRun) => run.archived },
        { text: 'hidden', holds: (run: IRun) => run.hidden },
        { text: 'baseline', holds: (run: IRun) => run.baseline },
        { text: 'experiment = null', holds: (run: IRun) => run.experiment === null },
        { text: 'experiment != a', holds: (run: IRun) => run.experiment !== 'a' },
        { text: 'note:note', holds: (run: IRun) => run.note?.includes('note') ?? false }
      ]);
    case 8:
      return {
        text: `param.lr between -2 and ${number}`,
        holds: run => {
          const value = run.params.get('lr')?.number;
          return value !== null && value !== undefined && compare(value, -2) >= 0 && compare(value, number) <= 0;
        }
      };
  }
  const [one, other] = [lineBy(chance, depth + 1), lineBy(chance, depth + 1)];
  switch (about) {
    case 9:
      return { text: `not (${one.text})`, holds: run => !one.holds(run) };
    case 10:
      return { text: `(${one.text}) (${other.text})`, holds: run => one.holds(run) && other.holds(run) };
    default:
      return { text: `(${one.text} or ${other.text})`, holds: run => one.holds(run) || other.holds(run) };
  }
}
