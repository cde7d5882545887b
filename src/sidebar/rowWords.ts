import type { TranslationBundle } from '@jupyterlab/translation';

import { displayText } from '../ui/displayText';
import { agoWords } from '../model/ageWords';
import { divergenceWords, type IDivergence } from '../model/divergence';
import { deltaOf, GLYPH, type Effect } from '../model/effect';
import { noiseCaveat, isJudgeable } from '../model/noiseCaveat';
import { formatCount, formatDuration, formatMetric, formatTime } from '../core/format';
import { numberOf } from '../companion/rows';
import type { IRunRow } from '../model/runRow';
import { statusWord } from '../model/statusWord';

/** A row's texts, ready to be shown. */
export interface IRowWords {
  status: string;
  /** The line below the name. */
  meta: string;
  value: string;
  /** The value is none: it diverged. */
  isBad: boolean;
  /** Below the value: the difference from the baseline, or a warning. */
  delta: { effect: Effect | 'warning'; text: string } | null;
  /** Read out for the row. */
  label: string;
  tooltip: string;
}

/**
 * @param shown - the metric that the list is about: a value of another one is labelled.
 * @param project - the project that the list is about; a run of another one is labelled. Null: of all.
 */
export function rowWords(
  row: IRunRow,
  now: Date,
  trans: TranslationBundle,
  shown: string | null = row.metric,
  project: string | null = null
): IRowWords {
  const divergence = divergenceOf(row);
  const words = divergence && divergenceWords(divergence, row.metric, trans);
  const stated = isStopping(row) ? trans.__('stopping') : statusWord(row.status, trans, row.silent_since);
  const status = divergence ? `${stated}, ${words}` : stated;
  const elsewhere = project !== null && row.project !== project ? displayText(row.project) : null;
  const meta = [elsewhere, metaLine(row, words, now, trans)].filter(Boolean).join(' · ');
  const number = numberOf(row.value);
  const base = numberOf(row.baseline_value);
  // Where the shown metric itself diverged, its last value; the best one stands below, with the warning.
  const isBad = divergence !== null && divergence.metric === row.metric && !Number.isFinite(divergence.value ?? NaN);
  const value = formatMetric(row.metric, isBad ? divergence.value : number);
  const isUnrecorded = row.data === 'unrecorded' && base !== null && number !== null && !row.is_baseline;
  const isUncertain = row.data === 'uncertain' && base !== null && number !== null && !row.is_baseline;
  // Without a noise to hold it against, a difference is a sign and no worth.
  const isJudged = !isUncertain && !isUnrecorded && isJudgeable(row);
  const delta =
    row.is_baseline || number === null || base === null || divergence || row.data === 'other'
      ? null
      : deltaOf(row.metric, isJudged ? row.goal : null, number, base, isJudged ? row.noise : 0);
  const caveat = delta && !isUncertain && !isUnrecorded && noiseCaveat(row, delta.effect, trans);
  const late = numberOf(row.points_after_end) ?? 0;
  const best =
    divergence && divergence.metric === row.metric ? trans.__('best %1', formatMetric(row.metric, number)) : null;
  // A best value that is not the last was chosen by looking at the metric: the last one stands beside it.
  const last = row.goal === null || number === null || divergence ? null : numberOf(row.last_value);
  const lastText = last === null || !Number.isFinite(last) ? null : formatMetric(row.metric, last);
  const peakStep = lastText !== null && lastText !== value ? row.best_step : null;
  const isPeak = peakStep !== null;
  const effect = {
    better: trans.__('better'),
    worse: trans.__('worse'),
    same: '',
    unknown: ''
  };
  const isOther = row.data === 'other' && base !== null && number !== null && !row.is_baseline;
  // Ranked all the same, with what keeps it from being the best.
  const isRanked = row.ranked !== null && row.ranked !== undefined && number !== null;
  const isOtherRank = row.ranked === 'other data' && number !== null && !isOther;
  const isBroken = isRanked && row.status !== 'finished' && row.status !== 'running';
  const below = (): IRowWords['delta'] => {
    if (best && number !== null) {
      return { effect: 'warning', text: isBad ? best : trans.__('best') };
    }
    if (isOther) {
      return { effect: 'warning', text: trans.__('≠ data') };
    }
    if (isOtherRank) {
      return { effect: 'warning', text: trans.__('≠ data') };
    }
    if (isBroken || (isRanked && divergence)) {
      return { effect: 'warning', text: isBroken ? statusWord(row.status, trans) : trans.__('diverged') };
    }
    return row.metric !== null && row.metric !== shown
      ? { effect: 'unknown', text: displayText(row.metric) }
      : delta
        ? { effect: delta.effect, text: [GLYPH[delta.effect], delta.text].filter(Boolean).join(' ') }
        : isPeak
          ? { effect: 'unknown', text: trans.__('last %1', lastText) }
          : null;
  };
  return {
    status,
    meta,
    value,
    isBad,
    delta: below(),
    label: [
      displayText(row.name),
      status,
      row.hidden ? trans.__('hidden') : null,
      meta,
      row.metric === null
        ? null
        : [isPeak && trans.__('best'), displayText(row.metric), value].filter(Boolean).join(' '),
      isPeak ? trans.__('last %1', lastText) : null,
      best,
      isOther ? trans.__('not comparable: other data') : null,
      isOtherRank ? trans.__('different data than most of the list') : null,
      isBroken ? trans.__('did not finish') : null,
      isUnrecorded ? trans.__('data not recorded') : null,
      delta && `${delta.text} ${delta.unit} ${effect[delta.effect]}`.trim(),
      caveat
    ]
      .filter(Boolean)
      .join(', '),
    tooltip: [
      row.name,
      elsewhere === null ? null : trans.__('Project %1', row.project),
      trans.__('Started %1', formatTime(new Date(row.started_at))),
      row.ended_at === null ? null : trans.__('Took %1', formatDuration(numberOf(row.duration_seconds))),
      row.attempts > 1 ? trans.__('Attempt %1 of %2', row.attempt, row.attempts) : null,
      divergence && divergenceWords(divergence, null, trans),
      best && trans.__('%1 before that', best),
      isPeak && row.metric !== null
        ? trans.__('%1: best %2 at step %3, last %4', row.metric, value, formatCount(peakStep), lastText)
        : null,
      delta && row.metric !== null
        ? trans.__('%1 against the baseline: %2', displayText(row.metric), `${delta.text} ${delta.unit}`.trim()) +
          (caveat ? `, ${caveat}` : '')
        : null,
      isOther ? trans.__('It used different data than the baseline') : null,
      isOtherRank ? trans.__('It used different data than most of this list, so its rank says little') : null,
      isBroken
        ? trans.__('It did not finish (%1); ranked by the best value it reached', statusWord(row.status, trans))
        : null,
      isUnrecorded ? trans.__('Only one of this run and the baseline recorded its data') : null,
      isUncertain ? trans.__('Not certain that it used the baseline’s data') : null,
      late > 0 ? trans._n('%1 point after its end', '%1 points after its end', late) : null,
      row.tags?.length ? trans.__('Tags: %1', row.tags.join(', ')) : null,
      row.error_name ? [row.error_name, row.error_value].filter(Boolean).join(': ') : null,
      row.note
    ]
      .filter((part): part is string => !!part)
      .map(displayText)
      .join('\n')
  };
}

/** It was asked to stop, and still runs. */
export const isStopping = ({ status, stop_requested_at: asked }: IRunRow): boolean =>
  status === 'running' && asked !== null && asked !== undefined;

function divergenceOf(row: IRunRow): IDivergence | null {
  return row.diverged_metric === null || row.diverged_metric === undefined
    ? null
    : {
        metric: row.diverged_metric,
        step: numberOf(row.diverged_at_step),
        value: numberOf(row.diverged_value)
      };
}

function metaLine(row: IRunRow, divergenceText: string | null, now: Date, trans: TranslationBundle): string {
  const started = new Date(row.started_at);
  const age = agoWords(started, now, trans);
  if (row.status === 'failed' && row.error_name) {
    return `${displayText(row.error_name)} · ${age}`;
  }
  if (divergenceText) {
    return displayText(divergenceText);
  }
  if (row.is_baseline) {
    return `${trans.__('baseline')} · ${age}`;
  }
  if (row.silent_since) {
    return statusWord(row.status, trans, row.silent_since);
  }
  if (isStopping(row)) {
    return trans.__('stopping');
  }
  if (row.status === 'running') {
    const seconds = Math.max(0, (now.getTime() - started.getTime()) / 1000);
    const step =
      row.last_step === null
        ? null
        : row.total_steps === null
          ? trans.__('step %1', formatCount(row.last_step))
          : trans.__('step %1/%2', formatCount(row.last_step), formatCount(row.total_steps));
    return [step, formatDuration(Math.floor(seconds))].filter(Boolean).join(' · ');
  }
  return `${age} · ${formatDuration(numberOf(row.duration_seconds))}`;
}
