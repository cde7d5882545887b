/** Functions of numbers. */
import type { IMacro } from './Macro';

const pctChangeVs: IMacro = {
  name: 'pct_change_vs',
  kind: 'value',
  parameters: ['value', 'baseline'],
  comment: 'By how many per cent value is more than baseline, negative for less; null for a baseline of 0',
  example: "select name, pct_change_vs(primary_value, 0.9) as vs_goal from runs where primary_goal = 'max'",
  sql: '(100 * (value - baseline)::DOUBLE / nullif(abs(baseline), 0))'
};

/** Two-sided 95 % points of Student's t for 1 to 29 degrees of freedom: NIST/SEMATECH e-Handbook, 1.3.6.7.2. */
const T = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045
];

const half = `coalesce([${T.join(', ')}][len(_v) - 1], 1.96) * list_stddev_samp(_v) / sqrt(len(_v))`;

const meanCi: IMacro = {
  name: 'mean_ci',
  kind: 'value',
  parameters: ['list_of_values'],
  comment:
    "Struct of mean, low, high and n: the mean of a list with its 95 % confidence interval by Student's t (NIST/SEMATECH e-Handbook 1.3.6.7.2; 1.96 beyond 30 values). Null, NaN and infinities are left out; low and high are null for one value",
  example: 'select experiment, mean_ci(list(primary_value)) as ci from runs group by experiment',
  sql: `list_transform(
    [list_filter(list_of_values::DOUBLE[], lambda _x: isfinite(_x))],
    lambda _v: {
      'mean': list_avg(_v),
      'low': CASE WHEN len(_v) > 1 THEN list_avg(_v) - ${half} END,
      'high': CASE WHEN len(_v) > 1 THEN list_avg(_v) + ${half} END,
      'n': len(_v)
    })[1]`
};

export const NUMBER_MACROS: readonly IMacro[] = [pctChangeVs, meanCi];
