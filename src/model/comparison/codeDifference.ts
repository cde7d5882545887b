import type { IRunRecord } from '../run/runRecord';
import type { CellPair } from '../code/matchCells';

const NUMBER = /(?<![\w.])[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\w.])/gi;
const TEXT = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;

/**
 * Whether a cell may have made the difference: it was edited, or is of the run
 * itself and only one side has it. No such cells are those that differ only in
 * what the runs call their parameters' values or themselves, and what a session
 * ran besides.
 */
export function isDecisive({ left, right }: CellPair, base: IRunRecord, candidate: IRunRecord): boolean {
  if (left && right) {
    return neutral(left.last.source, base, candidate) !== neutral(right.last.source, candidate, base);
  }
  return (left ?? right)?.executions.some(({ own }) => own) === true;
}

/** The source with each literal that is the value of a parameter that differs replaced by the parameter's name. */
function neutral(source: string, run: IRunRecord, other: IRunRecord): string {
  const numbers = new Map<number, string>();
  const texts = new Map<string, string>([[run.name, 'its name']]);
  for (const [key, { value, number }] of run.params) {
    if (other.params.get(key)?.value !== value && value !== null) {
      texts.set(value, key);
      if (number !== null) {
        numbers.set(number, key);
      }
    }
  }
  return source
    .replace(TEXT, literal => {
      const key = texts.get(literal.slice(1, -1));
      return key === undefined ? literal : `\u0000${key}`;
    })
    .replace(NUMBER, literal => {
      const key = numbers.get(Number(literal.replace(/_/g, '')));
      return key === undefined ? literal : `\u0000${key}`;
    })
    .trim();
}
