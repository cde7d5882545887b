/** Functions of one metric of one run. */
import type { IMacro } from './Macro';

const OF = '_p._run = run AND _p._key = key';

const metricAt: IMacro = {
  name: 'metric_at',
  kind: 'value',
  parameters: ['run', 'key', 'step'],
  comment: 'Value of the metric at that step, else at the last one before it; null when there is none',
  example: "select name, metric_at(run_id, 'val/acc', 10) as at_10 from runs",
  sql: `(
    SELECT arg_max(_p._value, (_p._step, _p._time)) FROM store.readings _p
    WHERE ${OF} AND _p._step <= step)`
};

const firstStepAbove: IMacro = {
  name: 'first_step_above',
  kind: 'value',
  parameters: ['run', 'key', 'x'],
  comment: 'First step whose value is greater than x; null when none is. NaN is not greater',
  example: "select name, first_step_above(run_id, 'val/acc', 0.9) as step from runs",
  sql: `(
    SELECT min(_p._step) FROM store.readings _p
    WHERE ${OF} AND _p._value > x AND NOT isnan(_p._value))`
};

const firstStepBelow: IMacro = {
  name: 'first_step_below',
  kind: 'value',
  parameters: ['run', 'key', 'x'],
  comment: 'First step whose value is less than x; null when none is',
  example: "select name, first_step_below(run_id, 'val/loss', 0.5) as step from runs",
  sql: `(
    SELECT min(_p._step) FROM store.readings _p
    WHERE ${OF} AND _p._value < x)`
};

const stepsToReach: IMacro = {
  name: 'steps_to_reach',
  kind: 'value',
  parameters: ['run', 'key', 'target'],
  comment:
    "First step whose value is the target or better, by the metric's goal (metric_summary); null when none is, and without a goal",
  example: "select name, steps_to_reach(run_id, 'val/loss', 0.5) as step from runs",
  sql: `(
    SELECT min(_p._step)
    FROM store.readings _p JOIN store.goals _g ON _g._run = _p._run AND _g._key = _p._key
    WHERE ${OF} AND CASE _g._goal WHEN 'min' THEN _p._value <= target
      WHEN 'max' THEN _p._value >= target AND NOT isnan(_p._value) END)`
};

const auc: IMacro = {
  name: 'auc',
  kind: 'value',
  parameters: ['run', 'key'],
  comment: 'Area under the metric over steps, by trapezoids between points that are numbers; null with fewer than two',
  example: "select name, auc(run_id, 'val/acc') as area from runs",
  sql: `(
    SELECT sum((_t._value + _t._before) / 2 * (_t._step - _t._from)) FROM (
      SELECT _p._step, _p._value, lag(_p._step) OVER _w AS _from, lag(_p._value) OVER _w AS _before
      FROM store.readings _p
      WHERE ${OF} AND isfinite(_p._value)
      WINDOW _w AS (ORDER BY _p._step, _p._time)
    ) _t)`
};

/**
 * Σ w^(n−j) y_j / Σ w^(n−j), as in src/model/run/seriesStatement.ts: to keep
 * w^−j in a double's range the sums run over blocks, each with the block before
 * it carried over; what lies further back weighs less than 1e−200.
 */
const ema: IMacro = {
  name: 'ema',
  kind: 'rows',
  parameters: ['run', 'key', 'weight'],
  comment:
    'Rows of step, value and smoothed: the moving average in which each step before weighs weight (from 0 to below 1) times as much, without the pull to 0 at the beginning. NaN and infinities are left out',
  example: "select step, value, smoothed from ema('20261124-0800-1', 'train/loss', 0.9)",
  sql: `
    WITH _counted AS (
      SELECT _p._step, _p._time, _p._value,
        row_number() OVER (ORDER BY _p._step, _p._time) - 1 AS _n,
        CASE WHEN weight > 0 AND weight < 1 THEN greatest(1, floor(200 * ln(10) / -ln(weight)))::BIGINT ELSE 1 END AS _block
      FROM store.readings _p
      WHERE ${OF} AND isfinite(_p._value)
    ), _blocks AS (
      SELECT *, _n // _block AS _b, _n % _block AS _k,
        sum(_value * pow(weight, -(_n % _block))) OVER (PARTITION BY _n // _block ORDER BY _n) AS _sum
      FROM _counted
    ), _carried AS (
      SELECT _b + 1 AS _b, arg_max(_sum * pow(weight, _k), _n) AS _carry FROM _blocks GROUP BY _b
    )
    SELECT _step AS step, _value AS value,
      (_sum * pow(weight, _k) + coalesce(_carry, 0) * pow(weight, _k + 1)) * (1 - weight)
        / (1 - pow(weight, _n + 1)) AS smoothed
    FROM _blocks LEFT JOIN _carried USING (_b)
    ORDER BY _n`
};

export const READING_MACROS: readonly IMacro[] = [metricAt, firstStepAbove, firstStepBelow, stepsToReach, auc, ema];
