/** What a filter says, after reading and before it becomes SQL. */

/** A range of characters of the filter. */
export interface IPlace {
  start: number;
  end: number;
}

/** Something of a run that can be compared. */
export interface IOperand extends IPlace {
  name: string;
  /** Where the name is looked up; `any`: column, else parameter, else metric, else result. */
  source: 'any' | 'param' | 'metric' | 'summary';
  /** Which of the metric's numbers, when it was said: `best(…)`, `last(…)`. */
  part?: MetricPart;
}

export interface ILiteral extends IPlace {
  text: string;
  /** In quotes, so never a number. */
  quoted: boolean;
}

export const METRIC_PARTS = {
  best: 'best_value',
  last: 'last_value',
  first: 'first_value',
  min: 'min_value',
  max: 'max_value',
  mean: 'mean_value',
  count: 'count'
} as const;

export type MetricPart = keyof typeof METRIC_PARTS;

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=' | 'like' | 'contains' | 'matches';

export type Condition =
  | { kind: 'and' | 'or'; terms: Condition[] }
  | { kind: 'not'; term: Condition }
  /** A bare word: a status, a yes-or-no column, or text to be found. */
  | { kind: 'word'; word: ILiteral }
  | { kind: 'compare'; operand: IOperand; op: Comparison; value: ILiteral }
  | { kind: 'in'; operand: IOperand; values: ILiteral[] }
  | { kind: 'between'; operand: IOperand; low: ILiteral; high: ILiteral }
  | { kind: 'missing'; operand: IOperand }
  /** It is NaN, or was at some step. */
  | { kind: 'nan'; operand: IOperand }
  | { kind: 'since'; moment: ILiteral; until: boolean };
