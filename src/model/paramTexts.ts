import type { Cell } from '../companion/wire';
import type { Params } from './rowLabel';
import { numberOf } from '../companion/rows';

/** Digits tried in turn: as few as distinguish all of a parameter's values. */
const DIGITS = [4, 6, 9, 17];

interface IParam {
  run_id: string;
  key: string;
  value: string;
  number: Cell;
}

/** The values of each run's parameters in few signs; values that differ read differently. */
export function paramTexts(params: readonly IParam[]): Map<string, Params> {
  const found = new Map<string, Map<string, string>>();
  const byKey = new Map<string, IParam[]>();
  params.forEach(param => byKey.set(param.key, [...(byKey.get(param.key) ?? []), param]));
  for (const [key, all] of byKey) {
    const write = shortest(
      all.map(({ number }) => numberOf(number)).filter((number): number is number => number !== null)
    );
    for (const { run_id, value, number } of all) {
      const plain = numberOf(number);
      found.set(run_id, (found.get(run_id) ?? new Map()).set(key, plain === null ? value : write(plain)));
    }
  }
  return found;
}

function shortest(numbers: readonly number[]): (number: number) => string {
  const write = (digits: number) => (number: number) => String(Number(number.toPrecision(digits)));
  const kinds = new Set(numbers).size;
  const digits = DIGITS.find(few => new Set(numbers.map(write(few))).size === kinds);
  return digits === undefined ? String : write(digits);
}
